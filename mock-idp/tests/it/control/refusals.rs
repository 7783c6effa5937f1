//! One shape for all that is refused.

use http::Method;

use super::kit::World;

/// Status and code, and the request that meets them: method, path, headers, body.
type Case = (
    u16,
    &'static str,
    Method,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

const CASES: [Case; 11] = [
    (
        404,
        "unknown_tenant",
        Method::GET,
        "/api/tenants/defualt/journal",
        &[],
        "",
    ),
    (404, "unknown_route", Method::GET, "/api/nothing", &[], ""),
    (
        405,
        "method_not_allowed",
        Method::PUT,
        "/api/tenants/default/journal",
        &[],
        "",
    ),
    (
        405,
        "method_not_allowed",
        Method::GET,
        "/api/tenants/default/keys/rotate",
        &[],
        "",
    ),
    (
        400,
        "invalid_body",
        Method::POST,
        "/api/tenants/default/tokens",
        &[],
        "{\"usr\": 1}",
    ),
    (
        400,
        "invalid_body",
        Method::POST,
        "/api/tenants/default/tokens",
        &[],
        "\u{0}",
    ),
    (
        400,
        "invalid_body",
        Method::POST,
        "/api/tenants/default/tokens",
        &[],
        "[1]",
    ),
    (
        404,
        "unknown_user",
        Method::POST,
        "/api/tenants/default/sessions",
        &[],
        "{\"user\": \"alcie\"}",
    ),
    (
        403,
        "foreign_host",
        Method::GET,
        "/api/status",
        &[("host", "evil.example")],
        "",
    ),
    (
        403,
        "cross_origin",
        Method::DELETE,
        "/api/tenants/default/journal",
        &[("origin", "http://localhost:3000")],
        "",
    ),
    (
        409,
        "default_tenant",
        Method::DELETE,
        "/api/tenants/default",
        &[],
        "",
    ),
];

#[tokio::test]
async fn refusals_name_a_code_the_cause_and_a_way_out() {
    let world = World::start().await;
    let origin = world.idp.control_url().to_owned();
    for (expected, code, method, path, headers, body) in CASES {
        let answer = world.raw(method.clone(), path, headers, body).await;
        let refusal = answer.json();
        let told = (answer.status.as_u16(), refusal["code"].as_str().unwrap());
        assert_eq!(told, (expected, code), "{method} {path}: {refusal}");
        for member in ["message", "help"] {
            assert!(
                refusal[member]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{refusal}"
            );
        }
        if expected == 405 {
            assert!(answer.headers.contains_key("allow"));
        }
    }
    let unknown = world
        .raw(Method::GET, "/api/tenants/defualt", &[], "")
        .await
        .json();
    assert_eq!(
        unknown["help"],
        "did you mean `default`? there are: default"
    );
    let own = [("origin", origin.as_str())];
    let allowed = world
        .raw(Method::DELETE, "/api/tenants/default/journal", &own, "")
        .await;
    assert_eq!(allowed.status, 204);
}
