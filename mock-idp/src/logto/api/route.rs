//! Routes of Logto's JSON APIs: handlers under the lock, and what other methods are answered.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
    routing::MethodRouter,
};
use http::{HeaderValue, Method, StatusCode, header};

use super::call::Call;
use crate::{
    base::journal::Trace,
    logto::{ApiError, App},
    oidc::{
        exchange::{Body, Reply},
        transport,
    },
};

/// A handler that needs no await: it takes the state's lock itself, for as short as it can.
pub type Handler = fn(&App, &Call) -> Result<Reply, ApiError>;

/// Makes an axum handler of one of ours. `endpoint` is its name in the journal.
pub fn sync(
    endpoint: &'static str,
    handler: Handler,
) -> impl Fn(State<App>, Call) -> std::future::Ready<Response> + Clone + Send + Sync + 'static {
    move |State(app), call| {
        let result = handler(&app, &call);
        std::future::ready(answer(endpoint, &call, result))
    }
}

/// Writes what came of a call.
pub fn answer(endpoint: &'static str, call: &Call, result: Result<Reply, ApiError>) -> Response {
    match result {
        Ok(mut reply) => {
            if reply.trace.endpoint.is_empty() {
                reply.trace.endpoint = endpoint;
            }
            transport::write(reply, &call.request, None)
        }
        Err(error) => {
            let mut response = error.to_response(call.language());
            response.extensions_mut().insert(Trace {
                endpoint,
                error: Some(error.problem()),
                ..Trace::default()
            });
            response
        }
    }
}

/// 204.
pub fn no_content() -> Reply {
    Reply::new(StatusCode::NO_CONTENT, Body::Empty)
}

/// 201 without a body of its own: Koa writes the status.
pub fn created() -> Reply {
    Reply::new(StatusCode::CREATED, Body::Text("Created".into()))
}

/// 404 as Koa answers where there is no route.
pub async fn not_found() -> Response {
    plain(StatusCode::NOT_FOUND, "Not Found")
}

/// Completes a route: methods other than those in `allow` are answered as Koa's router answers them.
pub fn only(allow: &str, methods: MethodRouter<App>) -> MethodRouter<App> {
    let allow = HeaderValue::from_str(allow).ok();
    methods.fallback(move |method: Method| async move {
        let mut response = match method {
            Method::OPTIONS => plain(StatusCode::OK, ""),
            Method::GET
            | Method::HEAD
            | Method::PUT
            | Method::PATCH
            | Method::POST
            | Method::DELETE => plain(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"),
            _ => plain(StatusCode::NOT_IMPLEMENTED, "Not Implemented"),
        };
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        response
    })
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, text).into_response()
}
