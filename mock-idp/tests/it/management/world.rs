//! The tenant of these tests, and calls written as lines: `METHOD path body`.

use std::fmt::Write as _;

use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};
use tower::ServiceExt;

use mock_idp::{
    base::{
        clock::{Clock, Moment},
        ids::Ids,
        journal::Journal,
        keys::Keys,
    },
    logto::{
        self, App,
        model::{
            Application, ApplicationType, Data, OidcClientMetadata, User,
            application::UserConsentScopes,
            seeded::{MANAGEMENT_API, MANAGEMENT_ROLE_ID},
            user::Password,
        },
        profile::profile,
    },
    oidc::transport::Answering,
};

const NOW: Moment = Moment::from_seconds(1_700_000_000);
const ORIGIN: &str = "http://op.example:3001";
const MACHINE: &str = "set-up-scripts";
const SECRET: &str = "a-secret-of-the-machine";

/// A tenant with the users alice and bob and a machine that may do everything.
pub(super) struct Tenant {
    pub(super) app: App,
    router: Answering,
    token: String,
}

impl Tenant {
    pub(super) async fn new() -> Self {
        let app = App::new(
            data(),
            Keys::generate("key", NOW).unwrap(),
            Ids::seeded(1),
            Clock::frozen(NOW),
            Journal::default(),
            profile(ORIGIN, "cookie-key".into()),
            "http://hf.example".into(),
        );
        let mut tenant = Self {
            router: logto::router(app.clone()),
            app,
            token: String::new(),
        };
        tenant.token = tenant.sign_in().await;
        tenant
    }

    async fn sign_in(&self) -> String {
        let form = format!(
            "grant_type=client_credentials&client_id={MACHINE}&client_secret={SECRET}&scope=all&resource={MANAGEMENT_API}"
        );
        let request = Request::post(format!("{ORIGIN}/oidc/token"))
            .header("host", "op.example:3001")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.into())
            .unwrap();
        let (_, body) = self.send(request).await;
        let body: Value = serde_json::from_str(&body).unwrap();
        body["access_token"].as_str().unwrap().to_owned()
    }

    async fn send(&self, request: Request<Body>) -> (u16, String) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// One call: its status and its body.
    pub(super) async fn call(&self, line: &str) -> (u16, Value) {
        let mut parts = line.splitn(3, ' ');
        let (method, path) = (parts.next().unwrap(), parts.next().unwrap());
        let request = Request::builder()
            .method(method)
            .uri(format!("{ORIGIN}/api{path}"))
            .header("host", "op.example:3001")
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json");
        let body = parts.next().unwrap_or_default().to_owned();
        let (status, body) = self.send(request.body(body.into()).unwrap()).await;
        let body = serde_json::from_str(&body).unwrap_or_else(|_| json!(body));
        (status, body)
    }

    /// Makes the calls one after the other and tells the answers. `{name}` in a call is the id that the
    /// answer to the earlier call `name = …` has.
    pub(super) async fn tell(&self, calls: &str) -> String {
        let mut known: Vec<(String, String)> = Vec::new();
        let mut told = String::new();
        for line in calls.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (name, line) = match line.split_once(" = ") {
                Some((name, line)) if !name.contains(' ') => (Some(name), line),
                _ => (None, line),
            };
            let mut call = line.to_owned();
            for (name, id) in &known {
                call = call.replace(&format!("{{{name}}}"), id);
            }
            let (status, body) = self.call(&call).await;
            if let (Some(name), Some(id)) = (name, body["id"].as_str()) {
                known.push((name.to_owned(), id.to_owned()));
            }
            let mut shown = brief(&body);
            for (name, id) in &known {
                shown = shown.replace(id, &format!("<{name}>"));
            }
            let _ = writeln!(told, "{line}\n  {status} {shown}");
        }
        told
    }
}

/// Refusals by code and message (and what the guard says), everything else as it is.
fn brief(body: &Value) -> String {
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    if body["code"].is_string() && body["message"].is_string() {
        let details = match (body["details"].as_str(), &body["data"]) {
            (Some(details), _) => format!(" / {details}"),
            (None, Value::Null) => String::new(),
            (None, data) => format!(" / {data}"),
        };
        return format!("{}: {}{details}", text("code"), text("message"));
    }
    match body {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            body.to_string()
        }
    }
}

fn machine() -> Application {
    Application {
        tenant_id: "default",
        id: MACHINE.into(),
        name: "Set-up scripts".into(),
        legacy_secret: Some(SECRET.into()),
        description: None,
        r#type: ApplicationType::MachineToMachine,
        oidc_client_metadata: OidcClientMetadata::default(),
        custom_client_metadata: Map::new(),
        protected_app_metadata: None,
        custom_data: Map::new(),
        is_third_party: false,
        app_level_access_control_enabled: false,
        created_at: NOW,
        secrets: Vec::new(),
        role_ids: vec![MANAGEMENT_ROLE_ID.into()],
        user_consent: UserConsentScopes::default(),
        sign_in_experience: None,
        allowed_user_ids: Vec::new(),
    }
}

fn data() -> Data {
    let mut data = Data::seeded(ORIGIN, NOW);
    data.applications.insert(MACHINE, machine());
    for name in ["alice", "bob"] {
        data.users.insert(User {
            username: Some(name.into()),
            name: Some(name.to_uppercase()),
            primary_email: Some(format!("{name}@mail.example")),
            password: Some(Password::Plain("wonderland-42".into())),
            ..User::new(format!("{name}-id"), NOW)
        });
    }
    data
}
