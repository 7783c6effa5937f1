//! What is asked, step by step, and what is expected of every answer.

use serde::Deserialize;

use super::{
    Outcome,
    connection::{Connection, Payload},
};

const AUTHORIZE: &str = "/oidc/auth?client_id=bookstore&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&response_type=code&scope=openid%20profile&state=x";
const CALLBACK: &str = "http://localhost:3000/callback?";
const PASSWORD: &str =
    r#"{"identifier":{"type":"username","value":"alice"},"password":"wonderland-42"}"#;
const CODE: &str = "grant_type=authorization_code&client_id=bookstore&client_secret=bookstore-secret&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&code=";
const CREDENTIALS: &str = "grant_type=client_credentials&client_id=management&client_secret=management-secret&resource=https%3A%2F%2Fdefault.logto.app%2Fapi&scope=all";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Verified<'a> {
    verification_id: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Submitted<'a> {
    redirect_to: &'a str,
}

#[derive(Deserialize)]
struct Tokens<'a> {
    access_token: &'a str,
    id_token: Option<&'a str>,
}

/// A token for an application itself: one request.
pub(super) async fn token(connection: &mut Connection) -> Outcome<()> {
    connection
        .ask("POST", "/oidc/token", Payload::Form(CREDENTIALS), 200)
        .await?;
    let tokens: Tokens<'_> = serde_json::from_slice(connection.body())?;
    is_signed(tokens.access_token)
}

/// The nine requests of one sign-in.
pub(super) async fn sign_in(connection: &mut Connection) -> Outcome<()> {
    connection.forget_cookies();
    connection.ask("GET", AUTHORIZE, Payload::None, 303).await?;
    let event = Payload::Json(r#"{"interactionEvent":"SignIn"}"#);
    let api = "/api/experience";
    connection.ask("PUT", api, event, 204).await?;
    let path = "/api/experience/verification/password";
    connection
        .ask("POST", path, Payload::Json(PASSWORD), 200)
        .await?;
    let verified: Verified<'_> = serde_json::from_slice(connection.body())?;
    let verified = format!(r#"{{"verificationId":"{}"}}"#, verified.verification_id);
    let path = "/api/experience/identification";
    connection
        .ask("POST", path, Payload::Json(&verified), 204)
        .await?;
    let path = "/api/experience/submit";
    connection.ask("POST", path, Payload::None, 200).await?;
    let submitted: Submitted<'_> = serde_json::from_slice(connection.body())?;
    let mut next = submitted.redirect_to.to_owned();
    // To the engine, to the consent page, to the engine again, to the application.
    for _ in 0..3 {
        let path = match next.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
            None => &next,
        };
        // The page's own redirect is a 302, the engine's are 303.
        let status = if path.starts_with("/consent") {
            302
        } else {
            303
        };
        connection.ask("GET", path, Payload::None, status).await?;
        let location = connection.header("location");
        location.ok_or("a hop led nowhere")?.clone_into(&mut next);
    }
    let answer = next.strip_prefix(CALLBACK);
    let parameters = answer
        .ok_or("the third hop does not lead to the application")?
        .split('&');
    let mut codes = parameters.filter_map(|one| one.strip_prefix("code="));
    let form = format!("{CODE}{}", codes.next().ok_or("no code")?);
    connection
        .ask("POST", "/oidc/token", Payload::Form(&form), 200)
        .await?;
    let tokens: Tokens<'_> = serde_json::from_slice(connection.body())?;
    if tokens.access_token.len() != 43 {
        return Err(format!("no opaque access token: {}", tokens.access_token).into());
    }
    is_signed(tokens.id_token.unwrap_or_default())
}

/// Three parts, the last of them as long as an ES384 signature.
fn is_signed(token: &str) -> Outcome<()> {
    let mut parts = token.rsplit('.');
    if parts.next().map(str::len) == Some(128) && parts.count() == 2 {
        return Ok(());
    }
    Err(format!("not a signed token: {token}").into())
}
