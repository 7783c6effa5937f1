use serde_json::json;

use super::*;
use crate::base::{clock::Moment, ids::Ids, jws, keys::Keys, tamper::Change};

const ORIGIN: &str = "http://localhost:3002";

fn forged(keys: &Keys, changes: &[Value]) -> Forged {
    let claims = json!({"sub": "alice", "nonce": "n", "exp": 1_000});
    let draft = Draft::new(keys.current(), None, claims.as_object().cloned().unwrap());
    let due: Vec<Due> = (changes.iter().zip(1..))
        .map(|(change, id)| Due {
            id,
            change: serde_json::from_value::<Change>(change.clone()).unwrap(),
        })
        .collect();
    forge(Artefact::IdToken, draft, keys.current(), &due, ORIGIN).unwrap()
}

fn ec() -> Keys {
    Keys::generate("a", Moment(0)).unwrap()
}

fn rsa() -> Keys {
    Keys::new(SigningKey::rs256("a", 2_048, &mut Ids::seeded(1).split(), Moment(0)).unwrap())
}

#[test]
fn claims_and_header_are_changed_and_the_signature_is_right() {
    let keys = ec();
    let forged = forged(
        &keys,
        &[
            json!({"nonce": {"append": "1"}}),
            json!({"exp": {"add": -360}, "header": {"typ": {"set": "JWT"}}, "missing": {"remove": true}}),
        ],
    );
    let read = jws::verify(&forged.token, &keys).unwrap();
    assert_eq!(
        Value::Object(read.claims),
        json!({"sub": "alice", "nonce": "n1", "exp": 640})
    );
    assert_eq!(read.header["typ"], "JWT");
    let marks: Vec<_> = (forged.tampered.iter())
        .map(|mark| (mark.id, mark.field.as_str(), mark.operation.as_str()))
        .collect();
    assert_eq!(
        marks,
        [
            (1, "nonce", "append"),
            (2, "exp", "add"),
            (2, "header.typ", "set")
        ]
    );
}

/// Fault → the header, and what a careful reader makes of the token.
#[test]
fn every_fault_of_the_signature() {
    for keys in [ec(), rsa()] {
        let key = keys.current();
        let foreign = &Foreign::of(key.algorithm).unwrap().key;
        let (alg, kid) = (key.algorithm.name(), key.kid.as_str());
        for (fault, header, why) in [
            (
                "none",
                json!({"alg": "none", "kid": kid}),
                jws::Invalid::UnknownKey,
            ),
            (
                "empty",
                json!({"alg": alg, "kid": kid}),
                jws::Invalid::Signature,
            ),
            (
                "flipped",
                json!({"alg": alg, "kid": kid}),
                jws::Invalid::Signature,
            ),
            (
                "other-key",
                json!({"alg": alg, "kid": kid}),
                jws::Invalid::Signature,
            ),
            (
                "hs256-with-public-key",
                json!({"alg": "HS256", "kid": kid}),
                jws::Invalid::UnknownKey,
            ),
            (
                "foreign-jwk",
                json!({"alg": alg, "kid": foreign.kid, "jwk": foreign.jwk()}),
                jws::Invalid::UnknownKey,
            ),
            (
                "foreign-jku",
                json!({"alg": alg, "kid": foreign.kid, "jku": format!("{ORIGIN}/foreign/jwks.json")}),
                jws::Invalid::UnknownKey,
            ),
            (
                "foreign-x5u",
                json!({"alg": alg, "kid": foreign.kid, "x5u": format!("{ORIGIN}/foreign/{}.pem", alg.to_lowercase())}),
                jws::Invalid::UnknownKey,
            ),
        ] {
            let forged = forged(&keys, &[json!({"signature": fault})]);
            assert_eq!(
                Value::Object(jws::decode(&forged.token).unwrap().header),
                header,
                "{fault}"
            );
            assert_eq!(jws::verify(&forged.token, &keys), Err(why), "{fault}");
            assert_eq!(forged.tampered.last().unwrap().field, "signature");
            let (input, signature) = forged.token.rsplit_once('.').unwrap();
            let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
            let is_foreign = foreign.verifies(input.as_bytes(), &signature);
            assert_eq!(
                is_foreign,
                fault.starts_with("foreign") || fault == "other-key",
                "{fault}"
            );
            let right: Vec<u8> = signature.iter().map(|byte| byte ^ FLIP).collect();
            assert_eq!(
                key.verifies(input.as_bytes(), &right),
                fault == "flipped",
                "{fault}"
            );
        }
    }
}

#[test]
fn the_secret_is_the_public_key_in_pem() {
    let keys = rsa();
    let forged = forged(&keys, &[json!({"signature": "hs256-with-public-key"})]);
    let pem = keys.current().public_pem().unwrap();
    assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\nMIIB"), "{pem}");
    assert!(pem.lines().all(|line| line.len() <= 64));
    let key = jsonwebtoken::DecodingKey::from_secret(pem.as_bytes());
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.validate_exp = false;
    assert!(jsonwebtoken::decode::<Value>(&forged.token, &key, &validation).is_ok());
}

#[test]
fn a_claim_that_comes_twice_is_one_claim_to_the_journal() {
    let forged = forged(&ec(), &[json!({"nonce": {"duplicate": "other"}})]);
    let claims = forged.token.split('.').nth(1).unwrap();
    let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    assert_eq!(
        claims,
        r#"{"sub":"alice","nonce":"n","nonce":"other","exp":1000}"#
    );
    assert_eq!(
        Value::Object(forged.claims),
        json!({"sub": "alice", "nonce": "n", "exp": 1_000})
    );
}
