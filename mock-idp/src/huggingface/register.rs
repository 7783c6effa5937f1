//! `POST /oauth/register`: dynamic client registration (RFC 7591), open to all.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    app::Tx,
    model::{App, Redirects},
    scope,
};
use crate::oidc::exchange::{Body, Content, Reply, Request};

/// Registers an application. Hugging Face adds the refresh and device grants to whatever was asked for.
pub fn handle(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let Content::Json(Some(metadata)) = &request.content else {
        return refused("invalid_client_metadata", "the body must be a JSON object");
    };
    let text = |name: &str| metadata.get(name).and_then(Value::as_str);
    let uris: Option<Vec<String>> = (metadata.get("redirect_uris"))
        .and_then(Value::as_array)
        .and_then(|uris| uris.iter().map(|u| u.as_str().map(str::to_owned)).collect());
    let Some(uris) = uris.filter(|uris| uris.iter().all(|uri| url::Url::parse(uri).is_ok())) else {
        return refused(
            "invalid_redirect_uri",
            "redirect_uris must be a list of URLs",
        );
    };
    let asked = text("scope").unwrap_or("openid profile");
    let scopes: Option<Vec<_>> = (asked.split_ascii_whitespace())
        .map(scope::by_name)
        .collect();
    let Some(scopes) = scopes else {
        return refused("invalid_client_metadata", "scope names an unknown scope");
    };
    let method = text("token_endpoint_auth_method").unwrap_or("client_secret_basic");
    if !["none", "client_secret_basic", "client_secret_post"].contains(&method) {
        return refused(
            "invalid_client_metadata",
            "token_endpoint_auth_method must be client_secret_basic, client_secret_post or none",
        );
    }
    let app = App {
        id: tx.state.ids.uuid(),
        name: text("client_name").unwrap_or("Unnamed app").to_owned(),
        secret: (method != "none").then(|| format!("oauth_app_secret_{}", tx.state.ids.secret())),
        scopes,
        redirects: Redirects::Registered(uris.clone()),
        homepage: text("client_uri").map(str::to_owned),
        logo: text("logo_uri").map(str::to_owned),
        org: None,
    };
    let mut body = json!({ "client_id": app.id, "client_id_issued_at": tx.now.seconds() });
    if let Some(secret) = &app.secret {
        body["client_secret"] = secret.as_str().into();
        body["client_secret_expires_at"] = 0.into();
    }
    body["client_name"] = app.name.as_str().into();
    body["redirect_uris"] = json!(uris);
    body["grant_types"] = json!([
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
    ]);
    body["response_types"] = json!(["code"]);
    body["token_endpoint_auth_method"] = method.into();
    body["scope"] = scope::join(&app.scopes).into();
    for (member, value) in [("client_uri", &app.homepage), ("logo_uri", &app.logo)] {
        if let Some(value) = value {
            body[member] = value.as_str().into();
        }
    }
    let mut reply = Reply::new(StatusCode::CREATED, Body::Json(body)).traced("registration");
    reply.trace.client_id = Some(app.id.clone());
    tx.state.data.apps.insert(app.id.clone(), app);
    reply
}

fn refused(error: &str, description: &str) -> Reply {
    Reply::new(
        StatusCode::BAD_REQUEST,
        Body::Json(json!({ "error": error, "error_description": description })),
    )
    .traced("registration")
}
