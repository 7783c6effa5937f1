//! The plain HTTP client of `http:` steps: one request, one answer, nothing followed.
//!
//! It keeps cookies within its scenario, as a person with curl and a cookie file would. Every answer
//! carries the curl command that repeats it.

use std::{fmt::Write, time::Duration};

use reqwest::Method;
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::{
    agent::{AgentError, Cookie},
    cookies::{Jar, Visit},
    wire::{self, Wire},
};
use crate::clock;

/// What an `http:` step sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method, as written.
    pub method: String,
    /// The address.
    pub url: String,
    /// Names and values in order; one named `cookie` replaces the jar's.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

/// The body of a request, which also decides its content type unless the headers do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Body {
    /// None.
    #[default]
    None,
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
    /// `application/json`.
    Json(Value),
    /// As it is, without a content type of its own.
    Raw(String),
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names in lower case, in the order in which they came; one of a name for each line.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
    /// The command that sends the same request.
    pub curl: String,
}

/// The client of one scenario.
#[derive(Debug)]
pub struct HttpClient {
    wire: Wire,
    jar: Jar,
}

impl HttpClient {
    /// A client with an empty jar.
    pub fn new(wire: Wire) -> Self {
        Self {
            wire,
            jar: Jar::new(),
        }
    }

    /// Sends one request and reads the answer.
    pub async fn send(
        &mut self,
        request: &Request,
        within: Duration,
    ) -> Result<Answer, AgentError> {
        let sent = self.prepare(request)?;
        let curl = curl(&sent);
        let url = sent.url.clone();
        let answer = self.wire.exchange(sent, within).await?;
        for (name, value) in &answer.headers {
            if name == "set-cookie" {
                // A refused cookie is a fact about the server; the header itself is in the answer.
                let _ = self.jar.store(value, &url, clock::wall());
            }
        }
        let body = answer.text();
        Ok(Answer {
            status: answer.status,
            headers: answer.headers,
            body,
            curl,
        })
    }

    /// Sends the same request so many times at the same moment. What the answers set stays unheard.
    pub async fn send_at_once(
        &self,
        request: &Request,
        times: u8,
        within: Duration,
    ) -> Result<Vec<Answer>, AgentError> {
        let sent = (0..times).map(|_| async {
            let sent = self.prepare(request)?;
            let curl = curl(&sent);
            let answer = self.wire.exchange(sent, within).await?;
            let body = answer.text();
            Ok(Answer {
                status: answer.status,
                headers: answer.headers,
                body,
                curl,
            })
        });
        futures_util::future::join_all(sent)
            .await
            .into_iter()
            .collect()
    }

    /// Cookies that would be sent to an address.
    pub fn cookies(&self, url: &Url) -> Vec<Cookie> {
        self.jar.cookies(url, clock::wall())
    }

    fn prepare(&self, request: &Request) -> Result<wire::Request, AgentError> {
        let unreachable = |cause: String| AgentError::Unreachable {
            url: request.url.clone(),
            cause,
        };
        let url = Url::parse(&request.url).map_err(|cause| unreachable(cause.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(unreachable(
                "only http and https can be requested".to_owned(),
            ));
        }
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| unreachable(format!("{:?} is not a method", request.method)))?;
        let mut headers = request.headers.clone();
        for (name, value) in &headers {
            if reqwest::header::HeaderName::from_bytes(name.as_bytes()).is_err()
                || reqwest::header::HeaderValue::from_str(value).is_err()
            {
                return Err(unreachable(format!("{name:?}: {value:?} is not a header")));
            }
        }
        let mut default = |name: &str, value: String| {
            if !headers
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(name))
            {
                headers.push((name.to_owned(), value));
            }
        };
        default("accept", "*/*".to_owned());
        let body = match &request.body {
            Body::None => None,
            Body::Form(pairs) => {
                default(
                    "content-type",
                    "application/x-www-form-urlencoded".to_owned(),
                );
                Some(
                    form_urlencoded::Serializer::new(String::new())
                        .extend_pairs(pairs)
                        .finish(),
                )
            }
            Body::Json(value) => {
                default("content-type", "application/json".to_owned());
                Some(value.to_string())
            }
            Body::Raw(text) => Some(text.clone()),
        };
        if let Some(cookies) = self.jar.header(&url, Visit::TYPED, clock::wall()) {
            default("cookie", cookies);
        }
        Ok(wire::Request {
            method,
            url,
            headers,
            body: body.map(String::into_bytes),
        })
    }
}

/// The command that sends the same request: for people, so only what matters.
fn curl(request: &wire::Request) -> String {
    let head = request.method == Method::HEAD;
    let mut line = if head { "curl -I" } else { "curl -i" }.to_owned();
    let implied = if request.body.is_some() {
        Method::POST
    } else {
        Method::GET
    };
    if !head && request.method != implied {
        let _ = write!(line, " -X {}", request.method);
    }
    let _ = write!(line, " {}", quoted(request.url.as_str()));
    for (name, value) in &request.headers {
        if name != "accept" || value != "*/*" {
            let _ = write!(line, " -H {}", quoted(&format!("{name}: {value}")));
        }
    }
    if let Some(body) = &request.body {
        let _ = write!(
            line,
            " --data-binary {}",
            quoted(&String::from_utf8_lossy(body))
        );
    }
    line
}

/// In single quotes, as a POSIX shell wants them.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(request: &Request) -> String {
        let client = HttpClient::new(Wire::new().unwrap());
        client
            .prepare(request)
            .map_or_else(|error| error.to_string(), |sent| curl(&sent))
    }

    #[test]
    fn the_command_repeats_the_request() {
        let get = Request {
            method: "GET".into(),
            url: "http://localhost:3001/oidc/auth?scope=openid profile#x".into(),
            headers: vec![],
            body: Body::None,
        };
        assert_eq!(
            line(&get),
            "curl -i 'http://localhost:3001/oidc/auth?scope=openid%20profile#x'"
        );
        let form = Request {
            method: "POST".into(),
            url: "http://h/token".into(),
            headers: vec![("Authorization".into(), "Basic it's".into())],
            body: Body::Form(vec![("a b".into(), "c&d".into())]),
        };
        assert_eq!(
            line(&form),
            r"curl -i 'http://h/token' -H 'Authorization: Basic it'\''s' -H 'content-type: application/x-www-form-urlencoded' --data-binary 'a+b=c%26d'"
        );
        let json = Request {
            method: "PUT".into(),
            url: "http://h/".into(),
            headers: vec![("Content-Type".into(), "application/merge-patch+json".into())],
            body: Body::Json(serde_json::json!({ "a": 1 })),
        };
        assert_eq!(
            line(&json),
            r#"curl -i -X PUT 'http://h/' -H 'Content-Type: application/merge-patch+json' --data-binary '{"a":1}'"#
        );
    }

    #[test]
    fn what_cannot_be_sent_says_why() {
        for (method, url, header, why) in [
            (
                "GET",
                "/relative",
                "",
                "cannot open /relative: relative URL without a base",
            ),
            (
                "GET",
                "ftp://h/",
                "",
                "cannot open ftp://h/: only http and https can be requested",
            ),
            (
                "G T",
                "http://h/",
                "",
                "cannot open http://h/: \"G T\" is not a method",
            ),
            (
                "GET",
                "http://h/",
                "a\nb",
                "cannot open http://h/: \"x\": \"a\\nb\" is not a header",
            ),
        ] {
            let request = Request {
                method: method.into(),
                url: url.into(),
                headers: vec![("x".into(), header.into())],
                body: Body::None,
            };
            assert_eq!(line(&request), why);
        }
    }
}
