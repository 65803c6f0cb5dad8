//! The guard on deliveries: they may go to the public internet and to the networks that a setting names. Nowhere else, so that
//! nobody can use the service to reach hosts that are open to it alone.
//!
//! Invariants: an IP address is judged by itself, whatever name led to it. An IPv4 address inside an IPv6 address that leads
//! to it (mapped, or translated by NAT64) is judged as IPv4; a detour that is out of use (6to4, Teredo) is refused. Only the
//! globally assigned range of IPv6 is public: ranges that are reserved later are refused from the beginning. Without encryption
//! a delivery goes to named networks alone.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use url::{Host, Url};

use crate::fields::leaf::Violation;
use crate::sentences::Sentence;

/// A network: addresses with the same beginning, such as `10.1.0.0/16` or `fd00::/8`, or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    /// The number of leading bits that the addresses share.
    prefix: u32,
}

impl Network {
    const fn v4(a: u8, b: u8, c: u8, prefix: u32) -> Self {
        Network { address: IpAddr::V4(Ipv4Addr::new(a, b, c, 0)), prefix }
    }

    const fn v6(a: u16, b: u16, prefix: u32) -> Self {
        Network { address: IpAddr::V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0)), prefix }
    }

    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (own.to_bits() ^ other.to_bits()).checked_shr(u32::BITS - self.prefix).is_none_or(|rest| rest == 0)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                (own.to_bits() ^ other.to_bits()).checked_shr(u128::BITS - self.prefix).is_none_or(|rest| rest == 0)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("'{text}' is no network, such as 10.1.0.0/16 or fd00::/8");
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        if canonical(address) != address {
            return Err(format!("'{text}' is judged by the IPv4 address in it; name that"));
        }
        let most = if address.is_ipv4() { u32::BITS } else { u128::BITS };
        let prefix = prefix.map_or(Ok(most), str::parse).ok().filter(|prefix| *prefix <= most).ok_or_else(wrong)?;
        Ok(Network { address, prefix })
    }
}

/// The special addresses in IANA's registry that are not on the public internet, and the addresses of no single host.
const SPECIAL_V4: [Network; 15] = [
    Network::v4(0, 0, 0, 8),
    Network::v4(10, 0, 0, 8),
    Network::v4(100, 64, 0, 10),
    Network::v4(127, 0, 0, 8),
    Network::v4(169, 254, 0, 16),
    Network::v4(172, 16, 0, 12),
    Network::v4(192, 0, 0, 24),
    Network::v4(192, 0, 2, 24),
    Network::v4(192, 88, 99, 24),
    Network::v4(192, 168, 0, 16),
    Network::v4(198, 18, 0, 15),
    Network::v4(198, 51, 100, 24),
    Network::v4(203, 0, 113, 24),
    Network::v4(224, 0, 0, 4),
    Network::v4(240, 0, 0, 4),
];

/// The globally assigned range of IPv6.
const GLOBAL_V6: Network = Network::v6(0x2000, 0, 3);

/// The special networks in that range: protocols, Teredo among them; examples; 6to4.
const SPECIAL_V6: [Network; 4] =
    [Network::v6(0x2001, 0, 23), Network::v6(0x2001, 0xdb8, 32), Network::v6(0x2002, 0, 16), Network::v6(0x3fff, 0, 20)];

/// The address that packets finally reach: the IPv4 address inside an IPv6 one, or the address itself.
fn canonical(address: IpAddr) -> IpAddr {
    let IpAddr::V6(address) = address else { return address };
    let [a, b, c, d, e, f, _, _] = address.segments();
    let leads_to_v4 = matches!([a, b, c, d, e, f], [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0]);
    let [.., w, x, y, z] = address.octets();
    if leads_to_v4 { IpAddr::V4(Ipv4Addr::new(w, x, y, z)) } else { IpAddr::V6(address) }
}

fn is_public(address: IpAddr) -> bool {
    let special: &[Network] = if address.is_ipv4() { &SPECIAL_V4 } else { &SPECIAL_V6 };
    (address.is_ipv4() || GLOBAL_V6.contains(address)) && !special.iter().any(|network| network.contains(address))
}

/// The guard with its settings.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// The networks that a setting names.
    networks: Vec<Network>,
}

impl Guard {
    pub fn new(networks: Vec<Network>) -> Self {
        Guard { networks }
    }

    /// Refuses a delivery to this address, with the reason, or allows it.
    pub fn judge(&self, address: IpAddr, encrypted: bool) -> Result<(), Violation> {
        let address = canonical(address);
        if self.networks.iter().any(|network| network.contains(address)) {
            return Ok(());
        }
        match (is_public(address), encrypted) {
            (true, true) => Ok(()),
            (true, false) => Err(unencrypted()),
            (false, _) => {
                // The sentence leaves out the address: it may be what a name means inside the network, which outsiders must not
                // learn.
                Err(Violation::new("forbidden_address", Sentence::AddressNotPublic))
            }
        }
    }

    /// Notes problems of a URL that are certain before its name is resolved. The parser has normalized a host that is an IP
    /// address, in whatever form it was written.
    pub fn check(&self, url: &Url) -> Result<(), Violation> {
        let encrypted = url.scheme() == "https";
        match url.host() {
            Some(Host::Ipv4(address)) => self.judge(IpAddr::V4(address), encrypted),
            Some(Host::Ipv6(address)) => self.judge(IpAddr::V6(address), encrypted),
            Some(Host::Domain(_)) | None if encrypted || !self.networks.is_empty() => Ok(()),
            Some(Host::Domain(_)) | None => Err(unencrypted()),
        }
    }
}

fn unencrypted() -> Violation {
    Violation::new("unencrypted", Sentence::Unencrypted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn guard(networks: &str) -> Guard {
        Guard::new(networks.split_terminator(',').map(|network| network.parse().unwrap()).collect())
    }

    fn rule(networks: &str, url: &str) -> Option<&'static str> {
        guard(networks).check(&Url::parse(url).unwrap()).err().map(|violation| violation.rule)
    }

    #[test]
    fn an_address_is_judged_whatever_was_written_to_name_it() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "127.0.0.1.",
            "%31%32%37.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "0",
            "10.0.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b:1::1]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[fe80::1]",
            "[fec0::1]",
            "[fc00::1]",
            "[fd12::1]",
            "[ff02::1]",
            "[100::1]",
            "[2001:db8::1]",
            "[3fff::1]",
            "[5f00::1]",
            "１２７.０.０.１",
            "127。0。0。1",
        ] {
            for scheme in ["http", "https"] {
                assert_eq!(rule("", &format!("{scheme}://{host}/")), Some("forbidden_address"), "{host}");
            }
        }
        for host in ["1.1.1.1", "8.8.8.8", "172.32.0.1", "[2606:4700::1]", "[64:ff9b::101:101]", "[::ffff:1.1.1.1]", "erp.example.com"] {
            assert_eq!(rule("", &format!("https://{host}/")), None, "{host}");
            assert_eq!(rule("", &format!("http://{host}/")), Some("unencrypted"), "{host}");
        }
    }

    #[test]
    fn a_named_network_is_open_and_no_other() {
        assert_eq!(rule("10.1.0.0/16", "http://10.1.255.1/"), None);
        assert_eq!(rule("10.1.0.0/16", "http://[::ffff:10.1.2.3]/"), None);
        assert_eq!(rule("10.1.0.0/16", "https://10.2.0.1/"), Some("forbidden_address"));
        assert_eq!(rule("10.1.0.0/16", "http://1.1.1.1/"), Some("unencrypted"));
        assert_eq!(rule("10.1.0.0/16,fd00::/8", "http://[fd12::1]/"), None);
        // The name's address is judged when the name is resolved.
        assert_eq!(rule("10.1.0.0/16", "http://erp.internal/"), None);
        assert_eq!(rule("10.1.0.7", "http://10.1.0.7/"), None);
        assert_eq!(rule("10.1.0.7", "http://10.1.0.6/"), Some("forbidden_address"));
    }

    #[test]
    fn a_network_is_an_address_and_a_length() {
        for text in ["", "10", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "a/8", "10.0.0.0/8/8", "::ffff:10.0.0.0/104"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
        assert!("0.0.0.0/0".parse::<Network>().unwrap().contains("255.1.2.3".parse().unwrap()));
        assert!("::/0".parse::<Network>().unwrap().contains("ffff::1".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn a_network_has_the_addresses_that_begin_as_it_does(own: u32, other: u32, prefix in 0_u32..=32) {
            let network: Network = format!("{}/{prefix}", Ipv4Addr::from_bits(own)).parse().unwrap();
            let alike = (0..prefix).all(|bit| (own ^ other) & (1 << (31 - bit)) == 0);
            prop_assert_eq!(network.contains(IpAddr::V4(Ipv4Addr::from_bits(other))), alike);
        }

        #[test]
        fn ipv4_inside_ipv6_is_judged_the_same(bits: u32, encrypted: bool) {
            let plain = Ipv4Addr::from_bits(bits);
            let [a, b, c, d] = plain.octets();
            let translated = Ipv6Addr::from_bits(0x64_ff9b << 96 | u128::from(bits));
            for guard in [guard(""), guard("10.0.0.0/8,128.0.0.0/1")] {
                let judged = guard.judge(IpAddr::V4(plain), encrypted).is_ok();
                prop_assert_eq!(guard.judge(IpAddr::V6(plain.to_ipv6_mapped()), encrypted).is_ok(), judged);
                prop_assert_eq!(guard.judge(IpAddr::V6(translated), encrypted).is_ok(), judged);
                // The address as one number, and in octal.
                for host in [bits.to_string(), format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"), format!("{a:#x}.{:#x}", bits & 0xff_ffff)] {
                    let url = Url::parse(&format!("https://{host}/")).unwrap();
                    prop_assert_eq!(guard.check(&url).is_ok(), guard.judge(IpAddr::V4(plain), true).is_ok());
                }
            }
        }

        #[test]
        fn nothing_that_the_standard_library_knows_to_be_special_is_public(v4: u32, v6: u128) {
            let guard = guard("");
            let v4 = Ipv4Addr::from_bits(v4);
            if v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast() || v4.is_broadcast() || v4.is_documentation() || v4.is_unspecified() {
                prop_assert!(guard.judge(IpAddr::V4(v4), true).is_err());
            }
            let v6 = Ipv6Addr::from_bits(v6);
            if v6.is_loopback() || v6.is_multicast() || v6.is_unspecified() || v6.is_unique_local() || v6.is_unicast_link_local() {
                prop_assert!(guard.judge(IpAddr::V6(v6), true).is_err());
            }
            prop_assert!(guard.judge(IpAddr::V4(v4), false).is_err() && guard.judge(IpAddr::V6(v6), false).is_err());
        }
    }
}
