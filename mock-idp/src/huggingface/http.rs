//! Routes, and the way between axum and the handlers.

use axum::{
    Router,
    body::{Body as HttpBody, to_bytes},
    extract::{Request as HttpRequest, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, get, post},
};
use http::{
    HeaderValue, Method, StatusCode,
    header::{self, CACHE_CONTROL, CONTENT_TYPE, LOCATION},
};
use serde_json::Value;

use super::{
    App,
    app::Tx,
    authorize, avatar, device, discovery, login,
    pages::{self, ErrorPage},
    register, settings, token, userinfo, whoami,
};
use crate::base::journal::Issued;
use crate::oidc::{
    error::Error,
    exchange::{Body, Content, Reply, Request},
    params::Params,
};

/// The most that a body may hold, in bytes.
const BODY_LIMIT: usize = 256 * 1024;

/// Everything that Hugging Face serves.
pub fn router(app: App) -> Router {
    let programs = Router::new()
        .route(
            "/.well-known/openid-configuration",
            on_get(discovery::handle),
        )
        .route(
            "/.well-known/oauth-authorization-server",
            on_get(discovery::handle),
        )
        .route("/oauth/token", post(run_token))
        .route(
            "/oauth/userinfo",
            on_get(userinfo::handle).merge(on_post(userinfo::handle)),
        )
        .route("/oauth/jwks", get(run_jwks))
        .route("/oauth/register", on_post(register::handle))
        .route("/api/whoami-v2", on_get(whoami::handle))
        .layer(middleware::from_fn(cross_origin));
    let people = Router::new()
        .route("/", get(async || redirect(settings::PATH)))
        .route(
            authorize::show::PATH,
            get(run_authorize).merge(on_post(authorize::decide)),
        )
        .route(
            login::PATH,
            on_get(login::show).merge(on_post(login::sign_in)),
        )
        .route(login::SIGN_OUT, on_post(login::sign_out))
        .route(
            device::PATH,
            on_get(device::show).merge(on_post(run_device)),
        )
        .route(device::DECISION, on_post(device::decide))
        .route(
            settings::PATH,
            on_get(settings::show).merge(on_post(settings::revoke)),
        )
        .route(
            "/avatars/{file}",
            on_get(|_, request| avatar::draw(request)),
        );
    programs.merge(people).fallback(not_found).with_state(app)
}

type Handler = fn(&mut Tx<'_>, &Request) -> Reply;

fn on_get(handler: Handler) -> MethodRouter<App> {
    get(move |State(app): State<App>, request: HttpRequest| run(app, request, handler))
}

fn on_post(handler: Handler) -> MethodRouter<App> {
    post(move |State(app): State<App>, request: HttpRequest| run(app, request, handler))
}

async fn run(app: App, request: HttpRequest, handler: Handler) -> Response {
    match read(&app, request).await {
        Ok(request) => respond(app.transact(|tx| handler(tx, &request))),
        Err(response) => response,
    }
}

/// An ID token will be wanted when the person has consented: its key can be made meanwhile.
async fn run_authorize(State(app): State<App>, request: HttpRequest) -> Response {
    let query = request.uri().query().unwrap_or_default();
    if query.contains("openid") {
        app.prepare_key();
    }
    run(app, request, authorize::show).await
}

fn run_device(tx: &mut Tx<'_>, request: &Request) -> Reply {
    device::authorize(tx, request)
        .unwrap_or_else(|error| oauth_error(&error, "device-authorization"))
}

async fn run_jwks(State(app): State<App>) -> Response {
    match app.key().await {
        Ok(key) => respond(Reply::json(key.jwks()).traced("jwks")),
        Err(error) => respond(server_error(&error, "jwks")),
    }
}

async fn run_token(State(app): State<App>, request: HttpRequest) -> Response {
    let request = match read(&app, request).await {
        Ok(request) => request,
        Err(response) => return response,
    };
    let reply = match app.transact(|tx| token::handle(tx, &request)) {
        Ok(granted) => signed(&app, granted).await,
        Err(error) => oauth_error(&error, "token"),
    };
    respond(reply.with_header(CACHE_CONTROL, "no-store"))
}

/// The token endpoint's answer with its ID token. Runs outside the lock.
async fn signed(app: &App, granted: token::Granted) -> Reply {
    let token::Granted {
        mut members,
        id_token,
        refresh_token,
        mut trace,
    } = granted;
    if let Some(claims) = id_token {
        let jwt = match app.key().await.and_then(|key| key.sign(&claims)) {
            Ok(jwt) => jwt,
            Err(error) => return server_error(&error, "token"),
        };
        trace.issued.push(Issued {
            kind: "id-token".to_owned(),
            value: jwt.clone(),
            claims: Some(Value::Object(claims)),
        });
        members.insert("id_token".into(), jwt.into());
    }
    if let Some(token) = refresh_token {
        members.insert("refresh_token".into(), token.into());
    }
    let mut reply = Reply::json(Value::Object(members));
    reply.trace = trace;
    reply
}

/// RFC 6749 section 5.2.
fn oauth_error(error: &Error, endpoint: &'static str) -> Reply {
    Reply::refusal(error).traced(endpoint)
}

fn server_error(error: &dyn std::error::Error, endpoint: &'static str) -> Reply {
    oauth_error(&Error::server_error(error.to_string()), endpoint)
}

/// The request as the handlers know it.
async fn read(app: &App, request: HttpRequest) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, BODY_LIMIT)
        .await
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
    let kind = (parts.headers.get(CONTENT_TYPE))
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    let (content, body) = match kind.as_deref() {
        _ if bytes.is_empty() => (Content::None, Params::default()),
        Some("application/json") => {
            let json = serde_json::from_slice(&bytes).ok();
            let body = flat(json.as_ref());
            (Content::Json(json.map(Box::new)), body)
        }
        None | Some("application/x-www-form-urlencoded") => (
            Content::Form,
            Params::decode(&String::from_utf8_lossy(&bytes)),
        ),
        Some(_) => (Content::Other, Params::default()),
    };
    Ok(Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        origin: app.issuer().to_owned(),
        query: Params::decode(parts.uri.query().unwrap_or_default()),
        body,
        content,
        headers: parts.headers,
    })
}

/// The text members of a JSON object as parameters.
fn flat(json: Option<&Value>) -> Params {
    let members = json.and_then(Value::as_object).into_iter().flatten();
    Params::from_pairs(members.filter_map(|(name, value)| {
        let value = value.as_str()?;
        Some((name.clone(), value.to_owned()))
    }))
}

fn respond(reply: Reply) -> Response {
    let (kind, text) = match reply.body {
        Body::Empty => (None, String::new()),
        Body::Json(value) => (Some("application/json; charset=utf-8"), value.to_string()),
        Body::Html(html) => (Some("text/html; charset=utf-8"), html),
        Body::Text(text) => (Some("text/plain; charset=utf-8"), text),
        Body::Redirect(location) => {
            let mut response = redirect(&location);
            response.headers_mut().extend(reply.headers);
            response.extensions_mut().insert(reply.trace);
            return response;
        }
    };
    let mut response = Response::new(HttpBody::from(text));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    if let Some(kind) = kind {
        let headers = response.headers_mut();
        (headers.entry(CONTENT_TYPE)).or_insert(HeaderValue::from_static(kind));
    }
    response.extensions_mut().insert(reply.trace);
    response
}

/// 303 (RFC 9110 section 15.4.4): the browser goes on with GET, whatever it came with.
fn redirect(location: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    (response.headers_mut()).insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn not_found() -> Response {
    respond(
        pages::show(
            StatusCode::NOT_FOUND,
            &ErrorPage {
                status: 404,
                what: "Sorry, we can't find the page you are looking for.".to_owned(),
                help: String::new(),
                choices: Vec::new(),
            },
        )
        .traced("page"),
    )
}

/// Browser applications on any origin may call what programs call: no cookie counts there.
async fn cross_origin(request: HttpRequest, next: Next) -> Response {
    const ANY: HeaderValue = HeaderValue::from_static("*");
    if request.method() == Method::OPTIONS {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, POST"),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("authorization, content-type"),
        );
        headers.insert(
            header::ACCESS_CONTROL_MAX_AGE,
            HeaderValue::from_static("86400"),
        );
        return response;
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    response
}
