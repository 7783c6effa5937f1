//! Arming and disarming what the mock does wrong on purpose.

use http::Method;
use serde_json::{Value, json};

use super::kit::{World, refusal};

const PATH: &str = "/api/tenants/default/tampers";

#[tokio::test]
async fn changes_are_armed_in_both_shapes_listed_and_taken_back() {
    let world = World::start().await;
    let arm = async |body: Value| world.raw(Method::POST, PATH, &[], &body.to_string()).await;
    let map =
        arm(json!({"id-token": {"nonce": {"append": "1"}}, "jwks": {"respond": {"status": 500}}}));
    let map = map.await;
    assert_eq!(
        (map.status.as_u16(), map.json()),
        (201, json!({"ids": [1, 2]}))
    );
    let one = arm(json!({"artefact": "id-token", "change": {"exp": {"add": -360}}})).await;
    assert_eq!(one.json(), json!({"ids": [3]}));

    let armed = world.client.tampers().await.unwrap();
    let ids: Vec<u64> = armed.iter().map(|tamper| tamper.id).collect();
    assert_eq!(ids, [1, 2, 3]);
    assert_eq!(world.idp.tampers().list().len(), 3);
    world.client.disarm(2).await.unwrap();
    let gone = refusal(world.client.disarm(2).await);
    assert_eq!(
        (gone.code.as_str(), gone.help.as_str()),
        ("unknown_tamper", "there are: 1, 3")
    );
    world.client.clear_tampers().await.unwrap();
    assert!(world.client.tampers().await.unwrap().is_empty());
}

#[tokio::test]
async fn misspelt_changes_are_told_with_the_nearest_word() {
    let world = World::start().await;
    for body in [
        json!({"id-tokn": {"nonce": {"append": "1"}}}),
        json!({"id-token": {"nonce": {"apend": "1"}}}),
        json!({"artefact": "jwks", "change": {"signature": "none"}}),
        json!({"artefact": "id-token"}),
        json!({}),
        json!(1),
    ] {
        let answer = world.raw(Method::POST, PATH, &[], &body.to_string()).await;
        let refusal = answer.json();
        assert_eq!(answer.status, 400, "{body}");
        let said = format!("{} {}", refusal["message"], refusal["help"]);
        assert!(
            !body.to_string().contains("apend") || said.contains("append"),
            "{said}"
        );
        assert!(
            !body.to_string().contains("tokn") || said.contains("id-token"),
            "{said}"
        );
    }
    assert!(world.idp.tampers().list().is_empty());
}
