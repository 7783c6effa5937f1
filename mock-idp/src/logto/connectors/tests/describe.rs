use serde_json::{Value, json};

use super::provider::{connector, object};
use crate::logto::connectors::{FACTORIES, connector_to_api, factory, factory_to_api};

/// Pictures and notes are long and tell nothing.
fn short(mut value: Value) -> Value {
    for name in ["logo", "readme"] {
        assert!(value[name].is_string());
        value[name] = "…".into();
    }
    value
}

#[test]
fn factories_have_logtos_members() {
    let names = FACTORIES.iter().map(|factory| {
        let body = factory_to_api(factory);
        let names: Vec<_> = body.as_object().unwrap().keys().cloned().collect();
        format!("{}: {}", factory.id, names.join(" "))
    });
    insta::assert_snapshot!(names.collect::<Vec<_>>().join("\n"));
    let huggingface = factory("huggingface-universal").unwrap();
    insta::assert_json_snapshot!(short(factory_to_api(huggingface)));
}

#[test]
fn only_standards_take_metadata() {
    let mut own = connector("oauth2", json!({}));
    own.metadata = object(json!({ "target": "github", "name": { "en": "GitHub" } }));
    let shown = short(connector_to_api(&own));
    assert_eq!(
        (shown["target"].clone(), shown["id"].clone()),
        (json!("github"), json!("c1"))
    );
    own.connector_id = "huggingface-universal".to_owned();
    insta::assert_json_snapshot!(short(connector_to_api(&own)), { ".formItems" => "…" });
}
