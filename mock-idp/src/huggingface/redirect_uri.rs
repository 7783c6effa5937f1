//! Which redirection endpoints count as registered.
//!
//! Hugging Face compares to the letter, with one exception: on plain-`http` loopback hosts
//! (`localhost`, `127.0.0.1`, `[::1]`) only the port may differ; the three hosts stand for themselves.

use url::Url;

use super::model::{App, Redirects};

const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Whether the app may have people sent to `asked`.
pub fn is_registered(app: &App, logto_origin: Option<&str>, asked: &str) -> bool {
    match &app.redirects {
        Redirects::Registered(uris) => uris.iter().any(|uri| matches(uri, asked)),
        Redirects::LogtoCallback => {
            logto_origin.is_some_and(|origin| is_logto_callback(origin, asked))
        }
    }
}

/// What the app has registered, for people.
pub fn registered(app: &App, logto_origin: Option<&str>) -> Vec<String> {
    match &app.redirects {
        Redirects::Registered(uris) => uris.clone(),
        Redirects::LogtoCallback => logto_origin
            .map(|origin| format!("{origin}/callback/<connector id>"))
            .into_iter()
            .collect(),
    }
}

fn matches(registered: &str, asked: &str) -> bool {
    if registered == asked {
        return true;
    }
    match (
        loopback_without_port(registered),
        loopback_without_port(asked),
    ) {
        (Some(registered), Some(asked)) => registered == asked,
        (Some(_), None) | (None, Some(_) | None) => false,
    }
}

/// A plain-`http` loopback address as it was written, with the port cut out.
fn loopback_without_port(uri: &str) -> Option<String> {
    let rest = uri.strip_prefix("http://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (userinfo, host_port) = match authority.rsplit_once('@') {
        Some((userinfo, host_port)) => (Some(userinfo), host_port),
        None => (None, authority),
    };
    let host = LOOPBACK
        .into_iter()
        .find(|host| host_port.strip_prefix(host).is_some_and(is_port))?;
    Some(format!("{}@{host}{path}", userinfo.unwrap_or_default()))
}

/// Nothing, or a colon and digits.
fn is_port(text: &str) -> bool {
    text.is_empty()
        || text
            .strip_prefix(':')
            .is_some_and(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
}

/// `<logto>/callback/<one segment>`. A mock on a loopback address is reached by any of its names.
fn is_logto_callback(origin: &str, asked: &str) -> bool {
    let (Ok(origin), Ok(asked)) = (Url::parse(origin), Url::parse(asked)) else {
        return false;
    };
    let is_loopback = |url: &Url| url.host_str().is_some_and(|host| LOOPBACK.contains(&host));
    origin.scheme() == asked.scheme()
        && origin.port_or_known_default() == asked.port_or_known_default()
        && (origin.host() == asked.host() || is_loopback(&origin) && is_loopback(&asked))
        && asked.username().is_empty()
        && asked.query().is_none()
        && asked.fragment().is_none()
        && asked
            .path()
            .strip_prefix("/callback/")
            .is_some_and(|id| !id.is_empty() && !id.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_but_for_the_port_of_plain_loopback() {
        for (registered, asked, ok) in [
            ("https://a.example/cb", "https://a.example/cb", true),
            ("https://a.example/cb", "https://a.example/cb/", false),
            ("https://a.example/cb", "https://a.example:443/cb", false),
            ("https://a.example/cb", "https://a.example/cb?x=1", false),
            ("http://localhost/cb", "http://localhost:3000/cb", true),
            ("http://localhost:1/cb", "http://localhost/cb", true),
            ("http://localhost:1/cb", "http://localhost:2/other", false),
            (
                "http://localhost:1/cb?a=b",
                "http://localhost:2/cb?a=c",
                false,
            ),
            ("http://localhost:1/cb", "http://127.0.0.1:1/cb", false),
            ("http://[::1]:1/cb", "http://[::1]:2/cb", true),
            ("https://localhost:1/cb", "https://localhost:2/cb", false),
            ("http://localhost:1/cb", "http://user@localhost:1/cb", false),
            (
                "http://localhost:1/cb",
                "http://localhost.evil.example:1/cb",
                false,
            ),
            ("http://localhost:1/cb", "http://localhost:x/cb", false),
            ("my-app://cb", "my-app://cb", true),
            ("my-app://localhost:1/cb", "my-app://localhost:2/cb", false),
        ] {
            assert_eq!(matches(registered, asked), ok, "{registered} {asked}");
        }
    }

    #[test]
    fn the_tenants_own_logto() {
        let origin = "http://localhost:3001";
        for (asked, ok) in [
            ("http://localhost:3001/callback/hf", true),
            ("http://127.0.0.1:3001/callback/0a1b2c", true),
            ("http://localhost:3002/callback/hf", false),
            ("http://localhost:3001/callback/", false),
            ("http://localhost:3001/callback/a/b", false),
            ("http://evil.example:3001/callback/hf", false),
            ("http://localhost:3001/callback/hf?x=1", false),
        ] {
            assert_eq!(is_logto_callback(origin, asked), ok, "{asked}");
        }
    }
}
