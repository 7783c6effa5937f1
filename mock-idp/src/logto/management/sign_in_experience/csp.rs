//! From where a sign-in page of one's own may load scripts and whom it may ask. Logto checks what is said, and keeps it
//! in its cloud only.

use serde_json::{Map, Value, json};
use url::Url;

use super::super::entity;
use crate::logto::{
    ApiError,
    api::{Members, Said},
};

const SCRIPTS: &str = "scriptSrc";
const CONNECTIONS: &str = "connectSrc";

/// `customUiCsp`.
pub(super) fn read(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut said = Said::default();
    for name in [SCRIPTS, CONNECTIONS] {
        said.put(name, m.optional(name, Members::strings));
    }
    m.nothing_but(&[SCRIPTS, CONNECTIONS]);
    Some(said.members())
}

/// Drops what is empty; 400 for a source that is none.
pub(super) fn normalized(said: &Value) -> Result<Value, ApiError> {
    let mut kept = Map::new();
    for directive in [SCRIPTS, CONNECTIONS] {
        let mut sources: Vec<String> = Vec::new();
        let said = said[directive].as_array().into_iter().flatten();
        for source in said.filter_map(Value::as_str) {
            let (code, why) = match normalize(directive, source.trim()) {
                Ok(normal) if sources.contains(&normal) => continue,
                Ok(normal) => {
                    sources.push(normal);
                    continue;
                }
                Err(wrong) => wrong,
            };
            let details = format!("Invalid customUiCsp.{directive} source \"{source}\": {why}");
            let data =
                json!({"directive": directive, "source": source, "validationErrorCode": code});
            return Err(entity::invalid_input(&details).with_data(data));
        }
        if !sources.is_empty() {
            kept.insert(directive.into(), sources.into());
        }
    }
    Ok(kept.into())
}

/// 400 where there is any source: there is no cloud here.
pub(super) fn refuse_in_this_environment(kept: &Value) -> Result<(), ApiError> {
    if kept.as_object().is_none_or(Map::is_empty) {
        return Ok(());
    }
    let details = "Custom UI CSP configuration is not available";
    Err(entity::invalid_input(details))
}

type Wrong = (&'static str, &'static str);

fn normalize(directive: &str, source: &str) -> Result<String, Wrong> {
    if source.is_empty() {
        return Err(("empty_source", "Empty source"));
    }
    if source.contains(';') {
        return Err(("semicolon_not_allowed", "Semicolons are not allowed"));
    }
    if source.contains('\'') {
        return Err((
            "csp_keyword_not_supported",
            "CSP keywords are not supported",
        ));
    }
    let Ok(url) = Url::parse(source) else {
        return Err(("malformed_url", "Malformed URL"));
    };
    let says = |part: Option<&str>| part.is_some_and(|part| !part.is_empty());
    if !url.username().is_empty()
        || says(url.password())
        || says(url.query())
        || says(url.fragment())
    {
        let why = "Credentials, query strings, and fragments are not allowed";
        return Err(("disallowed_url_parts", why));
    }
    let schemes: &[&str] = match directive {
        CONNECTIONS => &["https", "wss"],
        _ => &["https"],
    };
    if !schemes.contains(&url.scheme()) {
        return Err(("unsupported_scheme", "Unsupported scheme"));
    }
    check_host(url.host_str().unwrap_or_default())?;
    let port = url
        .port()
        .map_or_else(String::new, |port| format!(":{port}"));
    let path = if url.path() == "/" { "" } else { url.path() };
    let host = url.host_str().unwrap_or_default();
    Ok(format!("{}://{host}{port}{path}", url.scheme()))
}

/// A name with a dot in it, or a star before two of them.
fn check_host(host: &str) -> Result<(), Wrong> {
    let is_label = |label: &str| {
        let inner = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let bytes = label.as_bytes();
        !bytes.is_empty()
            && bytes.len() <= 63
            && bytes.iter().all(|c| inner(*c))
            && bytes.first() != Some(&b'-')
            && bytes.last() != Some(&b'-')
    };
    if host == "localhost" {
        return Ok(());
    }
    let labels: Vec<&str> = host.split('.').collect();
    let (good, wrong) = if labels.contains(&"*") {
        let rest = labels.get(1..).unwrap_or_default();
        let good = labels.first() == Some(&"*") && rest.len() >= 2;
        let wrong = ("malformed_wildcard_host", "Malformed wildcard host");
        (good && rest.iter().all(|label| is_label(label)), wrong)
    } else {
        let good = labels.len() >= 2 && labels.iter().all(|label| is_label(label));
        (good, ("malformed_host", "Malformed host"))
    };
    if good { Ok(()) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        let told = |(directive, source)| match normalize(directive, source) {
            Ok(normal) => normal,
            Err((code, _)) => code.to_owned(),
        };
        for (said, normal) in [
            ((SCRIPTS, "https://cdn.example/"), "https://cdn.example"),
            (
                (SCRIPTS, "https://CDN.example:8443/a"),
                "https://cdn.example:8443/a",
            ),
            ((SCRIPTS, "https://*.cdn.example"), "https://*.cdn.example"),
            ((CONNECTIONS, "wss://ws.example"), "wss://ws.example"),
            ((SCRIPTS, "wss://ws.example"), "unsupported_scheme"),
            ((SCRIPTS, "http://cdn.example"), "unsupported_scheme"),
            ((SCRIPTS, "https://*.example"), "malformed_wildcard_host"),
            ((SCRIPTS, "https://example"), "malformed_host"),
            (
                (SCRIPTS, "https://localhost:3000"),
                "https://localhost:3000",
            ),
            ((SCRIPTS, "https://a@cdn.example"), "disallowed_url_parts"),
            ((SCRIPTS, "https://cdn.example?a"), "disallowed_url_parts"),
            ((SCRIPTS, "cdn.example"), "malformed_url"),
            ((SCRIPTS, "'self'"), "csp_keyword_not_supported"),
            ((SCRIPTS, "a;b"), "semicolon_not_allowed"),
            ((SCRIPTS, ""), "empty_source"),
        ] {
            assert_eq!(told(said), normal, "{said:?}");
        }
    }
}
