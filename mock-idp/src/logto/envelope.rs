//! Logto's envelope around OAuth errors: `code` and a localised `message` before the error's own members.

use serde_json::{Map, Value};

use super::phrases::{self, Language};
use crate::oidc::exchange::{Body, Reply, Request};

/// Where `invalid_grant` sends people who want to know more.
const DEBUG_INVALID_GRANT: &str = "https://openid.sh/debug/invalid_grant";

/// Rewrites an error answer, unless the request asks for the plain one with `parse_error=false`.
/// Members in Logto's order: `code`, `message`, `error_uri` (of `invalid_grant`), then the error's own.
pub fn rewrite(reply: &mut Reply, request: &Request) {
    if reply.status.as_u16() < 400 || request.query.get("parse_error") == Some("false") {
        return;
    }
    let Body::Json(Value::Object(error)) = &mut reply.body else {
        return;
    };
    let Some(name) = error.get("error").and_then(Value::as_str) else {
        return;
    };
    let description = error.get("error_description").and_then(Value::as_str);
    let code = code(name, description.unwrap_or_default());
    let language = Language::of_request(&request.headers, request.query.get("locale"));
    let mut body = Map::new();
    body.insert("code".into(), code.as_str().into());
    body.insert(
        "message".into(),
        phrases::error(&code, language, &[]).into(),
    );
    if name == "invalid_grant" {
        body.insert("error_uri".into(), DEBUG_INVALID_GRANT.into());
    }
    body.append(error);
    *error = body;
}

/// Logto's code of an OAuth error. A lost session has one of its own.
fn code(error: &str, description: &str) -> String {
    let lost = description.contains("session") && description.contains("not found")
        || description.contains("authorization request has expired");
    if lost {
        "session.not_found".into()
    } else {
        format!("oidc.{error}")
    }
}

#[cfg(test)]
mod tests {
    use http::{Method, header};

    use super::*;
    use crate::oidc::{error::Error, params::Params};

    fn rewritten(error: &Error, query: &str, language: &str) -> String {
        let mut request = Request::new(Method::POST, "http://localhost:3001", "/token")
            .with_header(header::ACCEPT_LANGUAGE, language);
        request.query = Params::decode(query);
        let mut reply = Reply::refusal(error);
        rewrite(&mut reply, &request);
        match reply.body {
            Body::Json(body) => body.to_string(),
            Body::Empty | Body::Html(_) | Body::Text(_) | Body::Redirect(_) => String::new(),
        }
    }

    #[test]
    fn members_in_logtos_order() {
        insta::assert_snapshot!(
            rewritten(&Error::invalid_grant("code not found"), "", "en"),
            @r#"{"code":"oidc.invalid_grant","message":"Grant request is invalid.","error_uri":"https://openid.sh/debug/invalid_grant","error":"invalid_grant","error_description":"grant request is invalid"}"#
        );
        insta::assert_snapshot!(
            rewritten(&Error::new("insufficient_scope", "access token missing openid scope").with_scope("openid"), "", "en"),
            @r#"{"code":"oidc.insufficient_scope","message":"Token missing scope `{{scope}}`.","error":"insufficient_scope","error_description":"access token missing openid scope","scope":"openid"}"#
        );
    }

    #[test]
    fn languages_plain_errors_and_lost_sessions() {
        let error = Error::invalid_request("x");
        for (query, language, expected) in [
            ("", "de", "Anfrage ist ungültig."),
            ("", "xx, zh-CN;q=0.5", "请求无效"),
            ("locale=fr", "de", "La requête est invalide."),
            ("", "xx", "Request is invalid."),
        ] {
            let body = rewritten(&error, query, language);
            assert!(body.contains(expected), "{query} {language}: {body}");
        }
        assert_eq!(
            rewritten(&error, "parse_error=false", "en"),
            r#"{"error":"invalid_request","error_description":"x"}"#
        );
        assert!(
            rewritten(
                &Error::invalid_request("interaction session id cookie not found"),
                "",
                "en"
            )
            .contains("Session not found. Please go back and sign in again.")
        );
        assert!(
            rewritten(&Error::bare("invalid_client"), "", "en")
                .contains("An OIDC error occurred: oidc.invalid_client.")
        );
    }
}
