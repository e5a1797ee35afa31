### A captured frame: on one line, and with all of its fields.

wire-spoken-ends = from { $from } to { $to }
wire-via-router = The router put it on the other network.
wire-saved-syn = No packet socket saw it: the kernel kept the headers of the SYN for this connection (TCP_SAVED_SYN). There is no Ethernet header.
wire-relative = Relative numbers, derived: the first segment of each direction counts as 0. In the header: { $numbers }
wire-arp-request = who has { $target }? Tell { $sender }
wire-arp-reply = { $sender } is at { $mac }, says the answer to { $target }
wire-icmp-about = about { $ends }
mark-derived = Derived: it does not stand in the header, but follows from it and from the segments before it.
fate-rule = rule { $n } did that
fate-delayed = How long the wire kept it
fate-short-corrupted = corrupted
fate-short-dropped = lost
fate-short-duplicated = twice
fate-short-held = held
fate-short-reordered = overtaken
icmp-echo-reply = echo reply
icmp-echo-request = echo request
icmp-host-unreachable = destination unreachable: no such host
icmp-neighbor = neighbor discovery
icmp-port-unreachable = destination unreachable: nobody has this port
icmp-time-exceeded = time exceeded
icmp-too-big = the packet is too big
icmp-unreachable = destination unreachable
