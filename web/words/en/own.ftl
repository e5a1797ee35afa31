### The browser's own connection to this server.

own-title = This page’s own socket
own-browser = browser
own-server = this server
own-to = to
own-page = This connection brought you the page. The live view opens another one, and then that one stands here.
own-live = This connection is open now: it began as an HTTP request, was upgraded to a WebSocket, and brings you every event.
own-request = The request, as this server understood it
own-line = First line
own-withheld = there, and not shown here
own-others = { $n ->
    [one] One more header is not shown.
   *[other] { $n } more headers are not shown.
}
own-answer = What the server answered:
own-answer-others = Other headers of the answer are not shown.
own-why = Is this B/S or C/S?
own-why-bs = Both. B/S (browser and server) is C/S (client and server) with a browser as the client: your browser called connect, and this server called accept, on an ordinary TCP socket.
own-why-cs = A page may not open other sockets. Those in the list above belong to the server: it makes each call on your behalf, in its own process, and tells you over this connection what came of it.
