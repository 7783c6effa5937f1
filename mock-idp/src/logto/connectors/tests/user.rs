use serde_json::{Value, json};

use super::provider::{Provider, connector, logto, object};
use crate::{
    base::{
        clock::Moment,
        jws::{Draft, sign},
        keys::SigningKey,
    },
    logto::{connectors::social_user, model::Connector, phrases::Language},
};

async fn ask(provider: &str, connector: &Connector, data: Value, session: Value) -> String {
    match social_user(&logto(provider), connector, &object(data), &session).await {
        Ok(user) => serde_json::to_string(&user).unwrap(),
        Err(error) => format!(
            "{} {}",
            error.status.as_u16(),
            error.to_json(Language::ENGLISH)
        ),
    }
}

fn huggingface() -> Connector {
    // Not to be percent-encoded.
    let config = json!({ "clientId": "hf:id", "clientSecret": "s%cret+" });
    connector("huggingface-universal", config)
}

fn session() -> Value {
    json!({ "redirectUri": "http://localhost:3001/callback/c1" })
}

#[tokio::test]
async fn hugging_face_is_asked_twice() {
    let provider = Provider::start().await;
    let data = json!({ "code": "good", "redirectUri": "https://evil.example/", "state": "s" });
    let told = ask(&provider.origin, &huggingface(), data, session()).await;
    insta::assert_snapshot!(told);
    insta::assert_snapshot!(provider.seen());
}

#[tokio::test]
async fn each_way_hugging_face_can_fail() {
    let provider = Provider::start().await;
    let mut told = Vec::new();
    for code in [
        "bad",
        "not_json",
        "no_scope",
        "no_token",
        "userinfo_401",
        "userinfo_418",
        "userinfo_no_json",
        "userinfo_no_sub",
        "userinfo_null",
    ] {
        let answer = ask(
            &provider.origin,
            &huggingface(),
            json!({ "code": code }),
            session(),
        )
        .await;
        told.push(format!("{code}: {answer}"));
    }
    let refusal = json!({ "error": "access_denied", "error_description": "no" });
    told.push(ask(&provider.origin, &huggingface(), refusal, session()).await);
    told.push(
        ask(
            &provider.origin,
            &huggingface(),
            json!({ "code": "good" }),
            json!({}),
        )
        .await,
    );
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn a_provider_that_is_away() {
    let data = json!({ "code": "good" });
    // Nothing listens on the discard port.
    let told = ask("http://127.0.0.1:9", &huggingface(), data, session()).await;
    insta::assert_snapshot!(told, @r#"500 {"message":"Internal server error."}"#);
}

#[tokio::test]
async fn a_busy_userinfo_is_asked_again() {
    let provider = Provider::start().await;
    let told = ask(
        &provider.origin,
        &huggingface(),
        json!({ "code": "busy_once" }),
        session(),
    )
    .await;
    assert!(told.starts_with("{\"id\":\"hf-1\""), "{told}");
    assert_eq!(provider.seen().lines().count(), 3);
}

#[tokio::test]
async fn the_generic_oauth2_connector() {
    let provider = Provider::start().await;
    let at = |path: &str| format!("{}{path}", provider.origin);
    let config = |more: Value| {
        let mut config = json!({
            "authorizationEndpoint": at("/a"), "tokenEndpoint": at("/t"), "userInfoEndpoint": at("/u"),
            "clientId": "id", "clientSecret": "secret",
        });
        config.as_object_mut().unwrap().extend(object(more));
        connector("oauth2", config)
    };
    let json_answer = json!({ "tokenEndpointResponseType": "json", "tokenEndpointAuthMethod": "client_secret_basic", "profileMap": { "id": "sub", "avatar": "picture" } });
    let told = [
        ask(
            "-",
            &config(json!({})),
            json!({ "code": "form" }),
            session(),
        )
        .await,
        ask(
            "-",
            &config(json!({})),
            json!({ "code": "good" }),
            session(),
        )
        .await,
        ask(
            "-",
            &config(json_answer.clone()),
            json!({ "code": "good" }),
            session(),
        )
        .await,
        ask(
            "-",
            &config(json_answer.clone()),
            json!({ "code": "bad" }),
            session(),
        )
        .await,
        ask(
            "-",
            &config(json_answer.clone()),
            json!({ "code": "userinfo_418" }),
            session(),
        )
        .await,
        ask(
            "-",
            &config(json!({ "tokenEndpointAuthMethod": "client_secret_jwt" })),
            json!({ "code": "form" }),
            session(),
        )
        .await,
        ask(
            "-",
            &config(json_answer),
            json!({ "error": "x" }),
            session(),
        )
        .await,
    ];
    insta::assert_snapshot!(told.join("\n"));
    insta::assert_snapshot!(provider.seen());
}

/// A provider whose keys are in a document of its own.
async fn keys_at(key: &SigningKey) -> String {
    let document = json!({ "keys": [key.jwk()] }).to_string();
    let router = axum::Router::new().fallback(async move || document);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/keys", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn the_generic_oidc_connector() {
    let provider = Provider::start().await;
    let at = |path: &str| format!("{}{path}", provider.origin);
    let key = SigningKey::es384("k", Moment(0)).unwrap();
    let other = SigningKey::es384("o", Moment(0)).unwrap();
    let config = json!({
        "authorizationEndpoint": at("/a"), "tokenEndpoint": at("/t"),
        "clientId": "id", "clientSecret": "secret", "scope": "openid",
        "idTokenVerificationConfig": { "jwksUri": keys_at(&key).await, "issuer": "https://op.example" },
    });
    let connector = connector("oidc", config);
    let session = json!({ "redirectUri": "https://a.example/cb", "nonce": "n" });
    let mut told = Vec::new();
    for (change, signer) in [
        (json!({}), &key),
        (json!({ "email_verified": false }), &key),
        (json!({ "email_verified": "true" }), &key),
        (json!({ "nonce": "other" }), &key),
        (json!({ "aud": "other" }), &key),
        (json!({ "iss": "https://evil.example" }), &key),
        (json!({ "exp": 1_899_999_999 }), &key),
        (json!({}), &other),
    ] {
        let mut claims = object(json!({
            "iss": "https://op.example", "aud": "id", "sub": "u1", "exp": 1_900_000_060, "nonce": "n",
            "name": "Alice", "email": "a@example.com", "email_verified": true, "picture": "",
        }));
        let shown = change.to_string();
        claims.extend(object(change));
        let token = sign(&Draft::new(signer, None, claims), signer).unwrap();
        let answer = ask("-", &connector, json!({ "code": token }), session.clone()).await;
        told.push(format!("{shown}: {answer}"));
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn the_mock_social_connector_calls_nobody() {
    let mock = connector("mock-social-connector", json!({}));
    let full = json!({ "code": "c", "userId": "u", "email": "a@b.c", "name": "A", "more": 1 });
    let told = [
        ask("-", &mock, full, json!({})).await,
        ask("-", &mock, json!({ "code": "c" }), json!({})).await,
        ask("-", &mock, json!({ "userId": "u" }), json!({})).await,
    ];
    insta::assert_snapshot!(told.join("\n"));
}
