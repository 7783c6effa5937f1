//! A provider on a port of its own. The code, and then the access token, says what it shall do.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use serde_json::{Map, Value, json};

use crate::{
    base::{
        clock::{Clock, Moment},
        ids::Ids,
        journal::Journal,
        jws,
        keys::Keys,
    },
    logto::{
        App,
        model::{Connector, Data},
        profile,
    },
    oidc::params::Params,
};

/// A running provider and what it was asked.
pub(super) struct Provider {
    pub(super) origin: String,
    seen: Seen,
}

type Seen = Arc<Mutex<Vec<String>>>;

impl Provider {
    pub(super) async fn start() -> Self {
        let seen = Seen::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(seen.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, seen }
    }

    /// The requests so far, each in a line.
    pub(super) fn seen(&self) -> String {
        self.seen.lock().unwrap().join("\n")
    }
}

async fn answer(State(seen): State<Seen>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    let header = |name| {
        let value = parts.headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or("-").to_owned()
    };
    let authorization = header(AUTHORIZATION);
    seen.lock().unwrap().push(format!(
        "{} {} | {} | {} | {}",
        parts.method,
        parts.uri.path(),
        authorization,
        header(CONTENT_TYPE),
        readable(&body, &header(HOST)),
    ));
    let code = Params::decode(&body).get("code").map(str::to_owned);
    match code.as_deref() {
        None => userinfo(authorization.split(' ').next_back().unwrap_or_default(), &seen),
        Some("bad") => (400, json!({ "error": "invalid_grant" }).to_string()).respond(),
        Some("not_json") => (200, "<html>oops".to_owned()).respond(),
        Some("no_scope") => (200, json!({ "access_token": "a", "token_type": "bearer" }).to_string()).respond(),
        Some("no_token") => (200, json!({ "access_token": "", "token_type": "bearer", "scope": "" }).to_string()).respond(),
        Some("form") => (200, "access_token=good&token_type=Bearer&expires_in=60".to_owned()).respond(),
        Some(code) => (200, json!({ "access_token": code, "token_type": "bearer", "scope": "profile", "id_token": code }).to_string()).respond(),
    }
}

/// A form whose client assertion is taken apart.
fn readable(body: &str, host: &str) -> String {
    let params = Params::decode(body);
    match params.get("client_assertion") {
        None => body.to_owned(),
        Some(assertion) => {
            let draft = jws::decode(assertion).unwrap();
            let claims = Value::Object(draft.claims).to_string();
            body.replace(assertion, &claims.replace(host, "provider"))
        }
    }
}

fn userinfo(token: &str, seen: &Seen) -> Response {
    match token {
        "userinfo_401" => (401, String::new()).respond(),
        "userinfo_418" => (418, "{\"error\":\"teapot\"}".to_owned()).respond(),
        "userinfo_no_json" => (200, "nothing".to_owned()).respond(),
        "userinfo_no_sub" => (200, json!({ "name": "Nobody" }).to_string()).respond(),
        "userinfo_null" => (200, json!({ "sub": "1", "name": null, "email": "", "picture": 7 }).to_string()).respond(),
        "busy_once" if seen.lock().unwrap().len() < 3 => {
            let mut response = (503, String::new()).respond();
            response.headers_mut().insert("retry-after", "0".parse().unwrap());
            response
        }
        _ => (200, json!({
            "sub": "hf-1", "name": "Alice", "preferred_username": "alice", "picture": "https://p.example/a.png",
            "email": "alice@example.com", "email_verified": false, "website": "",
            "id": 7, "avatar": null, "phone": "1555",
        }).to_string()).respond(),
    }
}

trait Respond {
    fn respond(self) -> Response;
}

impl Respond for (u16, String) {
    fn respond(self) -> Response {
        let status = http::StatusCode::from_u16(self.0).unwrap();
        (status, [(CONTENT_TYPE, "application/json")], self.1).into_response()
    }
}

/// A Logto whose Hugging Face is there.
pub(super) fn logto(huggingface_origin: &str) -> App {
    App::new(
        Data::default(),
        Keys::generate("key", Moment(0)).unwrap(),
        Ids::seeded(1),
        Clock::frozen(Moment::from_seconds(1_900_000_000)),
        Journal::default(),
        profile::profile("http://localhost:3001", "cookie-key".to_owned()),
        huggingface_origin.to_owned(),
    )
}

/// A connector with these settings.
pub(super) fn connector(factory: &str, config: Value) -> Connector {
    Connector {
        id: "c1".to_owned(),
        connector_id: factory.to_owned(),
        config: object(config),
        metadata: Map::new(),
        sync_profile: false,
        enable_token_storage: false,
        created_at: Moment(0),
    }
}

pub(super) fn object(value: Value) -> Map<String, Value> {
    let Value::Object(members) = value else {
        panic!("no object: {value}");
    };
    members
}
