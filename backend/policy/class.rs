//! What kind of address an address is, by a table of ranges.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Policy;

/// What kind of address it is, by the IANA special-purpose registries (RFC 6890).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Class {
    /// 198.18.0.0/15, RFC 2544, and 2001:2::/48, RFC 5180.
    Benchmark,
    /// A limited or directed broadcast address, RFC 919.
    Broadcast,
    /// For examples only, RFC 5737, RFC 3849, and RFC 9637.
    Documentation,
    /// Anywhere on the Internet.
    Global,
    /// 169.254.0.0/16, RFC 3927, and fe80::/10, RFC 4291.
    LinkLocal,
    /// This machine.
    Loopback,
    /// Where clouds keep credentials.
    Metadata,
    /// Groups of receivers.
    Multicast,
    /// Private networks, RFC 1918 and RFC 4193.
    Private,
    /// Not for use.
    Reserved,
    /// 100.64.0.0/10, RFC 6598.
    Shared,
    /// 0.0.0.0/8 and ::.
    Unspecified,
}

impl Class {
    /// The class of an address.
    ///
    /// An IPv6 address that only carries an IPv4 address has the class of that one, because that is
    /// where its packets go. An address of a metadata service is `Metadata` in every disguise.
    #[must_use]
    pub fn of(address: IpAddr, policy: &Policy) -> Self {
        let address = carried(address);
        if METADATA.contains(&address) {
            return Self::Metadata;
        }
        if policy.broadcasts.contains(&address) {
            return Self::Broadcast;
        }
        match address {
            IpAddr::V4(address) => Self::of_ipv4(address),
            IpAddr::V6(address) => Self::of_ipv6(address),
        }
    }

    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Benchmark => "benchmark",
            Self::Broadcast => "broadcast",
            Self::Documentation => "documentation",
            Self::Global => "global",
            Self::LinkLocal => "link-local",
            Self::Loopback => "loopback",
            Self::Metadata => "metadata",
            Self::Multicast => "multicast",
            Self::Private => "private",
            Self::Reserved => "reserved",
            Self::Shared => "shared",
            Self::Unspecified => "unspecified",
        }
    }

    fn of_ipv4(address: Ipv4Addr) -> Self {
        let bits = u32::from(address);
        IPV4.iter()
            .find(|(first, length, _)| (bits ^ u32::from(*first)) >> (32 - length) == 0)
            .map_or(Self::Global, |(.., class)| *class)
    }

    fn of_ipv6(address: Ipv6Addr) -> Self {
        let bits = u128::from(address);
        IPV6.iter()
            .find(|(first, length, _)| (bits ^ u128::from(*first)) >> (128 - length) == 0)
            .map_or(Self::Reserved, |(.., class)| *class)
    }
}

/// The IPv4 address that an IPv6 address carries, or the address itself.
///
/// Known are the mapped form (RFC 4291 §2.5.5.2), the compatible form (§2.5.5.1), both NAT64
/// prefixes (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo with its inverted bits (RFC 4380), and
/// ISATAP (RFC 5214). In 64:ff9b:1::/48 only an address with the 96-bit form is read; every other
/// layout is a matter of that network and stays an IPv6 address, which is `Reserved`.
pub(super) fn carried(address: IpAddr) -> IpAddr {
    let IpAddr::V6(address) = address.to_canonical() else {
        return address.to_canonical();
    };
    let (high, low) = match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => return address.into(),
        [0, 0, 0, 0, 0, 0, high, low] => (high, low),
        [0x64, 0xff9b, 0 | 1, 0, 0, 0, high, low] => (high, low),
        [0x2002, high, low, ..] => (high, low),
        [0x2001, 0, .., high, low] => (!high, !low),
        [_, _, _, _, 0 | 0x200, 0x5efe, high, low] if routed(address) => (high, low),
        _ => return address.into(),
    };
    Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)).into()
}

/// Whether the prefix is one that a site gives to its hosts; a forbidden prefix stays forbidden
/// whatever the rest of the address says.
fn routed(address: Ipv6Addr) -> bool {
    matches!(Class::of_ipv6(address), Class::Global | Class::Private)
}

/// The metadata services of AWS and most others, of AWS over IPv6, of Azure, and of Alibaba.
const METADATA: [IpAddr; 4] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
];

/// First address, prefix length, and class; the first match counts, and the rest is global.
const IPV4: [(Ipv4Addr, u32, Class); 17] = [
    (Ipv4Addr::new(255, 255, 255, 255), 32, Class::Broadcast),
    (Ipv4Addr::new(127, 255, 255, 255), 32, Class::Broadcast),
    (Ipv4Addr::new(0, 0, 0, 0), 8, Class::Unspecified),
    (Ipv4Addr::new(10, 0, 0, 0), 8, Class::Private),
    (Ipv4Addr::new(100, 64, 0, 0), 10, Class::Shared),
    (Ipv4Addr::new(127, 0, 0, 0), 8, Class::Loopback),
    (Ipv4Addr::new(169, 254, 0, 0), 16, Class::LinkLocal),
    (Ipv4Addr::new(172, 16, 0, 0), 12, Class::Private),
    (Ipv4Addr::new(192, 0, 0, 0), 24, Class::Reserved),
    (Ipv4Addr::new(192, 0, 2, 0), 24, Class::Documentation),
    (Ipv4Addr::new(192, 88, 99, 0), 24, Class::Reserved),
    (Ipv4Addr::new(192, 168, 0, 0), 16, Class::Private),
    (Ipv4Addr::new(198, 18, 0, 0), 15, Class::Benchmark),
    (Ipv4Addr::new(198, 51, 100, 0), 24, Class::Documentation),
    (Ipv4Addr::new(203, 0, 113, 0), 24, Class::Documentation),
    (Ipv4Addr::new(224, 0, 0, 0), 4, Class::Multicast),
    (Ipv4Addr::new(240, 0, 0, 0), 4, Class::Reserved),
];

/// First address, prefix length, and class; the first match counts, and the rest is reserved.
const IPV6: [(Ipv6Addr, u32, Class); 10] = [
    (Ipv6Addr::UNSPECIFIED, 128, Class::Unspecified),
    (Ipv6Addr::LOCALHOST, 128, Class::Loopback),
    (Ipv6Addr::new(0x2001, 2, 0, 0, 0, 0, 0, 0), 48, Class::Benchmark),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, Class::Documentation),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, Class::Reserved),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, Class::Documentation),
    (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3, Class::Global),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, Class::Private),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, Class::LinkLocal),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, Class::Multicast),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_range_ends_where_its_registry_says() {
        for row in RANGES.lines().filter(|row| !row.is_empty()) {
            let words: Vec<_> = row.split_whitespace().collect();
            let [below, before, class, first, last, above, after] = words[..] else {
                panic!("seven words: {row}");
            };
            check(row, before, below);
            check(row, first, class);
            check(row, last, class);
            check(row, after, above);
        }
    }

    #[test]
    fn a_disguised_address_has_the_class_of_the_address_it_carries() {
        for row in DISGUISES.lines().filter(|row| !row.is_empty()) {
            let (class, addresses) = row.trim().split_once(' ').unwrap();
            addresses.split_whitespace().for_each(|address| check(row, address, class));
        }
    }

    #[test]
    fn the_broadcast_address_of_a_network_here_is_no_ordinary_address() {
        let policy =
            Policy { broadcasts: vec!["192.168.7.255".parse().unwrap()], ..Policy::default() };
        for text in ["192.168.7.255", "::ffff:192.168.7.255", "64:ff9b::192.168.7.255"] {
            assert_eq!(Class::of(text.parse().unwrap(), &policy), Class::Broadcast, "{text}");
        }
        assert_eq!(Class::of("192.168.7.254".parse().unwrap(), &policy), Class::Private);
    }

    #[test]
    fn the_tables_say_where_each_range_begins() {
        for (first, length, _) in IPV4 {
            let zeros = u32::from(first).trailing_zeros();
            assert_eq!(zeros.max(32 - length), zeros, "{first}/{length}");
        }
        for (first, length, _) in IPV6 {
            let zeros = u128::from(first).trailing_zeros();
            assert_eq!(zeros.max(128 - length), zeros, "{first}/{length}");
        }
    }

    proptest! {
        #[test]
        fn the_table_agrees_with_a_second_opinion(bits in ipv4()) {
            let address = Ipv4Addr::from(bits);
            prop_assert_eq!(Class::of(address.into(), &Policy::default()), second(address));
        }

        #[test]
        fn no_disguise_changes_the_class(bits in ipv4(), host in any::<u64>()) {
            let class = second(Ipv4Addr::from(bits));
            let (bits, host) = (u128::from(bits), u128::from(host));
            let disguises = [
                0xffff << 32 | bits,
                0x64_ff9b << 96 | bits,
                0x64_ff9b_0001 << 80 | bits,
                0x2002 << 112 | bits << 80 | host,
                0x2001 << 112 | host << 32 | (!bits & 0xffff_ffff),
                0x2a00 << 112 | 0x5efe << 32 | bits,
                0xfd00 << 112 | 0x0200_5efe << 32 | bits,
            ];
            for disguise in disguises.map(Ipv6Addr::from) {
                let of = Class::of(disguise.into(), &Policy::default());
                prop_assert_eq!(of, class, "{}", disguise);
            }
        }
    }

    /// Any address, with more of those near the ranges than chance would give.
    fn ipv4() -> impl Strategy<Value = u32> {
        let near = (0..IPV4.len(), -2_i64..3, any::<bool>()).prop_map(|(at, off, end)| {
            let (first, length, _) = IPV4[at];
            let size = if end { 1_i64 << (32 - length) } else { 0 };
            (i64::from(u32::from(first)) + size + off).rem_euclid(1 << 32) as u32
        });
        prop_oneof![any::<u32>(), near]
    }

    /// The classifier once more, by the predicates of the standard library.
    fn second(address: Ipv4Addr) -> Class {
        match address.octets() {
            [169, 254, 169, 254] | [168, 63, 129, 16] | [100, 100, 100, 200] => Class::Metadata,
            [127, 255, 255, 255] => Class::Broadcast,
            _ if address.is_broadcast() => Class::Broadcast,
            _ if address.is_loopback() => Class::Loopback,
            _ if address.is_private() => Class::Private,
            _ if address.is_link_local() => Class::LinkLocal,
            _ if address.is_multicast() => Class::Multicast,
            _ if address.is_documentation() => Class::Documentation,
            [0, ..] => Class::Unspecified,
            [100, second, ..] if (64..=127).contains(&second) => Class::Shared,
            [198, 18 | 19, ..] => Class::Benchmark,
            [192, 0, 0, _] | [192, 88, 99, _] | [240..=255, ..] => Class::Reserved,
            _ => Class::Global,
        }
    }

    #[track_caller]
    fn check(row: &str, address: &str, class: &str) {
        if address != "-" {
            let of = Class::of(address.parse().unwrap(), &Policy::default());
            assert_eq!(of.wire(), class, "{address} in: {row}");
        }
    }

    /// Class and address below, class with first and last address, class and address above.
    const RANGES: &str = "
-           -               unspecified   0.0.0.0         0.255.255.255    global      1.0.0.0
global      9.255.255.255   private       10.0.0.0        10.255.255.255   global      11.0.0.0
global      100.63.255.255  shared        100.64.0.0      100.127.255.255  global      100.128.0.0
global      126.255.255.255 loopback      127.0.0.0       127.255.255.254  broadcast   127.255.255.255
loopback    127.255.255.254 broadcast     127.255.255.255 127.255.255.255  global      128.0.0.0
global      168.63.129.15   metadata      168.63.129.16   168.63.129.16    global      168.63.129.17
shared      100.100.100.199 metadata      100.100.100.200 100.100.100.200  shared      100.100.100.201
global      169.253.255.255 link-local    169.254.0.0     169.254.255.255  global      169.255.0.0
link-local  169.254.169.253 metadata      169.254.169.254 169.254.169.254  link-local  169.254.169.255
global      172.15.255.255  private       172.16.0.0      172.31.255.255   global      172.32.0.0
global      191.255.255.255 reserved      192.0.0.0       192.0.0.255      global      192.0.1.0
global      192.0.1.255     documentation 192.0.2.0       192.0.2.255      global      192.0.3.0
global      192.88.98.255   reserved      192.88.99.0     192.88.99.255    global      192.88.100.0
global      192.167.255.255 private       192.168.0.0     192.168.255.255  global      192.169.0.0
global      198.17.255.255  benchmark     198.18.0.0      198.19.255.255   global      198.20.0.0
global      198.51.99.255   documentation 198.51.100.0    198.51.100.255   global      198.51.101.0
global      203.0.112.255   documentation 203.0.113.0     203.0.113.255    global      203.0.114.0
global      223.255.255.255 multicast     224.0.0.0       239.255.255.255  reserved    240.0.0.0
multicast   239.255.255.255 reserved      240.0.0.0       255.255.255.254  broadcast   255.255.255.255
reserved    255.255.255.254 broadcast     255.255.255.255 255.255.255.255  -           -

-           -               unspecified   ::              ::               loopback    ::1
unspecified ::              loopback      ::1             ::1              unspecified ::2
reserved    1fff:ffff::     global        2000::          2000:ffff::      reserved    2001:100::
global      2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff reserved 2001:1:: 2001:1:ffff:ffff:ffff:ffff:ffff:ffff benchmark 2001:2::
reserved    2001:1:ffff:ffff:ffff:ffff:ffff:ffff benchmark 2001:2:: 2001:2:0:ffff:ffff:ffff:ffff:ffff reserved 2001:2:1::
benchmark   2001:2::        reserved      2001:2:1::      2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff global 2001:200::
global      2001:db7:ffff:ffff:ffff:ffff:ffff:ffff documentation 2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff global 2001:db9::
global      3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff documentation 3fff:: 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff global 3fff:1000::
global      3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff reserved 4000:: fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff private fc00::
reserved    fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff private fc00:: fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff reserved fe00::
private     fd00:ec2::253   metadata      fd00:ec2::254   fd00:ec2::254    private     fd00:ec2::255
reserved    fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff link-local fe80:: febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff reserved fec0::
reserved    feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff multicast ff00:: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff - -
";

    /// A class, and addresses of it that look like something else.
    const DISGUISES: &str = "
loopback ::ffff:127.0.0.1 ::ffff:7f00:1 ::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::1 2001::80ff:fffe
private ::ffff:10.0.0.5 ::10.0.0.5 64:ff9b::a00:5 64:ff9b:1::a00:5 2002:a00:5::1 2001:0:1::f5ff:fffa
private 2a00::5efe:10.0.0.5 2a00::200:5efe:10.0.0.5 fd00::5efe:192.168.1.1
metadata ::ffff:169.254.169.254 ::169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1 2001::5601:5601
metadata 64:ff9b::168.63.129.16 64:ff9b:1::169.254.169.254 2a00::5efe:100.100.100.200
unspecified ::ffff:0.0.0.0 64:ff9b:: 2002:: 2001::ffff:ffff
multicast ::ffff:224.0.0.1 64:ff9b::e000:1 ff02::5efe:8.8.8.8
broadcast ::ffff:255.255.255.255 64:ff9b::255.255.255.255
global ::ffff:8.8.8.8 ::8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1 2001::f7f7:f7f7 2a00::5efe:8.8.8.8
link-local fe80::5efe:8.8.8.8
reserved 64:ff9b:1:a9fe:a9:fe00:808:808 64:ff9b:2::8.8.8.8 ::ffff:0:8.8.8.8 fec0::5efe:8.8.8.8
reserved 64:ff9b:0:1::8.8.8.8 100::1 5f00::1
documentation 2001:db8::5efe:8.8.8.8
";
}
