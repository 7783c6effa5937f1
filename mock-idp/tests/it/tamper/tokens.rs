//! Tokens: claims, header, every fault of the signature, the rotation before signing.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::Jwk};
use serde_json::{Value, json};

use super::party::{APP, Party, opened};

#[tokio::test]
async fn without_tampering_the_token_is_accepted_and_nothing_is_marked() {
    let mut party = Party::start("{}").await;
    let token = party.id_token().await;
    assert_eq!(party.verify(&token).await.unwrap().claims["nonce"], "n0nce");
    assert!(party.marks().is_empty());
}

#[tokio::test]
async fn claims_are_changed_and_signed() {
    let mut party = Party::start(
        "{ id-token: { nonce: { append: '1' }, aud: { retype: list }, sid: { remove: true }, exp: { add: 60 } } }",
    )
    .await;
    let token = party.id_token().await;
    // The signature is right: only a check of the nonce finds it.
    let read = party.verify(&token).await.unwrap().claims;
    assert_eq!(
        (&read["nonce"], &read["aud"]),
        (&json!("n0nce1"), &json!(["web"]))
    );
    let marks = party.marks();
    assert_eq!(
        marks[0],
        r#"token: id-token nonce append "n0nce" -> "n0nce1""#
    );
    assert_eq!(marks[1], r#"token: id-token aud retype "web" -> ["web"]"#);
    let entry = party.entry("token");
    let issued = entry
        .issued
        .iter()
        .find(|issued| issued.kind == "id-token")
        .unwrap();
    assert_eq!(issued.value, token);
    assert_eq!(issued.claims.as_ref().unwrap()["nonce"], "n0nce1");
}

#[tokio::test]
async fn a_claim_can_come_twice() {
    let mut party = Party::start("{ id-token: { nonce: { duplicate: other } } }").await;
    let token = party.id_token().await;
    let claims = URL_SAFE_NO_PAD
        .decode(token.split('.').nth(1).unwrap())
        .unwrap();
    let claims = String::from_utf8(claims).unwrap();
    assert!(
        claims.contains(r#""nonce":"n0nce","nonce":"other","#),
        "{claims}"
    );
}

#[tokio::test]
async fn the_header_is_changed_last() {
    let mut party =
        Party::start("{ id-token: { header: { kid: { remove: true }, typ: { set: JWT } } } }")
            .await;
    let token = party.id_token().await;
    assert_eq!(opened(&token).0, json!({"alg": "ES384", "typ": "JWT"}));
    assert_eq!(
        party.marks()[1],
        r#"token: id-token header.typ set - -> "JWT""#
    );
}

/// The token under a fault, and the party that got it.
async fn faulty(fault: &str) -> (Party, String, Value) {
    let mut party = Party::start(&format!("{{ id-token: {{ signature: {fault} }} }}")).await;
    let token = party.id_token().await;
    assert!(party.verify(&token).await.is_none(), "{fault} was accepted");
    let marks = party.marks();
    assert!(
        marks
            .iter()
            .any(|mark| mark.contains(&format!("id-token signature {fault} -"))),
        "{marks:?}"
    );
    let header = opened(&token).0;
    (party, token, header)
}

/// Whether a key verifies the token, whatever else is wrong with it.
fn signed_by(token: &str, key: &DecodingKey, algorithm: Algorithm) -> bool {
    let mut validation = Validation::new(algorithm);
    validation.validate_aud = false;
    jsonwebtoken::decode::<Value>(token, key, &validation).is_ok()
}

fn key(jwk: &Value) -> DecodingKey {
    let jwk: Jwk = serde_json::from_value(jwk.clone()).unwrap();
    DecodingKey::from_jwk(&jwk).unwrap()
}

#[tokio::test]
async fn no_signature_at_all() {
    let (_, token, header) = faulty("none").await;
    assert_eq!(header["alg"], "none");
    assert!(token.ends_with('.'));
    let (_, token, header) = faulty("empty").await;
    assert_eq!(header["alg"], "ES384");
    assert!(token.ends_with('.'));
}

#[tokio::test]
async fn a_flipped_signature_is_the_right_one_in_disguise() {
    let (party, token, _) = faulty("flipped").await;
    let (input, signature) = token.rsplit_once('.').unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let back: Vec<u8> = bytes.iter().map(|byte| byte ^ 0x5A).collect();
    let mended = format!("{input}.{}", URL_SAFE_NO_PAD.encode(back));
    assert!(party.verify(&mended).await.is_some());
}

#[tokio::test]
async fn another_key_under_the_same_kid() {
    let (party, token, header) = faulty("other-key").await;
    let jwks = party.get(&party.logto("/oidc/jwks")).await.json();
    assert_eq!(header["kid"], jwks["keys"][0]["kid"]);
    let foreign = party
        .get(&format!("{}/foreign/jwks.json", party.mock.control_url()))
        .await;
    assert!(signed_by(
        &token,
        &key(&foreign.json()["keys"][0]),
        Algorithm::ES384
    ));
}

#[tokio::test]
async fn hs256_with_the_public_key_as_secret() {
    let (party, token, header) = faulty("hs256-with-public-key").await;
    assert_eq!(header["alg"], "HS256");
    // The PEM of the published key, put together from the JWKS: the DER prefix of P-384 keys (RFC 5480),
    // then the point.
    let jwks = party.get(&party.logto("/oidc/jwks")).await.json();
    let coordinate = |name: &str| {
        let text = jwks["keys"][0][name].as_str().unwrap().to_owned();
        URL_SAFE_NO_PAD.decode(text).unwrap()
    };
    let mut der = vec![
        0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05,
        0x2b, 0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00, 0x04,
    ];
    der.extend(coordinate("x"));
    der.extend(coordinate("y"));
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        lines.join("\n")
    );
    assert!(signed_by(
        &token,
        &DecodingKey::from_secret(pem.as_bytes()),
        Algorithm::HS256
    ));
}

#[tokio::test]
async fn a_foreign_key_that_the_header_brings_or_names() {
    let (_, token, header) = faulty("foreign-jwk").await;
    assert!(signed_by(&token, &key(&header["jwk"]), Algorithm::ES384));
    assert_eq!(header["kid"], header["jwk"]["kid"]);

    let (party, token, header) = faulty("foreign-jku").await;
    let fetched = party.get(header["jku"].as_str().unwrap()).await;
    assert_eq!(fetched.header("content-type"), "application/jwk-set+json");
    let fetched = fetched.json();
    let mut keys = fetched["keys"].as_array().unwrap().iter();
    let named = keys.find(|key| key["kid"] == header["kid"]).unwrap();
    assert!(signed_by(&token, &key(named), Algorithm::ES384));

    let (party, token, header) = faulty("foreign-x5u").await;
    let fetched = party.get(header["x5u"].as_str().unwrap()).await;
    assert_eq!(fetched.header("content-type"), "application/x-pem-file");
    let base64: String = fetched
        .body
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let certificate = STANDARD.decode(base64).unwrap();
    let foreign = party
        .get(&format!("{}/foreign/jwks.json", party.mock.control_url()))
        .await;
    let jwk = foreign.json()["keys"][0].clone();
    let x = URL_SAFE_NO_PAD.decode(jwk["x"].as_str().unwrap()).unwrap();
    assert!(certificate.windows(x.len()).any(|bytes| bytes == x));
    assert!(signed_by(&token, &key(&jwk), Algorithm::ES384));
}

#[tokio::test]
async fn the_header_overrides_what_a_fault_wrote() {
    let mut party = Party::start(
        "{ id-token: { signature: foreign-jwk, header: { kid: { set: ../../etc/passwd } } } }",
    )
    .await;
    let token = party.id_token().await;
    let header = opened(&token).0;
    assert_eq!(header["kid"], "../../etc/passwd");
    assert!(signed_by(&token, &key(&header["jwk"]), Algorithm::ES384));
}

#[tokio::test]
async fn the_key_is_rotated_just_before_signing() {
    let mut party =
        Party::start("{ id-token: { rotate-key: true, when: { nth: 2, times: 1 } } }").await;
    let jwks = party.logto("/oidc/jwks");
    let first = party.id_token().await;
    let before = party.get(&jwks).await.json();
    party.other_browser();
    let second = party.id_token().await;
    let after = party.get(&jwks).await.json();
    let kid = |token: &str| opened(token).0["kid"].clone();
    assert_eq!(before["keys"].as_array().map(Vec::len), Some(1));
    assert_eq!(kid(&first), before["keys"][0]["kid"]);
    assert_eq!(kid(&second), after["keys"][0]["kid"]);
    assert_eq!(after["keys"][1], before["keys"][0]);
    assert!(party.verify(&second).await.is_some());
    party.other_browser();
    assert_eq!(kid(&party.id_token().await), kid(&second));
    assert!(party.marks()[0].starts_with("token: id-token key rotate-key "));
}

#[tokio::test]
async fn a_jwt_access_token() {
    let mut party = Party::start(
        "{ access-token: { aud: { set: https://evil.example }, scope: { remove: true } } }",
    )
    .await;
    let api = ("resource", "https://api.example");
    let arrival = party.sign_in(&[api, ("scope", "openid read")]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &*arrival.get("code")),
        ("redirect_uri", &format!("{APP}/callback")),
        api,
    ];
    let url = party.logto("/oidc/token");
    let answer = party.post(&url, "web", &fields).await.json();
    let claims = opened(answer["access_token"].as_str().unwrap()).1;
    assert_eq!(claims["aud"], "https://evil.example");
    assert_eq!(
        party.marks()[0],
        r#"token: access-token aud set "https://api.example" -> "https://evil.example""#
    );
}

#[tokio::test]
async fn a_logout_token() {
    let mut party = Party::start(
        "{ logout-token: { nonce: { set: x }, 'events[\"http://schemas.openid.net/event/backchannel-logout\"]': { remove: true },
           header: { typ: { set: JWT } }, signature: other-key } }",
    )
    .await;
    let token = party.id_token().await;
    party.sign_out(&token).await;
    let entry = party.entry("end-session-confirm");
    let sent = &entry
        .issued
        .iter()
        .find(|issued| issued.kind == "logout-token")
        .unwrap()
        .value;
    let (header, claims) = opened(sent);
    assert_eq!(header["typ"], "JWT");
    assert_eq!(
        (&claims["nonce"], &claims["events"]),
        (&json!("x"), &json!({}))
    );
    assert_eq!(entry.tampered.len(), 4);
    assert!(party.verify(sent).await.is_none());
}
