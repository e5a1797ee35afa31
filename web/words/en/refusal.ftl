### Explains each refusal of the playground itself, and names the classes of addresses its policy knows.

refusal-malformed = The request could not be understood: a field is missing, has an unknown name, or has a value of the wrong form. The playground does not guess, because a guess could open the wrong socket.
refusal-malformed-next = Correct the field named in the detail and send the request again.

refusal-unknown-socket = This session has no socket with that name. Each session can use only its own sockets.
refusal-unknown-socket-next = Choose a socket from the list of this session, or open a new one.

refusal-unknown-session = There is no session with that name. The link may be incomplete, or the session was removed some time ago.
refusal-unknown-session-next = Check that the link is complete, or start a new session.

refusal-session-ended = This session has ended, and its sockets are closed. An ended session takes no more commands, so that its record stays as it was.
refusal-session-ended-next = Start a new session and open the sockets there.

refusal-address-forbidden = The rules of this playground forbid that kind of address, such as multicast, broadcast, link-local, metadata, and reserved addresses, and 0.0.0.0 as a destination. It opens real sockets on behalf of a page, and these addresses could reach machines and services that a page must not reach.
refusal-address-forbidden-next = Use a destination such as 127.0.0.1, or ask the person who runs the playground which addresses are allowed.

refusal-name-forbidden = This host name looks like a number in disguise, such as 127.1, 0x7f.1, or 2130706433, or it has characters that host names do not use. Some programs read such names as other addresses, which would get around the address rules.
refusal-name-forbidden-next = Write the address in full, such as 127.0.0.1, or use a host name made of letters, digits, hyphens, and dots.

refusal-peer-forbidden = A connection came in from an address that may not connect here, and it was reset. The rule keeps strangers on the network away from your sockets.
refusal-peer-forbidden-next = Connect from this machine, or ask the person who runs the playground to allow that address.

refusal-port-reserved = Listening on a port below 1024 is not allowed here. These ports are meant for the services of the machine, and a playground must not pass itself off as one of them.
refusal-port-reserved-next = Choose a port of 1024 or higher, or 0 to let the kernel choose one.

refusal-own-port = That is the port of the playground itself. It would be talking to itself, and such a connection could give it commands in the name of this page.
refusal-own-port-next = Choose another port, for example that of a server you opened here.

refusal-too-many-sockets = The limit on open sockets is reached; connections accepted by a listener count too. The limit keeps descriptors free for everyone.
refusal-too-many-sockets-next = Close sockets you no longer need, then open the new one.

refusal-too-many-sessions = No more sessions can be started at the moment. The limit keeps memory and sockets free for the sessions that are running.
refusal-too-many-sessions-next = End a session you no longer need, or try again later.

refusal-too-many-viewers = Too many pages are watching this session. The limit keeps the live view fast for those who are already watching.
refusal-too-many-viewers-next = Close other tabs that show this session, or try again later.

refusal-too-many-connections = Too many connections are open at the moment. The limit keeps one visitor or one program from taking all connections for itself.
refusal-too-many-connections-next = Close connections you no longer need, wait a moment, and try again.

refusal-too-many-calls = More calls wait on this socket than may wait at once. Each of them would come back one after another as the peer acts.
refusal-too-many-calls-next = Let the waiting calls come back, or close the socket.
refusal-too-much-queued = More bytes are waiting to be sent on this socket than the queue may hold, because the peer does not read. The limit makes you notice a slow reader before it fills the memory.
refusal-too-much-queued-next = Let the peer read, wait until the queue is shorter, and then send again.

refusal-too-large = The request is larger than allowed, or it carries more data than fits into one send. The limit keeps one request from taking the memory of all.
refusal-too-large-next = Send the data in several smaller pieces.

refusal-not-now = The socket is in a state that does not allow this call; the detail names the state. The playground says so before the kernel is asked.
refusal-not-now-next = Bring the socket to the right state first, for example by connecting it before you send.

refusal-echo-loop = These bytes came from another socket of this playground that answers automatically. An answer would be answered again, and it would go on forever.
refusal-echo-loop-next = Switch off the automatic answer on one of the two sockets.

refusal-streaming = A raw stream has taken over this socket. While it lasts, every byte belongs to the stream, and other calls would mix up the data.
refusal-streaming-next = Close the stream first, or use another socket.

refusal-shutting-down = The playground is shutting down and starts nothing new. Its sockets are being closed.
refusal-shutting-down-next = Wait until it is running again, then start a new session.

refusal-unsupported = This playground cannot do that, because its version or the system it runs on does not offer it. It says so and does not pretend.
refusal-unsupported-next = Choose another kind of socket or another option, or run the playground on a system that offers this.

# Each class fills the gap in a sentence like "This is a … address".
class-loopback = loopback
class-private = private
class-link-local = link-local
class-metadata = cloud metadata
class-multicast = multicast
class-broadcast = broadcast
class-reserved = reserved
class-documentation = documentation
class-shared = shared carrier-grade NAT
class-unspecified = wildcard (unspecified)
class-benchmark = benchmark
class-global = global (public)

case-capture = { $errno }: allow it with this one command: { $command }
case-errno = The kernel said { $errno }.
case-step = { $step } answered { $errno }.
refusal-capture-forbidden = To see segments on this machine’s loopback a program needs the right CAP_NET_RAW, and this one does not have it.
refusal-capture-forbidden-next = Give it the right and start it again, or make the sockets on the lab wire, which needs no rights.
refusal-no-host = This lab has no such host.
refusal-no-host-next = Use a host that is there, or start the lab with a switch, a hub or a router, which have four hosts.
refusal-no-lab = This session has no lab.
refusal-no-lab-next = Start a lab first, or make a socket on one of its hosts.
refusal-lab-broke = The lab of this session broke off: its helper process is gone.
refusal-lab-broke-next = Begin the lab again, or end it.
refusal-lab-failed = The lab of this session cannot do that: something that it takes did not work.
refusal-lab-failed-next = See what the lab says. Begin it again, or use sockets of this machine.
refusal-no-samples = The kernel did not say what it holds of the sockets.
refusal-no-samples-next = Use the playground on Linux with NETLINK_SOCK_DIAG. Calls and bytes are shown all the same.
refusal-too-many-labs = There are as many labs as this playground allows. Each takes a process and several network namespaces.
refusal-too-many-labs-next = End a lab in another session: a lab whose page was closed ends by itself after a while. Or start the playground with a larger limit.
refusal-too-many-settings = More settings wait for the lab than may wait at once.
refusal-too-many-settings-next = Wait until the lab has done those that it was given.
refusal-too-many-rules = There are as many rules as one wire takes.
refusal-too-many-rules-next = Take rules away that you do not need any more.
refusal-unknown-frame = No such frame is held on the wire. It may have gone on meanwhile.
refusal-unknown-frame-next = Look at the list of held frames again.
refusal-unknown-knob = There is no such knob.
refusal-unknown-knob-next = Choose one of those that the lab lists.
refusal-unknown-rule = There is no such rule on the wire.
refusal-unknown-rule-next = Look at the list of rules again.
refusal-no-payload = This frame carries neither TCP nor UDP, so it has no payload that could be another one.
refusal-no-payload-next = Deliver, drop, or duplicate it.
