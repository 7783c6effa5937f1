//! The `Referer` header: what a page tells the next one about itself (Referrer Policy).

use url::Url;

use super::visit::From;
use crate::drive::cookies::site;

/// The policy that counts of a list: the last one that is known.
pub(super) fn policy(written: &str) -> String {
    const KNOWN: [&str; 8] = [
        "no-referrer",
        "no-referrer-when-downgrade",
        "same-origin",
        "origin",
        "strict-origin",
        "origin-when-cross-origin",
        "strict-origin-when-cross-origin",
        "unsafe-url",
    ];
    written
        .split(',')
        .map(|word| word.trim().to_ascii_lowercase())
        .rfind(|word| KNOWN.contains(&word.as_str()))
        .unwrap_or_else(|| "strict-origin-when-cross-origin".to_owned())
}

/// The `Referer` of a request (Referrer Policy, section 8.3).
pub(super) fn header(from: &From, to: &Url) -> Option<String> {
    if !matches!(from.url.scheme(), "http" | "https") {
        return None;
    }
    let mut whole = from.url.clone();
    whole.set_fragment(None);
    // Taking the credentials out of an http address cannot fail.
    let _ = whole.set_username("");
    let _ = whole.set_password(None);
    let origin = format!("{}/", from.url.origin().ascii_serialization());
    let same = from.url.origin() == to.origin();
    let downgrade = site::is_trustworthy(&from.url) && !site::is_trustworthy(to);
    match policy(from.policy.as_deref().unwrap_or_default()).as_str() {
        "no-referrer" => None,
        "unsafe-url" => Some(whole.into()),
        "origin" => Some(origin),
        "same-origin" => same.then(|| whole.into()),
        "origin-when-cross-origin" => Some(if same { whole.into() } else { origin }),
        "strict-origin" => (!downgrade).then_some(origin),
        "no-referrer-when-downgrade" => (!downgrade).then(|| whole.into()),
        _ if same => Some(whole.into()),
        _ => (!downgrade).then_some(origin),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(url: &str, policy: &str) -> From {
        From {
            url: Url::parse(url).unwrap(),
            policy: (!policy.is_empty()).then(|| policy.to_owned()),
        }
    }

    #[test]
    fn referrers() {
        let page = "http://localhost:1/a?b#c";
        for (policy, to, expected) in [
            ("", "http://localhost:1/x", Some("http://localhost:1/a?b")),
            ("", "http://localhost:2/x", Some("http://localhost:1/")),
            ("", "http://example.com/", None),
            ("no-referrer", "http://localhost:1/x", None),
            (
                "same-origin",
                "http://localhost:1/x",
                Some("http://localhost:1/a?b"),
            ),
            ("same-origin", "http://localhost:2/x", None),
            (
                "origin",
                "http://localhost:1/x",
                Some("http://localhost:1/"),
            ),
            (
                "unsafe-url",
                "http://example.com/",
                Some("http://localhost:1/a?b"),
            ),
            ("no-referrer, odd", "http://localhost:1/x", None),
            (
                "odd, unsafe-url",
                "http://localhost:2/x",
                Some("http://localhost:1/a?b"),
            ),
        ] {
            let to = Url::parse(to).unwrap();
            let referrer = header(&from(page, policy), &to);
            assert_eq!(referrer.as_deref(), expected, "{policy:?} to {to}");
        }
    }
}
