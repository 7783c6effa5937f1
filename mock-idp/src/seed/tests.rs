//! Seeds in, data or mistakes out.

use super::Seed;
use crate::base::{clock::Moment, ids::Ids};

fn mistake(text: &str) -> String {
    Seed::from_yaml(text, "seed.yaml").map_or_else(|e| e.to_string(), |_| String::new())
}

#[test]
fn the_built_in_seed_is_sound() {
    let built = Seed::built_in()
        .build("http://localhost:3001", Moment(0), &mut Ids::seeded(1))
        .unwrap();
    assert_eq!(built.logto.users.len(), 2);
    assert!(built.logto.applications.contains("bookstore"));
    assert_eq!(
        built
            .logto
            .sign_in_experience
            .social_sign_in_connector_targets,
        ["huggingface"]
    );
    assert!(built.huggingface.users.contains_key("alice-hf"));
}

#[test]
fn an_empty_seed_is_a_fresh_tenant() {
    assert_eq!(mistake("{}"), "");
}

#[test]
fn an_unknown_member_is_told_with_its_place_and_the_nearest_name() {
    insta::assert_snapshot!(mistake(
        "applications:\n  shop:\n    type: SPA\n    redirectUri: [http://localhost/]\n"
    ));
}

#[test]
fn contradictions_are_told_with_their_place() {
    let mistakes = [
        "applications:\n  shop: { type: SPA, secret: x }\n",
        "applications:\n  cron: { type: MachineToMachine, redirectUris: [http://localhost/] }\n",
        "applications:\n  cron: { type: MachineToMachine, roles: [boss] }\n",
        "applications:\n  shop: { type: Traditional, redirectUris: [/callback] }\n",
        "users:\n  a: { primaryEmail: x@example.com }\n  b: { primaryEmail: X@example.com }\n",
        "users:\n  a: { username: same }\n  b: { username: same }\n",
        "connectors:\n  huggingface: { clientId: x, clientSecret: y }\nhuggingface:\n  apps: { z: { secret: y } }\n",
        "connectors:\n  huggingface: { clientId: x, clientSecret: y }\nhuggingface:\n  apps: { x: { secret: other } }\n",
        "connectors:\n  huggingface: { clientId: x }\n",
        "signInExperience: { signIn: magic }\n",
        "organizations:\n  acme: { members: { nobody: [] } }\n",
        "roles:\n  reader: { scopes: { https://api.example: [read] } }\n",
        "huggingface:\n  apps: { x: { scopes: [everything] } }\n",
        "applications: [\n",
    ]
    .map(mistake)
    .join("\n\n");
    insta::assert_snapshot!(mistakes);
}

#[test]
fn names_become_ids() {
    let text = "
resources:
  https://api.example: { scopes: { read: Read things, write: Write things } }
roles:
  reader: { scopes: { https://api.example: [read] } }
users:
  ann: { password: x, roles: [reader] }
organizationRoles:
  admin: { scopes: [invite], resourceScopes: { https://api.example: [write] } }
organizations:
  acme: { members: { ann: [admin] } }
signInExperience: { signIn: email-code }
";
    let built = Seed::from_yaml(text, "seed.yaml")
        .unwrap()
        .build("http://localhost:3001", Moment(0), &mut Ids::seeded(1))
        .unwrap();
    let role = built
        .logto
        .roles
        .iter()
        .find(|role| role.name == "reader")
        .unwrap();
    assert_eq!(
        built.logto.users.get("ann").unwrap().role_ids,
        std::slice::from_ref(&role.id)
    );
    let member = &built.logto.organizations.get("acme").unwrap().members[0];
    assert_eq!(member.role_ids.len(), 1);
    assert_eq!(built.logto.sign_in_experience.sign_up["verify"], true);
}
