//! A Logto for tests: the endpoints that a relying party calls, a journal, and knobs to make it lie.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use sample_app::clock::Clock;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use crate::signing::Key;

pub(crate) const APP_ID: &str = "bookstore";
pub(crate) const APP_SECRET: &str = "bookstore-secret";

type Change = Box<dyn Fn(&mut Value) + Send>;
type Sign = Box<dyn Fn(Key, &Value, &Value) -> String + Send>;
type Respond = Box<dyn Fn() -> Response + Send>;

/// How the provider behaves; everything at rest is right.
pub(crate) struct Behaviour {
    pub(crate) discovery: Change,
    pub(crate) published: Vec<Key>,
    pub(crate) signing: Key,
    pub(crate) id_token_header: Change,
    pub(crate) id_token_claims: Change,
    /// From header and claims to the token.
    pub(crate) sign: Sign,
    pub(crate) token_response: Change,
    pub(crate) user_info: Change,
    /// Whole answers in place of the right ones, by path.
    pub(crate) instead: HashMap<&'static str, Respond>,
    pub(crate) access_token_lifetime: i64,
    pub(crate) rotates_refresh_tokens: bool,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            discovery: Box::new(|_| {}),
            published: vec![Key::Current],
            signing: Key::Current,
            id_token_header: Box::new(|_| {}),
            id_token_claims: Box::new(|_| {}),
            sign: Box::new(Key::sign),
            token_response: Box::new(|_| {}),
            user_info: Box::new(|_| {}),
            instead: HashMap::new(),
            access_token_lifetime: 3600,
            rotates_refresh_tokens: true,
        }
    }
}

/// One request as the provider saw it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) path: String,
    pub(crate) form: HashMap<String, String>,
    pub(crate) authorization: Option<String>,
}

#[derive(Default)]
struct Records {
    journal: Vec<Seen>,
    /// Codes with the authorization request that they answer.
    codes: HashMap<String, HashMap<String, String>>,
    access_tokens: HashSet<String>,
    refresh_tokens: HashMap<String, String>,
    minted: usize,
}

#[derive(Clone)]
pub(crate) struct TestLogto {
    pub(crate) url: String,
    clock: Clock,
    behaviour: Arc<Mutex<Behaviour>>,
    records: Arc<Mutex<Records>>,
}

impl TestLogto {
    pub(crate) async fn start(clock: Clock) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (behaviour, records) = (Arc::default(), Arc::default());
        let logto = Self {
            url,
            clock,
            behaviour,
            records,
        };
        let router = Router::new()
            .fallback(any(handle))
            .with_state(logto.clone());
        // Ends with the test's runtime.
        tokio::spawn(async move { axum::serve(listener, router).await });
        logto
    }

    pub(crate) fn issuer(&self) -> String {
        format!("{}/oidc", self.url)
    }

    /// Changes how the provider behaves from now on.
    pub(crate) fn lie(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.behaviour.lock().unwrap());
    }

    /// Answers a path with a status, a content type and a body, from now on.
    pub(crate) fn answer_with(
        &self,
        path: &'static str,
        status: u16,
        content_type: &'static str,
        body: impl Into<String>,
    ) {
        let body = body.into();
        let status = StatusCode::from_u16(status).unwrap();
        let respond =
            move || (status, [(header::CONTENT_TYPE, content_type)], body.clone()).into_response();
        self.lie(|it| {
            it.instead.insert(path, Box::new(respond));
        });
    }

    /// The person signs in: from the authorization request to the parameters of the answer.
    pub(crate) fn approve(&self, request: &Url) -> Vec<(String, String)> {
        let asked: HashMap<_, _> = request.query_pairs().into_owned().collect();
        let mut records = self.records();
        let code = records.mint("code");
        let state = asked["state"].clone();
        records.codes.insert(code.clone(), asked);
        let own = |name: &str, value: String| (name.to_owned(), value);
        vec![
            own("code", code),
            own("state", state),
            own("iss", self.issuer()),
        ]
    }

    /// How often a path was asked.
    pub(crate) fn times(&self, path: &str) -> usize {
        self.seen(path).len()
    }

    /// The requests to a path.
    pub(crate) fn seen(&self, path: &str) -> Vec<Seen> {
        self.records()
            .journal
            .iter()
            .filter(|it| it.path == path)
            .cloned()
            .collect()
    }

    /// The refresh grants that were asked for.
    pub(crate) fn refreshes(&self) -> Vec<Seen> {
        let grant =
            |it: &Seen| it.form.get("grant_type").map(String::as_str) == Some("refresh_token");
        self.seen("/oidc/token").into_iter().filter(grant).collect()
    }

    /// Stops honouring every access token, as if the provider's clock were ahead.
    pub(crate) fn forget_access_tokens(&self) {
        self.records().access_tokens.clear();
    }

    /// Stops honouring every refresh token.
    pub(crate) fn forget_refresh_tokens(&self) {
        self.records().refresh_tokens.clear();
    }

    /// Every secret it gave out.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let records = self.records();
        records
            .access_tokens
            .iter()
            .chain(records.refresh_tokens.keys())
            .cloned()
            .collect()
    }

    /// A logout token as it should be, with a change.
    pub(crate) fn logout_token(&self, change: impl FnOnce(&mut Value)) -> String {
        let (now, id) = (self.clock.now(), self.records().mint("jti"));
        let mut claims = json!({
            "sub": "user-1",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
            "jti": id, "aud": APP_ID, "exp": now + 120, "iat": now, "iss": self.issuer(),
        });
        change(&mut claims);
        let key = self.behaviour.lock().unwrap().signing;
        let mut header = key.header();
        header["typ"] = json!("logout+jwt");
        key.sign(&header, &claims)
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap()
    }

    fn discovery(&self) -> Value {
        let url = &self.url;
        let mut document = json!({
            "authorization_endpoint": format!("{url}/oidc/auth"),
            "end_session_endpoint": format!("{url}/oidc/session/end"),
            "issuer": self.issuer(),
            "jwks_uri": format!("{url}/oidc/jwks"),
            "authorization_response_iss_parameter_supported": true,
            "response_types_supported": ["code id_token", "code", "id_token", "none"],
            "subject_types_supported": ["public"],
            "token_endpoint": format!("{url}/oidc/token"),
            "id_token_signing_alg_values_supported": ["ES384"],
            "userinfo_endpoint": format!("{url}/oidc/me"),
            "revocation_endpoint": format!("{url}/oidc/token/revocation"),
        });
        (self.behaviour.lock().unwrap().discovery)(&mut document);
        document
    }

    fn token(&self, form: &HashMap<String, String>) -> Response {
        let mut records = self.records();
        let nonce = if form["grant_type"] == "authorization_code" {
            let asked = form.get("code").and_then(|code| records.codes.remove(code));
            asked
                .filter(|asked| fits(asked, form))
                .map(|asked| asked["nonce"].clone())
        } else {
            records.refresh_tokens.get(&form["refresh_token"]).cloned()
        };
        let Some(nonce) = nonce else {
            return refused("invalid_grant");
        };
        let behaviour = self.behaviour.lock().unwrap();
        let access_token = records.mint("access");
        let refresh_token = match form.get("refresh_token") {
            Some(token) if !behaviour.rotates_refresh_tokens => token.clone(),
            _ => records.mint("refresh"),
        };
        if let Some(used) = form.get("refresh_token") {
            records.refresh_tokens.remove(used);
        }
        records.access_tokens.insert(access_token.clone());
        records
            .refresh_tokens
            .insert(refresh_token.clone(), nonce.clone());
        drop(records);

        let now = self.clock.now();
        let mut claims = json!({
            "sub": "user-1", "name": "Alice Liddell", "picture": null,
            "email": "alice@example.com", "email_verified": true,
            "nonce": nonce, "sid": "session-1", "aud": APP_ID,
            "exp": now + 3600, "iat": now, "iss": self.issuer(),
        });
        (behaviour.id_token_claims)(&mut claims);
        let mut header = behaviour.signing.header();
        (behaviour.id_token_header)(&mut header);
        let mut response = json!({
            "access_token": access_token,
            "expires_in": behaviour.access_token_lifetime,
            "id_token": (behaviour.sign)(behaviour.signing, &header, &claims),
            "refresh_token": refresh_token,
            "scope": "openid offline_access profile email",
            "token_type": "Bearer",
        });
        (behaviour.token_response)(&mut response);
        Json(response).into_response()
    }

    fn user_info(&self, authorization: Option<&str>) -> Response {
        let token = authorization
            .and_then(|it| it.strip_prefix("Bearer "))
            .unwrap_or_default();
        if !self.records().access_tokens.contains(token) {
            let body =
                json!({ "error": "invalid_token", "error_description": "invalid token provided" });
            return (StatusCode::UNAUTHORIZED, Json(body)).into_response();
        }
        let mut claims = json!({
            "sub": "user-1", "name": "Alice Liddell", "email": "alice@example.com",
            "custom_data": { "favourite": "tea" }, "identities": {},
        });
        (self.behaviour.lock().unwrap().user_info)(&mut claims);
        Json(claims).into_response()
    }
}

impl Records {
    fn mint(&mut self, kind: &str) -> String {
        self.minted += 1;
        format!("{kind}-secret-{}", self.minted)
    }
}

async fn handle(
    State(logto): State<TestLogto>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form: HashMap<_, _> = form_urlencoded::parse(&body).into_owned().collect();
    let authorization = headers
        .get(header::AUTHORIZATION)
        .map(|it| it.to_str().unwrap().to_owned());
    let path = uri.path().to_owned();
    let seen = Seen {
        path: path.clone(),
        form: form.clone(),
        authorization: authorization.clone(),
    };
    logto.records().journal.push(seen);
    if let Some(respond) = logto.behaviour.lock().unwrap().instead.get(path.as_str()) {
        return respond();
    }
    let basic = format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{APP_ID}:{APP_SECRET}"))
    );
    let authenticated = authorization.as_ref() == Some(&basic);
    match (method, path.as_str()) {
        (Method::GET, "/oidc/.well-known/openid-configuration") => {
            Json(logto.discovery()).into_response()
        }
        (Method::GET, "/oidc/jwks") => {
            let published = logto.behaviour.lock().unwrap().published.clone();
            let keys: Vec<_> = published.into_iter().map(Key::published).collect();
            (
                [(header::CONTENT_TYPE, "application/jwk-set+json")],
                json!({ "keys": keys }).to_string(),
            )
                .into_response()
        }
        (Method::POST, "/oidc/token" | "/oidc/token/revocation") if !authenticated => {
            (StatusCode::UNAUTHORIZED, refused("invalid_client")).into_response()
        }
        (Method::POST, "/oidc/token") => logto.token(&form),
        (Method::GET, "/oidc/me") => logto.user_info(authorization.as_deref()),
        (Method::POST, "/oidc/token/revocation") => StatusCode::OK.into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What Logto compares: redirect URI and PKCE (S256).
fn fits(asked: &HashMap<String, String>, form: &HashMap<String, String>) -> bool {
    let digest = challenge_of(form.get("code_verifier").map_or("", String::as_str));
    asked.get("redirect_uri") == form.get("redirect_uri")
        && asked.get("code_challenge_method").map(String::as_str) == Some("S256")
        && asked.get("code_challenge") == Some(&digest)
}

fn challenge_of(verifier: &str) -> String {
    let challenge = openidconnect::PkceCodeChallenge::from_code_verifier_sha256(
        &openidconnect::PkceCodeVerifier::new(verifier.to_owned()),
    );
    let text = challenge.as_str().to_owned();
    assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(&text).unwrap().len(), 32);
    text
}

fn refused(error: &str) -> Response {
    let body = json!({
        "code": format!("oidc.{error}"), "message": "Grant request is invalid.",
        "error": error, "error_description": "grant request is invalid",
    });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
