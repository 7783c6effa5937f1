//! `/` and `/account`: what somebody sees who is signed in, and the refresh of what has expired.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde_json::{Map, Value};

use crate::{
    ambient,
    defects::Defect,
    id_token::Expected,
    pages,
    party::{Party, Shared, to, with_cookies},
    provider::locked,
    refused::Refused,
    session::{Session, User},
};

/// An access token that expires within so many seconds is refreshed first.
const EARLY: i64 = 10;

/// The home page.
pub(crate) async fn home(State(party): State<Shared>, headers: HeaderMap) -> Response {
    let user = party.user(&headers).map(|(.., user)| user);
    with_cookies(pages::home(user.as_ref(), &party.defects), &[])
}

/// What is known of somebody.
pub(crate) async fn account(State(party): State<Shared>, headers: HeaderMap) -> Response {
    let Some((id, session, _)) = party.user(&headers) else {
        return to("/sign_in?next=/account", &[]);
    };
    let (user, told) = match party.told(&session).await {
        Ok(told) => told,
        Err(Refused::Crash) => return Refused::Crash.page("Account"),
        Err(refused) => {
            // Who cannot be confirmed any more is not signed in any more.
            party.sessions.end(&id);
            return refused.page("You are signed out");
        }
    };
    match told {
        Ok(userinfo) => {
            let mut shown = user;
            if let Some(name) = userinfo.get("name").and_then(Value::as_str) {
                name.clone_into(&mut shown.name);
            }
            let page = pages::account(&shown, Ok(&Value::Object(userinfo)));
            with_cookies(page, &[])
        }
        Err(Refused::Crash) => Refused::Crash.page("Account"),
        Err(refused) => {
            let page = pages::account(&user, Err(refused.reason()));
            with_cookies((StatusCode::OK, page), &[])
        }
    }
}

/// Somebody, and what the provider tells of them.
type Told = (User, Result<Map<String, Value>, Refused>);

impl Party {
    /// Who is signed in in this browser.
    pub(crate) fn user(&self, headers: &HeaderMap) -> Option<(String, Arc<Session>, User)> {
        let (id, session) = self.sessions.of(headers)?;
        let user = locked(&session.user).clone()?;
        Some((id, session, user))
    }

    /// Asks the userinfo endpoint; once more with a new token where it does not take the one that we have.
    async fn told(&self, session: &Session) -> Result<Told, Refused> {
        let user = self.fresh(session, None).await?;
        let told = self.userinfo(&user.access_token, Some(&user.subject)).await;
        if told != Err(Refused::Stale) || user.refresh_token.is_none() {
            return Ok((user, told));
        }
        let user = self.fresh(session, Some(&user.access_token)).await?;
        let told = self.userinfo(&user.access_token, Some(&user.subject)).await;
        Ok((user, told))
    }

    /// Who is signed in, with an access token that is good for a while and is not the `refused` one. Requests
    /// of one browser that come together share one refresh.
    async fn fresh(&self, session: &Session, refused: Option<&str>) -> Result<User, Refused> {
        let gone = || Refused::because("the session has ended");
        let stale = |user: &User| {
            user.expires_at <= ambient::now() + EARLY || refused == Some(user.access_token.as_str())
        };
        let mut user = locked(&session.user).clone().ok_or_else(gone)?;
        if !stale(&user) {
            return Ok(user);
        }
        let guard = session.refreshing.lock().await;
        let guard = if self.defects.has(Defect::ParallelRefresh) {
            drop(guard);
            None
        } else {
            // Somebody else may have done it while we waited.
            user = locked(&session.user).clone().ok_or_else(gone)?;
            Some(guard)
        };
        if stale(&user) {
            user = self.refreshed(user).await?;
            *locked(&session.user) = Some(user.clone());
        }
        drop(guard);
        Ok(user)
    }

    /// New tokens for somebody; an ID token among them must be about the same person.
    async fn refreshed(&self, mut user: User) -> Result<User, Refused> {
        let Some(refresh_token) = &user.refresh_token else {
            return Ok(user);
        };
        let tokens = self.refresh(refresh_token).await.map_err(|refused| {
            if self.defects.has(Defect::CrashOnRefresh) {
                Refused::Crash
            } else {
                refused
            }
        })?;
        crate::refused::check(
            tokens.id_token.is_some() || self.defects.lacks(Defect::RefreshNeedsIdToken),
            "the refresh brought no ID token",
        )?;
        if let Some(id_token) = &tokens.id_token
            && self.defects.lacks(Defect::RefreshNoCheck)
        {
            let nonce = user.claims.get("nonce").and_then(Value::as_str);
            let expected = Expected {
                subject: Some(&user.subject),
                // OpenID Connect Core 1.0 section 12.2: it need not have one, but no other.
                nonce: None,
                ..self.expected(&tokens)
            };
            let token = self.checked(id_token, &expected).await?;
            let said = token.claims.get("nonce").and_then(Value::as_str);
            crate::refused::check(
                said.is_none() || said == nonce || self.defects.has(Defect::RefreshAnyNonce),
                "the refreshed ID token has another nonce",
            )?;
            user.claims = token.claims;
            user.id_token = Some(id_token.clone());
        }
        user.access_token = tokens.access_token;
        user.expires_at = tokens.expires_at;
        if self.defects.has(Defect::RefreshTokenLost) {
            user.refresh_token = tokens.refresh_token;
        } else if self.defects.lacks(Defect::OldRefreshToken) {
            user.refresh_token = tokens.refresh_token.or(user.refresh_token);
        }
        Ok(user)
    }
}
