//! The device's polls at the token endpoint (RFC 8628 section 3.5).

use super::kit::{Answer, Kit};
use crate::oidc::tokens::{DeviceCode, DeviceState};

fn authorization(kit: &Kit, state: DeviceState) -> String {
    let now = kit.app.now();
    let mut app = kit.app.state();
    let value = app.ids.opaque();
    let code = DeviceCode {
        client_id: "device".into(),
        state,
        expires_at: now.plus_seconds(600),
        ..DeviceCode::default()
    };
    app.store
        .device_codes
        .insert(&value, code, now.plus_seconds(1_200), now);
    value
}

async fn poll(kit: &Kit, code: &str) -> Answer {
    let grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    kit.token(
        "device",
        &[("grant_type", grant_type), ("device_code", code)],
    )
    .await
}

#[tokio::test]
async fn from_pending_to_consumed() {
    let kit = Kit::new();
    let code = authorization(&kit, DeviceState::Pending);
    assert_eq!(
        poll(&kit, &code).await.show(),
        r#"400 {"code":"oidc.authorization_pending","message":"An OIDC error occurred: oidc.authorization_pending.","error":"authorization_pending","error_description":"authorization request is still pending as the end-user hasn't yet completed the user interaction steps"}"#
    );
    let mut origin = kit.origin("device", "bob", "openid offline_access", &[]);
    origin.nonce = None;
    let now = kit.app.now();
    let state = DeviceState::Granted(origin.into());
    kit.app
        .state()
        .store
        .device_codes
        .get_mut(&code, now)
        .unwrap()
        .state = state;
    let tokens = poll(&kit, &code).await;
    insta::assert_snapshot!(tokens.show());
    let again = poll(&kit, &code).await;
    assert_eq!(again.text("error"), "invalid_grant");
    assert_eq!(
        kit.me(&tokens.text("access_token")).await.status.as_u16(),
        401
    );
}

#[tokio::test]
async fn refusals() {
    let kit = Kit::new();
    let told = async |code: &str| {
        let answer = poll(&kit, code).await;
        format!(
            "{}: {}",
            answer.text("error"),
            answer.text("error_description")
        )
    };
    let denied = authorization(&kit, DeviceState::Denied);
    assert_eq!(
        told(&denied).await,
        "access_denied: End-User aborted interaction"
    );
    assert_eq!(
        told("no-such-thing-000000").await,
        "invalid_grant: grant request is invalid"
    );
    assert_eq!(
        told("").await,
        "invalid_request: missing required parameter 'device_code'"
    );
    kit.wait(600);
    assert_eq!(told(&denied).await, "expired_token: device code is expired");
}
