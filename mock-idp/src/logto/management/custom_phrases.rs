//! `/custom-phrases`: a tenant's own texts of the sign-in experience, by language.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    entity,
    route::{Routes, Visit},
    sign_in_experience::is_language,
};
use crate::{
    logto::{
        ApiError,
        api::{
            guard::{self, Part},
            no_content,
        },
        phrases::{self, Language},
    },
    oidc::exchange::{Body, Reply},
};

/// Where they are kept among the tenant's other entities, by language.
const TABLE: &str = "custom-phrases";

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/custom-phrases", list);
    let path = "/custom-phrases/:languageTag";
    routes.get(path, show);
    routes.put(path, put);
    routes.delete(path, delete);
}

/// The language that the path names; 400 for what is none.
fn language(visit: &Visit<'_>) -> Result<String, ApiError> {
    let params = json!({"languageTag": visit.param("languageTag")});
    guard::read(Part::Params, &params, |m| {
        m.accepted("languageTag", is_language)
    })
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let kept = visit.state.data.others.get(TABLE).into_iter();
    let all: Vec<Value> = kept
        .flat_map(crate::logto::model::entities::Entities::iter)
        .cloned()
        .collect();
    Ok(Reply::json(all.into()))
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let language = language(visit)?;
    let kept = visit.state.data.others.get(TABLE);
    let found = kept.and_then(|kept| kept.get(&language));
    found
        .cloned()
        .map(Reply::json)
        .ok_or_else(entity::not_found)
}

/// 201, also in place of earlier ones. Empty texts are left out; 422 for keys that the experience has not.
fn put(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let language = language(visit)?;
    let said = visit.call.body(|m| m.itself())?;
    let translation = without_empty(&said);
    let known = phrases::experience(Language::ENGLISH, None);
    if !is_part(&translation, &known) {
        let code = "localization.invalid_translation_structure";
        return Err(ApiError::unprocessable(code));
    }
    let id = visit.state.ids.long();
    let kept = visit.data().others.entry(TABLE).or_default();
    let id = match kept.get(&language) {
        Some(before) => before["id"].clone(),
        None => id.into(),
    };
    let entry = json!({
        "tenantId": "default", "id": id, "languageTag": language, "translation": translation,
    });
    kept.insert(language, entry.clone());
    Ok(Reply::new(StatusCode::CREATED, Body::Json(entry)))
}

fn without_empty(said: &Map<String, Value>) -> Value {
    let clean = |(key, value): (&String, &Value)| {
        let value = value
            .as_object()
            .map_or_else(|| value.clone(), without_empty);
        let empty = value.as_str() == Some("") || value.as_object().is_some_and(Map::is_empty);
        (!empty).then(|| (key.clone(), value))
    };
    Value::Object(said.iter().filter_map(clean).collect())
}

/// Whether every text is where the experience has one.
fn is_part(said: &Value, known: &Value) -> bool {
    match (said, known) {
        (Value::Object(said), Value::Object(known)) => said
            .iter()
            .all(|(key, value)| known.get(key).is_some_and(|known| is_part(value, known))),
        (Value::String(_), Value::String(_)) => true,
        _ => false,
    }
}

/// 204; 409 for the language that people see where theirs is not there.
fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let language = language(visit)?;
    if visit.state.data.sign_in_experience.language_info["fallbackLanguage"] == language.as_str() {
        let code = "localization.cannot_delete_default_language";
        let error = ApiError::new(StatusCode::CONFLICT, code);
        return Err(error.with("languageTag", language));
    }
    let kept = visit.data().others.get_mut(TABLE);
    let removed = kept.and_then(|kept| kept.remove(&language));
    removed.ok_or_else(entity::not_found)?;
    Ok(no_content())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_must_be_where_the_experience_has_them() {
        let known = json!({"action": {"sign_in": "Sign in"}});
        for (said, good) in [
            (json!({}), true),
            (json!({"action": {"sign_in": "Enter"}}), true),
            (json!({"action": {"dance": "Dance"}}), false),
            (json!({"action": "Enter"}), false),
            (json!({"action": {"sign_in": {"deep": "er"}}}), false),
        ] {
            assert_eq!(is_part(&said, &known), good, "{said}");
        }
        let said = json!({"action": {"sign_in": ""}, "input": {"name": "Name"}});
        let Value::Object(said) = said else { return };
        assert_eq!(without_empty(&said), json!({"input": {"name": "Name"}}));
    }
}
