//! Whether an origin is that of a registered redirection endpoint, `*` in its host included.

use url::Url;

/// Whether `origin` is the origin of the redirect URI. A `*` in the URI's host stands for one or more
/// characters within one label; as many labels must be there. A `*` elsewhere does not matter.
pub fn allows(redirect_uri: &str, origin: &str) -> bool {
    if !redirect_uri.contains('*') {
        return Url::parse(redirect_uri)
            .is_ok_and(|uri| uri.origin().ascii_serialization() == origin);
    }
    let (Some((scheme, host, port)), Ok(origin)) = (pattern(redirect_uri), Url::parse(origin))
    else {
        return false;
    };
    origin.scheme() == scheme
        && origin.port_or_known_default() == port
        && origin
            .host_str()
            .is_some_and(|actual| matches_host(host, actual))
}

/// Scheme, host pattern and effective port of a URI with wildcards.
fn pattern(uri: &str) -> Option<(String, &str, Option<u16>)> {
    let parsed = Url::parse(&uri.replace('*', "wildcard")).ok()?;
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    if authority.is_empty() || authority.contains('@') || authority.starts_with('[') {
        return None;
    }
    let host = authority
        .split_once(':')
        .map_or(authority, |(host, _)| host);
    Some((
        parsed.scheme().to_owned(),
        host,
        parsed.port_or_known_default(),
    ))
}

fn matches_host(pattern: &str, actual: &str) -> bool {
    let (pattern, actual) = (pattern.to_ascii_lowercase(), actual.to_ascii_lowercase());
    let (mut wanted, mut given) = (pattern.split('.'), actual.split('.'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if matches_label(wanted, given) => {}
            (Some(_), Some(_) | None) | (None, Some(_)) => return false,
        }
    }
}

/// Whether the label is the pattern with one or more characters for each `*`.
fn matches_label(pattern: &str, label: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == label;
    };
    let Some(rest) = label.strip_prefix(before) else {
        return false;
    };
    rest.char_indices()
        .skip(1)
        .map(|(at, _)| at)
        .chain([rest.len()])
        .any(|at| at > 0 && matches_label(after, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_of_redirect_uris() {
        for (uri, origin, allowed) in [
            ("https://app.example/callback", "https://app.example", true),
            (
                "https://app.example:443/callback",
                "https://app.example",
                true,
            ),
            ("https://app.example/callback", "http://app.example", false),
            ("https://app.example/callback", "null", false),
            ("com.example.app://callback", "https://app.example", false),
            ("https://*.app.example/cb", "https://a.app.example", true),
            ("https://*.app.example/cb", "https://app.example", false),
            ("https://*.app.example/cb", "https://a.b.app.example", false),
            (
                "https://pre-*.app.example/cb",
                "https://pre-7.app.example",
                true,
            ),
            (
                "https://pre-*.app.example/cb",
                "https://pre-.app.example",
                false,
            ),
            ("https://app.example/*", "https://app.example", true),
            (
                "https://*.app.example:8443/cb",
                "https://a.app.example:8443",
                true,
            ),
            (
                "https://*.app.example:8443/cb",
                "https://a.app.example",
                false,
            ),
        ] {
            assert_eq!(allows(uri, origin), allowed, "{uri} {origin}");
        }
    }
}
