//! `host:port` as people write it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use backend::{command::Host, node::On};

use super::{Malformed, fields::Fields, parse};

/// A `host:port`.
pub(super) fn required(fields: &Fields<'_>, name: &str) -> Result<Host, Malformed> {
    optional(fields, name)?.ok_or_else(|| Malformed::new(name, EXPECTED))
}

/// A `host:port`, if the field is there.
pub(super) fn optional(fields: &Fields<'_>, name: &str) -> Result<Option<Host>, Malformed> {
    fields.filled(name).map(|text| host(name, text)).transpose()
}

/// The local address of a socket. In a lab, where nobody has to be kept out, a port alone means every
/// address of the host.
pub(super) fn local(fields: &Fields<'_>, name: &str, on: On) -> Result<Option<Host>, Malformed> {
    let host = optional(fields, name)?;
    let alone = |text: &str| text.starts_with(':') || !text.contains(':');
    Ok(match (host, on, fields.filled(name)) {
        (Some(Host::Address(at)), On::Lab(_), Some(text)) if alone(text) => {
            Some(Host::Address((Ipv4Addr::UNSPECIFIED, at.port()).into()))
        }
        (host, ..) => host,
    })
}

/// Reads `127.0.0.1:80`, `[::1]:80`, `localhost:80`, `:80`, and `80`; the last two mean 127.0.0.1.
///
/// Only what [`std::str::FromStr`] of the standard addresses takes is an address in numbers;
/// everything else is a name, and the policy decides whether that name may be looked up.
pub(super) fn host(name: &str, text: &str) -> Result<Host, Malformed> {
    if let Some(inner) = text.strip_prefix('[') {
        let Some((address, rest)) = inner.split_once(']') else {
            return Err(Malformed::new(name, "a ] after the IPv6 address, such as [::1]:8888"));
        };
        let address: Ipv6Addr = address.parse().map_err(|_| {
            Malformed::new(name, "an IPv6 address between [ and ], such as [::1]:8888")
        })?;
        let digits = rest.strip_prefix(':').ok_or_else(|| no_port(name))?;
        return Ok(Host::Address(SocketAddr::new(address.into(), port(name, digits)?)));
    }
    if text.parse::<Ipv6Addr>().is_ok() {
        return Err(Malformed::new(
            name,
            format!("brackets around an IPv6 address and a port after it, such as [{text}]:8888"),
        ));
    }
    let (place, digits) = match text.rsplit_once(':') {
        Some(parts) => parts,
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => ("", text),
        None => return Err(no_port(name)),
    };
    if place.contains(':') {
        return Err(Malformed::new(
            name,
            "one colon, before the port; an IPv6 address stands in brackets, such as [::1]:8888",
        ));
    }
    let port = port(name, digits)?;
    if place.is_empty() {
        return Ok(Host::Address(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port)));
    }
    Ok(match place.parse::<IpAddr>() {
        Ok(address) => Host::Address(SocketAddr::new(address, port)),
        Err(_) => Host::Name { name: place.to_owned(), port },
    })
}

fn port(name: &str, digits: &str) -> Result<u16, Malformed> {
    parse::whole(name, digits, 0..=u16::MAX)
        .map_err(|_| Malformed::new(name, "a port from 0 to 65535 after the colon"))
}

fn no_port(name: &str) -> Malformed {
    Malformed::new(name, format!("a port as well; {EXPECTED}"))
}

pub(super) const EXPECTED: &str =
    "host:port, such as 127.0.0.1:8888, [::1]:8888, or localhost:8888";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (text, address) in [
            ("127.0.0.1:8888", "127.0.0.1:8888"),
            ("[::1]:8888", "[::1]:8888"),
            ("[fe80::1]:0", "[fe80::1]:0"),
            (":8888", "127.0.0.1:8888"),
            ("8888", "127.0.0.1:8888"),
            ("0", "127.0.0.1:0"),
            ("0.0.0.0:65535", "0.0.0.0:65535"),
        ] {
            assert_eq!(host("at", text), Ok(Host::Address(address.parse().unwrap())), "{text}");
        }
    }

    #[test]
    fn everything_else_is_a_name() {
        for name in ["localhost", "0x7f.1", "127.1", "010.0.0.1", "2130706433", "例子.test", "a b"]
        {
            let expected = Host::Name { name: name.to_owned(), port: 80 };
            assert_eq!(host("to", &format!("{name}:80")), Ok(expected));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, hint) in [
            ("::1", "[::1]:8888"),
            ("fe80::1:8888", "brackets"),
            ("[::1", "]"),
            ("[::1]", "port as well"),
            ("[::1]8888", "port as well"),
            ("[localhost]:80", "between [ and ]"),
            ("localhost", "port as well"),
            ("localhost:", "0 to 65535"),
            ("localhost:http", "0 to 65535"),
            ("localhost:65536", "0 to 65535"),
            ("localhost:-1", "0 to 65535"),
            ("localhost:+1", "0 to 65535"),
            ("99999", "0 to 65535"),
            ("a:b:80", "one colon"),
        ] {
            let malformed = host("to", text).unwrap_err();
            assert_eq!(malformed.field, "to");
            assert!(malformed.expected.contains(hint), "{text}: {malformed}");
        }
    }
}
