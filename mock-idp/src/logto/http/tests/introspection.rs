//! `/oidc/token/introspection` and `/oidc/token/revocation`.

use http::header;
use serde_json::json;

use super::kit::{Answer, Kit};

const INTROSPECTION: &str = "/token/introspection";
const REVOCATION: &str = "/token/revocation";

async fn tokens(kit: &Kit, client: &str) -> Answer {
    let code = kit.code(client, "alice", "openid offline_access", &[]);
    kit.redeem(client, &code, &[]).await
}

#[tokio::test]
async fn who_learns_what() {
    let kit = Kit::new();
    let own = tokens(&kit, "web").await;
    let access = own.text("access_token");
    let spas = tokens(&kit, "spa").await.text("access_token");
    let active = r#"200 {"active":true,"sub":"alice","client_id":"web","exp":1700003600,"iat":1700000000,"iss":"http://op.example:3001/oidc","scope":"openid offline_access","token_type":"Bearer"}"#;
    let refresh = r#"200 {"active":true,"sub":"alice","client_id":"web","exp":1701209600,"iat":1700000000,"iss":"http://op.example:3001/oidc","scope":"openid offline_access"}"#;
    let inactive = r#"200 {"active":false}"#;
    for (client, token, hint, expected) in [
        ("web", access.as_str(), "", active),
        ("web2", access.as_str(), "refresh_token", active),
        ("machine", access.as_str(), "nonsense", active),
        ("web", &own.text("refresh_token"), "", refresh),
        ("native", access.as_str(), "", inactive),
        ("web", "invalid-token-of-no-use", "", inactive),
    ] {
        let answer = kit
            .post(
                INTROSPECTION,
                client,
                &[("token", token), ("token_type_hint", hint)],
            )
            .await;
        assert_eq!(answer.show(), expected, "{client} {hint}");
    }
    let answer = kit.post(INTROSPECTION, "spa", &[("token", &spas)]).await;
    assert!(answer.show().starts_with(r#"200 {"active":true"#));
    for form in [&[("token", "")][..], &[]] {
        let answer = kit.post(INTROSPECTION, "web", form).await;
        assert_eq!(
            answer.text("error_description"),
            "missing required parameter 'token'"
        );
    }
    let id_token = own.text("id_token");
    let answer = kit
        .post(INTROSPECTION, "web", &[("token", &id_token)])
        .await;
    assert_eq!(
        answer.show(),
        r#"400 {"code":"oidc.unsupported_token_type","message":"An OIDC error occurred: oidc.unsupported_token_type.","error":"unsupported_token_type","error_description":"Structured JWT Tokens cannot be introspected via the introspection_endpoint"}"#
    );
    kit.wait(3_600);
    let answer = kit.post(INTROSPECTION, "web", &[("token", &access)]).await;
    assert_eq!(answer.show(), inactive);
}

#[tokio::test]
async fn a_customizers_claims_are_shown_and_may_shadow_the_subject() {
    let kit = Kit::new();
    let access = tokens(&kit, "web").await.text("access_token");
    let now = kit.app.now();
    kit.app
        .state()
        .store
        .access_tokens
        .get_mut(&access, now)
        .unwrap()
        .extra = json!({ "sub": "x", "plan": "gold" })
        .as_object()
        .cloned()
        .map(Box::new);
    let answer = kit.post(INTROSPECTION, "web", &[("token", &access)]).await;
    assert!(
        answer
            .show()
            .starts_with(r#"200 {"active":true,"sub":"x","plan":"gold","client_id":"web""#),
        "{}",
        answer.show()
    );
}

#[tokio::test]
async fn a_revoked_refresh_token_takes_its_grant_with_it() {
    let kit = Kit::new();
    let own = tokens(&kit, "web").await;
    let (access, refresh) = (own.text("access_token"), own.text("refresh_token"));
    let answer = kit.post(REVOCATION, "web", &[("token", &refresh)]).await;
    assert_eq!(answer.show(), "200 \"\"");
    assert_eq!(
        answer.header(&header::CONTENT_TYPE),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(answer.header(&header::CACHE_CONTROL), None);
    assert_eq!(
        kit.refresh("web", &refresh, &[]).await.text("error"),
        "invalid_grant"
    );
    assert_eq!(kit.me(&access).await.status.as_u16(), 401);
    assert!(kit.app.state().store.grants.is_empty());
}

#[tokio::test]
async fn a_revoked_access_token_leaves_the_grant() {
    let kit = Kit::new();
    let own = tokens(&kit, "spa").await;
    let (access, refresh) = (own.text("access_token"), own.text("refresh_token"));
    let form = [
        ("token", access.as_str()),
        ("token_type_hint", "refresh_token"),
    ];
    assert_eq!(
        kit.post(REVOCATION, "spa", &form).await.status.as_u16(),
        200
    );
    assert_eq!(kit.me(&access).await.status.as_u16(), 401);
    assert_eq!(
        kit.refresh("spa", &refresh, &[]).await.text("error"),
        "invalid_grant"
    );
    assert_eq!(kit.app.state().store.grants.len(), 1);
}

#[tokio::test]
async fn foreign_and_structured_tokens_stay() {
    let kit = Kit::new();
    let own = tokens(&kit, "web").await;
    let access = own.text("access_token");
    let answer = kit.post(REVOCATION, "web2", &[("token", &access)]).await;
    assert_eq!(
        (
            answer.text("error").as_str(),
            answer.text("error_description").as_str()
        ),
        (
            "invalid_request",
            "client is not authorized to revoke the presented token"
        )
    );
    assert_eq!(
        kit.post(REVOCATION, "spa", &[("token", &access)])
            .await
            .status
            .as_u16(),
        200
    );
    assert_eq!(
        kit.post(REVOCATION, "spa", &[("token", "x")])
            .await
            .status
            .as_u16(),
        200
    );
    assert_eq!(kit.me(&access).await.status.as_u16(), 200);
    let answer = kit
        .post(REVOCATION, "web", &[("token", &own.text("id_token"))])
        .await;
    assert_eq!(
        answer.text("error_description"),
        "Structured JWT Tokens cannot be revoked via the revocation_endpoint"
    );
}
