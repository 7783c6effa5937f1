//! `refresh_token` at the token endpoint: rotation, reuse, narrower scopes, resources.

use super::kit::{Answer, BOOKS, Kit, START};

const DAY: u64 = 86_400;

async fn offline(kit: &Kit, client: &str, scope: &str, resources: &[&str]) -> Answer {
    let scope = format!("openid offline_access {scope}");
    kit.redeem(
        client,
        &kit.code(client, "alice", scope.trim(), resources),
        &[],
    )
    .await
}

fn expiry(kit: &Kit, token: &str) -> i64 {
    let state = kit.app.state();
    state
        .store
        .refresh_tokens
        .expires_at(token)
        .unwrap()
        .seconds()
        - START.seconds()
}

#[tokio::test]
async fn a_plain_refresh() {
    let kit = Kit::new();
    let tokens = offline(&kit, "web", "profile", &[]).await;
    kit.wait(10);
    let fresh = kit.refresh("web", &tokens.text("refresh_token"), &[]).await;
    insta::assert_snapshot!(fresh.show());
    assert_eq!(fresh.text("refresh_token"), tokens.text("refresh_token"));
}

#[tokio::test]
async fn public_clients_rotate_and_scripts_do_not_prolong_their_stay() {
    for (client, expires) in [("spa", 14 * 86_400), ("native", 14 * 86_400 + 100)] {
        let kit = Kit::new();
        let first = offline(&kit, client, "", &[]).await.text("refresh_token");
        kit.wait(100);
        let second = kit.refresh(client, &first, &[]).await.text("refresh_token");
        assert_ne!(first, second);
        assert_eq!(expiry(&kit, &second), expires, "{client}");
    }
}

#[tokio::test]
async fn confidential_clients_rotate_towards_the_end() {
    let kit = Kit::new();
    let first = offline(&kit, "web", "", &[]).await.text("refresh_token");
    kit.wait(9 * DAY);
    assert_eq!(
        kit.refresh("web", &first, &[]).await.text("refresh_token"),
        first
    );
    kit.wait(DAY);
    let second = kit.refresh("web", &first, &[]).await.text("refresh_token");
    assert_ne!(first, second);
    assert_eq!(expiry(&kit, &second), 24 * 86_400);

    let steady = Kit::new();
    steady.change(|data| {
        let web = data.applications.get_mut("web").unwrap();
        web.custom_client_metadata
            .insert("rotateRefreshToken".into(), false.into());
        web.custom_client_metadata
            .insert("refreshTokenTtlInDays".into(), 1.into());
    });
    let first = offline(&steady, "web", "", &[]).await.text("refresh_token");
    assert_eq!(expiry(&steady, &first), 86_400);
    steady.wait(DAY - 1);
    assert_eq!(
        steady
            .refresh("web", &first, &[])
            .await
            .text("refresh_token"),
        first
    );
    steady.wait(1);
    assert_eq!(
        steady.refresh("web", &first, &[]).await.text("error"),
        "invalid_grant"
    );
}

#[tokio::test]
async fn a_rotated_token_may_be_repeated_for_three_seconds() {
    let kit = Kit::new();
    let first = offline(&kit, "spa", "", &[]).await;
    let old = first.text("refresh_token");
    let second = kit.refresh("spa", &old, &[]).await;
    kit.wait(2);
    let third = kit.refresh("spa", &old, &[]).await;
    assert_ne!(second.text("refresh_token"), third.text("refresh_token"));
    assert_eq!(
        kit.me(&third.text("access_token")).await.status.as_u16(),
        200
    );

    kit.wait(1);
    let late = kit.refresh("spa", &old, &[]).await;
    assert_eq!(late.text("error"), "invalid_grant");
    assert!(
        late.reason()
            .starts_with("refresh token rotated at 1700000000000 ms, 3000 ms ago")
    );
    for token in [&second, &third] {
        let answer = kit.refresh("spa", &token.text("refresh_token"), &[]).await;
        assert_eq!(answer.text("error"), "invalid_grant");
        assert_eq!(
            kit.me(&token.text("access_token")).await.status.as_u16(),
            401
        );
    }
}

#[tokio::test]
async fn narrower_scopes() {
    let kit = Kit::new();
    let token = offline(&kit, "web", "profile read", &[BOOKS])
        .await
        .text("refresh_token");
    for (scope, resource, expected) in [
        ("openid", None, "200 openid, with an ID token"),
        // Without `openid` the authorization's one resource is meant.
        ("profile", None, "200 "),
        (
            "",
            None,
            "200 openid offline_access profile, with an ID token",
        ),
        (
            "openid email",
            None,
            "400 refresh token missing requested scope: email",
        ),
        (
            "x openid y",
            None,
            "400 refresh token missing requested scopes: x y",
        ),
        ("", Some(BOOKS), "200 read, with an ID token"),
        ("profile", Some(BOOKS), "200 "),
        (
            "write",
            Some(BOOKS),
            "400 refresh token missing requested scope: write",
        ),
    ] {
        let mut more = vec![("scope", scope)];
        more.extend(resource.map(|resource| ("resource", resource)));
        let answer = kit.refresh("web", &token, &more).await;
        let actual = match answer.body.get("access_token") {
            Some(_) => format!(
                "200 {}{}",
                answer.text("scope"),
                if answer.body.get("id_token").is_some() {
                    ", with an ID token"
                } else {
                    ""
                }
            ),
            None => format!(
                "400 {}: {}",
                answer.text("error_description"),
                answer.text("scope")
            ),
        };
        assert_eq!(actual, expected, "{scope} {resource:?}");
    }
    // Narrowing concerns one answer only.
    assert_eq!(
        kit.refresh("web", &token, &[]).await.text("scope"),
        "openid offline_access profile"
    );
}

#[tokio::test]
async fn permissions_and_claims_are_those_of_now() {
    let kit = Kit::new();
    let token = offline(&kit, "web", "profile read", &[BOOKS])
        .await
        .text("refresh_token");
    kit.change(|data| {
        data.users.update("alice", |user| {
            user.role_ids.clear();
            user.name = Some("Alice the Second".into());
        });
    });
    let answer = kit.refresh("web", &token, &[("resource", BOOKS)]).await;
    assert_eq!(answer.text("scope"), "");
    assert!(answer.show().contains("Alice the Second"));
}

#[tokio::test]
async fn refusals() {
    let kit = Kit::new();
    let tokens = offline(&kit, "web", "", &[]).await;
    let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
    for (client, token, reason) in [
        (
            "web2",
            refresh.as_str(),
            "the refresh token was issued to client `web`",
        ),
        ("web", access.as_str(), "no such refresh token"),
        ("web", "no-such-thing-000000", "no such refresh token"),
    ] {
        let answer = kit.refresh(client, token, &[]).await;
        assert_eq!(answer.text("error"), "invalid_grant");
        assert!(answer.reason().contains(reason), "{}", answer.reason());
    }
    let unknown = kit.refresh("web", &refresh, &[("resource", BOOKS)]).await;
    assert!(
        unknown.reason().contains("it named none"),
        "{}",
        unknown.reason()
    );
    assert_eq!(kit.refresh("web", &refresh, &[]).await.status.as_u16(), 200);

    kit.change(|data| {
        let web = data.applications.get_mut("web").unwrap();
        web.app_level_access_control_enabled = true;
        web.allowed_user_ids = vec!["bob".into()];
    });
    let denied = kit.refresh("web", &refresh, &[]).await;
    assert_eq!(
        denied.show(),
        r#"400 {"code":"oidc.access_denied","message":"Access denied.","error":"access_denied","error_description":"Access denied."}"#
    );
    kit.change(|data| {
        data.users.update("alice", |user| user.is_suspended = true);
    });
    assert_eq!(
        kit.refresh("web", &refresh, &[]).await.text("error"),
        "invalid_grant"
    );
}
