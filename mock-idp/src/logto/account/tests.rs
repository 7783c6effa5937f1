//! The Account API through its router, with tokens put straight into the store.

use std::sync::Arc;

use axum::{body::Body, http::Request, response::Response};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{
    base::{
        clock::{Clock, Moment},
        ids::Ids,
        journal::Journal,
        keys::Keys,
    },
    logto::{
        App,
        model::{Connector, Data, User, user::Password},
        profile::profile,
    },
    oidc::{
        grant::Grant,
        scopes::Scopes,
        tokens::{AccessToken, Holder, Party},
    },
};

const NOW: Moment = Moment::from_seconds(1_700_000_000);
const PASSWORD: &str = "Wond3rland!42";
const ALL: &str =
    "openid profile email phone identities custom_data address urn:logto:scope:sessions";

/// A tenant in which bob's `token` has these scopes and every field is open so far.
fn tenant(scope: &str, level: &str) -> App {
    let mut data = Data::default();
    let bob = User {
        username: Some("bob".into()),
        primary_email: Some("bob@mail.example".into()),
        password: Some(Password::Plain(PASSWORD.into())),
        ..User::new("bob-id", NOW)
    };
    data.users.insert(bob);
    data.users.insert(User {
        username: Some("ann".into()),
        ..User::new("ann-id", NOW)
    });
    let fields = [
        "name",
        "avatar",
        "profile",
        "email",
        "phone",
        "password",
        "username",
        "social",
        "customData",
        "mfa",
        "session",
    ];
    let fields: serde_json::Map<String, Value> = fields
        .iter()
        .map(|field| ((*field).to_owned(), level.into()))
        .collect();
    let settings = json!({"enabled": true, "fields": fields});
    data.configs.insert("account-center".into(), settings);
    let app = App::new(
        data,
        Keys::generate("key", NOW).unwrap(),
        Ids::seeded(1),
        Clock::frozen(NOW),
        Journal::default(),
        profile("http://localhost:3001", "cookie-key".into()),
        "http://localhost:3003".into(),
    );
    let until = NOW.plus_seconds(3_600);
    let party = Arc::new(Party {
        account_id: "bob-id".into(),
        client_id: "web".into(),
    });
    let holder = Holder {
        party: party.clone(),
        grant_id: "grant".into(),
        ..Holder::default()
    };
    let token = AccessToken {
        scope: scope.into(),
        holder: holder.into(),
        issued_at: NOW,
        extra: None,
    };
    let grant = Grant::new(party, Scopes::default());
    let mut state = app.state();
    state.store.grants.insert("grant", grant, until, NOW);
    state.store.access_tokens.insert("token", token, until, NOW);
    drop(state);
    app
}

async fn send(app: &App, request: Request<Body>) -> (u16, Response<()>, Value) {
    let response = crate::logto::router(app.clone())
        .oneshot(request)
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    let status = parts.status.as_u16();
    (status, Response::from_parts(parts, ()), body)
}

/// A call with bob's token; `proof` is the id of a record.
async fn call(app: &App, line: &str, body: Value, proof: &str) -> (u16, Value) {
    let (method, path) = line.split_once(' ').unwrap();
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", "Bearer token")
        .header("content-type", "application/json")
        .header("logto-verification-id", proof);
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let (status, _, body) = send(app, request.body(body.into()).unwrap()).await;
    (status, body)
}

async fn proof(app: &App) -> String {
    let body = json!({"password": PASSWORD});
    let (status, body) = call(app, "POST /api/verifications/password", body, "").await;
    assert_eq!(
        (status, &body["expiresAt"]),
        (201, &"2023-11-14T22:23:20.000Z".into())
    );
    body["verificationRecordId"].as_str().unwrap().to_owned()
}

/// Status and code of a refusal.
fn refusal((status, body): (u16, Value)) -> (u16, String) {
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn only_an_opaque_token_with_openid_opens_it() {
    let status = |app: App, header: Option<&'static str>| async move {
        let mut request = Request::builder().uri("/api/my-account");
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        let (status, _, body) = send(&app, request.body(Body::empty()).unwrap()).await;
        refusal((status, body))
    };
    let app = tenant(ALL, "Edit");
    let code = |status, code: &str| (status, format!("auth.{code}"));
    let missing = status(app.clone(), None).await;
    assert_eq!(missing, code(401, "authorization_header_missing"));
    let basic = status(app.clone(), Some("Basic eA")).await;
    assert_eq!(basic, code(401, "authorization_token_type_not_supported"));
    let unknown = status(app.clone(), Some("Bearer other")).await;
    assert_eq!(unknown, code(401, "unauthorized"));
    assert_eq!(status(app.clone(), Some("Bearer token")).await.0, 200);
    app.state().store.grants.remove("grant");
    let revoked = status(app, Some("Bearer token")).await;
    assert_eq!(revoked, code(401, "unauthorized"));
    let without = status(tenant("profile", "Edit"), Some("Bearer token")).await;
    assert_eq!(without, code(403, "forbidden"));
}

#[tokio::test]
async fn nothing_is_open_until_the_tenant_enables_it() {
    let app = tenant(ALL, "Edit");
    app.state().data.configs.remove("account-center");
    let answer = call(&app, "GET /api/my-account", Value::Null, "").await;
    let closed = (400, "account_center.not_enabled".to_owned());
    assert_eq!(refusal(answer), closed);
}

#[tokio::test]
async fn scopes_and_fields_decide_what_is_seen_and_changed() {
    let (_, seen) = call(
        &tenant("openid", "Edit"),
        "GET /api/my-account",
        Value::Null,
        "",
    )
    .await;
    assert_eq!(
        seen,
        json!({"id": "bob-id", "hasSecurityVerificationMethod": true})
    );
    let (_, seen) = call(
        &tenant("openid email", "Off"),
        "GET /api/my-account",
        Value::Null,
        "",
    )
    .await;
    assert_eq!(seen.get("primaryEmail"), None);
    let app = tenant(ALL, "ReadOnly");
    let (_, seen) = call(&app, "GET /api/my-account", Value::Null, "").await;
    assert_eq!(seen["primaryEmail"], "bob@mail.example");
    let named = json!({"name": "Bobby"});
    let answer = call(&app, "PATCH /api/my-account", named.clone(), "").await;
    let fixed = (400, "account_center.field_not_editable".to_owned());
    assert_eq!(refusal(answer), fixed);
    let answer = call(
        &tenant("openid", "Edit"),
        "PATCH /api/my-account",
        named.clone(),
        "",
    )
    .await;
    assert_eq!(refusal(answer), (400, "auth.unauthorized".into()));
    let app = tenant(ALL, "Edit");
    for (said, kept) in [(named, json!("Bobby")), (json!({"name": ""}), Value::Null)] {
        let (status, seen) = call(&app, "PATCH /api/my-account", said, "").await;
        assert_eq!((status, &seen["name"]), (200, &kept));
    }
}

#[tokio::test]
async fn a_user_name_a_password_and_a_factor_take_a_proof() {
    let app = tenant(ALL, "Edit");
    app.state().data.sign_in_experience.mfa =
        json!({"factors": ["Totp", "BackupCode"], "policy": "NoPrompt"});
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let codes: Vec<String> = (0..10).map(|n| format!("abcdef000{n}")).collect();
    let changes = [
        ("PATCH /api/my-account", json!({"username": "bobby"}), 200),
        (
            "POST /api/my-account/password",
            json!({"password": "N3w!Secret99"}),
            204,
        ),
        (
            "POST /api/my-account/mfa-verifications",
            json!({"type": "Totp", "secret": secret}),
            204,
        ),
        (
            "POST /api/my-account/mfa-verifications",
            json!({"type": "BackupCode", "codes": codes}),
            204,
        ),
        (
            "GET /api/my-account/mfa-verifications/backup-codes",
            Value::Null,
            200,
        ),
        (
            "PATCH /api/my-account/mfa-settings",
            json!({"skipMfaOnSignIn": true}),
            200,
        ),
        ("DELETE /api/my-account/primary-email", Value::Null, 204),
    ];
    let id = proof(&app).await;
    for (line, body, status) in changes {
        let denied = (401, "verification_record.permission_denied".to_owned());
        assert_eq!(
            refusal(call(&app, line, body.clone(), "no-such").await),
            denied,
            "{line}"
        );
        assert_eq!(call(&app, line, body, &id).await.0, status, "{line}");
    }
    let state = app.state();
    let bob = state.data.users.get("bob-id").unwrap();
    assert_eq!(bob.password, Some(Password::Plain("N3w!Secret99".into())));
    assert_eq!(
        (bob.username.as_deref(), &bob.primary_email),
        (Some("bobby"), &None)
    );
    assert_eq!(bob.mfa_verifications.len(), 2);
    assert_eq!(bob.logto_config["mfa"]["skipMfaOnSignIn"], true);
}

#[tokio::test]
async fn changes_that_break_a_rule_are_refused() {
    let app = tenant(ALL, "Edit");
    let id = proof(&app).await;
    let refusals = [
        (
            "PATCH /api/my-account",
            json!({"username": "ann"}),
            422,
            "user.username_already_in_use",
        ),
        (
            "POST /api/my-account/password",
            json!({"password": "x"}),
            422,
            "password.rejected",
        ),
        (
            "POST /api/my-account/password",
            json!({"password": PASSWORD}),
            422,
            "user.same_password",
        ),
        (
            "POST /api/my-account/primary-email",
            json!({"email": "new@mail.example", "newIdentifierVerificationRecordId": id}),
            400,
            "verification_record.not_found",
        ),
        (
            "DELETE /api/my-account/primary-phone",
            Value::Null,
            404,
            "user.phone_not_exist",
        ),
        (
            "DELETE /api/my-account/identities/huggingface",
            Value::Null,
            404,
            "user.identity_not_exist",
        ),
        (
            "DELETE /api/my-account/sessions/none",
            Value::Null,
            400,
            "oidc.session_not_found",
        ),
        (
            "DELETE /api/my-account/grants/none",
            Value::Null,
            404,
            "oidc.invalid_grant",
        ),
        (
            "POST /api/my-account/mfa-verifications",
            json!({"type": "Totp", "secret": "x"}),
            400,
            "session.mfa.mfa_factor_not_enabled",
        ),
        (
            "POST /api/verifications/password",
            json!({"password": "x"}),
            422,
            "session.invalid_credentials",
        ),
    ];
    for (line, body, status, code) in refusals {
        assert_eq!(
            refusal(call(&app, line, body, &id).await),
            (status, code.to_owned()),
            "{line}"
        );
    }
}

#[tokio::test]
async fn a_new_address_is_taken_when_its_code_was_given_back() {
    let app = tenant(ALL, "Edit");
    let connector = Connector {
        id: "mail".into(),
        connector_id: "mock-email-service".into(),
        config: serde_json::Map::new(),
        metadata: serde_json::Map::new(),
        sync_profile: false,
        enable_token_storage: false,
        created_at: NOW,
    };
    app.state().data.connectors.insert("mail", connector);
    let id = proof(&app).await;
    let identifier = json!({"type": "email", "value": "new@mail.example"});
    let line = "POST /api/verifications/verification-code";
    let (status, body) = call(&app, line, json!({"identifier": identifier}), "").await;
    assert_eq!(status, 201, "{body}");
    let record = body["verificationRecordId"].as_str().unwrap().to_owned();
    let code = app
        .state()
        .inbox
        .messages()
        .last()
        .and_then(|message| message.code.clone());
    let back =
        |code: &str| json!({"identifier": identifier, "verificationId": record, "code": code});
    let line = "POST /api/verifications/verification-code/verify";
    let wrong = refusal(call(&app, line, back("none"), "").await);
    assert_eq!(wrong, (400, "verification_code.code_mismatch".into()));
    assert_eq!(call(&app, line, back(&code.unwrap()), "").await.0, 200);
    // It proves the address, not the person.
    let body = json!({"email": "new@mail.example", "newIdentifierVerificationRecordId": record});
    let line = "POST /api/my-account/primary-email";
    assert_eq!(call(&app, line, body.clone(), &record).await.0, 401);
    assert_eq!(call(&app, line, body, &id).await.0, 204);
    let state = app.state();
    let bob = state.data.user_by_email("new@mail.example").unwrap();
    assert_eq!(bob.id, "bob-id");
}

#[tokio::test]
async fn scripts_of_any_origin_may_call() {
    let app = tenant(ALL, "Edit");
    let asked = |method: &str| {
        Request::builder()
            .method(method)
            .uri("/api/my-account")
            .header("origin", "https://app.example")
    };
    let preflight = asked("OPTIONS").header("access-control-request-method", "PATCH");
    let (status, response, _) = send(&app, preflight.body(Body::empty()).unwrap()).await;
    let headers = response.headers();
    assert_eq!(status, 204);
    assert_eq!(
        headers["access-control-allow-origin"],
        "https://app.example"
    );
    assert_eq!(
        headers["access-control-allow-methods"],
        "GET,HEAD,PUT,POST,DELETE,PATCH"
    );
    assert!(!headers.contains_key("allow") && !headers.contains_key("content-type"));
    let (status, response, _) = send(&app, asked("GET").body(Body::empty()).unwrap()).await;
    assert_eq!(status, 401);
    assert_eq!(response.headers()["access-control-expose-headers"], "*");
    let (status, response, _) = send(&app, asked("OPTIONS").body(Body::empty()).unwrap()).await;
    assert_eq!(status, 200);
    assert_eq!(response.headers()["allow"], "HEAD, GET, PATCH");
}
