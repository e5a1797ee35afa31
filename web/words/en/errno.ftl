### Explains each error number a system call can return: what happened, why, and what to try next.

errno-EPERM-what = The kernel did not permit this operation.
errno-EPERM-why = A firewall rule on this machine dropped the outgoing datagram, or the operation needs a privilege the playground does not have. Examples are capturing packets without CAP_NET_RAW, or a congestion control algorithm that is not in net.ipv4.tcp_allowed_congestion_control.
errno-EPERM-next = Check the firewall rules for outgoing packets, or choose an operation or value that needs no privilege.

errno-EINTR-what = A signal interrupted the call while it was waiting.
errno-EINTR-why = The process received a signal before anything happened on the socket. Nothing is wrong with the socket itself.
errno-EINTR-next = Make the same call again; after an interrupted connect, first check whether the connection has been made in the meantime.

errno-EBADF-what = The descriptor does not belong to an open socket.
errno-EBADF-why = The socket was closed before the call. In this playground, a call that was still waiting when its descriptor was closed also ends with EBADF.
errno-EBADF-next = Create a new socket, and close a socket only when no call is waiting on it.

errno-EAGAIN-what = The call could not finish now, and it was not allowed to wait longer.
errno-EAGAIN-why = Nothing arrived within the time set with SO_RCVTIMEO, or the socket is non-blocking and the call would block. For send, it means that the send buffer had no room.
errno-EAGAIN-next = Call again when the peer has sent or read something, or set a longer SO_RCVTIMEO.

errno-ENOMEM-what = The kernel had no memory for this call.
errno-ENOMEM-why = The machine is short of memory, or the process has reached a memory limit that was set for it.
errno-ENOMEM-next = Close what you no longer need, in this playground and in other programs, and try again.

errno-EACCES-what = You lack the permission for this address or port.
errno-EACCES-why = Binding to a port below net.ipv4.ip_unprivileged_port_start, which is 1024 by default, needs a privilege. Sending to a broadcast address needs SO_BROADCAST on the socket.
errno-EACCES-next = Use a port of 1024 or higher, or set SO_BROADCAST before you send to a broadcast address.

errno-EFAULT-what = The call passed a memory address that the process may not use.
errno-EFAULT-why = In C this comes from a bad pointer to a buffer or an address structure. You cannot cause it from this page, so it points to a fault in the playground.
errno-EFAULT-next = Note the steps that led here and report them as a fault.

errno-EINVAL-what = An argument, or the state of the socket, does not fit this call.
errno-EINVAL-why = Usual cases are binding a socket that is already bound, accept on a socket that does not listen or whose listener was shut down, listen on a connected socket, and an option value out of range. Linux also answers so to an IPv4 address on an IPv6 TCP socket, to a link-local IPv6 address without an interface, and to a datagram sent to port 0.
errno-EINVAL-next = Compare the order of your calls with socket, bind, listen, accept, and check the value you passed.

errno-EMFILE-what = This process has as many descriptors open as it may have.
errno-EMFILE-why = Each socket takes one descriptor, and the limit RLIMIT_NOFILE, shown by ulimit -n, is reached.
errno-EMFILE-next = Close sockets you no longer need, or ask the person who runs the playground to raise the limit.

errno-ENFILE-what = The whole machine has as many files and sockets open as it may have.
errno-ENFILE-why = The system-wide limit fs.file-max counts the open files of all processes together, and it is reached.
errno-ENFILE-next = Close what is not needed, in this playground and in other programs, and try again.

errno-EPIPE-what = The sending direction of this connection is closed, so nothing was sent.
errno-EPIPE-why = You shut down writing yourself, or a RST came back for something you sent earlier, as happens after the peer has closed. Linux also answers so when you send on a TCP socket that was never connected.
errno-EPIPE-next = If you shut down writing yourself, keep receiving; otherwise make a new connection.

errno-ENOTSOCK-what = The descriptor is open, but it is not a socket.
errno-ENOTSOCK-why = The number belongs to something else, such as a file or a pipe. A program often gets there by using a number again after closing the socket that had it.
errno-ENOTSOCK-next = Make the call with the descriptor that socket or accept returned.

errno-EDESTADDRREQ-what = The datagram has no destination.
errno-EDESTADDRREQ-why = A UDP socket that is not connected has no peer, so send does not know where the datagram should go.
errno-EDESTADDRREQ-next = Name the destination with the send, or connect the UDP socket to a peer first.

errno-EMSGSIZE-what = The message is too large to go out as one datagram.
errno-EMSGSIZE-why = A UDP datagram carries at most 65,507 bytes over IPv4: 65,535 minus 20 for the IP header and 8 for the UDP header. With fragmentation forbidden, the limit is what fits the path MTU.
errno-EMSGSIZE-next = Split the data into smaller datagrams, or send it over TCP.

errno-EPROTOTYPE-what = The type of this socket does not fit the other end.
errno-EPROTOTYPE-why = On Linux you meet this with Unix sockets, when a stream socket connects to a datagram socket or the reverse.
errno-EPROTOTYPE-next = Create both sockets with the same type.

errno-ENOPROTOOPT-what = This socket does not have that option.
errno-ENOPROTOOPT-why = The option belongs to another protocol, such as TCP_NODELAY on a UDP socket, or this kernel does not know it.
errno-ENOPROTOOPT-next = Set an option that exists for this kind of socket, or set this one on the right kind.

errno-EPROTONOSUPPORT-what = This kind of socket does not support that protocol.
errno-EPROTONOSUPPORT-why = The type and the protocol do not match, such as SOCK_STREAM with IPPROTO_UDP, or the kernel was built without the protocol.
errno-EPROTONOSUPPORT-next = Use SOCK_STREAM for TCP and SOCK_DGRAM for UDP, and leave the protocol at 0.

errno-EOPNOTSUPP-what = This kind of socket does not support that call.
errno-EOPNOTSUPP-why = Usually it is listen or accept on a UDP socket. UDP has no connections, so there is nothing to listen for or to accept.
errno-EOPNOTSUPP-next = Use a TCP socket for listen and accept, and call recv directly on a UDP socket.

errno-EAFNOSUPPORT-what = The address belongs to another address family than the socket supports.
errno-EAFNOSUPPORT-why = Usually an IPv6 address was given to an IPv4 socket. It also appears when the kernel does not have the family at all.
errno-EAFNOSUPPORT-next = Create a socket of the same family as the address; an IPv6 socket reaches IPv4 addresses written like ::ffff:127.0.0.1.

errno-EADDRINUSE-what = This address and port are still held by another socket.
errno-EADDRINUSE-why = Either a live socket holds the port (SO_REUSEADDR never helps against a live TCP listener), or connections of an earlier server are still remembered, most often in TIME_WAIT for 60 seconds. Against sockets that remember, SO_REUSEADDR helps if it is set before bind, and on Linux it must have been set on the old server's socket as well.
errno-EADDRINUSE-next = Close the socket that holds the port, take another port (0 lets the kernel choose one), or set SO_REUSEADDR before bind from the very first run.

errno-EADDRNOTAVAIL-what = No local address and port could be given to this socket.
errno-EADDRNOTAVAIL-why = From bind, it means that the machine that runs this playground does not have the address; where IPv6 is off, that includes ::1. From connect, it usually means ephemeral port exhaustion: every port of net.ipv4.ip_local_port_range is already in use for this destination.
errno-EADDRNOTAVAIL-next = For bind, use an address of this machine, such as 127.0.0.1; for connect, close old connections, wait until TIME_WAIT has passed, or use another source or destination address.

errno-ENETDOWN-what = The network interface is down.
errno-ENETDOWN-why = The interface this socket needs is switched off. On Linux you see ENETUNREACH more often, because the routes of an interface go away together with it.
errno-ENETDOWN-next = Bring the interface up, or use another one.

errno-ENETUNREACH-what = No route leads to that address.
errno-ENETUNREACH-why = The routing table of this machine has no entry for it, for example an IPv6 address on a machine without an IPv6 route, so usually not even one packet was sent. Connecting a TCP socket to a multicast or broadcast address ends the same way.
errno-ENETUNREACH-next = Check the address, look at the routes with ip route, and try 127.0.0.1 to rule out your program.

errno-ENETRESET-what = The network dropped this connection.
errno-ENETRESET-why = The name stands for a network that lost its connections when it restarted. TCP and UDP on Linux hardly ever report it; a broken connection shows up as ECONNRESET or ETIMEDOUT instead.
errno-ENETRESET-next = Close the socket and make a new connection.

errno-ECONNABORTED-what = The connection was given up on this side.
errno-ECONNABORTED-why = Linux answers so when you call connect again on a socket whose non-blocking connect has failed, or when an administrator ended the connection with ss -K.
errno-ECONNABORTED-next = Close this socket and connect with a new one.

errno-ECONNRESET-what = The peer broke off the connection with a RST.
errno-ECONNRESET-why = The peer closed while data was still unread in its receive buffer, closed with SO_LINGER set to 0, or crashed. A crashed program causes a RST when it leaves data unread; a restarted machine sends one because it no longer knows the connection.
errno-ECONNRESET-next = Make a new connection, and if the peer is yours, let it read until recv returns 0 before it closes.

errno-ENOBUFS-what = The kernel reached a limit for this kind of resource.
errno-ENOBUFS-why = A queue or a table is full. One case you can try is joining more multicast groups on one socket than net.ipv4.igmp_max_memberships allows, which is 20 by default.
errno-ENOBUFS-next = Leave groups or close sockets you no longer need, wait a moment, and try again.

errno-EISCONN-what = This socket is already connected.
errno-EISCONN-why = A connected TCP socket cannot be connected a second time. A listening socket gives the same answer to connect.
errno-EISCONN-next = Send and receive on this connection, or create a new socket for another peer.

errno-ENOTCONN-what = This socket is not connected.
errno-ENOTCONN-why = The call needs a peer, but connect has not succeeded yet. On a server, a common slip is calling recv on the listening socket and not on the one that accept returned.
errno-ENOTCONN-next = Call connect first, or use the socket that accept returned.

errno-ETIMEDOUT-what = The peer did not answer in time, and the kernel gave up.
errno-ETIMEDOUT-why = While connecting, no answer came to the SYN, which Linux repeats for about two minutes by default; on an open connection, sent data or keepalive probes stayed without an answer. The host may be off, the address wrong, or a firewall may drop packets silently.
errno-ETIMEDOUT-next = Check the address, check that the host is running, and look for a firewall between the two ends.

errno-ECONNREFUSED-what = Nobody listens on that port.
errno-ECONNREFUSED-why = For TCP, a RST came back for the SYN. For a connected UDP socket, an ICMP port unreachable came back for an earlier datagram, and this call is the one that reports it.
errno-ECONNREFUSED-next = Start the server first, check that it listens on exactly this address and port, and look for a firewall that rejects what you send.

errno-EHOSTDOWN-what = The host is reported as down.
errno-EHOSTDOWN-why = On Linux this follows a rare ICMP message, destination host unknown, from a router. A host that stays silent gives EHOSTUNREACH or ETIMEDOUT instead.
errno-EHOSTDOWN-next = Check the address and check that the host is running.

errno-EHOSTUNREACH-what = The host could not be reached.
errno-EHOSTUNREACH-why = A host in your own network did not answer ARP for about 3 seconds, so no packet could be delivered. Further away, a router or a firewall answered with an ICMP message such as host unreachable.
errno-EHOSTUNREACH-next = Check the address, check that the host is on and in the same network, and look for a firewall.

errno-EALREADY-what = A connect on this socket is already under way.
errno-EALREADY-why = You called connect again before the first one had finished. This happens on a non-blocking socket, and after a connect that ran out of the time set with SO_SNDTIMEO.
errno-EALREADY-next = Wait until the first connect has ended, then ask SO_ERROR how it ended.

errno-EINPROGRESS-what = The connection attempt has started but has not finished.
errno-EINPROGRESS-why = On a non-blocking socket, connect sends the SYN and returns at once. A blocking connect returns the same when the time set with SO_SNDTIMEO is over.
errno-EINPROGRESS-next = Wait until the socket becomes writable, then ask SO_ERROR how the attempt ended.

errno-EDOM-what = The number is outside the range this option accepts.
errno-EDOM-why = In SO_RCVTIMEO and SO_SNDTIMEO, the microseconds must lie between 0 and 999,999; whole seconds go into the seconds field.
errno-EDOM-next = Split the time into seconds and microseconds, and set the option again.

errno-ENOENT-what = No such name exists here.
errno-ENOENT-why = With TCP_CONGESTION, the kernel does not know a congestion control algorithm of that name. With a Unix socket, the path does not exist.
errno-ENOENT-next = Choose a name listed in net.ipv4.tcp_available_congestion_control, or check the path.

errno-EAI_NONAME-what = The resolver found no such host name.
errno-EAI_NONAME-why = The name is misspelled, or it stands neither in DNS nor in /etc/hosts.
errno-EAI_NONAME-next = Check the spelling, or use an address such as 127.0.0.1.

errno-EAI_AGAIN-what = The resolver could not answer now.
errno-EAI_AGAIN-why = The DNS server did not answer in time or reported a temporary failure. Often this machine has no network connection.
errno-EAI_AGAIN-next = Check the network connection and try again in a moment, or use an address, which needs no DNS.

errno-EAI_NODATA-what = The name exists, but it has no address of the kind you need.
errno-EAI_NODATA-why = DNS knows the name with other records only, for example with an IPv4 address when you asked for IPv6.
errno-EAI_NODATA-next = Try the other address family, or another name.

errno-EAI_FAIL-what = The resolver failed, and trying again will not help.
errno-EAI_FAIL-why = The DNS server answered with an error that does not pass by itself, for example because it refuses queries from this machine.
errno-EAI_FAIL-next = Use another DNS server, or use an address, which needs no DNS.

errno-other-what = The call failed with an error that this page has no text for.
errno-other-why = The name and the number are exactly what the kernel answered. What they mean depends on the call.
errno-other-next = Look the name up in the ERRORS section of the manual page of the call, for example with man 2 connect.
