//! What the policy says to addresses and names.

use super::*;

#[test]
fn only_this_machine_private_networks_and_the_internet_are_peers() {
    for (address, verdict) in [
        ("127.0.0.1:9000", "127.0.0.1:9000"),
        ("127.9.9.9:80", "127.9.9.9:80"),
        ("[::1]:9000", "[::1]:9000"),
        ("[::ffff:127.0.0.1]:9000", "[::ffff:127.0.0.1]:9000"),
        ("[64:ff9b::808:808]:53", "[64:ff9b::808:808]:53"),
        ("10.0.0.5:7000", "10.0.0.5:7000"),
        ("192.168.1.20:22", "192.168.1.20:22"),
        ("[fd00::1]:7000", "[fd00::1]:7000"),
        ("8.8.8.8:53", "8.8.8.8:53"),
        ("[2606:4700::1111]:443", "[2606:4700::1111]:443"),
        ("127.0.0.1:0", "127.0.0.1:0"),
        ("0.0.0.0:9000", "address-forbidden unspecified"),
        ("[::]:9000", "address-forbidden unspecified"),
        ("169.254.1.1:80", "address-forbidden link-local"),
        ("[fe80::1]:80", "address-forbidden link-local"),
        ("169.254.169.254:80", "address-forbidden metadata"),
        ("[::ffff:169.254.169.254]:80", "address-forbidden metadata"),
        ("[fd00:ec2::254]:80", "address-forbidden metadata"),
        ("100.64.0.1:80", "address-forbidden shared"),
        ("198.18.0.1:80", "address-forbidden benchmark"),
        ("192.0.2.1:80", "address-forbidden documentation"),
        ("240.0.0.1:80", "address-forbidden reserved"),
        ("224.0.0.1:5353", "address-forbidden multicast"),
        ("[ff02::1]:5353", "address-forbidden multicast"),
        ("255.255.255.255:9", "address-forbidden broadcast"),
        ("127.255.255.255:9", "address-forbidden broadcast"),
        ("10.1.2.255:9", "address-forbidden broadcast"),
    ] {
        assert_eq!(said(policy().peer(parse(address))), verdict, "{address}");
    }
}

#[test]
fn the_playground_is_no_peer_of_its_own_sockets() {
    for host in [
        "127.0.0.1",
        "127.1.2.3",
        "0.0.0.0",
        "10.1.2.3",
        "10.1.2.255",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:0.0.0.0]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2001:470::3]",
    ] {
        let address = parse(&format!("{host}:8000"));
        assert_eq!(said(policy().peer(address)), "own-port", "{host}");
    }
    assert_eq!(said(policy().peer(parse("10.9.9.9:8000"))), "10.9.9.9:8000");
    assert_eq!(said(Policy::default().peer(parse("127.0.0.1:0"))), "127.0.0.1:0");
}

#[test]
fn a_socket_is_bound_where_no_service_of_the_machine_is() {
    for (address, verdict) in [
        ("127.0.0.1:9000", "127.0.0.1:9000"),
        ("127.0.0.1:0", "127.0.0.1:0"),
        ("127.0.0.1:1024", "127.0.0.1:1024"),
        ("127.0.0.1:40000", "127.0.0.1:40000"),
        ("127.0.0.1:65535", "127.0.0.1:65535"),
        ("[::1]:9000", "[::1]:9000"),
        ("[::ffff:127.0.0.1]:9000", "[::ffff:127.0.0.1]:9000"),
        ("0.0.0.0:9000", "0.0.0.0:9000"),
        ("[::]:9000", "[::]:9000"),
        ("10.1.2.3:9000", "10.1.2.3:9000"),
        ("[fe80::1]:9000", "[fe80::1]:9000"),
        ("192.0.2.1:9000", "192.0.2.1:9000"),
        ("8.8.8.8:9000", "8.8.8.8:9000"),
        ("127.0.0.1:1", "port-reserved"),
        ("0.0.0.0:1023", "port-reserved"),
        ("127.0.0.1:8000", "own-port"),
        ("127.0.0.2:8000", "own-port"),
        ("[::]:8000", "own-port"),
        ("10.1.2.3:8000", "own-port"),
        ("8.8.8.8:8000", "own-port"),
        ("0.0.0.1:9000", "address-forbidden unspecified"),
        ("224.0.0.1:9000", "address-forbidden multicast"),
        ("[ff02::1]:9000", "address-forbidden multicast"),
        ("255.255.255.255:9000", "address-forbidden broadcast"),
        ("10.1.2.255:9000", "address-forbidden broadcast"),
        ("169.254.169.254:9000", "address-forbidden metadata"),
        ("240.0.0.1:9000", "address-forbidden reserved"),
    ] {
        for protocol in [Protocol::Tcp, Protocol::Udp] {
            let verdict_on = policy().local(protocol, parse(address));
            assert_eq!(said(verdict_on), verdict, "{address} {}", protocol.wire());
        }
    }
}

#[test]
fn only_this_machine_and_its_neighbors_come_in() {
    for peer in [
        "127.0.0.1:1",
        "[::1]:1",
        "[::ffff:127.0.0.1]:1",
        "10.9.9.9:1",
        "192.168.1.1:1",
        "[fd00::1]:1",
        "[fe80::1]:1",
        "[2001:470::3]:1",
    ] {
        assert_eq!(policy().incoming(parse(peer)), Ok(()), "{peer}");
    }
    for peer in [
        "8.8.8.8:1",
        "[2606:4700::1111]:1",
        "169.254.1.1:1",
        "100.64.0.1:1",
        "192.0.2.1:1",
        "[64:ff9b::a00:5]:1",
        "[2002:a00:5::1]:1",
        "[::127.0.0.1]:1",
    ] {
        let peer = parse(peer);
        assert_eq!(policy().incoming(peer), Err(Refusal::PeerForbidden { peer }));
    }
}

#[test]
fn a_name_is_looked_up_unless_it_is_a_number_in_disguise() {
    let long = format!("{}.{}", "a".repeat(63), "b".repeat(63));
    let longest = format!("{long}.{}.{}", "c".repeat(63), "d".repeat(61));
    for name in [
        "localhost",
        "LOCALHOST",
        "foo.localhost",
        "localhost.",
        "example.com",
        "_dns._udp.example.com",
        "xn--fiqs8s",
        "1.example",
        "3com",
        "0x7g",
        &longest,
    ] {
        assert_eq!(policy().name(name), Ok(()), "{name}");
    }
    for name in [
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "localhost..",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "0",
        "127.0.0.1",
        "127.0.0.1.",
        "0x7f000001",
        "0X7F000001.",
        "0x",
        "example.0x",
        "example.1",
        "::1",
        "[::1]",
        "fe80::1%eth0",
        "a b",
        "a\0b",
        "a/b",
        "user@host",
        "①⓪.0.0.5",
        "中国",
        &format!("{}.com", "a".repeat(64)),
        &format!("{longest}e"),
    ] {
        let refusal = Refusal::NameForbidden { name: name.to_owned() };
        assert_eq!(policy().name(name), Err(refusal), "{name}");
    }
}

#[test]
fn a_socket_is_exposed_unless_it_is_on_loopback() {
    for address in ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "[::ffff:127.0.0.1]:1"] {
        assert!(!policy().exposed(parse(address)), "{address}");
    }
    for address in ["0.0.0.0:1", "[::]:1", "10.1.2.3:1", "[fe80::1]:1", "[64:ff9b::7f00:1]:1"] {
        assert!(policy().exposed(parse(address)), "{address}");
    }
}

#[test]
fn this_machine_knows_its_addresses() {
    let policy = Policy::of_this_machine(8000).unwrap();
    assert_eq!(policy.own_port, 8000);
    assert!(policy.own_addresses.iter().any(IpAddr::is_loopback));
    assert!(policy.broadcasts.iter().all(|address| !policy.own_addresses.contains(address)));
    for address in &policy.own_addresses {
        let verdict = policy.peer((*address, 8000).into());
        assert_eq!(verdict, Err(Refusal::OwnPort { port: 8000 }), "{address}");
    }
}

#[test]
fn a_network_has_a_last_address_when_it_has_room_for_one() {
    for (address, mask, last) in [
        ("10.1.2.3", "255.255.255.0", Some("10.1.2.255")),
        ("127.0.0.1", "255.0.0.0", Some("127.255.255.255")),
        ("10.1.2.1", "255.255.255.252", Some("10.1.2.3")),
        ("10.1.2.3", "255.255.255.254", None),
        ("10.1.2.3", "255.255.255.255", None),
        ("fd00::1", "ffff:ffff:ffff:ffff::", None),
    ] {
        let last = last.map(|last| last.parse::<IpAddr>().unwrap());
        let found = last_of_network(address.parse().unwrap(), mask.parse().unwrap());
        assert_eq!(found, last, "{address} {mask}");
    }
}

fn policy() -> Policy {
    Policy {
        own_port: 8000,
        own_addresses: ["127.0.0.1", "::1", "10.1.2.3", "2001:470::3"]
            .map(|address| address.parse().unwrap())
            .to_vec(),
        broadcasts: vec!["10.1.2.255".parse().unwrap()],
    }
}

/// The address that was approved, or the code of the refusal, with the class if it is about one.
fn said(verdict: Result<Approved, Refusal>) -> String {
    match verdict {
        Ok(approved) => approved.get().to_string(),
        Err(Refusal::AddressForbidden { class, .. }) => {
            format!("address-forbidden {}", class.wire())
        }
        Err(refusal) => refusal.code().to_owned(),
    }
}

fn parse(address: &str) -> SocketAddr {
    address.parse().unwrap()
}
