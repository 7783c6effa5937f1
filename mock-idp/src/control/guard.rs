//! Who may talk to the control listener: programs on this machine and its own page, but no page of
//! another site that runs in a browser on this machine.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, StatusCode, header, uri::Authority};

use super::Refusal;

/// Whether other machines may come too: the mock was told to listen beyond loopback.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exposed(pub(super) bool);

/// Refuses what a browser was tricked into, and lets all else pass.
pub(super) async fn guard(
    State(exposed): State<Exposed>,
    request: Request,
    next: Next,
) -> Response {
    let host = host(&request);
    match check(
        exposed,
        request.method(),
        host.as_deref(),
        request.headers(),
    ) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

fn host(request: &Request) -> Option<String> {
    let of_header = request.headers().get(header::HOST);
    let of_header = of_header.and_then(|value| value.to_str().ok());
    of_header
        .or_else(|| request.uri().authority().map(Authority::as_str))
        .map(str::to_owned)
}

fn check(
    Exposed(exposed): Exposed,
    method: &Method,
    host: Option<&str>,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let host = host.unwrap_or_default();
    // A name of somebody else that leads to this machine: DNS rebinding makes their page the same origin.
    if !exposed && !is_loopback(host) {
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "foreign_host",
            format!("the Host `{host}` is none of this machine's own names"),
            "call it as localhost, 127.0.0.1 or [::1]; other names need --host and --expose",
        ));
    }
    if method.is_safe() {
        return Ok(());
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let foreign = match (text("origin"), text("sec-fetch-site")) {
        (_, Some("same-origin" | "none")) | (None, None) => None,
        (origin, Some(site)) => Some(origin.unwrap_or(site)),
        (Some(origin), None) => {
            let own = origin.split_once("://").map(|(_, host)| host);
            (own != Some(host)).then_some(origin)
        }
    };
    let Some(foreign) = foreign else {
        return Ok(());
    };
    Err(Refusal::new(
        StatusCode::FORBIDDEN,
        "cross_origin",
        format!("a page of another origin ({foreign}) may change nothing here"),
        "call the control API from a program (Node, Python, cy.task, a Playwright fixture), not from a page",
    ))
}

fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host().to_ascii_lowercase();
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name.ends_with(".localhost")
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(method: &Method, host: &str, headers: &[(&'static str, &str)]) -> String {
        let headers = headers.iter().map(|(name, value)| {
            let name = http::HeaderName::from_static(name);
            (name, value.parse().unwrap())
        });
        let headers: HeaderMap = headers.collect();
        match check(Exposed(false), method, Some(host), &headers) {
            Ok(()) => "passes".to_owned(),
            Err(refusal) => refusal.code,
        }
    }

    #[test]
    fn who_passes() {
        let post = Method::POST;
        for (expected, method, host, headers) in [
            ("passes", &post, "localhost:3002", &[][..]),
            ("passes", &post, "127.0.0.1:3002", &[]),
            ("passes", &post, "[::1]:3002", &[]),
            ("foreign_host", &Method::GET, "evil.example:3002", &[]),
            ("foreign_host", &Method::GET, "localhost.evil.example", &[]),
            ("foreign_host", &Method::GET, "", &[]),
            (
                "passes",
                &post,
                "localhost:3002",
                &[("origin", "http://localhost:3002")],
            ),
            (
                "cross_origin",
                &post,
                "localhost:3002",
                &[("origin", "http://localhost:3000")],
            ),
            (
                "cross_origin",
                &post,
                "localhost:3002",
                &[("origin", "null")],
            ),
            (
                "cross_origin",
                &post,
                "localhost:3002",
                &[
                    ("origin", "https://evil.example"),
                    ("sec-fetch-site", "cross-site"),
                ],
            ),
            (
                "passes",
                &Method::GET,
                "localhost:3002",
                &[("origin", "https://evil.example")],
            ),
        ] {
            assert_eq!(
                verdict(method, host, headers),
                expected,
                "{host} {headers:?}"
            );
        }
        assert!(check(Exposed(true), &post, Some("idp:3002"), &HeaderMap::new()).is_ok());
    }
}
