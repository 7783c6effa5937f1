//! `/oidc/me`.

use axum::body::Body;
use http::{Request, header};

use super::kit::{Kit, encoded};

const REALM: &str = r#"Bearer realm="http://op.example:3001/oidc""#;

async fn token(kit: &Kit, scope: &str) -> String {
    let code = kit.code("web", "bob", scope, &[]);
    kit.redeem("web", &code, &[]).await.text("access_token")
}

#[tokio::test]
async fn ways_to_bring_a_token() {
    let kit = Kit::new();
    let good = token(&kit, "openid profile").await;
    let silent = token(&kit, "profile").await;
    let get = |authorization: &str| {
        let request = Request::get("/oidc/me");
        match authorization {
            "" => request,
            value => request.header(header::AUTHORIZATION, value),
        }
        .body(Body::empty())
        .unwrap()
    };
    let post = |authorization: &str, form: &[(&str, &str)]| {
        let mut request = Request::post("/oidc/me")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !authorization.is_empty() {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        request.body(Body::from(encoded(form))).unwrap()
    };
    let bearer = |token: &str| format!("Bearer {token}");
    let query = Request::get(format!("/oidc/me?access_token={good}"))
        .body(Body::empty())
        .unwrap();
    let empty_post = Request::post("/oidc/me")
        .header(header::AUTHORIZATION, bearer(&good))
        .body(Body::empty())
        .unwrap();
    let invalid = "401 invalid_token: invalid token provided";
    for (request, expected) in [
        (get(&bearer(&good)), "200"),
        (get(&format!("bEARER {good}")), "200"),
        (post("", &[("access_token", &good)]), "200"),
        (empty_post, "200"),
        (get(""), "401 invalid_token: no access token provided"),
        (get(&bearer("nonsense")), invalid),
        (
            query,
            "400 invalid_request: access tokens must not be provided via query parameter",
        ),
        (
            post(&bearer(&good), &[("access_token", &good)]),
            "400 invalid_request: access token must only be provided using one mechanism",
        ),
        (
            get("Basic YTpi"),
            "400 invalid_request: authorization header scheme must be `Bearer`",
        ),
        (
            get(&good),
            "400 invalid_request: invalid authorization header value format",
        ),
        (
            get(&format!("DPoP {good}")),
            "400 invalid_request: `DPoP` header not provided",
        ),
        (
            get(&bearer(&silent)),
            "403 insufficient_scope: access token missing openid scope",
        ),
        (
            post(&bearer(&good), &[("scope", "openid email phone")]),
            "403 insufficient_scope: access token missing requested scope",
        ),
    ] {
        let shown = format!("{request:?}");
        let answer = kit.send(request).await;
        let actual = match answer.body.get("error") {
            None => answer.status.as_u16().to_string(),
            Some(_) => format!(
                "{} {}: {}",
                answer.status.as_u16(),
                answer.text("error"),
                answer.text("error_description")
            ),
        };
        assert_eq!(actual, expected, "{shown}");
        let challenge = match actual.as_str() {
            "200" => None,
            "401 invalid_token: no access token provided" => Some(REALM.to_owned()),
            _ => {
                let scope = answer.body["scope"]
                    .as_str()
                    .map_or(String::new(), |s| format!(", scope=\"{s}\""));
                Some(format!(
                    "{REALM}, error=\"{}\", error_description=\"{}\"{scope}",
                    answer.text("error"),
                    answer.text("error_description")
                ))
            }
        };
        assert_eq!(
            answer.header(&header::WWW_AUTHENTICATE),
            challenge.as_deref(),
            "{shown}"
        );
        assert_eq!(answer.header(&header::CACHE_CONTROL), Some("no-store"));
    }
}

#[tokio::test]
async fn fewer_scopes_on_request() {
    let kit = Kit::new();
    let good = token(&kit, "openid profile email").await;
    let request = Request::post("/oidc/me")
        .header(header::AUTHORIZATION, format!("Bearer {good}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(r#"{"scope":"openid email"}"#))
        .unwrap();
    assert_eq!(
        kit.send(request).await.show(),
        r#"200 {"sub":"bob","email":null,"email_verified":false}"#
    );
}

#[tokio::test]
async fn tokens_end() {
    let kit = Kit::new();
    let good = token(&kit, "openid").await;
    let status = async |token: &str| kit.me(token).await.status.as_u16();
    kit.wait(3_600 + 14);
    assert_eq!(status(&good).await, 200);
    kit.wait(1);
    assert_eq!(status(&good).await, 401);

    let good = token(&kit, "openid").await;
    kit.app.state().store.sessions.remove_where(|_, _| true);
    assert_eq!(status(&good).await, 401);

    let offline = token(&kit, "openid offline_access").await;
    kit.app.state().store.sessions.remove_where(|_, _| true);
    assert_eq!(status(&offline).await, 200);
    kit.change(|data| {
        data.users.update("bob", |user| user.is_suspended = true);
    });
    assert_eq!(status(&offline).await, 401);
    kit.change(|data| {
        data.applications.remove("web");
    });
    let gone = kit.me(&offline).await;
    assert_eq!(
        (
            gone.status.as_u16(),
            gone.text("error_description").as_str()
        ),
        (400, "invalid client web")
    );
    assert!(
        gone.header(&header::WWW_AUTHENTICATE)
            .unwrap()
            .contains("invalid_client")
    );
}

#[tokio::test]
async fn a_script_of_a_foreign_origin() {
    let kit = Kit::new();
    let good = token(&kit, "openid").await;
    let request = Request::get("/oidc/me")
        .header(header::AUTHORIZATION, format!("Bearer {good}"))
        .header(header::ORIGIN, "https://evil.example")
        .body(Body::empty())
        .unwrap();
    let answer = kit.send(request).await;
    assert_eq!(answer.header(&header::ACCESS_CONTROL_ALLOW_ORIGIN), None);
    assert_eq!(
        answer.header(&header::WWW_AUTHENTICATE),
        Some(
            r#"Bearer realm="http://op.example:3001/oidc", error="invalid_request", error_description="origin https://evil.example not allowed for client: web""#
        )
    );
}
