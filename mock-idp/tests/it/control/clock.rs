//! Time that a test moves.

use std::time::Duration;

use mock_idp::base::clock::Moment;
use mock_idp::control::{
    clock::{ClockChange, Freeze, Set},
    time::{At, Span},
};
use serde_json::{Value, json};

use super::kit::{World, refusal};

fn advance(seconds: u64) -> ClockChange {
    ClockChange {
        advance: Some(Span(Duration::from_secs(seconds))),
        ..ClockChange::default()
    }
}

#[tokio::test]
async fn it_is_frozen_set_and_advanced() {
    let World { client, idp, .. } = World::start().await;
    let start = client.clock().await.unwrap();
    assert!(!start.frozen && start.offset_millis == 0, "{start:?}");

    let noon = Moment::from_seconds(1_893_499_200);
    let frozen = ClockChange {
        freeze: Some(Freeze::There(At(noon))),
        ..ClockChange::default()
    };
    let state = client.change_clock(&frozen).await.unwrap();
    assert_eq!(
        (state.now.as_str(), state.frozen),
        ("2030-01-01T12:00:00.000Z", true)
    );
    let state = client.change_clock(&advance(61)).await.unwrap();
    assert_eq!(state.now, "2030-01-01T12:01:01.000Z");
    assert_eq!(idp.tenant().clock().now().millis(), state.millis);

    let back = ClockChange {
        set: Some(Set::Now),
        ..ClockChange::default()
    };
    let state = client.change_clock(&back).await.unwrap();
    assert!(
        !state.frozen && state.offset_millis.abs() < 5_000,
        "{state:?}"
    );
}

#[tokio::test]
async fn words_for_durations_and_times() {
    let world = World::start().await;
    let path = "/api/tenants/default/clock";
    let change = async |body: Value| {
        let body = body.to_string();
        let answer = world.raw(http::Method::PATCH, path, &[], &body).await;
        (answer.status.as_u16(), answer.json())
    };
    change(json!({"freeze": "2030-01-01T00:00:00Z"})).await;
    let (_, state) = change(json!({"advance": "1h 30m"})).await;
    assert_eq!(state["now"], "2030-01-01T01:30:00.000Z");
    let (_, state) = change(json!({"advance": 61})).await;
    assert_eq!(state["now"], "2030-01-01T01:31:01.000Z");
    let (_, state) = change(json!({"set": "2029-01-01T00:00:00Z", "freeze": true})).await;
    assert_eq!(state["frozen"], true);
    for wrong in [
        json!({}),
        json!({"advance": "-1h"}),
        json!({"advance": "soon"}),
        json!({"advance": "3000000 days"}),
        json!({"advance": 1e40}),
        json!({"set": "yesterday"}),
        json!({"freeze": {}}),
        json!({"advnace": 1}),
        json!([]),
    ] {
        let (status, refusal) = change(wrong.clone()).await;
        assert_eq!(status, 400, "{wrong}");
        assert_ne!(refusal["help"], "", "{wrong}");
    }
    let (_, state) = change(json!({"advance": 0})).await;
    assert!(
        state["now"]
            .as_str()
            .unwrap()
            .starts_with("2029-01-01T00:00"),
        "{state}"
    );
}

#[tokio::test]
async fn tokens_follow_it() {
    let world = World::start().await;
    let issued = world
        .client
        .issue_tokens(&super::tokens::of_alice())
        .await
        .unwrap();
    let userinfo = async || {
        let url = format!("{}/oidc/me", world.idp.logto_url());
        let request = world.http.get(url).bearer_auth(&issued.access_token);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(userinfo().await, 200);
    world.client.change_clock(&advance(3_700)).await.unwrap();
    assert_eq!(userinfo().await, 401);
    assert_eq!(
        refusal(world.client.change_clock(&ClockChange::default()).await).code,
        "nothing_to_do"
    );
}
