### The first page, and what one click does.

home-title = Start
home-heading = Real sockets, one call at a time
home-lead = A browser cannot open a TCP or UDP socket. This server opens them for you, and shows every call, every byte, and every error as it happens.
home-ports = The examples use 127.0.0.1:8888. If another program or another session has that port, they take the next free one and show you the error.
home-own = Or open your own
home-why = What you see is what the kernel answered
home-why-says = Nothing here is simulated. Each row of the journal is a call that really returned, bytes that really moved, or an error number that the operating system really gave.
preset-tcp = TCP echo pair
preset-tcp-says = A server and a client on this machine. The client sends 你好, and the server sends it back.
preset-udp = UDP pair
preset-udp-says = The same with datagrams: no connection, no handshake, and no guarantee.
preset-step = A server, step by step
preset-step-says = socket, bind, listen, accept, recv, send, close: every click is one system call.
