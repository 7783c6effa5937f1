//! Rotated keys as relying parties see them.

use axum::body::Body;
use http::Request;

use super::kit::Kit;
use crate::base::{ids::Ids, keys::SigningKey};

#[tokio::test]
async fn after_a_rotation_to_rsa() {
    let kit = Kit::new();
    let code = kit.code("web", "bob", "openid", &[]);
    let before = kit.redeem("web", &code, &[]).await.text("id_token");
    let key = SigningKey::rs256("next", 2_048, &mut Ids::seeded(2).split(), kit.app.now()).unwrap();
    let now = kit.app.now();
    kit.app.state().keys.rotate(key, 0, now).unwrap();

    let get = |path: &str| {
        kit.send(
            Request::get(format!("/oidc{path}"))
                .body(Body::empty())
                .unwrap(),
        )
    };
    let discovery = get("/.well-known/openid-configuration").await;
    assert_eq!(
        discovery.body["id_token_signing_alg_values_supported"],
        serde_json::json!(["PS256", "RS256", "ES384"])
    );
    let jwks = get("/jwks").await;
    let kinds: Vec<_> = jwks.body["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["kty"].clone())
        .collect();
    assert_eq!(kinds, ["RSA", "EC"]);

    let code = kit.code("web", "bob", "openid", &[]);
    let after = kit.redeem("web", &code, &[]).await.text("id_token");
    let state = kit.app.state();
    let alg =
        |token: &str| crate::base::jws::verify(token, &state.keys).unwrap().header["alg"].clone();
    assert_eq!(
        (alg(&before), alg(&after)),
        ("ES384".into(), "RS256".into())
    );
}
