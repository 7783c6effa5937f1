//! Bodies of requests: forms and flat JSON become parameters.

use serde_json::Value;

use crate::oidc::{exchange::Content, params::Params};

/// The media type of a `Content-Type` header, in lower case, without parameters.
pub(super) fn media_type(header: &str) -> String {
    header
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// What a body holds. JSON that is none counts as no parameters.
pub(super) fn parse(content_type: Option<&str>, bytes: &[u8]) -> (Content, Params) {
    match content_type.map(media_type).as_deref() {
        Some("application/x-www-form-urlencoded") => (
            Content::Form,
            Params::decode(&String::from_utf8_lossy(bytes)),
        ),
        Some("application/json") => {
            let json: Option<Value> = serde_json::from_slice(bytes).ok();
            let params = json.as_ref().map(flat).unwrap_or_default();
            (Content::Json(json.map(Box::new)), params)
        }
        None if bytes.is_empty() => (Content::None, Params::default()),
        Some(_) | None => (Content::Other, Params::default()),
    }
}

/// The members of a JSON object that are scalars, and lists of them, as parameters.
fn flat(json: &Value) -> Params {
    let mut pairs = Vec::new();
    for (name, value) in json.as_object().into_iter().flatten() {
        match value {
            Value::Array(items) => {
                pairs.extend(items.iter().filter_map(scalar).map(|v| (name.clone(), v)));
                // A list counts as repeated even if it has one item.
                if items.len() == 1 {
                    pairs.push((name.clone(), String::new()));
                }
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => pairs.extend(scalar(value).map(|v| (name.clone(), v))),
        }
    }
    Params::from_pairs(pairs)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_json_and_the_rest() {
        let form = Some("application/x-www-form-urlencoded; charset=utf-8");
        let (kind, params) = parse(form, b"a=1&b=x+y");
        assert_eq!((kind, params.get("b")), (Content::Form, Some("x y")));

        let (_, params) = parse(
            Some("Application/JSON"),
            br#"{"a":1,"b":["x","y"],"c":null,"d":true}"#,
        );
        assert_eq!(params.encode(), "a=1&b=x&b=y&d=true");
        assert!(
            parse(Some("application/json"), br#"{"scope":["x"]}"#)
                .1
                .is_repeated("scope")
        );

        assert_eq!(
            parse(Some("application/json"), b"{"),
            (Content::Json(None), Params::default())
        );
        assert_eq!(parse(None, b""), (Content::None, Params::default()));
        assert_eq!(parse(None, b"a=1"), (Content::Other, Params::default()));
        assert_eq!(
            parse(Some("text/plain"), b"a=1"),
            (Content::Other, Params::default())
        );
    }
}
