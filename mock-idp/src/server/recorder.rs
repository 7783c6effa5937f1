//! Writes every exchange into the journal: the outermost layer of each provider's router.

use std::convert::Infallible;

use axum::{body::Body, extract::Request, response::Response};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use tower::{Service, service_fn};

use crate::base::{
    clock::Clock,
    exchange::Exchange,
    journal::{Journal, Trace},
};
use crate::oidc::transport::{Answering, tamper::delayed};

/// No handler reads more than this, so no more is kept for it.
const LONGEST_BODY: usize = 1 << 20;

/// What the recorder needs to know.
#[derive(Clone, Debug)]
pub(super) struct Recorder {
    /// Where it writes.
    pub(super) journal: Journal,
    /// The tenant's time.
    pub(super) clock: Clock,
    /// `logto` or `huggingface`.
    pub(super) provider: &'static str,
}

/// Puts the recorder around a provider's routes, and outside of it what is late on purpose.
pub(super) fn recorded(routes: Answering, recorder: Recorder) -> Answering {
    Answering::new(service_fn(move |request| {
        let answer = record(recorder.clone(), routes.clone(), request);
        async { Ok(delayed(answer.await?).await) }
    }))
}

async fn record(
    recorder: Recorder,
    mut routes: Answering,
    request: Request,
) -> Result<Response, Infallible> {
    let (parts, body) = request.into_parts();
    let mut exchange = Exchange::begin(recorder.clock.now(), recorder.provider, &parts);
    let body = if parts.method.is_safe() {
        exchange.body(&parts.headers, &[]);
        body
    } else {
        let bytes = read(body).await;
        exchange.body(&parts.headers, &bytes);
        Body::from(bytes)
    };
    let mut response = routes.call(Request::from_parts(parts, body)).await?;
    let trace = response
        .extensions_mut()
        .remove::<Trace>()
        .unwrap_or_default();
    if trace.endpoint == "asset" {
        return Ok(response);
    }
    exchange.end(response.status().as_u16(), response.headers(), &trace);
    recorder.journal.record(exchange);
    Ok(response)
}

/// The body, up to the longest that any handler looks at.
async fn read(mut body: Body) -> Bytes {
    let mut read = Bytes::new();
    while let Some(Ok(frame)) = body.frame().await {
        if let Ok(data) = frame.into_data() {
            let room = LONGEST_BODY.saturating_sub(read.len());
            let data = data.slice(..data.len().min(room));
            read = if read.is_empty() {
                data
            } else {
                let mut longer = BytesMut::from(read);
                longer.extend_from_slice(&data);
                longer.freeze()
            };
            if room == 0 {
                break;
            }
        }
    }
    read
}
