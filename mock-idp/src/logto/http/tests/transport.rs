//! `/oidc` through the router: headers, caching, compression, CORS, unreadable requests.

use axum::body::Body;
use http::{HeaderMap, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::kit::Kit;
use crate::base::journal::Trace;
use crate::logto::{http::split_resources, router};
use crate::oidc::params::Params;

async fn ask(request: http::request::Builder, body: impl Into<Body>) -> Response<Body> {
    let request: Request<Body> = request.body(body.into()).unwrap();
    router(Kit::new().app).oneshot(request).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn shown(headers: &HeaderMap) -> String {
    let mut lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| match name.as_str() {
            "logto-core-request-id" => format!("{name}: [{} characters]", value.len()),
            "etag" => format!("{name}: [tag of {} characters]", value.len()),
            _ => format!("{name}: {}", value.to_str().unwrap()),
        })
        .collect();
    lines.sort();
    lines.join("\n")
}

#[tokio::test]
async fn discovery_is_logtos() {
    let request =
        Request::get("/oidc/.well-known/openid-configuration").header("host", "127.0.0.1:9");
    let response = ask(request, Body::empty()).await;
    insta::assert_snapshot!(shown(response.headers()));
    assert_eq!(
        response
            .extensions()
            .get::<Trace>()
            .map(|trace| trace.endpoint),
        Some("discovery")
    );
    let body: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&body).unwrap());
}

#[tokio::test]
async fn a_held_answer_is_not_sent_again_and_head_has_no_tag() {
    let first = ask(Request::get("/oidc/jwks"), Body::empty()).await;
    assert_eq!(
        first.headers()[header::CACHE_CONTROL],
        "no-cache, max-age=0, must-revalidate"
    );
    let path = "/oidc/.well-known/openid-configuration";
    let tag = ask(Request::get(path), Body::empty()).await.headers()[header::ETAG].clone();
    let repeated = ask(
        Request::get(path).header("if-none-match", tag),
        Body::empty(),
    )
    .await;
    assert_eq!(repeated.status(), StatusCode::NOT_MODIFIED);
    assert!(!repeated.headers().contains_key(header::CONTENT_TYPE));
    assert!(
        repeated
            .headers()
            .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
    );
    assert_eq!(text(repeated).await, "");

    let head = ask(Request::head(path), Body::empty()).await;
    assert_eq!(head.status(), StatusCode::OK);
    assert!(!head.headers().contains_key(header::ETAG));
    assert_eq!(text(head).await, "");
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_take_it() {
    let path = "/oidc/.well-known/openid-configuration";
    for (accepted, encoding) in [
        ("gzip", Some("gzip")),
        ("gzip, br", Some("br")),
        ("identity", None),
    ] {
        let response = ask(
            Request::get(path).header("accept-encoding", accepted),
            Body::empty(),
        )
        .await;
        let actual = response
            .headers()
            .get(header::CONTENT_ENCODING)
            .map(|v| v.to_str().unwrap());
        assert_eq!(actual, encoding, "{accepted}");
        assert_eq!(response.headers()[header::VARY], "Accept-Encoding, Origin");
    }
    let short = ask(
        Request::get("/oidc/jwks").header("accept-encoding", "br"),
        Body::empty(),
    )
    .await;
    assert!(!short.headers().contains_key(header::CONTENT_ENCODING));
}

#[tokio::test]
async fn unknown_routes_and_methods() {
    for (method, path, told) in [
        ("GET", "/oidc", "(GET on /)"),
        ("GET", "/oidc/", "(GET on /)"),
        ("GET", "/oidc/Foo/", "(GET on /Foo/)"),
        ("POST", "/oidc/jwks", "(POST on /jwks)"),
        ("OPTIONS", "/oidc/token", "(OPTIONS on /token)"),
        ("DELETE", "/oidc/me", "(DELETE on /me)"),
    ] {
        let response = ask(Request::builder().method(method).uri(path), Body::empty()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        for absent in [
            header::ETAG,
            header::CACHE_CONTROL,
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
        ] {
            assert!(!response.headers().contains_key(&absent), "{path} {absent}");
        }
        let body = text(response).await;
        assert!(
            body.ends_with(&format!(
                r#""error_description":"unrecognized route or not allowed method {told}"}}"#
            )),
            "{body}"
        );
    }
    let outside = ask(
        Request::get("/.well-known/oauth-authorization-server/oidc"),
        Body::empty(),
    )
    .await;
    assert_eq!(
        outside.headers()[header::CONTENT_TYPE],
        "text/plain; charset=utf-8"
    );
    assert_eq!(text(outside).await, "Not Found");
}

#[tokio::test]
async fn a_preflight() {
    let request = Request::options("/oidc/me")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "GET")
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        );
    let response = ask(request, Body::empty()).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    insta::assert_snapshot!(shown(response.headers()));
}

#[tokio::test]
async fn a_connection_that_ends_is_not_said_to_stay() {
    let path = "/oidc/jwks";
    let closing = ask(
        Request::get(path).header("connection", "close"),
        Body::empty(),
    )
    .await;
    let old = ask(
        Request::get(path).version(http::Version::HTTP_10),
        Body::empty(),
    )
    .await;
    for response in [closing, old] {
        assert!(!response.headers().contains_key(header::CONNECTION));
        assert!(!response.headers().contains_key("keep-alive"));
    }
}

#[tokio::test]
async fn unreadable_requests() {
    let form = "application/x-www-form-urlencoded";
    let post = || Request::post("/oidc/token").header("content-type", form);
    let large = ask(post(), "x".repeat(56 * 1024 + 1)).await;
    assert_eq!(
        (large.status(), text(large).await.as_str()),
        (StatusCode::NOT_FOUND, "Not Found")
    );
    let nul = ask(post(), "a=\0").await;
    assert_eq!(nul.status(), StatusCode::BAD_REQUEST);
    assert!(
        !nul.headers()
            .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
    );
    assert!(
        text(nul)
            .await
            .contains("null bytes are not allowed in the request body")
    );
    // `%` that begins no percent-encoding: Logto's own error, wherever it comes.
    let broken = ask(
        Request::get("/oidc/me").header("authorization", "Basic JTpi"),
        Body::empty(),
    )
    .await;
    assert_eq!(broken.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(
        text(broken).await,
        r#"{"message":"Internal server error."}"#
    );
}

#[test]
fn resources_in_a_query_may_be_separated_by_commas() {
    let mut query = Params::decode("resource=a,b&scope=x,y&resource=c");
    split_resources(&mut query);
    assert_eq!(query.all("resource").collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(query.get("scope"), Some("x,y"));
}
