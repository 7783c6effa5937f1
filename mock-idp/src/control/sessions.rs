//! `…/sessions`: a browser that is signed in without having seen a page.

use axum::{Json, Router, routing::post};
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Refusal, Tenant, Tenants, refusal::Body, tenant::Of};
use crate::base::journal::{Issued, Trace};
use crate::logto::{
    State,
    model::{ApplicationType, User},
};
use crate::oidc::{client::Client, directory::Directory, session::direct};

/// Who is to be signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSession {
    /// The user's id, user name or e-mail address.
    pub user: String,
    /// The one application that the user consents to. When left out: all that are no third party's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
}

/// A signed-in browser's storage, as Playwright's `storageState` takes it. Each cookie has what Cypress's
/// `cy.setCookie` and WebDriver take, too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StorageState {
    /// The provider's cookies.
    pub cookies: Vec<Cookie>,
    /// Local storage: the provider uses none.
    #[schema(value_type = Vec<Object>)]
    pub origins: Vec<serde_json::Value>,
}

/// A cookie.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The host that it is for.
    pub domain: String,
    /// The path that it is for.
    pub path: String,
    /// When it expires, in seconds since the Unix epoch; -1: when the browser is closed.
    pub expires: i64,
    /// Whether scripts cannot read it.
    pub http_only: bool,
    /// Whether it is for https only.
    pub secure: bool,
    /// `Lax`, `Strict` or `None`.
    pub same_site: String,
}

/// The user of that id, user name or e-mail address.
pub(super) fn find_user<'a>(state: &'a State, name: &str) -> Result<&'a User, Refusal> {
    let data = &state.data;
    (data.users.get(name))
        .or_else(|| data.user_by_username(name))
        .or_else(|| data.user_by_email(name))
        .ok_or_else(|| Refusal::unknown("user", name, data.users.iter().map(|u| u.id.as_str())))
}

/// The client of that id.
pub(super) fn find_client(state: &State, id: &str) -> Result<std::sync::Arc<Client>, Refusal> {
    let applications = state.data.applications.iter();
    match state.data.client(id) {
        Some(Ok(client)) => Ok(client),
        Some(Err(error)) => Err(Refusal::of_engine(&error)),
        None => Err(Refusal::unknown(
            "application",
            id,
            applications.map(|application| application.id.as_str()),
        )),
    }
}

impl Tenant {
    /// Signs a user in without pages: the session, and consent to everything an application may ask for.
    ///
    /// # Errors
    ///
    /// The user or the application is not there, or the user is suspended.
    pub fn sign_in(&self, new: &NewSession) -> Result<StorageState, Refusal> {
        let now = self.clock().now();
        let mut state = self.logto().state();
        let user = find_user(&state, &new.user)?;
        let id = user.id.clone();
        if user.is_suspended {
            return Err(Refusal::new(
                StatusCode::CONFLICT,
                "user_suspended",
                format!("the user `{}` is suspended and cannot sign in", new.user),
                "set `isSuspended` to false in the Management API or in the seed",
            ));
        }
        let clients = match &new.app {
            Some(app) => vec![find_client(&state, app)?],
            None => first_party(&state),
        };
        let resources = state.data.resources.iter();
        let resources: Vec<String> = resources
            .map(|resource| resource.indicator.clone())
            .collect();
        let lines = {
            let mut tx = state.tx(self.logto().profile(), now);
            direct::sign_in(&mut tx, self.logto_url(), &id, &clients, &resources)
        };
        state
            .data
            .users
            .update(&id, |user| user.last_sign_in_at = Some(now));
        drop(state);
        let cookies = self.cookies(&lines);
        let session = self.logto().profile().cookie_names.session;
        let issued = cookies.iter().filter(|cookie| cookie.name == session);
        let issued = issued.map(|cookie| Issued {
            kind: "session".to_owned(),
            value: cookie.value.clone(),
            claims: None,
        });
        let trace = Trace {
            client_id: new.app.clone(),
            user_id: Some(id),
            issued: issued.collect(),
            ..Trace::default()
        };
        self.record("sessions", trace, 201);
        Ok(StorageState {
            cookies,
            origins: Vec::new(),
        })
    }

    /// The cookies of `Set-Cookie` lines of the tenant's Logto.
    fn cookies(&self, lines: &HeaderMap) -> Vec<Cookie> {
        let host = url::Url::parse(self.logto_url()).ok();
        let host = host.as_ref().and_then(url::Url::host_str);
        let lines = lines.get_all(header::SET_COOKIE).iter();
        lines
            .filter_map(|line| cookie(line.to_str().ok()?, host.unwrap_or_default()))
            .collect()
    }
}

/// All applications that people sign in to and that are no third party's.
fn first_party(state: &State) -> Vec<std::sync::Arc<Client>> {
    let applications = state.data.applications.iter().filter(|application| {
        !application.is_third_party && application.r#type != ApplicationType::MachineToMachine
    });
    applications
        .filter_map(|application| state.data.client(&application.id)?.ok())
        .collect()
}

fn cookie(line: &str, host: &str) -> Option<Cookie> {
    let mut parts = line.split("; ");
    let (name, value) = parts.next()?.split_once('=')?;
    let mut cookie = Cookie {
        name: name.to_owned(),
        value: value.to_owned(),
        domain: host.to_owned(),
        path: "/".to_owned(),
        expires: -1,
        same_site: "Lax".to_owned(),
        ..Cookie::default()
    };
    for part in parts {
        match part.split_once('=').unwrap_or((part, "")) {
            ("path", path) => path.clone_into(&mut cookie.path),
            ("expires", date) => {
                let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date);
                cookie.expires = at.map_or(-1, jiff::Timestamp::as_second);
            }
            ("httponly", _) => cookie.http_only = true,
            ("secure", _) => cookie.secure = true,
            _ => {}
        }
    }
    Some(cookie)
}

pub(super) fn routes() -> Router<Tenants> {
    Router::new().route("/api/tenants/{tenant}/sessions", post(create))
}

/// Signs a user in without pages. A browser with these cookies gets a code from `/oidc/auth` at once.
/// (Native applications are always asked; Logto has it so.)
#[utoipa::path(post, path = "/api/tenants/{tenant}/sessions", tag = "sessions", request_body = NewSession,
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 201, body = StorageState), (status = "4XX", body = Refusal)))]
pub(super) async fn create(
    Of(tenant): Of,
    Body(new): Body<NewSession>,
) -> Result<(StatusCode, Json<StorageState>), Refusal> {
    let signed_in = tenant.sign_in(&new)?;
    Ok((StatusCode::CREATED, Json(signed_in)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_what_browsers_tools_take() {
        let line =
            "_session=abc; path=/; samesite=lax; httponly; expires=Sat, 25 Jul 2026 17:21:00 GMT";
        let cookie = cookie(line, "localhost").unwrap();
        insta::assert_json_snapshot!(cookie, @r#"
        {
          "name": "_session",
          "value": "abc",
          "domain": "localhost",
          "path": "/",
          "expires": 1785000060,
          "httpOnly": true,
          "secure": false,
          "sameSite": "Lax"
        }
        "#);
    }
}
