### What to look at in the experiments of one click, what to predict, and what to try next.

scene-dismiss = Hide this explanation
scene-next = Then try:
scene-predict = Predict:

scene-handshake-look = Look at the three segments: they stand before connect() = 0. Nobody has called accept().
scene-handshake-ask = how many segments will accept() send?
scene-handshake-answer = None. B’s kernel did the handshake by itself, and the connection waits in the accept queue: the LISTEN row says Recv-Q 1. accept() only hands it over.
scene-handshake-next = send something from A before B accepts: the bytes wait in B’s kernel. Then call accept on s1, and see that the wire stays quiet.
scene-loss-look = Look at seq=2001: its arrow ends in ✕. After that every ACK of B says ack=2001, until the segment comes again.
scene-loss-ask = who notices the loss first, and how long does the repair take: one round trip (40 ms), or a timeout (over 200 ms)?
scene-loss-answer = B: each segment behind the gap makes it send a duplicate ACK. After three of them A sends seq=2001 again without waiting for its timer: fast retransmission, about one round trip. One ACK then covers all that B had kept: ack=10001.
scene-loss-next = press “{ do-rule-third-data }”, and send three messages. Nothing follows the lost one, so nobody sends duplicate ACKs, and a timer has to repair it.
scene-hold-look = One frame is held on the wire: the arrow with ‖. Decide on it in the panel “{ lab-title }”, under “{ sockets-title }”.
scene-hold-ask = send() has returned. Does B have the bytes? What does A do if you wait?
scene-hold-answer = B has nothing before you deliver it. A keeps the bytes in its Send-Q until an ACK comes, and sends them again when its timer fires, here after 20 s.
scene-hold-next = deliver it twice, and count how often B’s program gets the bytes. Or change its bytes and keep the old checksum: B’s kernel drops it.
scene-halfclose-look = Look at A’s FIN, and at the two states after it. B’s answer, 21 bytes, crosses the wire after that FIN.
scene-halfclose-ask = A has called shutdown(SHUT_WR). Can B still send to A? Can A still send to B? Who ends up in TIME-WAIT?
scene-halfclose-answer = B can, for as long as it likes: FIN says “I have finished sending”, not “I have finished listening”. A cannot: send() would fail with EPIPE. Until B’s program closes, B’s kernel stays in CLOSE-WAIT and A’s in FIN-WAIT-2. TIME-WAIT is for A, whose FIN came first.
scene-halfclose-next = connect again, shut down A’s writing, and close nothing at B: CLOSE-WAIT stays. A server that forgets close() collects such rows.
scene-timewait-look = Look at the row of “{ kernel-has-nobody }”: TIME-WAIT, with a timer that began at 60 s. No program has this connection any more.
scene-timewait-ask = who has to wait: the client, the server, or whoever closed first? Does tcp_fin_timeout make it shorter?
scene-timewait-answer = Whoever closed first, here A. It waits so that it can answer if its last ACK was lost and B sends FIN again. tcp_fin_timeout is for FIN-WAIT-2; TIME-WAIT lasts 60 s on Linux.
scene-timewait-next = look at the same in “{ face-ladder }”. Then connect again and close B’s side first. Set tcp_fin_timeout to 5 under “{ lab-knobs }”, and compare.
scene-simultaneous-look = Look at the two FINs: B’s leaves before A’s arrives. Each kernel gets a FIN where it waited for an ACK: CLOSING.
scene-simultaneous-ask = who closed first, and has to wait in TIME-WAIT: A, B, both, or neither?
scene-simultaneous-answer = Both. When each sent its FIN, it had not heard of the other’s, so each is the one that closed first. The ACK of its own FIN takes a kernel from CLOSING to TIME-WAIT.
scene-simultaneous-next = look at the figures in “{ face-kernel }”: both ends take the way through CLOSING. Set the delay to 0 under “{ lab-wire }”, connect, and close both ends by hand: the FINs do not cross any more.
scene-backlog-look = Look at the accept queue of the LISTEN row, and at the state of each client below it.
scene-backlog-ask = with listen(5), how many of nine connects succeed: 5, 6, or 9? Do the others get an error?
scene-backlog-answer = Six: Linux lets one more wait than the limit says. The others get no error. B’s kernel drops their SYNs without a word, A’s kernel sends them again (timer “retransmit”), and connect() goes on waiting.
scene-backlog-next = call accept on s1 once: now there is room for one. Look what becomes of the SYNs that come next: connect() of more than one client may return, while B’s rows say which of them is really in, and which is only SYN-RECEIVED. Then close s1, and see what the queued ones get.
scene-window-look = Look at win in B’s ACKs: it shrinks to win=0. After that A sends small probes, with longer and longer pauses.
scene-window-ask = where are the bytes that send() took? Why does A ask, and not simply wait?
scene-window-answer = Some are in B’s Recv-Q, the others in A’s Send-Q. If B’s word that there is room again were lost, both would wait for ever; so A asks (timer “persist”). On the wire these probes look like keepalives, and Wireshark calls them that too.
scene-window-next = press “{ do-read-on }” on the card of s3, under “{ more }”, and look for the window update and the rest of the bytes.
scene-lan-look = ARP asks before the first datagram, and not before the second. An arrow has a head at each host that got the frame. As a table: “{ lab-lan }”, in the panel “{ lab-title }”.
scene-lan-ask = who gets the question: B alone, or everybody? Who gets the datagrams?
scene-lan-answer = Everybody gets the question (to ff:ff:ff:ff:ff:ff), and only B answers. By then the switch has learned where A and B are, so the datagrams go to B alone.
scene-lan-next = begin “{ lab-net-hub }”. Its hosts are new: open UDP on B at b:9999, and UDP on A to b:9999, and send. C and D get a copy of every frame.
