//! One HTTP exchange as it is: no redirects followed, no cookies kept, nothing decoded.
//!
//! The embedded agent and the `http:` steps stand on it; what they add is what a browser adds.

use std::{error::Error, net::SocketAddr, time::Duration};

use reqwest::{
    Client, Method,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};
use url::Url;

use super::agent::AgentError;

/// A larger answer is an error: pages are small, and a server may never stop.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// A request, complete: nothing is added but `Host` and `Content-Length`.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address; a fragment is not sent.
    pub url: Url,
    /// Names and values in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<Vec<u8>>,
}

/// An answer, complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Names in lower case, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body as sent.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of that name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text: UTF-8, or Latin-1 where the content type says so.
    pub fn text(&self) -> String {
        let kind = self
            .header("content-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if ["iso-8859-1", "latin1", "windows-1252"]
            .iter()
            .any(|charset| kind.contains(charset))
        {
            return self.body.iter().map(|byte| char::from(*byte)).collect();
        }
        let bytes = self
            .body
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&self.body);
        String::from_utf8_lossy(bytes).into_owned()
    }
}

/// The connections of a run. Holds no state of a scenario: cookies are its users' business.
#[derive(Clone, Debug)]
pub struct Wire {
    client: Client,
}

impl Wire {
    /// Opens nothing yet.
    ///
    /// Proxies of the environment are not used: what is tested runs on this machine, or where this
    /// machine can reach it.
    pub fn new() -> Result<Self, AgentError> {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .tcp_nodelay(true)
            // As browsers write them; some servers compare names as they stand.
            .http1_title_case_headers()
            .dns_resolver(Loopback)
            .build()
            .map_err(|cause| {
                AgentError::Broken(format!("cannot set up HTTP: {}", chain(&cause)))
            })?;
        Ok(Self { client })
    }

    /// Sends a request and reads the answer to its end.
    pub async fn exchange(
        &self,
        request: Request,
        within: Duration,
    ) -> Result<Response, AgentError> {
        let url = request.url.clone();
        let unreachable = |cause: String| AgentError::Unreachable {
            url: url.to_string(),
            cause,
        };
        let mut builder = self
            .client
            .request(request.method, request.url)
            .timeout(within);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let mut answer = builder
            .send()
            .await
            .map_err(|cause| unreachable(explain(&cause, within)))?;
        let mut response = Response {
            status: answer.status().as_u16(),
            headers: answer
                .headers()
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.as_str().to_owned(), value)
                })
                .collect(),
            body: Vec::new(),
        };
        while let Some(chunk) = answer
            .chunk()
            .await
            .map_err(|cause| unreachable(explain(&cause, within)))?
        {
            if response.body.len() + chunk.len() > LARGEST_BODY {
                return Err(unreachable(format!(
                    "the answer is larger than {} MiB",
                    LARGEST_BODY / 1024 / 1024
                )));
            }
            response.body.extend_from_slice(&chunk);
        }
        Ok(response)
    }
}

/// What went wrong, in the words of the innermost cause.
fn explain(error: &reqwest::Error, within: Duration) -> String {
    if error.is_timeout() {
        return format!("no complete answer within {within:?}");
    }
    chain(error)
}

/// The innermost cause says it in words a person knows ("connection refused").
fn chain(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string().to_lowercase()
}

/// Names under `localhost` are this machine, as they are to browsers (RFC 6761 section 6.3); the
/// system's resolver does not always know.
#[derive(Debug)]
struct Loopback;

impl Resolve for Loopback {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str();
            let addresses: Vec<SocketAddr> = if host == "localhost" || host.ends_with(".localhost")
            {
                vec![
                    ([127, 0, 0, 1], 0).into(),
                    (std::net::Ipv6Addr::LOCALHOST, 0).into(),
                ]
            } else {
                tokio::net::lookup_host((host, 0)).await?.collect()
            };
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
