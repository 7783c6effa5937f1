//! Finding applications: `GET /applications`.

use serde_json::{Value, json};

use super::{
    super::{
        entity,
        pagination::optional_pages,
        route::{Routes, Visit},
        search::{Field, Search},
    },
    read,
};
use crate::{
    logto::{ApiError, model::Application},
    oidc::exchange::Reply,
};

const FIELDS: &[Field] = &[
    ("id", "id"),
    ("name", "name"),
    ("description", "description"),
];

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/applications", list);
}

/// Newest first; all of them where no page is asked for.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let request = &visit.call.request;
    let types: Vec<&str> = request.query.all("types").collect();
    if let Some(unknown) = types.iter().find(|kind| !read::TYPES.contains(kind)) {
        return Err(unknown_type(unknown));
    }
    let third_party = visit.query("isThirdParty");
    if let Some(unknown) = third_party.filter(|text| !matches!(*text, "true" | "false")) {
        return Err(unknown_flag(unknown));
    }
    let role = visit.query("excludeRoleId");
    if role.and(visit.query("excludeOrganizationId")).is_some() {
        let details = "Parameter `excludeRoleId` and `excludeOrganizationId` cannot be used at the same time.";
        return Err(entity::invalid_input(details));
    }
    let search = Search::of(request, FIELDS)?;
    let third_party = third_party.map(|text| text == "true");
    let organization = visit
        .query("excludeOrganizationId")
        .and_then(|id| visit.state.data.organizations.get(id));
    let is_wanted = |app: &&Application| {
        let kind = serde_json::to_value(app.r#type).unwrap_or_default();
        let kind = kind.as_str().unwrap_or_default();
        (types.is_empty() || types.contains(&kind))
            && third_party.is_none_or(|wanted| app.is_third_party == wanted)
            && role.is_none_or(|role| !app.role_ids.iter().any(|id| id == role))
            && organization.is_none_or(|o| !o.applications.iter().any(|(id, _)| *id == app.id))
            && search.accepts(FIELDS, |field| match field {
                "id" => Some(&app.id),
                "name" => Some(&app.name),
                _ => app.description.as_deref(),
            })
    };
    let apps = visit.state.data.applications.iter().rev();
    let apps: Vec<&Application> = apps.filter(is_wanted).collect();
    optional_pages(request, apps, entity::json)
}

/// `types` is a list or one: Zod tells of both.
fn unknown_type(text: &str) -> ApiError {
    let options: Vec<String> = read::TYPES.iter().map(|t| format!("'{t}'")).collect();
    let message = format!(
        "Invalid enum value. Expected {}, received '{text}'",
        options.join(" | ")
    );
    let list = json!({
        "code": "invalid_type", "expected": "array", "received": "string", "path": ["types"],
        "message": "Expected array, received string",
    });
    let one = json!({
        "received": text, "code": "invalid_enum_value", "options": read::TYPES, "path": ["types"],
        "message": message,
    });
    no_alternative("types", [list, one])
}

/// `isThirdParty` is one of two texts, not a flag: Zod tells of both.
fn unknown_flag(text: &str) -> ApiError {
    let literal = |expected: &str| {
        json!({
            "received": text, "code": "invalid_literal", "expected": expected, "path": ["isThirdParty"],
            "message": format!("Invalid literal value, expected \"{expected}\""),
        })
    };
    no_alternative("isThirdParty", ["true", "false"].map(literal))
}

/// 400: a parameter fits none of two shapes.
fn no_alternative(parameter: &str, issues: [Value; 2]) -> ApiError {
    let error = |issue: Value| json!({"issues": [issue], "name": "ZodError"});
    let data = error(json!({
        "code": "invalid_union", "unionErrors": issues.map(error), "path": [parameter],
        "message": "Invalid input",
    }));
    ApiError::bad_request("guard.invalid_input")
        .with("type", "query")
        .with_data(data)
        .with_details(format!(
            "Error in key path \"{parameter}\": (invalid_union) Invalid input"
        ))
}
