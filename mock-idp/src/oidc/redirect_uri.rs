//! Whether a redirection URI is a registered one: pure, no I/O.
//!
//! Both sides are parsed and compared by their normalised form: case of the host, the default port and a
//! missing root slash do not matter; a trailing slash of the path and the query do. A registered URI may
//! hold `*` in host labels (not in the last two) and in the path; one that is asked for may not.

use url::Url;

use super::client::{ApplicationType, Client};

/// Whether the client may have codes sent to `uri`.
pub fn is_allowed(client: &Client, uri: &str) -> bool {
    is_registered(&client.redirect_uris, uri)
        || (client.application_type == ApplicationType::Native
            && is_registered_loopback(&client.redirect_uris, uri))
}

/// Whether `uri` is one of `registered`, to the rules above. No port is ever ignored.
pub fn is_registered(registered: &[String], uri: &str) -> bool {
    // Most requests name a registered URI to the letter.
    if registered.iter().any(|r| r == uri) && !uri.contains('*') && Url::parse(uri).is_ok() {
        return true;
    }
    let Some(asked) = parse(uri) else {
        return false;
    };
    registered.iter().any(|pattern| {
        if pattern.contains('*') {
            matches_pattern(pattern, &asked)
        } else {
            Url::parse(pattern).is_ok_and(|known| known == asked)
        }
    })
}

/// RFC 8252 section 7.3: the port of a registered http loopback URI is up to the app.
fn is_registered_loopback(registered: &[String], uri: &str) -> bool {
    let Some(mut asked) = parse(uri) else {
        return false;
    };
    if !is_loopback(&asked) || asked.set_port(None).is_err() {
        return false;
    }
    registered.iter().any(|known| {
        parse(known).is_some_and(|mut known| {
            is_loopback(&known) && known.set_port(None).is_ok() && known == asked
        })
    })
}

fn parse(uri: &str) -> Option<Url> {
    Url::parse(uri).ok().filter(|_| !uri.contains('*'))
}

fn is_loopback(uri: &Url) -> bool {
    uri.scheme() == "http" && matches!(uri.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// A registered URI with wildcards, in parts: `Url` does not keep a `*` host apart from others.
struct Pattern<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Pattern<'a> {
    /// The parts, if the wildcards are where they may be.
    fn parse(text: &'a str) -> Option<Self> {
        let (text, fragment) = split(text, '#');
        let (text, query) = split(text, '?');
        let (scheme, rest) = text.split_once("://")?;
        let at = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(at);
        let (host, port) = split(authority, ':');
        let forbidden = [Some(scheme), port, query, fragment];
        if forbidden
            .into_iter()
            .flatten()
            .any(|part| part.contains('*'))
        {
            return None;
        }
        if host.contains('*') {
            let labels: Vec<&str> = host.split('.').collect();
            let fixed = labels.len().checked_sub(2)?;
            if labels[fixed..].iter().any(|label| label.contains('*')) {
                return None;
            }
        }
        Some(Self {
            scheme,
            host,
            port,
            path: if path.is_empty() { "/" } else { path },
            query,
            fragment,
        })
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at)
        .map_or((text, None), |(head, tail)| (head, Some(tail)))
}

fn matches_pattern(pattern: &str, asked: &Url) -> bool {
    let Some(pattern) = Pattern::parse(pattern) else {
        return false;
    };
    let default_port = match pattern.scheme.to_ascii_lowercase().as_str() {
        "https" => Some(443),
        "http" => Some(80),
        _ => None,
    };
    let port = match pattern.port {
        None | Some("") => default_port,
        Some(port) => match port.parse::<u16>() {
            Ok(port) => Some(port),
            Err(_) => return false,
        },
    };
    pattern.scheme.eq_ignore_ascii_case(asked.scheme())
        && asked.username().is_empty()
        && asked.password().is_none()
        && matches_host(pattern.host, asked.host_str().unwrap_or_default())
        && port == asked.port_or_known_default()
        && glob(pattern.path.as_bytes(), asked.path().as_bytes(), 0)
        && pattern.query.unwrap_or_default() == asked.query().unwrap_or_default()
        && pattern.fragment.unwrap_or_default() == asked.fragment().unwrap_or_default()
}

/// Label by label; a `*` stands for one or more characters of its label.
fn matches_host(pattern: &str, host: &str) -> bool {
    let (pattern, host) = (pattern.to_ascii_lowercase(), host.to_ascii_lowercase());
    let (patterns, labels): (Vec<_>, Vec<_>) =
        (pattern.split('.').collect(), host.split('.').collect());
    patterns.len() == labels.len()
        && patterns
            .iter()
            .zip(labels)
            .all(|(pattern, label)| glob(pattern.as_bytes(), label.as_bytes(), 1))
}

/// Whether `text` is `pattern` with each `*` standing for a run of at least `least` bytes.
fn glob(pattern: &[u8], text: &[u8], least: usize) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while p < pattern.len() || t < text.len() {
        if pattern.get(p) == Some(&b'*') && t + least <= text.len() {
            p += 1;
            t += least;
            retry = Some((p, t));
        } else if p < pattern.len() && pattern[p] != b'*' && pattern.get(p) == text.get(t) {
            p += 1;
            t += 1;
        } else if let Some((after, from)) = retry.filter(|(_, from)| *from < text.len()) {
            retry = Some((after, from + 1));
            p = after;
            t = from + 1;
        } else {
            return false;
        }
    }
    true
}

/// The address with parameters set in its query; what it already has is kept, a parameter of the same
/// name replaced. What is no address is handed back as it is.
pub fn with_query(uri: &str, pairs: &[(&str, &str)]) -> String {
    let Ok(mut parsed) = Url::parse(uri) else {
        return uri.to_owned();
    };
    if pairs.is_empty() {
        return parsed.into();
    }
    let mut all: Vec<(String, String)> = parsed.query_pairs().into_owned().collect();
    for (name, value) in pairs {
        let mut found = false;
        all.retain_mut(|(known, old)| {
            if known != name {
                return true;
            }
            let first = !found;
            found = true;
            if first {
                (*value).clone_into(old);
            }
            first
        });
        if !found {
            all.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    parsed.query_pairs_mut().clear().extend_pairs(all);
    parsed.into()
}

/// The address with parameters as its fragment.
pub fn with_fragment(uri: &str, pairs: &[(&str, &str)]) -> String {
    let Ok(mut parsed) = Url::parse(uri) else {
        return uri.to_owned();
    };
    let fragment = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    parsed.set_fragment(Some(&fragment));
    parsed.into()
}

#[cfg(test)]
mod tests;
