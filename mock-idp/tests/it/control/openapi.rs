//! The description of the API.

use std::collections::BTreeSet;

use http::Method;
use serde_json::Value;

use super::kit::World;

#[tokio::test]
async fn every_described_operation_is_there_and_names_nothing_unknown() {
    let world = World::start().await;
    let described = world.client.openapi().await.unwrap();
    let schemas = described["components"]["schemas"].as_object().unwrap();
    let mut named = BTreeSet::new();
    references(&described, &mut named);
    for name in &named {
        assert!(
            schemas.contains_key(name),
            "{name} is named and not described"
        );
    }
    let mut ids = BTreeSet::new();
    for (path, operations) in described["paths"].as_object().unwrap() {
        let path = path.replace("{tenant}", "nowhere").replace("{id}", "1");
        for (method, operation) in operations.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} names two operations");
            let method: Method = method.to_uppercase().parse().unwrap();
            if !path.contains("nowhere") {
                continue;
            }
            let answer = world.raw(method.clone(), &path, &[], "{}").await;
            // The tenant is not there, the route is.
            assert_eq!(answer.json()["code"], "unknown_tenant", "{method} {path}");
        }
    }
}

fn references(value: &Value, named: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value.as_str() {
                    Some(target) if name == "$ref" => {
                        let target = target.strip_prefix("#/components/schemas/");
                        named.insert(target.expect("a schema of this document").to_owned());
                    }
                    _ => references(value, named),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, named)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_committed_description_is_the_present_one() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_mock-idp"))
        .args(["schema", "control"])
        .output()
        .unwrap();
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../scenarios/schema/control.json"
    );
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == String::from_utf8(output.stdout).unwrap(),
        "out of date: mock-idp schema control > scenarios/schema/control.json"
    );
}
