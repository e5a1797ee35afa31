### The ladder: sockets as lines, events as strips across them.

ladder-heads = Lifelines
ladder-role-accepted = connection
ladder-role-client = client
ladder-role-listener = listener
ladder-outside = outside
ladder-host = host { $node }
ladder-more = { $n ->
    [one] one more socket
   *[other] { $n } more sockets
}
ladder-accepted = new connection { $child }
ladder-waits = waits …
ladder-after = after a pause of { $time }
ladder-bytes = { $n ->
    [one] 1 byte
   *[other] { $n } bytes
}
ladder-dropped = { $n ->
    [one] 1 datagram dropped
   *[other] { $n } datagrams dropped
}
ladder-shutdown-write = sends nothing more
ladder-shutdown-read = receives nothing more
ladder-shutdown-both = sends and receives nothing more

legend-title = What the signs mean
legend-source = A solid line is what a call of this session told us, or a segment that was captured. A dashed line is the rest of the way, which nobody watched.
legend-line = A vertical line is one socket, from its first event until it is closed. It keeps its color and its place; its name stands above it.
legend-tick = A call that came back, with what it returned.
legend-bar = An open bar is a call that waits. It ends in the strip where the call came back.
legend-cross = A call that came back with an error, and the name of the error. Or datagrams that the kernel dropped.
legend-sent = Sent: the kernel took the bytes. Whether they arrived, this strip does not know.
legend-received = Received: a call returned the bytes, or FIN, or RST. The arrow ends where that call was made.
legend-connect = A connection attempt, and whom it is meant for.
legend-accepted = A listener accepted a connection, which is a new socket with a line of its own.
legend-end = The socket is closed. Dots go on below while the other end is open, or while the kernel of a lab remembers the connection.
legend-playground = A diamond is a new state or a note. A crossed circle is something that the playground refused; no call was made.
legend-outside = Everybody who is no socket of this session. The address stands on the arrow.
legend-more = Sockets for which there is no room share the last line. Their names stand beside what they do.
legend-gap = So much time passed before this event. Distances on the ladder are not times.
legend-segment = A captured segment: a packet socket saw it, and the whole way is solid. It slants more where the wire kept it. Before a connection is accepted, its listener stands for it.
legend-lost = Lost on the wire: it never arrived.
legend-held = Held on the wire until somebody decides. A later strip shows the rest of its way.
legend-reached = One frame that the wire put on at several hosts: because it is for everybody (broadcast), or because a hub sends everything to all. An open head is a host that it is not for, and that throws it away.
legend-copies = It arrived twice.
legend-flaw = It arrived changed: a bit was flipped, or somebody edited it.
legend-calls = Where segments are seen, a call has no arrow: it only gives bytes to the kernel, or takes them from it.
legend-kernel = A state that the kernel told when it was asked (sampled), and its queues.
legend-host = A host of the lab, where no socket is meant: ARP, ICMP, or an answer of the kernel itself.
