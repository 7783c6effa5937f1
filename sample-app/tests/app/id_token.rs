//! Which ID tokens are believed, and how keys are found.

use serde_json::{Value, json};

use crate::provider::{APP_ID, APP_SECRET, Behaviour};
use crate::signing::{self, Key};
use crate::world::World;

async fn assert_refused(lie: impl FnOnce(&mut Behaviour), why: &str) {
    let mut world = World::start().await;
    world.logto.lie(lie);
    world.assert_refused(why).await;
}

async fn assert_claim_refused(
    claim: &'static str,
    value: impl Fn(&Value) -> Value + Send + 'static,
    why: &str,
) {
    let change = move |claims: &mut Value| {
        claims[claim] = value(&claims[claim]);
        let claims = claims.as_object_mut().unwrap();
        claims.retain(|name, value| name != claim || !value.is_null());
    };
    assert_refused(|it| it.id_token_claims = Box::new(change), why).await;
}

async fn assert_accepted(lie: impl FnOnce(&mut Behaviour)) {
    let mut world = World::start().await;
    world.logto.lie(lie);
    world.sign_in().await;
}

fn append(text: &'static str) -> impl Fn(&Value) -> Value {
    move |value| json!(format!("{}{text}", value.as_str().unwrap()))
}

fn later(seconds: i64) -> impl Fn(&Value) -> Value {
    move |value| json!(value.as_i64().unwrap() + seconds)
}

fn is(value: Value) -> impl Fn(&Value) -> Value {
    move |_| value.clone()
}

const ABSENT: Value = Value::Null;

#[tokio::test]
async fn wrong_claims_are_refused() {
    assert_claim_refused("iss", append("1"), "Invalid issuer").await;
    assert_claim_refused("iss", is(ABSENT), "iss").await;
    assert_claim_refused("aud", append("1"), "Invalid audiences").await;
    assert_claim_refused("aud", is(ABSENT), "Invalid audiences").await;
    assert_claim_refused(
        "aud",
        is(json!([APP_ID, "other"])),
        "is not a trusted audience",
    )
    .await;
    assert_claim_refused("nonce", append("1"), "nonce is not the one that was sent").await;
    assert_claim_refused("nonce", is(ABSENT), "nonce is missing").await;
    assert_claim_refused("sub", is(ABSENT), "sub").await;
    assert_claim_refused("sub", is(json!("")), "sub is empty").await;
    assert_claim_refused("sub", is(json!(7)), "sub").await;
    assert_claim_refused("azp", is(json!("other")), "azp is other").await;
    assert_claim_refused("at_hash", is(json!("bm90IGl0")), "at_hash does not fit").await;
}

#[tokio::test]
async fn wrong_times_are_refused() {
    assert_claim_refused("exp", later(-3600 - 360), "Expired").await;
    assert_claim_refused("exp", later(-3600 - 60), "Expired").await;
    assert_claim_refused("exp", is(ABSENT), "exp").await;
    assert_claim_refused("iat", is(ABSENT), "iat").await;
    assert_claim_refused("iat", later(61), "in the future").await;
    assert_claim_refused(
        "iat",
        later(-7 * 24 * 3600),
        "before the request it answers",
    )
    .await;
    assert_claim_refused("nbf", is(json!(1_800_000_061)), "nbf").await;
}

#[tokio::test]
async fn a_small_difference_between_clocks_is_forgiven() {
    assert_accepted(|it| it.id_token_claims = Box::new(|it| it["exp"] = json!(1_800_000_000 - 59)))
        .await;
    assert_accepted(|it| it.id_token_claims = Box::new(|it| it["iat"] = json!(1_800_000_000 + 60)))
        .await;
    assert_accepted(|it| it.id_token_claims = Box::new(|it| it["nbf"] = json!(1_800_000_000 + 60)))
        .await;
}

#[tokio::test]
async fn wrong_signatures_are_refused() {
    const BAD: &str = "its signature is not valid";
    assert_refused(
        |it| it.sign = Box::new(|key, head, body| signing::corrupted(&key.sign(head, body))),
        BAD,
    )
    .await;
    assert_refused(
        |it| it.sign = Box::new(|_, _, body| signing::unsigned(body)),
        BAD,
    )
    .await;
    assert_refused(
        |it| it.sign = Box::new(|_, _, body| signing::with_secret(APP_SECRET, body)),
        BAD,
    )
    .await;
    // The public key as a shared secret.
    let public = Key::Rsa.published()["n"].as_str().unwrap().to_owned();
    assert_refused(
        |it| it.sign = Box::new(move |_, _, body| signing::with_secret(&public, body)),
        BAD,
    )
    .await;
    // Another key under a known name.
    assert_refused(
        |it| it.sign = Box::new(|_, head, body| Key::Next.sign(head, body)),
        BAD,
    )
    .await;
    assert_refused(
        |it| {
            it.sign = Box::new(|_, _, body| {
                Key::Next.sign(
                    &json!({ "alg": "ES384", "jwk": Key::Next.published() }),
                    body,
                )
            });
        },
        BAD,
    )
    .await;
}

#[tokio::test]
async fn wrong_headers_are_refused() {
    let typ = |typ: &'static str| move |it: &mut Value| it["typ"] = json!(typ);
    assert_refused(
        |it| it.id_token_header = Box::new(typ("logout+jwt")),
        "unsupported JWT type",
    )
    .await;
    assert_refused(
        |it| it.id_token_header = Box::new(typ("at+jwt")),
        "unsupported JWT type",
    )
    .await;
    assert_refused(
        |it| it.id_token_header = Box::new(|it| it["crit"] = json!(["b64"])),
        "critical",
    )
    .await;
    assert_refused(
        |it| it.id_token_header = Box::new(|it| it["alg"] = json!("XX1")),
        "XX1",
    )
    .await;
    assert_accepted(|it| it.id_token_header = Box::new(typ("JWT"))).await;
}

#[tokio::test]
async fn unusable_token_responses_are_refused() {
    async fn refused(change: impl Fn(&mut Value) + Send + 'static, why: &str) {
        assert_refused(|it| it.token_response = Box::new(change), why).await;
    }
    let remove = |name: &'static str| {
        move |it: &mut Value| {
            it.as_object_mut().unwrap().remove(name);
        }
    };
    refused(remove("id_token"), "id_token is missing").await;
    refused(|it| it["id_token"] = json!("not.a.token"), "id_token").await;
    refused(|it| it["id_token"] = json!(5), "id_token").await;
    refused(|it| it["token_type"] = json!("DPoP"), "token_type is dpop").await;
    refused(remove("token_type"), "token_type").await;
    // Would make a second header.
    refused(
        |it| it["access_token"] = json!("a\r\nx: y"),
        "cannot be sent",
    )
    .await;
    refused(|it| it["access_token"] = json!(""), "cannot be sent").await;
}

#[tokio::test]
async fn what_the_specification_allows_is_accepted() {
    assert_accepted(|it| it.id_token_claims = Box::new(|it| it["aud"] = json!([APP_ID]))).await;
    assert_accepted(|it| it.id_token_claims = Box::new(|it| it["azp"] = json!(APP_ID))).await;
    assert_accepted(|it| it.token_response = Box::new(|it| it["token_type"] = json!("bEARER")))
        .await;
    assert_accepted(|it| {
        it.token_response = Box::new(|it| {
            let it = it.as_object_mut().unwrap();
            it.remove("expires_in");
            it.remove("scope");
            it.remove("refresh_token");
        });
    })
    .await;
    assert_accepted(|it| {
        it.id_token_claims = Box::new(|it| {
            it["name"] = json!("\u{202e}Ålïçé 愛 \u{1F600}");
            it["sub"] = json!("s".repeat(255));
            it["_claim_names"] = json!({ "age": "src1" });
            it["updated_at"] = json!(1_763_856_000_123_i64);
            it["address"] = json!({ "streetAddress": "1 Rabbit Hole" });
            it["organizations"] = json!(["org1"]);
        });
    })
    .await;
}

#[tokio::test]
async fn both_kinds_of_keys_serve() {
    assert_accepted(|it| (it.signing, it.published) = (Key::Rsa, vec![Key::Rsa, Key::Current]))
        .await;
    // Without a name the only key serves; Logto always names them.
    assert_accepted(|it| {
        it.id_token_header = Box::new(|it| {
            it.as_object_mut().unwrap().remove("kid");
        });
    })
    .await;
}

#[tokio::test]
async fn an_unknown_key_makes_it_ask_again() {
    let mut world = World::start().await;
    world.sign_in().await;
    assert_eq!(world.logto.times("/oidc/jwks"), 1);
    world
        .logto
        .lie(|it| (it.signing, it.published) = (Key::Next, vec![Key::Next, Key::Current]));
    world.sign_in().await;
    world.sign_in().await;
    assert_eq!(world.logto.times("/oidc/jwks"), 2);
}

#[tokio::test]
async fn a_key_rotated_during_a_sign_in_is_found() {
    let mut world = World::start().await;
    let answer = world.answer().await;
    world
        .logto
        .lie(|it| (it.signing, it.published) = (Key::Next, vec![Key::Next]));
    let _ = world.browser.get(&answer.path()).await;
    assert!(world.browser.is_signed_in().await);
}

#[tokio::test]
async fn unknown_keys_do_not_make_a_storm() {
    let mut world = World::start().await;
    world.logto.lie(|it| it.signing = Key::Next);
    for _ in 0..10 {
        world
            .assert_refused("signed with a key that Logto does not publish")
            .await;
    }
    assert_eq!(world.logto.times("/oidc/jwks"), 1 + 3);
    // After a minute it may ask again.
    world.clock.advance(61);
    world
        .assert_refused("signed with a key that Logto does not publish")
        .await;
    assert_eq!(world.logto.times("/oidc/jwks"), 1 + 4);
}

#[tokio::test]
async fn a_withdrawn_key_is_forgotten() {
    let mut world = World::start().await;
    world.sign_in().await;
    world.logto.lie(|it| it.published = vec![Key::Next]);
    world.clock.advance(601);
    let page = world.try_to_sign_in().await;
    page.assert_failed("signed with a key that Logto does not publish");
}
