### The first page, and what one click does.

home-title = Start
home-heading = Real sockets, one call at a time
home-lead = A browser cannot open a TCP or UDP socket. This server opens them for you, and shows every call, every byte, and every error as it happens.
home-ports = The examples use 127.0.0.1:8888. If another program or another session has that port, they take another one and show you the error; its own page says who has the port now.
home-own = Or open your own
home-why = What you see is what the kernel answered
home-why-says = Nothing here is simulated. Each row of the journal is a call that really returned, bytes that really moved, or an error number that the operating system really gave.
preset-tcp = TCP echo pair
preset-tcp-says = A server and a client on this machine, port 8888. The client sends 你好, and the server sends the same bytes back.
preset-udp = UDP pair
preset-udp-says = The same with datagrams: no connection, no handshake, and no guarantee. Each datagram stands alone.
preset-step = A server, step by step
preset-step-says = You do every call yourself: socket, bind, listen, accept, recv, send, close. Every click is one system call, with its return value.
home-connect = Connect to host:port …
home-connect-says = You are the client. Name a server, such as one that you started in a terminal, and send it what you like.
home-listen = Listen …
home-listen-says = You are the server. Choose an address and a port, and wait for whoever connects.
preset-upper = Upper-case server and client
preset-upper-says = The client sends “hello, server”, and the server answers “HELLO, SERVER”: the first server of many courses.
form-linked = A link filled this in. Nothing happens until you press “{ $button }”.
link-unknown = The link asks to open “{ $open }”, and that is nothing this page knows. It can be tcp-listen:, tcp:, udp-listen:, or udp:, and then an address with a port, such as tcp-listen:127.0.0.1:8888. Nothing was opened.
