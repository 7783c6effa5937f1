//! `/oidc` over HTTP: reads the request, asks the engine under the lock, wraps the answer.

use axum::{
    Router,
    body::Body,
    extract::{Request as HttpRequest, State},
    response::Response,
    routing::any,
};
use http::{Method, StatusCode, header};
use http_body::Body as _;
use tower::{Layer, service_fn, util::MapResponse};
use tower_http::compression::{
    CompressionLayer,
    predicate::{NotForContentType, Predicate, SizeAbove},
};

use super::{App, app_secret, audit, envelope, headers, parts::Parts};
use crate::oidc::{
    dispatch,
    error::Error,
    exchange::{Reply, Request},
    params::Params,
    transport::{self, Answering, Unreadable},
};

/// Answers shorter than this are not compressed.
const COMPRESS_FROM: u16 = 1_024;

/// The engine below `/oidc`.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/oidc", any(oidc))
        .route("/oidc/", any(oidc))
        .route("/oidc/{*path}", any(oidc))
        .route("/.well-known/{*path}", any(nothing))
}

/// Puts around all routes what Logto's answers have in common: first the headers, then what is changed on
/// purpose, then compression, which must see the finished body.
pub(super) fn finished(parts: Parts, app: App) -> Answering {
    let worth_it = SizeAbove::new(COMPRESS_FROM)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(transport::tamper::may_be_compressed);
    let answer = move |request| {
        let (app, parts) = (app.clone(), parts.clone());
        async move {
            let complete = |request| headers::complete(&app, &parts, request);
            Ok(transport::tamper::tampered(app.tampers().clone(), request, complete).await)
        }
    };
    let compression = CompressionLayer::new().compress_when(worth_it);
    let compressed = compression.layer(service_fn(answer));
    Answering::new(MapResponse::new(compressed, |answer: http::Response<_>| {
        with_length(answer.map(Body::new))
    }))
}

/// States the length of a body, where it is known: what was changed on purpose lost it.
fn with_length(mut answer: Response) -> Response {
    if let Some(length) = answer.body().size_hint().exact()
        && !answer.headers().contains_key(header::CONTENT_LENGTH)
    {
        (answer.headers_mut()).insert(header::CONTENT_LENGTH, length.into());
    }
    answer
}

async fn oidc(State(app): State<App>, request: HttpRequest) -> Response {
    let mut request = match transport::read(request, app.profile()).await {
        Ok(request) => request,
        Err(unread) => {
            // Nothing of the body is known, so nothing but the headers is.
            let mut request = Request::new(unread.parts.method, "", "/");
            request.headers = unread.parts.headers;
            let mut reply = unreadable(unread.problem);
            envelope::rewrite(&mut reply, &request);
            return transport::write(reply, &request, None);
        }
    };
    split_resources(&mut request.query);
    let now = app.now();
    let mut reply = {
        let mut state = app.state();
        let refused = app_secret::refuse(&state.data, &request, now);
        let reply = refused.unwrap_or_else(|| {
            let mut tx = state.tx(app.profile(), now);
            tx.unsigned = Some(Vec::new());
            dispatch::handle(&mut tx, &request)
        });
        audit::record(&mut state, app.profile(), &request, &reply, now);
        reply
    };
    transport::sign(&mut reply).await;
    transport::send(std::mem::take(&mut reply.posts)).await;
    // The tag is of the plain error; an answer that no endpoint gave has none.
    let tag = (request.method == Method::GET && !reply.trace.endpoint.is_empty())
        .then(|| transport::etag(&reply.body, &request.headers))
        .flatten();
    envelope::rewrite(&mut reply, &request);
    transport::write(reply, &request, tag.as_deref())
}

/// Metadata is below `/oidc`, not at the root.
async fn nothing(request: HttpRequest) -> Response {
    let mut asked = Request::new(request.method().clone(), "", request.uri().path());
    asked.headers = request.headers().clone();
    transport::write(transport::not_found(), &asked, None)
}

fn unreadable(problem: Unreadable) -> Reply {
    match problem {
        // What is left of the body is not read.
        Unreadable::TooLarge => transport::not_found().with_header(header::CONNECTION, "close"),
        Unreadable::NulByte => Reply::refusal(&Error::invalid_request(
            "null bytes are not allowed in the request body",
        )),
    }
}

/// `resource=a,b` in a query means two resources.
fn split_resources(query: &mut Params) {
    if !query.all("resource").any(|value| value.contains(',')) {
        return;
    }
    let split = query.pairs().iter().flat_map(|(name, value)| {
        let values: Vec<&str> = if name == "resource" {
            value.split(',').collect()
        } else {
            vec![value]
        };
        values
            .into_iter()
            .map(|value| (name.clone(), value.to_owned()))
            .collect::<Vec<_>>()
    });
    *query = Params::from_pairs(split.collect::<Vec<_>>());
}

/// 500 as Logto answers it where the failure is outside of the engine.
pub(super) fn internal_server_error() -> Reply {
    Reply::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        crate::oidc::exchange::Body::Json(
            serde_json::json!({ "message": "Internal server error." }),
        ),
    )
}

#[cfg(test)]
mod tests;
