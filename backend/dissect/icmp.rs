//! ICMP and ICMPv6, field by field, with the packet that an error quotes.

use std::net::Ipv6Addr;

use super::{
    Field, ICMP, ICMP_HEADER, Layer, checksum,
    layers::{hex, short},
    network,
    parts::{Ip, ports},
    quoted, transport,
};

/// A message.
pub(super) fn icmp(frame: &[u8], ip: &Ip<'_>) -> Option<Layer> {
    let body = &frame[ip.body.clone()];
    let is_v4 = ip.protocol == ICMP;
    let [kind, code, _, _, ..] = *body else { return None };
    let begin = ip.body.start;
    let at = |from: usize, len: usize| begin + from..begin + from + len;
    let names = if is_v4 { V4 } else { V6 };
    let mut fields = vec![
        Field::new(names[0], kind.to_string(), at(0, 1)),
        Field::new(names[1], code.to_string(), at(1, 1)),
        Field::new(names[2], format!("0x{:04x}", short(body, 2)), at(2, 2))
            .note(Some(checksum::of_body(body, ip, 2))),
    ];
    let mut end = begin + ICMP_HEADER.min(body.len());
    if ICMP_HEADER <= body.len() {
        let number = |from: usize| short(body, from).to_string();
        let long = u32::from_be_bytes([body[4], body[5], body[6], body[7]]);
        match (is_v4, kind, code) {
            (true, 0 | 8, _) | (false, 128 | 129, _) => {
                fields.push(Field::new(names[3], number(4), at(4, 2)));
                fields.push(Field::new(names[4], number(6), at(6, 2)));
            }
            (true, 3, 4) => fields.push(Field::new("icmp.mtu", number(6), at(6, 2))),
            (true, 5, _) => {
                let gateway = std::net::Ipv4Addr::from(long).to_string();
                fields.push(Field::new("icmp.redir_gw", gateway, at(4, 4)));
            }
            (false, 2, _) => fields.push(Field::new("icmpv6.mtu", long.to_string(), at(4, 4))),
            (false, 135 | 136, _) => {
                let target = body.get(8..24).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
                if let Some(target) = target {
                    let name = if kind == 135 { SOLICITED } else { ADVERTISED };
                    fields.push(Field::new(name, Ipv6Addr::from(target).to_string(), at(8, 16)));
                    end = begin + 24;
                }
            }
            _ => {}
        }
    }
    if let Some(packet) = quoted(frame, ip) {
        end = ip.body.end;
        fields.extend(quote(frame, &packet));
    }
    let name = if is_v4 { "icmp" } else { "icmpv6" };
    Some(Layer { name, range: begin..end, osi: 3, fields })
}

/// The headers of the packet that an error quotes; of its transport header the first eight bytes may
/// be all there is.
fn quote(frame: &[u8], packet: &Ip<'_>) -> Vec<Field> {
    let header = network::ip(frame, packet);
    let whole = match packet.protocol {
        _ if packet.is_later_fragment => None,
        super::TCP => transport::tcp(frame, packet),
        super::UDP => transport::udp(frame, packet),
        _ => None,
    };
    let begin = packet.body.start;
    let mut fields = vec![as_field(header)];
    if let Some(layer) = whole {
        fields.push(as_field(layer));
    } else if let Some((from, to)) = ports(frame, packet) {
        let is_tcp = packet.protocol == super::TCP;
        let names = if is_tcp {
            ["tcp", "tcp.srcport", "tcp.dstport"]
        } else {
            ["udp", "udp.srcport", "udp.dstport"]
        };
        let mut children = vec![
            Field::new(names[1], from.to_string(), begin..begin + 2),
            Field::new(names[2], to.to_string(), begin + 2..begin + 4),
        ];
        if let (true, Some([_, _, _, _, a, b, c, d])) =
            (is_tcp, frame[packet.body.clone()].first_chunk())
        {
            let seq = u32::from_be_bytes([*a, *b, *c, *d]).to_string();
            children.push(Field::new("tcp.seq_raw", seq, begin + 4..begin + 8));
        }
        fields.push(Field::new(names[0], "", packet.body.clone()).children(children));
    } else if !packet.body.is_empty() {
        fields.push(Field::new("data", hex(frame, &packet.body), packet.body.clone()));
    }
    fields
}

/// A header within another one.
fn as_field(layer: Layer) -> Field {
    Field::new(layer.name, "", layer.range).children(layer.fields)
}

const V4: [&str; 5] = ["icmp.type", "icmp.code", "icmp.checksum", "icmp.ident", "icmp.seq"];
const V6: [&str; 5] = [
    "icmpv6.type",
    "icmpv6.code",
    "icmpv6.checksum",
    "icmpv6.echo.identifier",
    "icmpv6.echo.sequence_number",
];
const SOLICITED: &str = "icmpv6.nd.ns.target_address";
const ADVERTISED: &str = "icmpv6.nd.na.target_address";
