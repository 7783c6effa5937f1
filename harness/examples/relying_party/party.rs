//! The relying party as a whole: its settings, the provider, its browsers and its accounts.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde_json::{Map, Value};

use crate::{
    backchannel, callback,
    defects::{Defect, Defects},
    provider::{Provider, locked},
    session::{COOKIE, Sessions},
    signed_in, signing_in, signing_out,
};

/// What it is told.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Its own address, without a slash.
    pub(crate) base_url: String,
    /// Its id at the provider.
    pub(crate) client_id: String,
    /// Its secret there.
    pub(crate) client_secret: String,
}

/// The relying party.
#[derive(Debug)]
pub(crate) struct Party {
    /// What it is told.
    pub(crate) settings: Settings,
    /// Whom it relies on.
    pub(crate) provider: Provider,
    /// What it does wrong.
    pub(crate) defects: Defects,
    /// Its browsers.
    pub(crate) sessions: Sessions,
    /// Accounts: who it is at the provider, and the name that the account was opened with.
    accounts: Mutex<HashMap<String, (usize, String)>>,
    /// Logout tokens that have been used, and until when that matters.
    pub(crate) used: Mutex<HashMap<String, i64>>,
}

/// The relying party, shared by its handlers.
pub(crate) type Shared = Arc<Party>;

impl Party {
    /// A party without a visitor yet.
    pub(crate) fn new(settings: Settings, provider: Provider, defects: Defects) -> Shared {
        Arc::new(Self {
            settings,
            provider,
            defects,
            sessions: Sessions::default(),
            accounts: Mutex::default(),
            used: Mutex::default(),
        })
    }

    /// Where the provider sends browsers back to.
    pub(crate) fn redirect_uri(&self) -> String {
        format!("{}/callback", self.settings.base_url)
    }

    /// The account of somebody: its number, and what to call them. Accounts go by issuer and subject;
    /// an e-mail address may belong to another person tomorrow.
    pub(crate) fn account(&self, subject: &str, claims: &Map<String, Value>) -> (usize, String) {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let name = text("name").or(text("username")).unwrap_or(subject);
        let by_email = text("email").filter(|_| self.defects.has(Defect::EmailIdentity));
        let mut accounts = locked(&self.accounts);
        let number = accounts.len() + 1;
        let key = by_email.map_or_else(
            || format!("{} {subject}", self.provider.issuer),
            str::to_owned,
        );
        let (number, first_name) = accounts
            .entry(key)
            .or_insert((number, name.to_owned()))
            .clone();
        if by_email.is_some() {
            (number, first_name)
        } else {
            (number, name.to_owned())
        }
    }

    /// The session's cookie for a browser.
    pub(crate) fn cookie(&self, id: &str) -> String {
        let same_site = if self.defects.has(Defect::CookieStrict) {
            "Strict"
        } else if self.defects.has(Defect::CookieNone) {
            "None"
        } else if self.defects.has(Defect::CrashOnPostedError) {
            // This one does come along to a form that is posted from elsewhere.
            "None; Secure"
        } else {
            "Lax"
        };
        let http_only = if self.defects.has(Defect::CookieForScripts) {
            ""
        } else {
            "; HttpOnly"
        };
        format!("{COOKIE}={id}; Path=/; SameSite={same_site}{http_only}")
    }

    /// The routes.
    pub(crate) fn router(self: Shared) -> Router {
        Router::new()
            .route("/", get(signed_in::home))
            .route("/account", get(signed_in::account))
            .route("/sign_in", get(signing_in::sign_in))
            .route("/callback", get(callback::callback).post(callback::posted))
            .route("/sign_out", get(signing_out::sign_out))
            .route("/signed_out", get(signing_out::signed_out))
            .route("/backchannel_logout", post(backchannel::backchannel_logout))
            .layer(DefaultBodyLimit::max(64 * 1024))
            .with_state(self)
    }
}

/// An answer with cookies, that nobody keeps.
pub(crate) fn with_cookies(response: impl IntoResponse, cookies: &[String]) -> Response {
    let mut response = response.into_response();
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}

/// A redirect that nobody keeps.
pub(crate) fn to(address: &str, cookies: &[String]) -> Response {
    with_cookies(Redirect::to(address), cookies)
}
