### The pages around the sockets.

skip = Skip to the content
nav-pages = Pages
nav-parts = Parts of the page
nav-languages = Language
nav-playground = Playground
nav-api = API
nav-themes = Theme
nav-keys = Keyboard shortcuts
theme-system = As the system is
theme-light = Light
theme-dark = Dark
theme-projector = Projector: large and high contrast
phone-title = Telephone analogy
phone-on = As a phone call
phone-off = As system calls
reload = Reload
more = More

label-returned = returned
label-returned-says = A system call returned it to this program.
label-sampled = sampled
label-sampled-says = The kernel was asked for it, and counted it itself.
label-playground = playground
label-playground-says = The playground itself says it, and asked no kernel.

problem-title = That did not work
problem-home = Go to the start
problem-next = Go back and try again, or start from the beginning.
problem-not-found = There is no page at this address.
problem-malformed = The server could not understand the request.
problem-defect = The server failed at this request. That is a fault of the program and not yours.
problem-unknown-session = This session has ended, or it never was. Its sockets are closed and its journal is gone.
problem-unknown-session-next = Begin a new session at the start.
problem-unknown-event = The journal does not hold this event: it was forgotten, or it has not happened.
problem-unknown-event-next = Go back to the session; the journal says which events it has forgotten.
problem-origin-forbidden = The request came from another website, and only this page may act here.
problem-origin-forbidden-next = Open the playground itself, and try again there.
problem-unknown-host = This server does not go by that host name.
problem-unknown-host-next = Use the address that the server printed when it started, such as http://localhost:8000.
case-address = { $address } is a { $class } address.
case-peer = The other end is { $peer }.
case-name = The name is { $name }.
case-state = The state of the socket is “{ $state }”, and { $doing } was asked for.
case-port = The port is { $port }.
case-limit = The limit is { $limit }.
case-unsupported = What is missing here: { $what }.
