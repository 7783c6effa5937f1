//! `LogtoClient` on its own, without pages and cookies: the surface that Logto's SDKs give.

use std::sync::Arc;

use sample_app::clock::Clock;
use sample_app::config::{Arguments, Config};
use sample_app::logto::{Logto, LogtoClient, Memory, SignInError, SignInOptions, TokenError};

use crate::provider::{APP_ID, APP_SECRET, TestLogto};
use crate::world::Answer;

struct Session {
    clock: Clock,
    provider: TestLogto,
    client: LogtoClient,
}

async fn signed_in() -> Session {
    let clock = Clock::fixed(1_800_000_000);
    let provider = TestLogto::start(clock.clone()).await;
    let arguments = Arguments {
        logto_endpoint: Some(provider.url.clone()),
        logto_app_id: Some(APP_ID.to_owned()),
        logto_app_secret: Some(APP_SECRET.to_owned()),
        ..Arguments::default()
    };
    let config = Config::try_from(arguments).unwrap();
    let logto = Logto::new(Arc::new(config), clock.clone());
    let before = logto.client(&Memory::default());
    let address = before.sign_in(SignInOptions::default()).await.unwrap();
    let path = Answer(provider.approve(&address)).path();
    let query = path.split_once('?').unwrap().1;
    let memory = before.handle_sign_in_callback(query).await.unwrap();
    // The old memory stays what it was, and the attempt is used up.
    assert!(!before.is_authenticated());
    let again = before.handle_sign_in_callback(query).await;
    assert_eq!(
        again.unwrap_err(),
        SignInError::UnknownAttempt { code: None }
    );
    let client = logto.client(&memory);
    Session {
        clock,
        provider,
        client,
    }
}

#[tokio::test]
async fn a_person_signs_in_is_known_and_leaves() {
    let Session {
        client, provider, ..
    } = signed_in().await;
    assert!(client.is_authenticated());
    assert_eq!(
        client.id_token_claims().unwrap().text("sub"),
        Some("user-1")
    );
    assert_eq!(
        client.fetch_user_info().await.unwrap().text("name"),
        Some("Alice Liddell")
    );
    let token = client.access_token(None, None).await.unwrap();
    assert!(token.secret().starts_with("access-secret"));
    assert_eq!(token.expires_at(), Some(1_800_003_600));

    let leave = client.sign_out().await.unwrap();
    assert_eq!(leave.path(), "/oidc/session/end");
    assert_eq!(provider.times("/oidc/token/revocation"), 1);
    assert!(!client.is_authenticated());
    assert_eq!(client.id_token_claims(), None);
    let refused = client.access_token(None, None).await.unwrap_err();
    assert_eq!(refused, TokenError::NotAuthenticated);
}

#[tokio::test]
async fn tokens_are_kept_per_audience() {
    let Session {
        client, provider, ..
    } = signed_in().await;
    let api = client
        .access_token(Some("https://api"), None)
        .await
        .unwrap();
    let again = client
        .access_token(Some("https://api"), None)
        .await
        .unwrap();
    let organization = client
        .access_token(Some("https://api"), Some("org-1"))
        .await
        .unwrap();
    assert_eq!(api.secret(), again.secret());
    assert_ne!(api.secret(), organization.secret());
    assert_eq!(provider.refreshes().len(), 2);
}

#[tokio::test]
async fn a_refresh_token_that_is_over_ends_the_session() {
    let Session {
        client,
        provider,
        clock,
    } = signed_in().await;
    clock.advance(3600);
    provider.forget_refresh_tokens();
    let ended = client.access_token(None, None).await.unwrap_err();
    assert_eq!(ended, TokenError::SessionEnded);
    assert!(!client.is_authenticated());
}

#[tokio::test]
async fn a_refusal_for_one_audience_ends_nothing() {
    let Session {
        client, provider, ..
    } = signed_in().await;
    let body = r#"{"error":"invalid_target","error_description":"resource indicator is missing, or unknown"}"#;
    provider.answer_with("/oidc/token", 400, "application/json", body);
    let refused = client
        .access_token(Some("https://unknown"), None)
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Logto refused a token: invalid_target (resource indicator is missing, or unknown)"
    );
    assert!(client.is_authenticated());
    assert!(client.access_token(None, None).await.is_ok());
}
