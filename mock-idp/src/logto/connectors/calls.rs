//! The HTTP client of connectors: one for all, made when it is first needed, with the time limits and
//! repetitions of the client that Logto uses (ky).

use std::{sync::LazyLock, time::Duration};

use http::{StatusCode, header};
use reqwest::Client;

use super::error::ConnectorError;

/// How long a token endpoint may take.
pub const TOKEN_PATIENCE: Duration = Duration::from_secs(10);
/// How long a userinfo endpoint may take.
pub const USERINFO_PATIENCE: Duration = Duration::from_secs(5);
/// How often a GET is tried again.
const RETRIES: u32 = 2;

static CLIENT: LazyLock<reqwest::Result<Client>> =
    LazyLock::new(|| Client::builder().user_agent("node").no_proxy().build());

/// An answer, read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub text: String,
}

/// Posts a form, once.
pub async fn post_form(
    url: &str,
    authorization: Option<&str>,
    form: &[(String, String)],
    patience: Duration,
) -> Result<Answer, ConnectorError> {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let mut request = client()?
        .post(url)
        .timeout(patience)
        .header(header::ACCEPT, "*/*")
        .header(
            header::CONTENT_TYPE,
            "application/x-www-form-urlencoded;charset=UTF-8",
        )
        .body(body);
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    read(request.send().await.map_err(unreachable)?).await
}

/// Gets a resource. Answers that may be better next time, and broken connections, are tried twice
/// more; a provider that takes too long is not.
pub async fn get(url: &str, authorization: Option<&str>) -> Result<Answer, ConnectorError> {
    let mut tried = 0;
    loop {
        let mut request = client()?
            .get(url)
            .timeout(USERINFO_PATIENCE)
            .header(header::ACCEPT, "*/*");
        if let Some(authorization) = authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let wait = match request.send().await {
            Ok(answer) => match wait_after(&answer, tried) {
                Some(wait) if tried < RETRIES => wait,
                Some(_) | None => return read(answer).await,
            },
            Err(error) if tried < RETRIES && !error.is_timeout() && !error.is_builder() => {
                backoff(tried)
            }
            Err(error) => return Err(unreachable(error)),
        };
        tried += 1;
        pause(wait).await;
    }
}

/// How long to wait before another try; nothing where the answer stands.
fn wait_after(answer: &reqwest::Response, tried: u32) -> Option<Duration> {
    let status = answer.status().as_u16();
    if ![408, 413, 429, 500, 502, 503, 504].contains(&status) {
        return None;
    }
    let told = (answer.headers().get(header::RETRY_AFTER))
        .filter(|_| [413, 429, 503].contains(&status))
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    Some(told.unwrap_or_else(|| backoff(tried)))
}

/// 0.3 s, then 0.6 s.
fn backoff(tried: u32) -> Duration {
    Duration::from_millis(300) * 2_u32.pow(tried)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the pause between two tries is what Logto's client does, not a wait for a condition"
)]
async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

fn client() -> Result<&'static Client, ConnectorError> {
    CLIENT.as_ref().map_err(|error| {
        tracing::error!(%error, "no HTTP client for connectors");
        ConnectorError::Unreachable
    })
}

async fn read(answer: reqwest::Response) -> Result<Answer, ConnectorError> {
    let status = answer.status();
    let text = answer.text().await.map_err(unreachable)?;
    Ok(Answer { status, text })
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn unreachable(error: reqwest::Error) -> ConnectorError {
    tracing::warn!(%error, "a connector could not reach the other provider");
    ConnectorError::Unreachable
}
