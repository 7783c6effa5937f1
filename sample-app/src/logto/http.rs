//! The HTTP client that `openidconnect` talks through: bounded in time and size, without redirects.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::http::{Response, StatusCode};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use thiserror::Error;
use url::Url;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// From the first byte sent to the last byte read.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(8);
/// Logto's longest answer, discovery, has 3 kB.
const LARGEST_BODY: usize = 512 * 1024;

/// Why there is no answer from Logto that anything could be made of.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum HttpError {
    /// Nothing listens there, the name is unknown, or TLS failed.
    #[error("could not connect to {at}")]
    Unreachable {
        /// Scheme, host and path.
        at: String,
    },
    /// Connecting or answering took too long.
    #[error("no answer in time from {at}")]
    TimedOut {
        /// Scheme, host and path.
        at: String,
    },
    /// The connection broke off or what came is not HTTP.
    #[error("the answer from {at} broke off")]
    Interrupted {
        /// Scheme, host and path.
        at: String,
    },
    /// More bytes than any answer of Logto's has.
    #[error("the answer from {at} is too large")]
    TooLarge {
        /// Scheme, host and path.
        at: String,
    },
    /// 429 or 5xx: whatever the body says, it is not about this request.
    #[error("{at} answered {status}")]
    Status {
        /// Scheme, host and path.
        at: String,
        /// The status code.
        status: u16,
    },
}

/// See the module's description. Without a client, because the machine's certificate store cannot be
/// read, nothing is reachable; the log says so once.
#[derive(Clone, Debug)]
pub(crate) struct Http(Option<reqwest::Client>);

impl Http {
    /// A client for the provider at `endpoint`. On plain HTTP no certificate store is read, so that
    /// the application also starts on a machine that has none.
    pub(crate) fn new(endpoint: &str) -> Self {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("sample-app/", env!("CARGO_PKG_VERSION")))
            // A followed redirect would carry credentials to wherever it points.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT);
        let builder = if endpoint.starts_with("https://") {
            builder.https_only(true)
        } else {
            builder.tls_certs_only([])
        };
        let client = builder.build();
        if let Err(error) = &client {
            tracing::error!(%error, "no HTTPS: is there a store of root certificates?");
        }
        Self(client.ok())
    }

    /// Sends one request.
    pub(crate) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let at = place(&request);
        let request = reqwest::Request::try_from(request)
            .map_err(|_| HttpError::Unreachable { at: at.clone() })?;
        let client = self
            .0
            .as_ref()
            .ok_or_else(|| HttpError::Unreachable { at: at.clone() })?;
        let mut answer = client
            .execute(request)
            .await
            .map_err(|error| cause(&error, &at))?;
        let status = answer.status();
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(HttpError::Status {
                at,
                status: status.as_u16(),
            });
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| cause(&error, &at))? {
            if body.len() + chunk.len() > LARGEST_BODY {
                return Err(HttpError::TooLarge { at });
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// Where a request goes, without its query: fit for logs and pages.
fn place(request: &HttpRequest) -> String {
    Url::parse(&request.uri().to_string()).map_or_else(
        |_| request.uri().path().to_owned(),
        |url| format!("{}{}", url.origin().ascii_serialization(), url.path()),
    )
}

fn cause(error: &reqwest::Error, at: &str) -> HttpError {
    let at = at.to_owned();
    if error.is_timeout() {
        HttpError::TimedOut { at }
    } else if error.is_connect() || error.is_builder() {
        HttpError::Unreachable { at }
    } else {
        HttpError::Interrupted { at }
    }
}
