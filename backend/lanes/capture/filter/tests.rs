//! What passes the filter, by a small interpreter of classic BPF.

use super::*;

/// Runs a program as the kernel does: reading outside of the frame ends it with nothing.
fn passes(program: &[Instruction], frame: &[u8]) -> bool {
    let load = |at: u32, len: usize| {
        let at = at as usize;
        let bytes = frame.get(at..at + len)?;
        Some(bytes.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)))
    };
    let (mut a, mut x, mut at) = (0u32, 0u32, 0);
    loop {
        let Instruction { code, jt, jf, k } = program[at];
        at += 1;
        let jump = |yes: bool| usize::from(if yes { jt } else { jf });
        let loaded = match code {
            LOAD_BYTE => load(k, 1),
            LOAD_BYTE_AFTER => load(x + k, 1),
            LOAD_HALF => load(k, 2),
            LOAD_HALF_AFTER => load(x + k, 2),
            LOAD_X => {
                x = k;
                continue;
            }
            LOAD_X_HEADER_LENGTH => {
                let Some(byte) = load(k, 1) else { return false };
                x = 4 * (byte & 0xf);
                continue;
            }
            JUMP => {
                at += k as usize;
                continue;
            }
            JUMP_IF_ANY => {
                at += jump(a & k != 0);
                continue;
            }
            JUMP_IF_EQUAL => {
                at += jump(a == k);
                continue;
            }
            RETURN => return k != 0,
            other => panic!("no such instruction: {other:#x}"),
        };
        let Some(value) = loaded else { return false };
        a = value;
    }
}

fn for_ports(ports: impl IntoIterator<Item = u16>) -> Vec<Instruction> {
    program(&ports.into_iter().collect(), 8000)
}

fn ethernet(kind: u16, packet: &[u8]) -> Vec<u8> {
    [&[0; 12], &kind.to_be_bytes()[..], packet].concat()
}

/// An IPv4 packet with so many bytes of options.
fn ipv4(protocol: u8, fragment: u16, options: usize, payload: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 20 + options];
    header[0] = 0x40 | u8::try_from(header.len() / 4).unwrap();
    header[6..8].copy_from_slice(&fragment.to_be_bytes());
    header[9] = protocol;
    ethernet(0x0800, &[&header, payload].concat())
}

fn ipv6(next: u8, payload: &[u8]) -> Vec<u8> {
    let mut header = [0; 40];
    header[0] = 0x60;
    header[6] = next;
    ethernet(0x86dd, &[&header, payload].concat())
}

fn ports(from: u16, to: u16) -> Vec<u8> {
    [&from.to_be_bytes()[..], &to.to_be_bytes(), &[0; 16]].concat()
}

#[test]
fn both_directions_of_tcp_and_udp_pass_over_both_families() {
    let program = for_ports([7, 40000, 51000]);
    for protocol in [6, 17] {
        for (from, to) in [(40000, 9), (9, 40000), (7, 51000), (1, 7), (51000, 2)] {
            assert!(passes(&program, &ipv4(protocol, 0x4000, 0, &ports(from, to))));
            assert!(passes(&program, &ipv4(protocol, 0, 8, &ports(from, to))), "IP options");
            assert!(passes(&program, &ipv6(protocol, &ports(from, to))));
        }
        assert!(!passes(&program, &ipv4(protocol, 0x4000, 0, &ports(9, 10))));
        assert!(!passes(&program, &ipv6(protocol, &ports(9, 10))));
    }
}

#[test]
fn other_protocols_and_broken_frames_do_not_pass() {
    let program = for_ports([7]);
    assert!(!passes(&program, &ipv4(132, 0, 0, &ports(7, 7))), "SCTP");
    assert!(!passes(&program, &ipv6(0, &ports(7, 7))), "hop-by-hop options");
    assert!(!passes(&program, &ethernet(0x0806, &[0; 28])), "ARP");
    assert!(!passes(&program, &[]));
    let whole = ipv4(6, 0, 0, &ports(9, 7));
    for len in 0..38 {
        assert!(!passes(&program, &whole[..len]), "cut after {len}");
    }
}

#[test]
fn of_fragments_the_first_passes() {
    let program = for_ports([7]);
    assert!(passes(&program, &ipv4(17, 0x2000, 0, &ports(7, 9))), "more fragments follow");
    assert!(!passes(&program, &ipv4(17, 0x2001, 0, &ports(7, 9))));
    let fragment = |offset: u16| {
        let header = [&[17, 0][..], &offset.to_be_bytes(), &[0; 4]].concat();
        ipv6(44, &[header, ports(7, 9)].concat())
    };
    assert!(passes(&program, &fragment(1)));
    assert!(!passes(&program, &fragment(8 | 1)));
}

#[test]
fn icmp_passes_where_it_reports_an_error() {
    let program = for_ports([7]);
    for (kind, is_error) in [(3, true), (11, true), (12, true), (5, true), (0, false), (8, false)] {
        assert_eq!(passes(&program, &ipv4(1, 0, 0, &[kind, 0, 0, 0])), is_error, "ICMP {kind}");
    }
    for (kind, is_error) in [(1, true), (4, true), (128, false), (135, false)] {
        assert_eq!(passes(&program, &ipv6(58, &[kind, 0, 0, 0])), is_error, "ICMPv6 {kind}");
    }
}

#[test]
fn without_ports_nothing_passes() {
    let program = for_ports([]);
    assert_eq!(program, [Instruction { code: RETURN, ..Instruction::default() }]);
    assert!(!passes(&program, &ipv4(6, 0, 0, &ports(7, 9))));
}

#[test]
fn the_page_itself_never_passes() {
    // A socket of the session may have the same ephemeral port as the browser's connection.
    let program = for_ports([8000, 40000]);
    assert!(!passes(&program, &ipv4(6, 0, 0, &ports(40000, 8000))));
    assert!(!passes(&program, &ipv6(6, &ports(8000, 40000))));
    assert!(passes(&program, &ipv4(6, 0, 0, &ports(40000, 8001))));
}

#[test]
fn a_thousand_ports_fit() {
    let program = for_ports(10_000..11_000);
    assert!(program.len() * 8 < 20_000, "{}", program.len());
    for port in 10_000..11_000 {
        assert!(passes(&program, &ipv4(6, 0, 0, &ports(9, port))));
        assert!(passes(&program, &ipv4(17, 0, 0, &ports(port, 9))));
    }
    for port in [9999, 11_000] {
        assert!(!passes(&program, &ipv4(6, 0, 0, &ports(9, port))));
    }
}

#[test]
fn with_more_ports_than_fit_every_port_passes_but_the_page() {
    let program = for_ports(10_000..11_001);
    assert!(passes(&program, &ipv4(6, 0, 0, &ports(9, 10))));
    assert!(!passes(&program, &ipv4(6, 0, 0, &ports(9, 8000))));
}
