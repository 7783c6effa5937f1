//! Tokens without a flow.

use mock_idp::{
    base::jws,
    control::{
        keys::Rotation,
        tokens::{TokenRequest, TokenSet},
    },
};
use serde_json::{Map, Value, json};

use super::kit::{World, refusal};

const API: &str = "
applications:
  web: { type: Traditional, secret: s, redirectUris: ['http://localhost:3000/callback'] }
  machine: { type: MachineToMachine, secret: m, roles: [worker] }
users:
  alice: { primaryEmail: alice@example.com, name: Alice, roles: [reader] }
resources:
  https://api.example.com: { scopes: { 'read:books': Read, 'write:books': Write } }
roles:
  reader: { scopes: { https://api.example.com: ['read:books'] } }
  worker: { type: MachineToMachine, scopes: { https://api.example.com: ['write:books'] } }
organizationRoles:
  editor: { scopes: [edit] }
organizations:
  acme: { members: { alice: [editor] } }
";

/// Tokens of the built-in user.
pub(super) fn of_alice() -> TokenRequest {
    TokenRequest {
        user: Some("alice".into()),
        client: Some("bookstore".into()),
        ..TokenRequest::default()
    }
}

fn web() -> TokenRequest {
    TokenRequest {
        client: Some("web".into()),
        ..of_alice()
    }
}

fn claims(world: &World, token: &str) -> Map<String, Value> {
    let state = world.idp.logto().state();
    jws::verify(token, &state.keys).unwrap().claims
}

#[tokio::test]
async fn a_user_has_what_a_flow_comes_to() {
    let world = World::start().await;
    let set = world.client.issue_tokens(&of_alice()).await.unwrap();
    let id_token = claims(&world, set.id_token.as_deref().unwrap());
    assert_eq!(
        (&id_token["sub"], &id_token["aud"]),
        (&"alice".into(), &"bookstore".into())
    );
    assert_eq!(id_token["email"], "alice@example.com");
    assert_eq!(set.token_type, "Bearer");

    // The refresh token is good for more.
    let url = format!("{}/oidc/token", world.idp.logto_url());
    let form = format!(
        "grant_type=refresh_token&refresh_token={}",
        set.refresh_token.unwrap()
    );
    let request = world
        .http
        .post(url)
        .basic_auth("bookstore", Some("bookstore-secret"))
        .body(form);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let text = request.send().await.unwrap().text().await.unwrap();
    let again: TokenSet = serde_json::from_str(&text).unwrap();
    assert!(again.id_token.is_some(), "{text}");
}

#[tokio::test]
async fn for_an_api_an_organization_and_a_machine() {
    let world = World::of(API).await;
    let api = TokenRequest {
        resource: Some("https://api.example.com".into()),
        ..web()
    };
    let set = world.client.issue_tokens(&api).await.unwrap();
    let said = claims(&world, &set.access_token);
    assert_eq!(
        (&said["aud"], &said["scope"]),
        (&"https://api.example.com".into(), &"read:books".into())
    );
    let organization = TokenRequest {
        organization: Some("acme".into()),
        ..web()
    };
    let set = world.client.issue_tokens(&organization).await.unwrap();
    let said = claims(&world, &set.access_token);
    assert_eq!(
        (&said["aud"], &said["scope"]),
        (&"urn:logto:organization:acme".into(), &"edit".into())
    );
    let machine = TokenRequest {
        user: None,
        client: Some("machine".into()),
        scope: Some("write:books".into()),
        ..api.clone()
    };
    let set = world.client.issue_tokens(&machine).await.unwrap();
    let said = claims(&world, &set.access_token);
    assert_eq!(
        (&said["sub"], &said["scope"]),
        (&"machine".into(), &"write:books".into())
    );
    assert!(set.id_token.is_none());

    for (request, code) in [
        (
            TokenRequest {
                client: Some("machine".into()),
                ..web()
            },
            "unauthorized_client",
        ),
        (
            TokenRequest {
                user: None,
                ..web()
            },
            "unauthorized_client",
        ),
        (
            TokenRequest {
                client: Some("wbe".into()),
                ..web()
            },
            "unknown_application",
        ),
        (
            TokenRequest {
                resource: Some("https://other.example".into()),
                ..web()
            },
            "invalid_target",
        ),
        (
            TokenRequest {
                organization: Some("none".into()),
                ..web()
            },
            "access_denied",
        ),
        (TokenRequest::default(), "invalid_body"),
    ] {
        let refused = refusal(world.client.issue_tokens(&request).await);
        assert_eq!(refused.code, code, "{refused}");
        assert!(!refused.help.is_empty(), "{refused}");
    }
}

#[tokio::test]
async fn a_token_says_anything() {
    let world = World::of(API).await;
    let object = |value: Value| value.as_object().cloned();
    let request = TokenRequest {
        user: Some("alice".into()),
        resource: Some("https://api.example.com".into()),
        claims: object(json!({"roles": ["admin"], "exp": 1, "jti": null})),
        header: object(json!({"typ": "JWT", "crit": ["x"]})),
        ..TokenRequest::default()
    };
    let set = world.client.issue_tokens(&request).await.unwrap();
    let said = claims(&world, &set.access_token);
    assert_eq!(
        (&said["roles"], &said["exp"]),
        (&json!(["admin"]), &json!(1))
    );
    assert_eq!(
        (&said["sub"], &said["aud"]),
        (&"alice".into(), &"https://api.example.com".into())
    );
    assert!(!said.contains_key("jti"));
    let header = jws::decode(&set.access_token).unwrap().header;
    assert_eq!(
        (&header["typ"], &header["crit"]),
        (&"JWT".into(), &json!(["x"]))
    );
}

#[tokio::test]
async fn a_rotated_key_signs_what_is_issued_next() {
    let world = World::start().await;
    let before = world.client.issue_tokens(&of_alice()).await.unwrap();
    let keys = world
        .client
        .rotate_keys(&Rotation::default())
        .await
        .unwrap();
    let parts: Vec<&str> = keys.iter().map(|key| key.status.as_str()).collect();
    assert_eq!(parts, ["Current", "Previous"]);
    let after = world.client.issue_tokens(&of_alice()).await.unwrap();
    let kid = |set: &TokenSet| {
        let draft = jws::decode(set.id_token.as_deref().unwrap()).unwrap();
        draft.header["kid"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        (kid(&after), kid(&before)),
        (keys[0].kid.clone(), keys[1].kid.clone())
    );
}
