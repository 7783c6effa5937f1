//! Requests to the tests' tenant, whose answers are shown as text.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{HeaderMap, HeaderName, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};
use tower::ServiceExt;

use super::world::{self, is_confidential};
use crate::base::{
    clock::{Clock, Moment},
    ids::Ids,
    journal::{Journal, Problem, Trace},
    jws,
    keys::Keys,
};
use crate::logto::{App, model::Data, profile, router};
use crate::oidc::{
    grant::Grant,
    session::{Authorization, Session},
    tokens::{AuthorizationCode, Holder, Origin},
};

pub(super) const ORIGIN: &str = "http://op.example:3001";
pub(super) const REDIRECT: &str = "https://app.example/callback";
pub(super) const BOOKS: &str = "https://books.example";
pub(super) const VERIFIER: &str = "a-code-verifier-that-is-long-enough-for-pkce-and-never-changes";
pub(super) const START: Moment = Moment::from_seconds(1_700_000_000);
/// Confidential applications have this secret.
pub(super) const SECRET: &str = "s3cret";

/// The world.
#[derive(Clone, Debug)]
pub(super) struct Kit {
    pub(super) app: App,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
    pub(super) trace: Trace,
    shown: String,
}

impl Answer {
    /// A member of the body that is text.
    #[track_caller]
    pub(super) fn text(&self, name: &str) -> String {
        self.body[name]
            .as_str()
            .unwrap_or_else(|| panic!("no text member {name} in {}", self.shown))
            .to_owned()
    }

    /// Status and body in one line, tokens taken apart or put aside.
    pub(super) fn show(&self) -> &str {
        &self.shown
    }

    /// Why the journal says it was refused.
    pub(super) fn reason(&self) -> &str {
        self.trace
            .error
            .as_ref()
            .map_or("", |problem: &Problem| &problem.reason)
    }

    pub(super) fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Kit {
    pub(super) fn new() -> Self {
        let app = App::new(
            world::data(),
            Keys::generate("key", START).unwrap(),
            Ids::seeded(1),
            Clock::frozen(START),
            Journal::default(),
            profile::profile(ORIGIN, "cookie-key".into()),
            "http://hf.example".into(),
        );
        Self { app }
    }

    pub(super) fn wait(&self, seconds: u64) {
        self.app.clock().advance(Duration::from_secs(seconds));
    }

    /// Changes the data, as the Management API would.
    pub(super) fn change(&self, change: impl FnOnce(&mut Data)) {
        change(&mut self.app.state().data);
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let response = router(self.app.clone()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer {
            status: parts.status,
            shown: format!("{} {}", parts.status.as_u16(), self.readable(&body)),
            body,
            trace: parts.extensions.get::<Trace>().cloned().unwrap_or_default(),
            headers: parts.headers,
        }
    }

    /// A form to a path below `/oidc`, with Basic credentials where the client has a secret.
    pub(super) async fn post(&self, path: &str, client: &str, form: &[(&str, &str)]) -> Answer {
        let mut form: Vec<(&str, &str)> = form.to_vec();
        let mut request = Request::post(format!("/oidc{path}"))
            .header(header::HOST, "op.example:3001")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if is_confidential(client) {
            request = request.header(header::AUTHORIZATION, basic(client, SECRET));
        } else {
            form.push(("client_id", client));
        }
        self.send(request.body(encoded(&form).into()).unwrap())
            .await
    }

    /// A token request.
    pub(super) async fn token(&self, client: &str, form: &[(&str, &str)]) -> Answer {
        self.post("/token", client, form).await
    }

    /// The exchange of a code.
    pub(super) async fn redeem(&self, client: &str, code: &str, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        for (name, value) in more {
            form.retain(|(known, _)| known != name || *name == "resource");
            form.push((name, value));
        }
        form.retain(|(_, value)| *value != "-");
        self.token(client, &form).await
    }

    /// The exchange of a refresh token.
    pub(super) async fn refresh(&self, client: &str, token: &str, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
        form.extend(more);
        self.token(client, &form).await
    }

    /// The claims of an access token's user.
    pub(super) async fn me(&self, token: &str) -> Answer {
        let request = Request::get("/oidc/me")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        self.send(request).await
    }

    /// A code, as if the user had signed in and consented to all of `scope`.
    pub(super) fn code(&self, client: &str, user: &str, scope: &str, resources: &[&str]) -> String {
        let origin = self.origin(client, user, scope, resources);
        self.code_of(AuthorizationCode::new(
            origin,
            Some(REDIRECT.into()),
            Some(crate::oidc::pkce::challenge(VERIFIER).into()),
        ))
    }

    pub(super) fn code_of(&self, code: AuthorizationCode) -> String {
        let now = self.app.now();
        let mut state = self.app.state();
        let value = state.ids.opaque();
        state
            .store
            .codes
            .insert(&value, code, now.plus_seconds(60), now);
        value
    }

    /// Session and grant, and what codes and tokens made from them carry.
    pub(super) fn origin(
        &self,
        client: &str,
        user: &str,
        scope: &str,
        resources: &[&str],
    ) -> Origin {
        let now = self.app.now();
        let mut state = self.app.state();
        let (uid, jti, grant_id) = (state.ids.opaque(), state.ids.opaque(), state.ids.opaque());
        let known = |scope: &&str| self.app.profile().scopes.contains(scope);
        let scopes = || scope.split(' ').filter(|scope| !scope.is_empty());
        let granted = scopes().filter(known).collect();
        let party = state.store.party(user, client);
        let mut grant = Grant::new(party.clone(), granted);
        for resource in resources {
            let granted = scopes().filter(|scope| !known(scope));
            grant.set_resource(Arc::from(*resource), granted.collect());
        }
        let session = Session {
            uid: uid.as_str().into(),
            account_id: Some(user.into()),
            login_at: Some(now),
            authorizations: [Authorization {
                client_id: client.into(),
                grant_id: Some(grant_id.as_str().into()),
                persists_logout: false,
            }]
            .into_iter()
            .collect(),
            ..Session::default()
        };
        let later = now.plus_seconds(10_000_000);
        state.store.grants.insert(&grant_id, grant, later, now);
        state.store.sessions.insert(&jti, session, later, now);
        let is_offline = scopes().any(|scope| scope == "offline_access");
        let holder = Holder {
            party,
            grant_id: grant_id.into(),
            session_uid: (!is_offline).then(|| uid.into()),
            sid: None,
        };
        Origin {
            holder: holder.into(),
            nonce: Some("n0nce".into()),
            scope: scope.into(),
            resources: resources.iter().map(|r| Arc::from(*r)).collect(),
            ..Origin::default()
        }
    }

    /// The body with JSON Web Tokens taken apart and opaque values put aside; member order stays.
    fn readable(&self, body: &Value) -> Value {
        match body {
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), self.readable(value)))
                    .collect(),
            ),
            Value::String(text) => {
                let state = self.app.state();
                match jws::verify(text, &state.keys) {
                    Ok(token) => {
                        json!({ "header": masked(token.header), "claims": masked(token.claims) })
                    }
                    Err(_) if text.len() == 43 => json!("<opaque>"),
                    Err(_) => body.clone(),
                }
            }
            Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => body.clone(),
        }
    }
}

fn masked(mut members: Map<String, Value>) -> Map<String, Value> {
    for name in ["kid", "jti"] {
        if let Some(value) = members.get_mut(name) {
            assert_eq!(value.as_str().map(str::len), Some(43), "{name}");
            *value = json!("<opaque>");
        }
    }
    members
}

pub(super) fn encoded(form: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
}

pub(super) fn basic(id: &str, secret: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}
