//! `GET /account`: what is known of the person, and the state of the tokens.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::notice::Notice;
use super::visitor::Session;
use super::{App, paths, problem};
use crate::logto::{AccessToken, Claims, LogtoClient, TokenError, UserInfoError};
use crate::pages::{AccountPage, Person, TokenRow, UserInfo, page, remaining, rows};

const ORGANIZATIONS_SCOPE: &str = "urn:logto:scope:organizations";
/// For so many organizations the page asks for a token.
const ORGANIZATIONS_SHOWN: usize = 5;

pub(crate) fn routes() -> Router<App> {
    Router::new().route(paths::ACCOUNT, get(account))
}

async fn account(State(app): State<App>, session: Session) -> Response {
    let client = session.client(&app);
    if !client.is_authenticated() {
        return Redirect::to(paths::HOME).into_response();
    }
    match gather(&app, &client).await {
        Ok((status, account)) => page(status, &account),
        Err(Some(notice)) => session.ended(&app, notice),
        Err(None) => Redirect::to(paths::HOME).into_response(),
    }
}

/// The page and its status, or, if the person is not signed in any more, what to tell them.
async fn gather(
    app: &App,
    client: &LogtoClient,
) -> Result<(StatusCode, AccountPage), Option<Notice>> {
    let answer = client.fetch_user_info().await;
    if let Err(UserInfoError::Token(error)) = &answer {
        still_signed_in(error)?;
    }
    let status = match &answer {
        Err(UserInfoError::Provider(error) | UserInfoError::Token(TokenError::Provider(error))) => {
            problem::status(error)
        }
        Ok(_) | Err(_) => StatusCode::OK,
    };
    // A refresh may have brought new claims.
    let claims = client.id_token_claims().ok_or(None)?;
    let mut tokens = vec![userinfo_token(app, client)];
    // If Logto is away there is no use in asking it once per token.
    if status == StatusCode::OK {
        for (label, resource, organization) in audiences(app, &claims) {
            let token = client
                .access_token(resource.as_deref(), organization.as_deref())
                .await;
            if let Err(error) = &token {
                still_signed_in(error)?;
            }
            tokens.push(token_row(
                label,
                token.map_err(|error| error.to_string()),
                app.now(),
            ));
        }
    }
    let account = AccountPage {
        person: Person::of(&claims.0),
        id_token: rows(&claims.0),
        user_info: match answer {
            Ok(claims) => UserInfo::Claims(rows(&claims.0)),
            Err(error) => UserInfo::Problem(problem::sentence(&error.to_string())),
        },
        tokens,
    };
    Ok((status, account))
}

fn still_signed_in(error: &TokenError) -> Result<(), Option<Notice>> {
    match error {
        TokenError::SessionEnded => Err(Some(Notice::SessionEnded)),
        TokenError::Untrusted(_) => Err(Some(Notice::Untrusted)),
        TokenError::NotAuthenticated => Err(None),
        TokenError::NoRefreshToken | TokenError::Refused { .. } | TokenError::Provider(_) => Ok(()),
    }
}

/// The APIs of the configuration and the organizations of the person.
fn audiences(app: &App, claims: &Claims) -> Vec<(String, Option<String>, Option<String>)> {
    let resources = app
        .config
        .resources
        .iter()
        .map(|it| (it.clone(), Some(it.clone()), None));
    let asked = app
        .config
        .scopes
        .iter()
        .any(|scope| scope == ORGANIZATIONS_SCOPE);
    let organizations = if asked {
        claims.texts("organizations")
    } else {
        Vec::new()
    };
    let organizations = organizations.into_iter().take(ORGANIZATIONS_SHOWN);
    resources
        .chain(organizations.map(|id| (format!("Organization {id}"), None, Some(id.to_owned()))))
        .collect()
}

fn userinfo_token(app: &App, client: &LogtoClient) -> TokenRow {
    let token = client
        .kept_access_token(None, None)
        .ok_or_else(|| "none".to_owned());
    token_row("Userinfo".to_owned(), token, app.now())
}

fn token_row(audience: String, token: Result<AccessToken, String>, now: i64) -> TokenRow {
    match token {
        Ok(token) => TokenRow {
            audience,
            usable: token.expires_at().is_none_or(|end| now < end),
            state: match token.expires_at() {
                Some(end) => remaining(end.saturating_sub(now)),
                None => "Logto did not say when it expires".to_owned(),
            },
            scopes: token.scopes().to_vec(),
        },
        Err(why) => TokenRow {
            audience,
            state: why,
            usable: false,
            scopes: Vec::new(),
        },
    }
}
