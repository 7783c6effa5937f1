//! All that a tenant knows: out, in, and back to the seed.

use serde_json::{Value, json};

use super::kit::{World, refusal};

/// A seed with something of everything.
const RICH: &str = "
applications:
  web: { type: Traditional, redirectUris: ['http://localhost:3000/callback'], customData: { a: 1 } }
  third: { type: Traditional, secret: s, isThirdParty: true, userScopes: [profile] }
  machine: { type: MachineToMachine, secret: m, roles: [worker] }
users:
  alice: { password: wonderland-42, primaryEmail: alice@example.com, roles: [reader],
           identities: { huggingface: { userId: '62f264b9f3c90f4b6514a269' } } }
connectors:
  hf: { clientId: hf-client, clientSecret: hf-secret }
resources:
  https://api.example.com: { scopes: { 'read:books': Read } }
roles:
  reader: { scopes: { https://api.example.com: ['read:books'] } }
  worker: { type: MachineToMachine, scopes: { https://api.example.com: ['read:books'] } }
organizationRoles:
  editor: { scopes: [edit] }
organizations:
  acme: { members: { alice: [editor] } }
signInExperience: { signIn: email-code, hideLogtoBranding: true }
huggingface:
  apps: { hf-client: { secret: hf-secret } }
  users: { alice-hf: { email: alice@example.com, orgs: [{ name: acme }] } }
";

#[tokio::test]
async fn what_is_exported_makes_an_equal_tenant() {
    let world = World::of(RICH).await;
    let exported = world.client.export_state().await.unwrap();
    assert_eq!(exported["applications"]["machine"]["secret"], "m");
    assert_eq!(exported["users"]["alice"]["password"], "wonderland-42");
    assert_eq!(
        exported["organizations"]["acme"]["members"][0]["userId"],
        "alice"
    );

    let other = World::start().await;
    other.client.import_state(&exported).await.unwrap();
    assert_eq!(other.client.export_state().await.unwrap(), exported);
    // Not only on paper: the machine of the other tenant works here.
    let url = format!("{}/oidc/token", other.idp.logto_url());
    let form = "grant_type=client_credentials&client_id=machine&client_secret=m\
                &resource=https%3A%2F%2Fapi.example.com&scope=read%3Abooks";
    let request = other.http.post(url).body(form);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer: Value =
        serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(answer["scope"], "read:books", "{answer}");
}

#[tokio::test]
async fn a_reset_brings_back_the_seed_with_its_secrets() {
    let world = World::of(RICH).await;
    let before = world.client.export_state().await.unwrap();
    let tampered = "id-token: { nonce: { append: x } }".parse().unwrap();
    world.client.arm(&tampered).await.unwrap();
    world.idp.advance(std::time::Duration::from_hours(1));
    let seed = json!({"users": {"zoe": {"primaryEmail": "zoe@example.com"}}});
    world.client.import_state(&seed).await.unwrap();
    let changed = world.client.export_state().await.unwrap();
    assert!(changed["users"]["zoe"].is_object() && changed["users"]["alice"].is_null());

    world.client.reset_state().await.unwrap();
    assert_eq!(world.client.export_state().await.unwrap(), before);
    assert!(world.client.tampers().await.unwrap().is_empty());
    assert_eq!(world.client.clock().await.unwrap().offset_millis, 0);
}

#[tokio::test]
async fn what_cannot_be_imported_changes_nothing() {
    let world = World::start().await;
    let before = world.client.export_state().await.unwrap();
    let mut misspelt = before.clone();
    misspelt["users"]["alice"]["pasword"] = "x".into();
    let mut newer = before.clone();
    newer["version"] = 7.into();
    for (document, code) in [
        (misspelt, "invalid_body"),
        (newer, "invalid_state"),
        (json!({"user": {}}), "invalid_seed"),
        (json!({"users": {"a": {"roles": ["none"]}}}), "invalid_seed"),
    ] {
        let refused = refusal(world.client.import_state(&document).await);
        assert_eq!(refused.code, code, "{refused}");
    }
    assert_eq!(world.client.export_state().await.unwrap(), before);
}
