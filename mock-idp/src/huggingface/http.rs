//! Routes, and the way between axum and the handlers.

use axum::{
    Router,
    extract::{Request as HttpRequest, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, get, post},
};
use http::{
    HeaderValue, Method, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL,
    },
};
use serde_json::{Map, Value, json};

use super::{
    App, app::Tx, authorize, avatar, device, discovery, login, profile, register, settings, token,
    userinfo, whoami,
};
use crate::base::{
    journal::{Issued, Trace},
    jws,
    keys::{KeyError, SigningKey},
    tamper::{self, Artefact, Occasion, Tampers},
};
use crate::oidc::{
    error::Error,
    exchange::{Reply, Request},
    transport::{self, Unreadable},
};

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
        .route("/", on_get(|_, _| Reply::see_other(settings::PATH)))
        .route(
            authorize::PATH,
            get(run_authorize).merge(on_post(authorize::decide)),
        )
        .route(
            login::PATH,
            on_get(login::show).merge(on_post(login::sign_in)),
        )
        .route(login::SIGN_OUT, on_post(login::sign_out))
        .route(
            device::PATH,
            on_get(device::show).merge(on_post(device::ask)),
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
    programs
        .merge(people)
        .fallback_service(on_any(profile::show).with_state(app.clone()))
        .layer(middleware::from_fn_with_state(
            app.tampers().clone(),
            |State(tampers): State<Tampers>, request: HttpRequest, next: Next| {
                transport::tamper::tampered(tampers, request, |request| next.run(request))
            },
        ))
        .with_state(app)
}

type Handler = fn(&mut Tx<'_>, &Request) -> Reply;

fn on_get(handler: Handler) -> MethodRouter<App> {
    get(move |State(app): State<App>, request: HttpRequest| run(app, request, handler))
}

fn on_post(handler: Handler) -> MethodRouter<App> {
    post(move |State(app): State<App>, request: HttpRequest| run(app, request, handler))
}

fn on_any(handler: Handler) -> MethodRouter<App> {
    axum::routing::any(move |State(app): State<App>, request: HttpRequest| {
        run(app, request, handler)
    })
}

async fn run(app: App, request: HttpRequest, handler: Handler) -> Response {
    match read(&app, request).await {
        Ok(request) => {
            let reply = app.transact(|tx| handler(tx, &request));
            transport::write(reply, &request, None)
        }
        Err(response) => response,
    }
}

async fn read(app: &App, request: HttpRequest) -> Result<Request, Response> {
    transport::read_below(request, "", app.issuer().to_owned())
        .await
        .map_err(|unread| match unread.problem {
            Unreadable::TooLarge => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
            Unreadable::NulByte => StatusCode::BAD_REQUEST.into_response(),
        })
}

/// An ID token will be wanted when the person has consented: its key can be made meanwhile.
async fn run_authorize(State(app): State<App>, request: HttpRequest) -> Response {
    let query = request.uri().query().unwrap_or_default();
    if query.contains("openid") {
        app.prepare_key();
    }
    run(app, request, authorize::show).await
}

async fn run_jwks(State(app): State<App>, request: HttpRequest) -> Response {
    let key = app.key().await.map(|key| key.jwk().clone());
    let reply = match key {
        Ok(jwk) => Reply::json(json!({ "keys": [jwk] })),
        Err(error) => no_key(error),
    };
    match read(&app, request).await {
        Ok(request) => {
            let reply = reply.traced("jwks").as_artefact(Artefact::HuggingfaceJwks);
            transport::write(reply, &request, None)
        }
        Err(response) => response,
    }
}

async fn run_token(State(app): State<App>, request: HttpRequest) -> Response {
    let request = match read(&app, request).await {
        Ok(request) => request,
        Err(response) => return response,
    };
    let reply = match app.transact(|tx| token::handle(tx, &request)) {
        Ok(granted) => signed(&app, granted).await,
        Err(error) => Reply::refusal(&error),
    };
    let reply = reply
        .with_header(CACHE_CONTROL, "no-store")
        .traced("token")
        .as_artefact(Artefact::HuggingfaceTokenResponse);
    transport::write(reply, &request, None)
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
        let signed = match app.key().await {
            Ok(key) => sign(app.tampers(), key, claims, &mut trace),
            Err(error) => Err(error),
        };
        let (jwt, claims) = match signed {
            Ok(signed) => signed,
            Err(error) => return no_key(error),
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

/// Signs an ID token. This is where its draft can be changed on purpose.
fn sign(
    tampers: &Tampers,
    key: &SigningKey,
    claims: Map<String, Value>,
    trace: &mut Trace,
) -> Result<(String, Map<String, Value>), KeyError> {
    const ID_TOKEN: Artefact = Artefact::HuggingfaceIdToken;
    let draft = jws::Draft::new(key, Some("JWT"), claims);
    let occasion = Occasion {
        client: trace.client_id.as_deref(),
        user: trace.user_id.as_deref(),
    };
    let due = tampers.due(ID_TOKEN, occasion);
    if due.is_empty() {
        return Ok((jws::sign(&draft, key)?, draft.claims));
    }
    let forged = tamper::forge(ID_TOKEN, draft, key, &due, tampers.foreign())?;
    tampers.settle(&due, &forged.tampered);
    trace.tampered.extend(forged.tampered);
    Ok((forged.token, forged.claims))
}

fn no_key(error: KeyError) -> Reply {
    Reply::refusal(&Error::server_error(error.to_string()))
}

/// Browser applications on any origin may call what programs call: no cookie counts there.
async fn cross_origin(request: HttpRequest, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        let mut response = StatusCode::NO_CONTENT.into_response();
        for (name, value) in [
            (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
            (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
            (ACCESS_CONTROL_MAX_AGE, "86400"),
        ] {
            (response.headers_mut()).insert(name, HeaderValue::from_static(value));
        }
        response
    } else {
        next.run(request).await
    };
    let any = HeaderValue::from_static("*");
    (response.headers_mut()).insert(ACCESS_CONTROL_ALLOW_ORIGIN, any);
    response
}
