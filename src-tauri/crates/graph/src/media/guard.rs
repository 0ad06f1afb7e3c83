//! Which hosts, and which addresses of theirs, are asked for media.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

/// The hosts that media may come from.
#[derive(Debug, Clone)]
pub(super) enum AllowedHosts {
    /// Meta's media hosts (instagram-platform, section 8 "Hosts seen").
    Instagram,
    /// One server and nothing else.
    Only(Url),
}

impl AllowedHosts {
    /// Whether the link may be asked.
    pub(super) fn allow(&self, link: &Url) -> bool {
        let no_user = link.username().is_empty() && link.password().is_none();
        match self {
            Self::Only(base) => no_user && link.origin() == base.origin(),
            Self::Instagram => {
                let meta = link.domain().is_some_and(|host| {
                    host == "lookaside.fbsbx.com"
                        || host.ends_with(".cdninstagram.com")
                        || host.ends_with(".fbcdn.net")
                });
                no_user && meta && link.scheme() == "https" && link.port_or_known_default() == Some(443)
            }
        }
    }
}

/// Resolves names, and drops every address that is not public. What is connected to is what was checked: no second
/// look-up stands between.
#[derive(Debug, Clone, Copy)]
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    let shared = a == 100 && (64..128).contains(&b); // carrier-grade NAT
    let benchmarks = a == 198 && (b == 18 || b == 19);
    let protocol = a == 192 && b == 0;
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || shared
        || benchmarks
        || protocol)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(v4) = address.to_ipv4() {
        return is_public_v4(v4);
    }
    let [first, second, ..] = address.segments();
    let nat64 = first == 0x0064 && second == 0xff9b;
    let six_to_four = first == 0x2002;
    let teredo_or_documentation = first == 0x2001 && (second == 0 || second == 0x0db8);
    // Global unicast is 2000::/3 and nothing else.
    (first & 0xe000) == 0x2000 && !nat64 && !six_to_four && !teredo_or_documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(link: &str) -> bool {
        AllowedHosts::Instagram.allow(&Url::parse(link).expect("address"))
    }

    #[test]
    fn only_metas_media_hosts_over_tls() {
        assert!(allowed("https://scontent-ams4-1.cdninstagram.com/v/t51.jpg?_nc=1"));
        assert!(allowed("https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x"));
        assert!(allowed("https://video.xx.fbcdn.net/v"));
        for link in [
            "http://scontent.cdninstagram.com/a",
            "https://scontent.cdninstagram.com:8443/a",
            "https://cdninstagram.com.evil.example/a",
            "https://evilcdninstagram.com/a",
            "https://user@scontent.cdninstagram.com/a",
            "https://127.0.0.1/a",
            "https://[::1]/a",
            "ftp://scontent.cdninstagram.com/a",
            "file:///etc/passwd",
            "https://fbsbx.com/a",
            "https://www.instagram.com/a",
        ] {
            assert!(!allowed(link), "{link}");
        }
    }

    #[test]
    fn another_server_is_only_itself() {
        let only = AllowedHosts::Only(Url::parse("http://127.0.0.1:4000/").expect("address"));
        assert!(only.allow(&Url::parse("http://127.0.0.1:4000/_cdn/1").expect("address")));
        assert!(!only.allow(&Url::parse("http://127.0.0.1:4001/_cdn/1").expect("address")));
        assert!(!only.allow(&Url::parse("https://scontent.cdninstagram.com/a").expect("address")));
    }

    #[test]
    fn no_address_of_the_inside_is_public() {
        for address in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.3.4",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "198.18.0.1",
            "192.0.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "ff02::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(address.parse().expect("address")), "{address}");
        }
        for address in ["157.240.0.35", "31.13.64.1", "2a03:2880:f12f:83:face:b00c:0:25de"] {
            assert!(is_public(address.parse().expect("address")), "{address}");
        }
    }
}
