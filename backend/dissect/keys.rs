//! Every key that the tree of a frame has.

/// The keys of layers, in the order from the wire up.
pub const LAYERS: [&str; 10] =
    ["eth", "vlan", "arp", "ip", "ipv6", "icmp", "icmpv6", "tcp", "udp", "data"];

/// The keys of fields. Within an ICMP error, the layers that it quotes are fields too.
#[rustfmt::skip]
pub const FIELDS: [&str; 116] = [
    "eth.dst", "eth.src", "eth.type", "eth.padding",
    "vlan.priority", "vlan.dei", "vlan.id", "vlan.etype",
    "arp.hw.type", "arp.proto.type", "arp.hw.size", "arp.proto.size", "arp.opcode",
    "arp.src.hw_mac", "arp.src.proto_ipv4", "arp.dst.hw_mac", "arp.dst.proto_ipv4",
    "ip", "ip.version", "ip.hdr_len", "ip.dsfield", "ip.dsfield.dscp", "ip.dsfield.ecn", "ip.len",
    "ip.id", "ip.flags", "ip.flags.rb", "ip.flags.df", "ip.flags.mf", "ip.frag_offset", "ip.ttl",
    "ip.proto", "ip.checksum", "ip.src", "ip.dst", "ip.opt",
    "ipv6", "ipv6.version", "ipv6.tclass", "ipv6.tclass.dscp", "ipv6.tclass.ecn", "ipv6.flow",
    "ipv6.plen", "ipv6.nxt", "ipv6.hlim", "ipv6.src", "ipv6.dst", "ipv6.hopopts", "ipv6.routing",
    "ipv6.dstopts", "ipv6.fraghdr", "ipv6.fraghdr.nxt", "ipv6.fraghdr.offset", "ipv6.fraghdr.more",
    "ipv6.fraghdr.ident", "ah",
    "icmp.type", "icmp.code", "icmp.checksum", "icmp.ident", "icmp.seq", "icmp.mtu",
    "icmp.redir_gw",
    "icmpv6.type", "icmpv6.code", "icmpv6.checksum", "icmpv6.echo.identifier",
    "icmpv6.echo.sequence_number", "icmpv6.mtu", "icmpv6.nd.ns.target_address",
    "icmpv6.nd.na.target_address",
    "tcp", "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.ack_raw", "tcp.hdr_len",
    "tcp.flags", "tcp.flags.res", "tcp.flags.ae", "tcp.flags.cwr", "tcp.flags.ece",
    "tcp.flags.urg", "tcp.flags.ack", "tcp.flags.push", "tcp.flags.reset", "tcp.flags.syn",
    "tcp.flags.fin", "tcp.window_size_value", "tcp.checksum", "tcp.urgent_pointer", "tcp.len",
    "tcp.options", "tcp.option_kind", "tcp.option_len", "tcp.options.nop", "tcp.options.eol",
    "tcp.options.mss", "tcp.options.mss_val", "tcp.options.wscale", "tcp.options.wscale.shift",
    "tcp.options.sack_perm", "tcp.options.sack", "tcp.options.sack_le", "tcp.options.sack_re",
    "tcp.options.timestamp", "tcp.options.timestamp.tsval", "tcp.options.timestamp.tsecr",
    "tcp.options.unknown",
    "udp", "udp.srcport", "udp.dstport", "udp.length", "udp.checksum",
    "data", "data.len",
];
