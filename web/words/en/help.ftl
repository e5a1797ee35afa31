### The help page.

help-title = Help
help-contents = On this page
help-page = This page opens real TCP and UDP sockets of the machine it runs on, and writes down every call on them, with what it returned. You can let the sockets work by themselves, or make each call yourself.

help-first = The first minute
help-first-preset = On the start page, press “{ $preset }”. A listener and a client open on 127.0.0.1, and 你好 goes there and back.
help-first-read = Read the journal from the top. Each row is one event: its number, the seconds since the session began, the socket, and what happened.
help-first-row = Select a row. The details say what the call does, what its arguments and its result mean, and show the bytes.
help-first-send = Write a message below the sockets, choose the socket that sends it, and press Ctrl+Enter.
help-first-close = Close one side, and look at what the other side gets. Nothing can break: a reload loses nothing, and a new session is one click.

help-rail = The sockets, on the left
help-rail-says = Each card is one socket: its name (s1, s2, …), its protocol, its state, its addresses, and its counts. Below them are the calls that it allows now. A connection that a listener accepted is a socket of its own and gets a card of its own.
help-journal = The journal, on the right
help-journal-says = The journal is in the order in which things happened, and it has no holes: what was forgotten or skipped is announced in its place. “Clear view” hides rows and deletes none.
help-details-says = The details of the selected row have tabs: the meaning, the bytes, the calls as a program, and ways to copy them.

help-ladder = List and ladder
help-ladder-says = The ladder is the same journal as a drawing: each socket is a vertical line, time goes down, and each event is a strip. Distances are not times.
help-ladder-solid = solid line
help-ladder-solid-says = A call of this session told it: this program saw it.
help-ladder-dashed = dashed line
help-ladder-dashed-says = The rest of the way. Nobody saw it: nothing was captured there. Where segments were captured, they stand in its place.

help-labels = Where a value comes from
help-modes = Automatic and manual sockets
help-composer = Writing a message
help-composer-says = Write text, text with escapes such as \n and \x41, or hex. Text becomes bytes in the encoding you choose, UTF-8 unless you say otherwise. TCP sends exactly these bytes: a line ending is only there if you add one.
help-bytes = Bytes
help-bytes-says = Bytes are shown as text and in hex. Control characters have pictures such as ␊, characters that would hide or turn text are spelled out as ⟨U+202E⟩, and bytes that are not UTF-8 are written as \x and two hex digits. The first 4096 bytes of each event are kept.
help-filter = Filter
help-filter-says = A word finds the rows that have it; a condition such as tcp.port == 8888 finds what it says. The names are those of Wireshark’s display filters, where it has them.
help-filter-link = How to write a filter

help-presets = Presets and port 8888
help-presets-says = The presets use port 8888, as many courses do. If something else has that port, they take the next free one, and the error stays in the journal for you to look at. The port of this page itself, 8000 unless another was chosen, is not for sockets.
help-links = Links that fill in a form
help-links-says = A link can fill in a form of the start page and a message, for a colleague or a class. It never acts by itself: nothing opens until somebody presses the button. The words are those of socat: tcp-listen:, tcp:, udp-listen:, and udp:.
help-own = This page is a client too
help-own-says = A browser and its server (B/S) are a client and a server (C/S): your browser has called connect, and this server has called accept. A page may open no other sockets, so the sockets in the list belong to the server, which makes the calls for you. “This page’s own socket” shows the connection between the two.

help-hands = If you know another tool
help-hands-wireshark = The list, the details, the bytes, and the filter are where you expect them, and the flow graph is the ladder. The difference: calls on sockets have rows too, and segments have theirs only where they were captured: on the wire of a lab always, and on this machine’s loopback while the wire lane is on. Elsewhere a SYN or a bare ACK has no row.
help-hands-sender = Address, port, text, hex, and send are in the forms on the left, and the traffic log is the journal. The difference: a connection stays open until you close it, and connecting, sending, and closing are calls of their own. Bytes are written \x41 instead of \41.
help-hands-nc = “nc -l” is the form that listens, and “nc host port” is the one that connects. The difference: several at once, and every call is in sight.

help-phone = The telephone analogy
help-phone-says = Many courses explain sockets by a telephone. Switched on, each call has its telephone name beside it, marked ☎. An analogy is not the thing: ✗ marks the three places where it breaks.
help-phone-breaks = Where it breaks

help-keys = Keys
help-keys-says = In a session, press ? for this list as a sheet. Single keys never act while you type, and the sheet can switch them off.
