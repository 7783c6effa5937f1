//! The checks that an authorization request goes through, in order.

use std::sync::Arc;

use super::respond::{Redirect, Refusal};
use crate::huggingface::{app::Tx, model::App, redirect_uri, scope::Scope};
use crate::oidc::params::Params;

/// Whether the user must be asked (OpenID Connect Core section 3.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Only where it is new.
    WhereNew,
    /// Again, in any case.
    Consent,
    /// Sign in again first.
    Login,
    /// Never: fail instead.
    None,
}

/// A request that passed the checks.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    /// The application.
    pub app: App,
    /// Where the answer goes, with the state to hand back.
    pub redirect: Redirect,
    /// What is asked for.
    pub scopes: Vec<Scope>,
    /// `sub`s of organizations whose resources are asked for.
    pub org_ids: Vec<String>,
    /// For the ID token.
    pub nonce: Option<Box<str>>,
    /// PKCE challenge, S256.
    pub challenge: Option<Box<str>>,
    /// Whether the user must be asked.
    pub prompt: Prompt,
}

/// Runs the checks. Before the redirection endpoint is known to be the application's, a refusal is a
/// page; from then on it is a redirect.
pub fn check(tx: &Tx<'_>, params: &Params) -> Result<AuthorizationRequest, Refusal> {
    let app = known_app(tx, params)?;
    let redirect = registered_redirect(tx, &app, params)?;
    let checked = || {
        once(params)?;
        code_response(params)?;
        let scopes = allowed_scopes(&app, params)?;
        let challenge = challenge(&app, params)?;
        Ok((scopes, challenge))
    };
    let (scopes, challenge) = checked().map_err(|(error, description)| Refusal::Redirect {
        client_id: Arc::from(app.id.as_str()),
        to: redirect.clone(),
        error,
        description,
    })?;
    Ok(AuthorizationRequest {
        redirect,
        scopes,
        org_ids: org_ids(params),
        nonce: params.get("nonce").map(Into::into),
        challenge,
        prompt: prompt(params),
        app,
    })
}

type Problem = (&'static str, String);

fn known_app(tx: &Tx<'_>, params: &Params) -> Result<App, Refusal> {
    let id = params.get("client_id").unwrap_or_default();
    tx.state.data.apps.get(id).cloned().ok_or_else(|| {
        let apps: Vec<_> = tx.state.data.apps.keys().cloned().collect();
        Refusal::Page {
            what: "invalid client_id",
            help: match id {
                "" => "The request has no client_id.".to_owned(),
                id => format!("No application is registered as \u{201c}{id}\u{201d}."),
            },
            choices: apps,
        }
    })
}

fn registered_redirect(tx: &Tx<'_>, app: &App, params: &Params) -> Result<Redirect, Refusal> {
    let logto = tx.state.data.logto_origin.as_deref();
    let asked = params.get("redirect_uri").unwrap_or_default();
    if params.is_repeated("redirect_uri") || !redirect_uri::is_registered(app, logto, asked) {
        return Err(Refusal::Page {
            what: "invalid redirect_uri",
            help: match asked {
                "" => "The request has no redirect_uri.".to_owned(),
                asked => format!(
                    "\u{201c}{asked}\u{201d} is not a redirect URL of {}. They are compared to the letter; \
                     only the port of a plain http loopback address may differ.",
                    app.name
                ),
            },
            choices: redirect_uri::registered(app, logto),
        });
    }
    Ok(Redirect {
        uri: asked.into(),
        state: params.get("state").map(Into::into),
    })
}

fn once(params: &Params) -> Result<(), Problem> {
    const ONCE: [&str; 8] = [
        "client_id",
        "response_type",
        "scope",
        "state",
        "nonce",
        "prompt",
        "code_challenge",
        "code_challenge_method",
    ];
    match ONCE.into_iter().find(|name| params.is_repeated(name)) {
        Some(name) => Err((
            "invalid_request",
            format!("{name} must not be given more than once"),
        )),
        None => Ok(()),
    }
}

fn code_response(params: &Params) -> Result<(), Problem> {
    match params.get("response_type") {
        Some("code") => Ok(()),
        Some(_) => Err((
            "unsupported_response_type",
            "response_type must be code".to_owned(),
        )),
        None => Err(("invalid_request", "response_type is required".to_owned())),
    }
}

fn allowed_scopes(app: &App, params: &Params) -> Result<Vec<Scope>, Problem> {
    app.scopes_for(params.get("scope"))
        .map_err(|name| ("invalid_scope", format!("invalid scope: {name}")))
}

fn challenge(app: &App, params: &Params) -> Result<Option<Box<str>>, Problem> {
    let invalid = |why: &str| Err(("invalid_request", why.to_owned()));
    match (
        params.get("code_challenge"),
        params.get("code_challenge_method"),
    ) {
        (Some(challenge), Some("S256")) => {
            let is_sha256 = challenge.len() == 43
                && challenge
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            if is_sha256 {
                Ok(Some(challenge.into()))
            } else {
                invalid("code_challenge is not the base64url text of a SHA-256 hash")
            }
        }
        (Some(_), _) => invalid("code_challenge_method must be S256"),
        (None, Some(_)) => invalid("code_challenge is required"),
        (None, None) if app.is_public() => {
            invalid("code_challenge is required for an app without a secret")
        }
        (None, None) => Ok(None),
    }
}

/// `orgIds`, repeated or separated by commas.
fn org_ids(params: &Params) -> Vec<String> {
    params
        .all("orgIds")
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
        .collect()
}

fn prompt(params: &Params) -> Prompt {
    let asked: Vec<_> = params
        .get("prompt")
        .unwrap_or_default()
        .split_ascii_whitespace()
        .collect();
    if asked.contains(&"none") {
        Prompt::None
    } else if asked.contains(&"login") {
        Prompt::Login
    } else if asked.contains(&"consent") {
        Prompt::Consent
    } else {
        Prompt::WhereNew
    }
}
