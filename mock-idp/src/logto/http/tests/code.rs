//! `authorization_code` at the token endpoint.

use std::sync::Arc;

use crate::{base::key::Key, oidc::tokens::AuthorizationCode};

use super::kit::{BOOKS, Kit, REDIRECT};

const EVERY_SCOPE: &str = "openid profile email phone address custom_data identities roles urn:logto:scope:organizations urn:logto:scope:organization_roles";
const MANAGEMENT: &str = "https://default.logto.app/api";

/// What a scope brings: the token answer and userinfo.
#[tokio::test]
async fn tokens_by_scope() {
    for (name, client, user, scope) in [
        ("openid", "web", "bob", "openid"),
        ("offline", "native", "bob", "openid offline_access"),
        ("every_scope", "web", "alice", EVERY_SCOPE),
        ("every_scope_plain_user", "web", "bob", EVERY_SCOPE),
        ("no_openid", "web", "bob", "profile"),
    ] {
        let kit = Kit::new();
        let tokens = kit
            .redeem(client, &kit.code(client, user, scope, &[]), &[])
            .await;
        let me = kit.me(&tokens.text("access_token")).await;
        insta::assert_snapshot!(
            format!("tokens_by_scope_{name}"),
            format!("{}\n{}", tokens.show(), me.show())
        );
    }
}

#[tokio::test]
async fn what_the_session_adds() {
    let kit = Kit::new();
    let mut origin = kit.origin("web", "bob", "openid", &[]);
    origin.auth_time = Some(1_699_999_999);
    Arc::make_mut(&mut origin.holder).sid = Some(Key::from("s1d").into());
    let code = kit.code_of(AuthorizationCode::new(origin, Some(REDIRECT.into()), None));
    let tokens = kit.redeem("web", &code, &[("code_verifier", "-")]).await;
    insta::assert_snapshot!(tokens.show());
}

/// Where the token goes: by what the authorization request and the exchange named.
#[tokio::test]
async fn resources() {
    let unknown = "400 resource indicator is missing, or unknown";
    for (scope, authorized, named, expected) in [
        ("openid read", &[BOOKS][..], &[][..], "opaque `openid`"),
        (
            "openid read write",
            &[BOOKS],
            &[BOOKS],
            "https://books.example `read` 600",
        ),
        ("openid read", &[], &[BOOKS], unknown),
        ("openid read", &[BOOKS], &[MANAGEMENT], unknown),
        ("openid read", &[BOOKS], &["nonsense"], unknown),
        (
            "openid read",
            &[BOOKS, MANAGEMENT],
            &[BOOKS, MANAGEMENT],
            "opaque `openid`",
        ),
        ("read", &[BOOKS], &[], "https://books.example `read` 600"),
        ("read", &[BOOKS, MANAGEMENT], &[], "opaque ``"),
        (
            "all",
            &[MANAGEMENT],
            &[],
            "https://default.logto.app/api `` 3600",
        ),
    ] {
        let kit = Kit::new();
        let code = kit.code("web", "alice", scope, authorized);
        let more: Vec<_> = named.iter().map(|r| ("resource", *r)).collect();
        let answer = kit.redeem("web", &code, &more).await;
        let actual = match answer.body["access_token"].as_str() {
            Some(token) if token.len() == 43 => format!("opaque `{}`", answer.text("scope")),
            Some(token) => {
                let claims = crate::base::jws::decode(token).unwrap().claims;
                assert_eq!(claims["scope"], answer.body["scope"]);
                format!(
                    "{} `{}` {}",
                    claims["aud"].as_str().unwrap(),
                    answer.text("scope"),
                    answer.body["expires_in"]
                )
            }
            None => format!(
                "{} {}",
                answer.status.as_u16(),
                answer.text("error_description")
            ),
        };
        assert_eq!(actual, expected, "{scope} {authorized:?} {named:?}");
    }
}

#[tokio::test]
async fn a_default_resource_decides_where_several_are_meant() {
    let kit = Kit::new();
    kit.change(|data| data.resources.get_mut("books").unwrap().is_default = true);
    let code = kit.code("web", "alice", "openid read", &[BOOKS, MANAGEMENT]);
    let both = [("resource", BOOKS), ("resource", MANAGEMENT)];
    let answer = kit.redeem("web", &code, &both).await;
    assert_eq!(answer.text("scope"), "read");
}

/// Every refusal says the same, and gives its reason to the journal; none of them uses the code up.
#[tokio::test]
async fn refusals() {
    let kit = Kit::new();
    let other = "https://app.example/other";
    let wrong = "x".repeat(50);
    let code = kit.code("web", "alice", "openid", &[]);
    for (client, change, told, reason) in [
        (
            "web2",
            ("code", code.as_str()),
            "invalid_grant",
            "the code was issued to client `web`",
        ),
        (
            "web",
            ("code", "no-such-thing-000000"),
            "invalid_grant",
            "no such code",
        ),
        ("web", ("code", ""), "invalid_request", ""),
        (
            "web",
            ("redirect_uri", other),
            "invalid_grant",
            "redirect_uri `https://app.example/other` differs from the authorization request's `https://app.example/callback`",
        ),
        ("web", ("redirect_uri", ""), "invalid_request", ""),
        (
            "web",
            ("code_verifier", wrong.as_str()),
            "invalid_grant",
            "PKCE: S256(code_verifier) is `",
        ),
        (
            "web",
            ("code_verifier", "-"),
            "invalid_grant",
            "code_verifier must be sent",
        ),
        (
            "web",
            ("code_verifier", "short"),
            "invalid_request",
            "5 characters",
        ),
    ] {
        let answer = kit.redeem(client, &code, &[change]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("error").as_str()),
            (400, told),
            "{change:?}"
        );
        assert!(
            answer.reason().contains(reason),
            "{change:?}: {}",
            answer.reason()
        );
    }
    let plain = kit.code_of(AuthorizationCode::new(
        kit.origin("web", "bob", "openid", &[]),
        Some(REDIRECT.into()),
        None,
    ));
    let answer = kit.redeem("web", &plain, &[]).await;
    assert!(answer.reason().contains("had no code_challenge"));
    assert_eq!(kit.redeem("web", &code, &[]).await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_code_works_once_and_takes_its_tokens_with_it() {
    let kit = Kit::new();
    let code = kit.code("web", "alice", "openid offline_access", &[]);
    let tokens = kit.redeem("web", &code, &[]).await;
    assert_eq!(
        kit.me(&tokens.text("access_token")).await.status.as_u16(),
        200
    );
    let again = kit.redeem("web", &code, &[]).await;
    assert_eq!(
        again.show(),
        r#"400 {"code":"oidc.invalid_grant","message":"Grant request is invalid.","error_uri":"https://openid.sh/debug/invalid_grant","error":"invalid_grant","error_description":"grant request is invalid"}"#
    );
    assert!(
        again
            .reason()
            .starts_with("code consumed at 1700000000000 ms"),
        "{}",
        again.reason()
    );
    assert_eq!(
        kit.me(&tokens.text("access_token")).await.status.as_u16(),
        401
    );
    let refreshed = kit.refresh("web", &tokens.text("refresh_token"), &[]).await;
    assert_eq!(refreshed.text("error"), "invalid_grant");
}

#[tokio::test]
async fn codes_end_with_time_session_and_user() {
    let refused = async |kit: &Kit, code: &str| kit.redeem("web", code, &[]).await.text("error");
    let kit = Kit::new();
    let code = kit.code("web", "alice", "openid", &[]);
    kit.wait(60);
    assert_eq!(refused(&kit, &code).await, "invalid_grant");

    let code = kit.code("web", "alice", "openid", &[]);
    kit.app.state().store.sessions.remove_where(|_, _| true);
    assert_eq!(refused(&kit, &code).await, "invalid_grant");

    let code = kit.code("web", "alice", "openid", &[]);
    kit.change(|data| {
        data.users.update("alice", |user| user.is_suspended = true);
    });
    assert_eq!(refused(&kit, &code).await, "invalid_grant");

    let code = kit.code("web", "bob", "openid", &[]);
    kit.change(|data| {
        data.users.remove("bob");
    });
    assert_eq!(refused(&kit, &code).await, "invalid_grant");
}

#[tokio::test]
async fn a_client_with_one_redirect_uri_need_not_send_it() {
    let kit = Kit::new();
    kit.change(|data| {
        let web = data.applications.get_mut("web").unwrap();
        web.oidc_client_metadata.redirect_uris.truncate(1);
    });
    let code = kit.code("web", "bob", "openid", &[]);
    let answer = kit.redeem("web", &code, &[("redirect_uri", "-")]).await;
    assert_eq!(answer.status.as_u16(), 200);
}

#[tokio::test]
async fn grant_types() {
    let kit = Kit::new();
    for (client, grant_type, told) in [
        (
            "web",
            "",
            "invalid_request: missing required parameter 'grant_type'",
        ),
        (
            "web",
            "password",
            "unsupported_grant_type: unsupported grant_type requested",
        ),
        (
            "web",
            "implicit",
            "unsupported_grant_type: unsupported grant_type requested",
        ),
        (
            "web",
            "client_credentials",
            "invalid_request: requested grant type is not allowed for this client",
        ),
        (
            "machine",
            "authorization_code",
            "invalid_request: requested grant type is not allowed for this client",
        ),
        (
            "device",
            "authorization_code",
            "invalid_request: requested grant type is not allowed for this client",
        ),
        (
            "web",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "invalid_request: requested grant type is not allowed for this client",
        ),
    ] {
        let answer = kit.token(client, &[("grant_type", grant_type)]).await;
        let actual = format!(
            "{}: {}",
            answer.text("error"),
            answer.text("error_description")
        );
        assert_eq!(actual, told, "{client} {grant_type}");
    }
}

#[tokio::test]
async fn refresh_tokens_for_web_apps_that_always_get_them() {
    let kit = Kit::new();
    kit.change(|data| {
        for id in ["web", "native"] {
            let app = data.applications.get_mut(id).unwrap();
            app.custom_client_metadata
                .insert("alwaysIssueRefreshToken".into(), true.into());
            app.custom_client_metadata
                .insert("idTokenTtl".into(), 60.into());
        }
    });
    let tokens = kit
        .redeem("web", &kit.code("web", "bob", "openid", &[]), &[])
        .await;
    insta::assert_snapshot!(tokens.show());
    let tokens = kit
        .redeem("native", &kit.code("native", "bob", "openid", &[]), &[])
        .await;
    assert!(tokens.body.get("refresh_token").is_none());
}
