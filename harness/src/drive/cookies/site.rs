//! Which addresses are one site, and which count as trustworthy without TLS.
//!
//! A site is a scheme and a registrable domain (HTML, "schemeful same site"). Ports do not matter;
//! an IP address and a host without dots are their own sites, so `127.0.0.1` and `localhost` are two.

use url::{Host, Url};

/// A scheme and a registrable domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    scheme: String,
    host: String,
}

impl Site {
    /// The site an address belongs to.
    pub fn of(url: &Url) -> Self {
        let host = url.host().map(|host| match host {
            Host::Domain(name) => {
                let name = name.trim_end_matches('.');
                psl::domain_str(name).unwrap_or(name).to_owned()
            }
            Host::Ipv4(address) => address.to_string(),
            Host::Ipv6(address) => address.to_string(),
        });
        Self {
            scheme: url.scheme().to_owned(),
            host: host.unwrap_or_default(),
        }
    }
}

/// Whether two addresses are one site.
pub fn same_site(one: &Url, other: &Url) -> bool {
    Site::of(one) == Site::of(other)
}

/// Whether a domain is a public suffix: nobody may set a cookie for all of it.
pub fn is_public_suffix(domain: &str) -> bool {
    psl::suffix_str(domain) == Some(domain)
}

/// Whether what travels there counts as protected: TLS, or this very machine (Secure Contexts 3.1).
pub fn is_trustworthy(url: &Url) -> bool {
    if url.scheme() == "https" {
        return true;
    }
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites() {
        for (one, other, same) in [
            ("http://127.0.0.1:3000/", "http://127.0.0.1:3001/", true),
            ("http://127.0.0.1:3000/", "http://localhost:3000/", false),
            ("http://localhost:1/", "http://localhost:2/", true),
            ("http://rp.localhost/", "http://idp.localhost/", false),
            ("http://a.rp.localhost/", "http://rp.localhost/", true),
            ("http://[::1]:1/", "http://[::1]:2/", true),
            ("http://[::1]/", "http://localhost/", false),
            ("http://127.0.0.1/", "http://127.0.0.2/", false),
            ("https://example.com/", "http://example.com/", false),
            (
                "https://auth.example.com/",
                "https://app.example.com/",
                true,
            ),
            ("https://a.example.co.uk/", "https://b.example.co.uk/", true),
            ("https://one.co.uk/", "https://two.co.uk/", false),
            ("https://one.github.io/", "https://two.github.io/", false),
        ] {
            let (one, other) = (Url::parse(one).unwrap(), Url::parse(other).unwrap());
            assert_eq!(same_site(&one, &other), same, "{one} and {other}");
        }
    }

    #[test]
    fn trustworthy_addresses() {
        for (url, trusted) in [
            ("https://example.com/", true),
            ("http://example.com/", false),
            ("http://localhost:3000/", true),
            ("http://app.localhost/", true),
            ("http://notlocalhost/", false),
            ("http://127.0.0.1/", true),
            ("http://127.8.9.1/", true),
            ("http://[::1]/", true),
            ("http://192.168.0.1/", false),
        ] {
            assert_eq!(is_trustworthy(&Url::parse(url).unwrap()), trusted, "{url}");
        }
    }
}
