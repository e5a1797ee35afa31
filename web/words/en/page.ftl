### The pages around the sockets.

skip = Skip to the content
nav-pages = Pages
nav-parts = Parts of the page
nav-languages = Language
reload = Reload
more = More

home-title = Start
home-heading = Real sockets, one call at a time
home-lead = A browser cannot open a TCP or UDP socket. This server opens them for you, and shows every call, every byte, and every error as it happens.
home-ports = The examples use 127.0.0.1:8888. If another program has that port, they take the next free one and show you the error.
home-own = Or open your own
home-why = What you see is what the kernel answered
home-why-says = Nothing here is simulated. Each row of the journal is a call that really returned, bytes that really moved, or an error number that the operating system really gave.
preset-tcp = TCP echo pair
preset-tcp-says = A server and a client on this machine. The client sends 你好, and the server sends it back.
preset-udp = UDP pair
preset-udp-says = The same with datagrams: no connection, no handshake, and no guarantee.
preset-step = A server, step by step
preset-step-says = socket, bind, listen, accept, recv, send, close: every click is one system call.

help-title = Help
help-page = A session has a list of its sockets, with everything that can be done with each of them now, and a journal: a row for every event, with its number, the seconds since the session began, the socket, and what happened. Reloading the page loses nothing.
help-labels = Where a value comes from
help-modes = Automatic and manual sockets
help-bytes = Bytes
help-bytes-says = Bytes are shown as text and in hex. Control characters have pictures such as ␊, characters that would hide or turn text are spelled out as ⟨U+202E⟩, and bytes that are not UTF-8 are written as \x and two hex digits. Open a row to see the dump. The first 4096 bytes of each event are kept.
help-keys = Keys
help-keys-send = send the form you are in
label-returned = returned
label-returned-says = A system call returned it to this program.
label-sampled = sampled
label-sampled-says = The kernel was asked for it, and counted it itself.
label-playground = playground
label-playground-says = The playground itself says it, and asked no kernel.

about-title = About
about-says = It opens real sockets of the machine it runs on, on behalf of this page.
about-api = API documentation
about-limits = Limits
about-limits-says = What this server allows. Whoever starts it can change each limit by its name.
about-limit = Name
about-value = Value

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
