### Programs made from the journal, and copies of one event.

program-title = Program of { $socket }
program-says = The calls made so far on this socket, as the journal has them. You can run it.
program-languages = Programming languages
program-download = Download { $file }
program-in = Program in { $language }
program-head = The calls on socket { $socket }, made from the journal of a session of Socket Playground.
program-head-listener = { $listener } accepted it; the calls of { $listener } come first.
program-head-results = The remark after a call is what the call returned in that session.
program-head-python = Runs with Python 3. Nothing else is needed.
program-head-rust = Needs socket2, because the sockets of std make calls that nobody asked for. In Cargo.toml:
program-head-reuse-python = SO_REUSEADDR is not set, because nobody set it; socket.create_server() would set it.
program-head-reuse-rust = SO_REUSEADDR is not set, because nobody set it; TcpListener::bind() of std would set it.
program-head-stream = TCP keeps no boundaries: a recv may bring more or fewer bytes than it did then.
program-head-forgotten = The journal has forgotten the events up to { $seq }; calls made there are missing.
program-head-others = { $n ->
    [one] One other connection of the listener is left out.
   *[other] { $n } other connections of the listener are left out.
}
program-left-out = { $n ->
    [one] One more call is left out here, because the program would be too long to read.
   *[other] { $n } more calls are left out here, because the program would be too long to read.
}
program-rounds = { $n } rounds; the results are those of the first
program-derived = not in the journal any more; derived from what is known of the socket
program-closed-under = it waited until the socket was closed
program-waits = has not returned yet
program-not-let-in = the playground reset this connection, because it may not come in
program-not-kept = the bytes were not kept
program-zeros = { $n ->
    [one] the journal does not have the byte; a zero stands for it
   *[other] the journal does not have the { $n } bytes; zeros stand for them
}
program-cut = only the first { $kept } of { $n } bytes were kept
program-streamed = from here on its bytes went through a raw stream, which keeps none

copy-title = Copy as
copy-done = Copied
copy-text = Text
copy-dump = Hex + ASCII dump
copy-hex = Hex digits
copy-escaped = Escaped C string
copy-base64 = Base64
copy-json = JSON event
copy-csv = CSV row
copy-python = Python bytes
copy-rust = Rust b"…"
copy-cut = The event had { $n } bytes. The journal keeps the first { $kept }, and only these are copied.
copy-lossy = These bytes are not all UTF-8. In the text, � stands for what is not; the other formats are exact.
