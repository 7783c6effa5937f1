//! The same for the other provider.

use serde_json::json;

use super::party::{Party, opened};

#[tokio::test]
async fn all_of_hugging_faces_artefacts() {
    let mut party = Party::start(
        "
  huggingface-discovery: { issuer: { append: x } }
  huggingface-jwks: { keys: { set: [] } }
  huggingface-authorization-response: { state: { append: '1' } }
  huggingface-token-response: { expires_in: { remove: true } }
  huggingface-id-token: { sub: { append: '1' }, signature: other-key }
  huggingface-userinfo: { sub: { append: '2' } }
",
    )
    .await;
    let discovery = party
        .get(&party.huggingface("/.well-known/openid-configuration"))
        .await;
    assert_eq!(discovery.json()["issuer"], party.huggingface("x"));
    let jwks = party.get(&party.huggingface("/oauth/jwks")).await;
    assert_eq!(jwks.json(), json!({"keys": []}));
    let arrival = party.sign_in_at_huggingface().await;
    assert_eq!(arrival.get("state"), "st 4te1");
    let answer = party.redeem_as("hf", &arrival).await.json();
    assert!(answer.get("expires_in").is_none());
    let (header, claims) = opened(answer["id_token"].as_str().unwrap());
    assert_eq!(header["alg"], "RS256");
    let sub = claims["sub"].as_str().unwrap();
    assert!(sub.ends_with('1') && sub.len() == 25, "{sub}");
    let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let userinfo = party.huggingface("/oauth/userinfo");
    let me = party
        .get_with(&userinfo, "authorization", &bearer)
        .await
        .json();
    assert_eq!(me["sub"], format!("{}2", &sub[..24]));
    let artefacts: Vec<_> = (party.marks().iter())
        .filter_map(|mark| Some(mark.split(' ').nth(1)?.to_owned()))
        .collect();
    assert_eq!(
        artefacts,
        [
            "huggingface-discovery",
            "huggingface-jwks",
            "huggingface-authorization-response",
            "huggingface-id-token",
            "huggingface-id-token",
            "huggingface-token-response",
            "huggingface-userinfo",
        ]
    );
}

#[tokio::test]
async fn one_user_by_name() {
    let mut party = Party::start(
        "{ huggingface-id-token: { nonce: { remove: true }, when: { user: alice-hf, client: hf } } }",
    )
    .await;
    let arrival = party.sign_in_at_huggingface().await;
    let answer = party.redeem_as("hf", &arrival).await.json();
    assert!(
        opened(answer["id_token"].as_str().unwrap())
            .1
            .get("nonce")
            .is_none()
    );
}
