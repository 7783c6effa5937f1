//! `urn:ietf:params:oauth:grant-type:token-exchange` at the token endpoint.

use serde_json::json;

use super::kit::{Answer, BOOKS, Kit, START};
use crate::oidc::tokens::SubjectToken;

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const IMPERSONATION: &str = "urn:logto:token-type:impersonation_token";
const PERSONAL: &str = "urn:logto:token-type:personal_access_token";

/// An impersonation token, as the Management API makes them.
fn impersonation(kit: &Kit, user: &str) -> String {
    let now = kit.app.now();
    let mut state = kit.app.state();
    let value = format!("sub_{}", state.ids.long());
    let token = SubjectToken {
        account_id: user.into(),
        consumed_at: None,
    };
    state
        .store
        .subject_tokens
        .insert(&value, token, now.plus_seconds(600), now);
    value
}

async fn exchange(kit: &Kit, subject: (&str, &str), more: &[(&str, &str)]) -> Answer {
    let mut form = vec![
        (
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
        ),
        ("subject_token_type", subject.0),
        ("subject_token", subject.1),
    ];
    form.extend(more);
    kit.token("exchanger", &form).await
}

#[tokio::test]
async fn an_impersonation_token_works_once() {
    let kit = Kit::new();
    let token = impersonation(&kit, "alice");
    let more = [("resource", BOOKS), ("scope", "read write")];
    let answer = exchange(&kit, (ACCESS_TOKEN, &token), &more).await;
    insta::assert_snapshot!(answer.show());
    let again = exchange(&kit, (ACCESS_TOKEN, &token), &more).await;
    assert_eq!(again.text("error"), "invalid_grant");
    assert!(
        again.reason().contains("it works once"),
        "{}",
        again.reason()
    );

    // One that fails later on is not used up.
    let token = impersonation(&kit, "alice");
    let unknown = exchange(
        &kit,
        (IMPERSONATION, &token),
        &[("resource", "https://nowhere.example")],
    )
    .await;
    assert_eq!(unknown.text("error"), "invalid_target");
    assert_eq!(
        exchange(&kit, (IMPERSONATION, &token), &[])
            .await
            .status
            .as_u16(),
        200
    );
}

#[tokio::test]
async fn an_opaque_token_opens_userinfo() {
    let kit = Kit::new();
    let token = impersonation(&kit, "bob");
    let answer = exchange(
        &kit,
        (ACCESS_TOKEN, &token),
        &[("scope", "openid profile nonsense")],
    )
    .await;
    insta::assert_snapshot!(answer.show());
    let me = kit.me(&answer.text("access_token")).await;
    assert_eq!(
        (me.status.as_u16(), me.text("username").as_str()),
        (200, "bob")
    );
}

#[tokio::test]
async fn other_subjects() {
    let kit = Kit::new();
    kit.change(|data| {
        data.users.update("bob", |user| {
            user.personal_access_tokens = vec![
                json!({ "name": "a", "value": "pat_good", "expiresAt": null }),
                json!({ "name": "b", "value": "pat_old", "expiresAt": START.plus_seconds(-1) }),
            ];
        });
    });
    let code = kit.code("web", "alice", "openid read", &[BOOKS]);
    let opaque = kit.redeem("web", &code, &[]).await.text("access_token");
    let code = kit.code("web", "alice", "openid read", &[BOOKS]);
    let jwt = kit
        .redeem("web", &code, &[("resource", BOOKS)])
        .await
        .text("access_token");
    let machine = kit
        .token(
            "machine",
            &[("grant_type", "client_credentials"), ("resource", BOOKS)],
        )
        .await;
    let machine = machine.text("access_token");
    let forged = format!("{}A", &jwt[..jwt.len() - 1]);
    let stale = impersonation(&kit, "alice");
    for (kind, token, reason) in [
        (ACCESS_TOKEN, opaque.as_str(), ""),
        (ACCESS_TOKEN, jwt.as_str(), ""),
        (PERSONAL, "pat_good", ""),
        (PERSONAL, "pat_old", "no such personal access token"),
        (PERSONAL, "pat_none", "no such personal access token"),
        (IMPERSONATION, "sub_none", "no such impersonation token"),
        (
            IMPERSONATION,
            opaque.as_str(),
            "no such impersonation token",
        ),
        (ACCESS_TOKEN, "nonsense", "no such access token"),
        (ACCESS_TOKEN, machine.as_str(), "`machine` is no user"),
        (ACCESS_TOKEN, forged.as_str(), "its signature is wrong"),
        (
            "urn:ietf:params:oauth:token-type:id_token",
            "x",
            "unsupported subject_token_type",
        ),
    ] {
        let answer = exchange(&kit, (kind, token), &[]).await;
        let expected = if reason.is_empty() { 200 } else { 400 };
        assert_eq!(
            answer.status.as_u16(),
            expected,
            "{kind} {token}: {}",
            answer.reason()
        );
        assert!(
            answer.reason().contains(reason),
            "{kind} {token}: {}",
            answer.reason()
        );
    }
    kit.wait(601);
    for (kind, token) in [(ACCESS_TOKEN, stale.as_str()), (ACCESS_TOKEN, jwt.as_str())] {
        assert_eq!(
            exchange(&kit, (kind, token), &[]).await.text("error"),
            "invalid_grant"
        );
    }
}

#[tokio::test]
async fn actors() {
    let kit = Kit::new();
    let code = kit.code("web", "bob", "openid", &[]);
    let actor = kit.redeem("web", &code, &[]).await.text("access_token");
    let code = kit.code("web", "bob", "profile", &[]);
    let silent = kit.redeem("web", &code, &[]).await.text("access_token");
    let subject = impersonation(&kit, "alice");
    for (token, kind, reason) in [
        ("nonsense", ACCESS_TOKEN, "no live opaque access token"),
        (silent.as_str(), ACCESS_TOKEN, "lacks the scope `openid`"),
        (actor.as_str(), PERSONAL, "actor_token_type must be"),
    ] {
        let more = [("actor_token", token), ("actor_token_type", kind)];
        let answer = exchange(&kit, (IMPERSONATION, &subject), &more).await;
        assert!(answer.reason().contains(reason), "{}", answer.reason());
    }
    let more = [
        ("actor_token", actor.as_str()),
        ("actor_token_type", ACCESS_TOKEN),
        ("resource", BOOKS),
    ];
    let answer = exchange(&kit, (IMPERSONATION, &subject), &more).await;
    insta::assert_snapshot!(answer.show());
}

#[tokio::test]
async fn organizations() {
    let kit = Kit::new();
    let subject = impersonation(&kit, "alice");
    let foreign = exchange(
        &kit,
        (IMPERSONATION, &subject),
        &[("organization_id", "other")],
    )
    .await;
    assert_eq!(foreign.status.as_u16(), 403);
    let more = [("organization_id", "acme"), ("scope", "edit")];
    let answer = exchange(&kit, (IMPERSONATION, &subject), &more).await;
    insta::assert_snapshot!(answer.show());
}

#[tokio::test]
async fn required_parameters() {
    let kit = Kit::new();
    let form = [(
        "grant_type",
        "urn:ietf:params:oauth:grant-type:token-exchange",
    )];
    let answer = kit.token("exchanger", &form).await;
    assert_eq!(
        answer.text("error_description"),
        "missing required parameters 'subject_token' and 'subject_token_type'"
    );
}
