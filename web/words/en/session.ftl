### A session: its sockets, forms, and events.

session-title = { $n ->
    [one] { $n } socket
   *[other] { $n } sockets
}
session-heading = Session
sockets-title = Sockets
opening-title = Open a socket
title-tcp-listen = Wait for TCP connections
title-tcp-connect = Connect to a TCP server
title-udp = Exchange UDP datagrams
title-create = Make a socket, and do each call by hand
events-title = Journal
stage = Wide
stage-title = Give the journal the whole screen
events-empty = Nothing has happened yet. Open a socket to begin.
events-hidden = Nothing to show: the filter or the cleared view hides what happened. New events appear here.
session-over = This session has ended, or the server was started again. What you see is what this page still remembers; nothing can be done with it any more.
exports = Export:
exports-pcapng = The captured frames, for Wireshark
field-import = Import a capture (.pcapng, .pcap)
do-import = Import
import-done = Frames that are in the journal now: { $n }
import-failed = This is no .pcapng or .pcap file of Ethernet frames, or it is too large.
older = { $n ->
    [one] One older event is not shown here: show it
   *[other] { $n } older events are not shown here: show them
}
newest = Newest events, live
news = { $n ->
    [one] One new event
   *[other] { $n } new events
}
no-script = The live view needs JavaScript. Everything else works without it; reload to see what happened since.
connection-live = live
connection-waiting = reconnecting …
connection-ended = the session has ended
back-to-session = Back to the session
download-bytes = Download the bytes
event-title = Event { $seq }
bytes-kept = All { $n } bytes that were kept
gap-says = Events { $from } to { $to } were forgotten: the journal keeps only the newest.
nav-faces = Ways to see the journal
face-list = List
face-ladder = Ladder
details-title = The selected event
field-goto = Go to event
do-goto = Go
do-pause = Pause
do-clear = Clear view
do-unclear = Show what was cleared
column-no = No
column-time = Time (s)
column-socket = Socket
column-what = What happened
column-label = Source

state-bound = bound
state-closed = closed
state-closing = closing
state-connecting = connecting
state-created = created
state-listening = listening
state-open = open
mode-auto = automatic
mode-auto-says = The socket accepts and reads by itself, and answers if you want it to.
mode-manual = manual
mode-manual-says = Nothing happens by itself. Every call is a step of yours; a call that has nothing to return yet waits.
no-address = no address yet
count-sent = bytes sent
count-received = bytes received
count-queued = bytes queued
count-datagrams-sent = datagrams sent
count-datagrams-received = datagrams received
count-datagrams-dropped = datagrams dropped
mark-parent = accepted by { $socket }
mark-backlog = backlog { $n }
mark-respond-echo = answers with the same bytes
mark-respond-upper = answers in upper case
mark-respond-discard = throws away what comes
mark-not-reading = does not read by itself
mark-not-accepting = does not accept by itself
mark-peer-finished = the peer sent FIN
mark-we-finished = we sent FIN
mark-streaming = a raw stream has it
mark-exposed = reachable from other machines
mark-waiting = is waiting

do-accept = accept
do-accept-off = Stop accepting by itself
do-accept-on = Accept by itself
do-bind = bind
do-close = close
do-connect = connect
do-create = Create
do-end = End this session
do-listen = listen
do-open-tcp-connect = Connect
do-open-tcp-listen = Listen
do-open-udp = Open UDP
do-read-off = Stop reading by itself
do-read-on = Read by itself
do-recv = recv
do-reset = Reset (RST)
do-respond = Change the answer
do-send = send
do-set = setsockopt
do-shutdown = shutdown
field-at = Local address
field-at-optional = Local address (optional)
field-backlog = Backlog
field-data = Data
field-encoding = Written as
field-ending = Line ending
field-family = Family
field-how = Direction
field-max = Bytes at most
field-mode = Mode
field-option = Option
field-peek = MSG_PEEK
field-protocol = Protocol
field-respond = Answer
field-to = To
field-to-optional = To (optional)
field-value = Value
encoding-text = Text (UTF-8)
encoding-escaped = Text with \n \x41
encoding-hex = Hex
ending-none = none
ending-lf = LF
ending-crlf = CR LF
respond-none = nothing
respond-echo = the same bytes
respond-upper = upper case
respond-discard = discard
expect-at = Write a local address and a port from 0 to 65535, such as 127.0.0.1:8888 or [::1]:8888.
expect-to = Write an address or a name with a port from 0 to 65535, such as 127.0.0.1:8888 or localhost:8888.
expect-backlog = Write a whole number from 0 to 65535, such as 5.
expect-max = Write a whole number of bytes from 0 to 65536, such as 1024.
expect-data = This data does not fit the way it is written. Hex needs pairs of digits, and an encoding must have every character.
expect-encoding = Choose one of the encodings in the list.
expect-value = Write a value that the option takes: 0 or 1, a whole number from 0 to 2147483647, off, or a word.
expect-option = Choose one of the options in the list.
expect-socket = Choose a socket of this session.
expect-other = The field “{ $field }” is missing or has a value that does not fit.

event-accepted = { $child } is a new connection from { $peer }
event-called = waits for something to return
event-closed-closed = closed
event-closed-crashed = closed, because its task failed; this is a fault of the playground
event-closed-orphaned = closed, because its browser went away and did not come back
event-closed-peer-reset = closed, because the peer sent RST
event-closed-reset = closed with RST
event-closed-shutdown = closed, because the server stops
event-closed-unread = { $n ->
    [one] one byte had come and was not read
   *[other] { $n } bytes had come and were not read
}
event-closed-unsent = { $n ->
    [one] one byte was not sent
   *[other] { $n } bytes were not sent
}
event-dropped = { $n ->
    [one] the kernel dropped one datagram, because the receive buffer was full; { $total } in all ({ $source })
   *[other] the kernel dropped { $n } datagrams, because the receive buffer was full; { $total } in all ({ $source })
}
event-ended = the peer sent FIN: recv returned 0
event-note-auto-changed = what the socket does by itself was changed
event-note-stream-began = a raw stream began
event-note-stream-ended = the raw stream ended
event-opened-listen = listens on { $local }
event-opened-accepted = accepted: { $local }, peer { $peer }
event-opened-connect = connected: { $local }, peer { $peer }
event-opened-udp = ready on { $local }
event-opened-udp-peer = ready on { $local }, peer { $peer }
event-self-connected = Both ends are the same socket: it connected to itself.
event-exposed = Other machines may reach it.
event-received = { $n ->
    [one] received one byte
   *[other] received { $n } bytes
}
event-sent = { $n ->
    [one] sent one byte
   *[other] sent { $n } bytes
}
event-from = from { $address }
event-to = to { $address }
event-shutdown-write = no more will be sent: FIN
event-shutdown-read = no more will be received
event-shutdown-both = no more will be sent or received: FIN
event-reset = The connection was reset, because it may not come in.
event-option-now = getsockopt now says { $value }
event-cut = the datagram had { $n } bytes; the rest is lost
event-peeked = these bytes stay in the receive queue
event-took = ({ $time })
