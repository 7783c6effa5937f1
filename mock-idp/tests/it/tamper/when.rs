//! When a change applies, and what becomes of it.

use mock_idp::Seed;

use super::party::Party;

#[tokio::test]
async fn the_second_time_only() {
    let party = Party::start("{ jwks: { keys: { set: [] }, when: { nth: 2, times: 1 } } }").await;
    let url = party.logto("/oidc/jwks");
    let mut lengths = Vec::new();
    for _ in 0..3 {
        lengths.push(
            party.get(&url).await.json()["keys"]
                .as_array()
                .unwrap()
                .len(),
        );
    }
    assert_eq!(lengths, [1, 0, 1]);
    let armed = &party.mock.tampers().list()[0];
    assert_eq!((armed.seen, armed.fired), (3, 1));
}

#[tokio::test]
async fn one_client_and_one_user() {
    let mut party = Party::start(
        "{ id-token: { nonce: { append: '1' }, when: { client: web, user: alice } }, userinfo: { sub: { append: x }, when: { user: bob } } }",
    )
    .await;
    let mut nonces = Vec::new();
    for (user, client) in [("alice", "web"), ("alice", "other"), ("bob", "web")] {
        party.other_browser();
        let arrival = party.sign_in_as(user, client, &[]).await;
        let answer = party.redeem_as(client, &arrival).await.json();
        let claims = super::party::opened(answer["id_token"].as_str().unwrap()).1;
        nonces.push(claims["nonce"].as_str().unwrap().to_owned());
        let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
        let me = party
            .get_with(&party.logto("/oidc/me"), "authorization", &bearer)
            .await
            .json();
        nonces.push(me["sub"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        nonces,
        ["n0nce1", "alice", "n0nce", "alice", "n0nce", "bobx"]
    );
    let armed = party.mock.tampers().list();
    assert_eq!([armed[0].fired, armed[1].fired], [1, 1]);
}

#[tokio::test]
async fn answers_of_one_user() {
    let mut party = Party::start(
        "
  authorization-response: { state: { append: '1' }, when: { client: web, user: bob } }
  token-response: { scope: { remove: true }, when: { client: web, user: bob } }
  introspection: { sub: { append: '2' }, when: { client: web, user: bob } }
  end-session-return: { state: { append: '3' }, when: { client: web, user: bob } }
",
    )
    .await;
    let mut seen = Vec::new();
    for user in ["alice", "bob"] {
        party.other_browser();
        let arrival = party.sign_in_as(user, "web", &[]).await;
        let answer = party.redeem(&arrival).await.json();
        let access = answer["access_token"].as_str().unwrap();
        let url = party.logto("/oidc/token/introspection");
        let inspected = party.post(&url, "web", &[("token", access)]).await.json();
        let left = party.sign_out(answer["id_token"].as_str().unwrap()).await;
        seen.push(format!(
            "{} {} {} {}",
            arrival.get("state"),
            answer.get("scope").is_some(),
            inspected["sub"].as_str().unwrap(),
            left.get("state"),
        ));
    }
    assert_eq!(
        seen,
        ["st 4te true alice leaving", "st 4te1 false bob2 leaving3"]
    );
}

#[tokio::test]
async fn what_is_disarmed_is_over() {
    let party = Party::start("{ jwks: { keys: { remove: true } } }").await;
    let url = party.logto("/oidc/jwks");
    assert_eq!(party.get(&url).await.body, "{}");
    let id = party.mock.tampers().list()[0].id;
    assert!(party.mock.tampers().disarm(id));
    assert!(party.get(&url).await.json()["keys"].is_array());
}

#[test]
fn mistakes_in_a_seed_are_told_with_their_place() {
    let told = |text: &str| Seed::from_yaml(text, "seed.yaml").unwrap_err().to_string();
    let all = [
        "tampers:\n  id-tokn:\n    nonce: { append: '1' }\n",
        "tampers:\n  id-token:\n    nonce: { apend: '1' }\n",
        "tampers:\n  id-token:\n    signature: flippd\n",
        "tampers:\n  jwks:\n    signature: none\n",
        "tampers:\n  jwks:\n    respond: { sttus: 500 }\n",
        "tampers:\n  - jwks:\n      when: { nth: 0 }\n",
    ]
    .map(told)
    .join("\n\n");
    insta::assert_snapshot!(all);
}
