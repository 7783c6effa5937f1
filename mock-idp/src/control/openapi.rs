//! `/api/openapi.json`: what the control API can do, made from its types and handlers.

use axum::{Json, Router, routing::get};
use serde_json::Value;
use utoipa::{
    OpenApi,
    openapi::{Ref, RefOr, Schema},
};

use super::{
    Tenants, clock, har, inbox, journal, keys, refusal, sessions, state, status, tampers, tenants,
    tokens,
};
use crate::base::tamper::{Plan, Tamper};

/// The description as utoipa derives it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "mock-idp control API",
        description = "Tenants of an offline Logto with Hugging Face: what they know, saw and issued, what time it is \
            for them, and what they do wrong on purpose. For programs on the same machine: it lets anyone do anything."
    ),
    paths(
        status::show,
        tenants::list,
        tenants::create,
        tenants::show,
        tenants::end,
        state::export,
        state::import,
        state::reset,
        journal::list,
        journal::clear,
        har::export,
        clock::show,
        clock::change,
        inbox::list,
        inbox::clear,
        tampers::list,
        tampers::arm,
        tampers::clear,
        tampers::disarm,
        keys::rotate,
        sessions::create,
        tokens::create,
    ),
    components(schemas(refusal::Refusal))
)]
struct Described;

/// Where seeds are described: by the generator that editors' schemas come from.
pub(super) fn seed() -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name("Seed"))
}

/// Where changes are described: by the same generator.
pub(super) struct TamperBody;

impl utoipa::PartialSchema for TamperBody {
    fn schema() -> RefOr<Schema> {
        RefOr::Ref(Ref::from_schema_name("TamperPlan"))
    }
}

impl utoipa::ToSchema for TamperBody {}

/// Where armed changes are described: by the same generator.
pub(super) struct TamperList;

impl utoipa::PartialSchema for TamperList {
    fn schema() -> RefOr<Schema> {
        let tamper = Ref::from_schema_name("Tamper");
        RefOr::T(Schema::Array(tamper.to_array_builder().build()))
    }
}

impl utoipa::ToSchema for TamperList {}

/// The `OpenAPI` 3.1 description of the control API.
pub fn description() -> Value {
    // A description that was derived is JSON.
    let mut described = serde_json::to_value(Described::openapi()).unwrap_or_default();
    if let Some(info) = described["info"].as_object_mut() {
        for unknown in ["license", "contact"] {
            info.shift_remove(unknown);
        }
    }
    name_operations(&mut described["paths"]);
    let schemas = &mut described["components"]["schemas"];
    for (name, schema) in of_seeds() {
        schemas[name] = schema;
    }
    described
}

/// Operations are named after their tag and function: functions of different files share names.
fn name_operations(paths: &mut Value) {
    let paths = paths.as_object_mut().into_iter().flatten();
    let operations = paths.flat_map(|(_, path)| path.as_object_mut().into_iter().flatten());
    for (_, operation) in operations {
        let part = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let name = format!(
            "{}_{}",
            part(&operation["tags"][0]),
            part(&operation["operationId"])
        );
        operation["operationId"] = name.into();
    }
}

/// The schemas of seeds and tampers, by name.
fn of_seeds() -> Vec<(String, Value)> {
    let mut settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    generator.subschema_for::<crate::seed::file::SeedFile>();
    generator.subschema_for::<Plan>();
    generator.subschema_for::<Tamper>();
    generator.take_definitions(true).into_iter().collect()
}

pub(super) fn routes() -> Router<Tenants> {
    Router::new().route("/api/openapi.json", get(|| async { Json(description()) }))
}
