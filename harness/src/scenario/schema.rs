//! JSON Schemas of the files, for editors (`yaml-language-server` reads draft 07).

use schemars::{JsonSchema, generate::SchemaSettings};

use super::{FragmentFile, ProfileFile, ScenarioFile};

/// Every schema with its file name below `scenarios/schema/`, as text with a newline at the end.
pub fn schemas() -> Vec<(&'static str, String)> {
    vec![
        ("scenario.json", schema::<ScenarioFile>()),
        ("fragment.json", schema::<FragmentFile>()),
        ("app.json", schema::<ProfileFile>()),
    ]
}

fn schema<T: JsonSchema>() -> String {
    let schema = SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
