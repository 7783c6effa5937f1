//! A browser with cookies in front of a tenant.

use std::{collections::BTreeMap, fmt::Write as _};

use axum::body::Body;
use http::{Request, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::oidc::transport::Answering;
use crate::{
    base::{
        clock::{Clock, Moment},
        ids::Ids,
        journal::Journal,
        keys::Keys,
    },
    logto::{
        App,
        model::{Application, ApplicationType, Data, OidcClientMetadata, User, user::Password},
        profile::profile,
    },
};

pub(super) const NOW: Moment = Moment::from_seconds(1_700_000_000);
pub(super) const PASSWORD: &str = "Wond3rland!42";
const REDIRECT_URI: &str = "https://app.example/callback";

/// A traditional application.
pub(super) fn application(id: &str, is_third_party: bool) -> Application {
    Application {
        tenant_id: "default",
        id: id.into(),
        name: id.to_uppercase(),
        legacy_secret: Some("secret".into()),
        description: None,
        r#type: ApplicationType::Traditional,
        oidc_client_metadata: OidcClientMetadata {
            redirect_uris: vec![REDIRECT_URI.into()],
            ..OidcClientMetadata::default()
        },
        custom_client_metadata: serde_json::Map::new(),
        protected_app_metadata: None,
        custom_data: serde_json::Map::new(),
        is_third_party,
        app_level_access_control_enabled: false,
        created_at: NOW,
        secrets: Vec::new(),
        role_ids: Vec::new(),
        user_consent: crate::logto::model::application::UserConsentScopes::default(),
        sign_in_experience: None,
        allowed_user_ids: Vec::new(),
    }
}

/// A tenant with an application `web` and a user `bob`.
pub(super) fn data() -> Data {
    let mut data = Data::default();
    data.applications.insert("web", application("web", false));
    data.users.insert(User {
        username: Some("bob".into()),
        primary_email: Some("bob@mail.example".into()),
        name: Some("Bob".into()),
        password: Some(Password::Plain(PASSWORD.into())),
        ..User::new("bob-id", NOW)
    });
    data
}

/// A browser.
pub(super) struct Browser {
    pub app: App,
    router: Answering,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[must_use]
pub(super) struct Answer {
    pub status: u16,
    pub location: Option<String>,
    pub headers: http::HeaderMap,
    pub text: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// Status and body in a line.
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.status, self.text)
    }

    /// The id of the verification that was made.
    #[track_caller]
    pub(super) fn verification_id(&self) -> String {
        let id = self.json()["verificationId"].as_str().map(str::to_owned);
        id.unwrap_or_else(|| panic!("{}", self.line()))
    }
}

impl Browser {
    pub(super) fn new(data: Data) -> Self {
        let app = App::new(
            data,
            Keys::generate("key", NOW).unwrap(),
            Ids::seeded(1),
            Clock::frozen(NOW),
            Journal::default(),
            profile("http://op.example:3001", "cookie-key".into()),
            "http://hf.example".into(),
        );
        let router = crate::logto::router(app.clone());
        Self {
            app,
            router,
            cookies: BTreeMap::new(),
        }
    }

    /// Sends a request; `body` is JSON.
    pub(super) async fn send(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let raw = body.map(|body| body.to_string());
        self.raw(method, path, "application/json", raw.as_deref())
            .await
    }

    pub(super) async fn raw(
        &mut self,
        method: &str,
        path: &str,
        content_type: &str,
        body: Option<&str>,
    ) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "op.example:3001")
            .header(header::USER_AGENT, "test")
            .header(header::COOKIE, cookies.join("; "));
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let request = request
            .body(Body::from(body.unwrap_or_default().to_owned()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let headers = response.headers().clone();
        for line in headers.get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Answer {
            status,
            location: headers
                .get(header::LOCATION)
                .map(|value| value.to_str().unwrap().to_owned()),
            headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// A call of the Experience API.
    pub(super) async fn exp(&mut self, method: &str, path: &str, body: Value) -> Answer {
        let body = (!body.is_null()).then_some(body);
        self.send(method, &format!("/api/experience{path}"), body)
            .await
    }

    /// Starts an authorization request; the browser is in an interaction then.
    #[track_caller]
    pub(super) fn authorize(
        &mut self,
        client_id: &str,
        scope: &str,
    ) -> impl Future<Output = Answer> {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", client_id)
            .append_pair("redirect_uri", REDIRECT_URI)
            .append_pair("response_type", "code")
            .append_pair("scope", scope)
            .append_pair(
                "code_challenge",
                "g0hjg-P9eNkWDuE5aBx5WVaEKua376xe2a_bQDQJTYI",
            )
            .append_pair("code_challenge_method", "S256")
            .finish();
        async move { self.send("GET", &format!("/oidc/auth?{query}"), None).await }
    }

    /// An experience that has begun.
    pub(super) async fn begin(&mut self, event: &str) {
        let answer = self.authorize("web", "openid profile").await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        let begun = self
            .exp("PUT", "", serde_json::json!({"interactionEvent": event}))
            .await;
        assert_eq!(begun.status, 204, "{}", begun.text);
    }

    /// Proves a password; the id of the verification.
    pub(super) async fn password(&mut self, username: &str, password: &str) -> Answer {
        let identifier = serde_json::json!({"type": "username", "value": username});
        let body = serde_json::json!({"identifier": identifier, "password": password});
        self.exp("POST", "/verification/password", body).await
    }

    /// Follows redirects until they leave the provider; where to.
    pub(super) async fn follow(&mut self, url: &str) -> String {
        let mut url = url.to_owned();
        for _ in 0..5 {
            let Some(path) = url.strip_prefix("http://op.example:3001") else {
                return url;
            };
            let path = path.to_owned();
            let answer = self.send("GET", &path, None).await;
            url = answer
                .location
                .clone()
                .unwrap_or_else(|| panic!("{}", answer.line()));
            if url.starts_with('/') {
                return url;
            }
        }
        url
    }
}

/// Calls and answers as lines, ids replaced by their shape.
#[derive(Default)]
pub(super) struct Script(String);

impl Script {
    pub(super) fn note(&mut self, call: &str, answer: &Answer) {
        let id = regex::Regex::new(r#""[0-9a-z]{21}""#).unwrap();
        let uid = regex::Regex::new(r"/oidc/auth/[A-Za-z0-9_-]{43}").unwrap();
        let line = answer.line();
        let line = id.replace_all(&line, r#""<id:21>""#);
        let line = uid.replace_all(&line, "/oidc/auth/<uid>");
        writeln!(self.0, "{call}\n  {line}").unwrap();
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}
