//! The HTTP seam of the engine: what a handler is given and what it answers, without a socket.

use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

use super::{error::Error, params::Params};
use crate::base::{
    journal::{Problem, Trace},
    jws::Unsigned,
    tamper::Artefact,
};

/// What kind of body a request came with.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// None.
    #[default]
    None,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `application/json`, parsed; nothing where it was no JSON.
    Json(Option<Box<Value>>),
    /// Anything else: left unread.
    Other,
}

/// A request, parsed once.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method; HEAD stays HEAD.
    pub method: Method,
    /// The path below the provider's mount, always starting with `/` (Logto's mount is `/oidc`).
    pub path: String,
    /// `scheme://host` as the client sees it: endpoint addresses are built from it
    /// (Logto: the issuer is fixed, addresses follow the request's host).
    pub origin: String,
    /// The query's parameters.
    pub query: Params,
    /// The body's parameters (form or flat JSON); empty for GET.
    pub body: Params,
    /// What kind of body it was.
    pub content: Content,
    /// The headers.
    pub headers: HeaderMap,
}

impl Request {
    /// A request without parameters and headers.
    pub fn new(method: Method, origin: &str, path: &str) -> Self {
        Self {
            method,
            path: path.to_owned(),
            origin: origin.to_owned(),
            query: Params::default(),
            body: Params::default(),
            content: Content::None,
            headers: HeaderMap::new(),
        }
    }

    /// The same request with a form.
    #[must_use]
    pub fn with_form(mut self, form: Params) -> Self {
        self.body = form;
        self.content = Content::Form;
        self
    }

    /// The same request with a header; one that is no valid header value is left out.
    #[must_use]
    pub fn with_header(mut self, name: http::HeaderName, value: &str) -> Self {
        if let Ok(value) = value.parse() {
            self.headers.append(name, value);
        }
        self
    }

    /// Refuses bodies of another kind than a form, the only kind that OAuth endpoints know
    /// (RFC 6749 section 3.2). JSON counts as a form.
    pub fn require_form(&self) -> Result<(), Error> {
        match self.content {
            Content::None | Content::Form | Content::Json(_) => Ok(()),
            Content::Other => Err(Error::invalid_request(format!(
                "only application/x-www-form-urlencoded content-type bodies are supported on {} {}",
                self.method, self.path
            ))
            .because("send the parameters as a form, with that Content-Type")),
        }
    }

    /// A header's value, where it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The first cookie of that name, undecoded (RFC 6265 section 4.2).
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookie_named(|other| other == name)
    }

    /// The first cookie with such a name, undecoded.
    pub fn cookie_named(&self, wanted: impl Fn(&str) -> bool) -> Option<&str> {
        self.headers
            .get_all(http::header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| wanted(name))
            .map(|(_, value)| value)
    }
}

/// What an answer holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// JSON; member order is kept.
    Json(Value),
    /// An HTML document.
    Html(String),
    /// Plain text.
    Text(String),
    /// A redirect to this address; the adapter writes `Location` and the small body.
    Redirect(String),
}

/// An answer, before vendor envelopes and transport layers.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// Headers beyond `Content-Type`, `Location` and what layers add. `Set-Cookie` in order.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// What the journal is told of the decision.
    pub trace: Trace,
    /// Posts that the adapter sends, and awaits, before it answers (back-channel logout).
    pub posts: Vec<Post>,
    /// Tokens of the body that the adapter signs, and then [`Self::complete`]s.
    pub unsigned: Vec<Unsigned>,
}

/// A form to be posted to another party. Failures are written to the log and change nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Where to.
    pub url: String,
    /// `application/x-www-form-urlencoded` text.
    pub form: String,
}

impl Reply {
    /// An answer with this status and body and nothing else.
    pub fn new(status: StatusCode, body: Body) -> Self {
        Self {
            status,
            // Layers add theirs: some 20 in all.
            headers: HeaderMap::with_capacity(24),
            body,
            trace: Trace::default(),
            posts: Vec::new(),
            unsigned: Vec::new(),
        }
    }

    /// 200 with JSON.
    pub fn json(value: Value) -> Self {
        Self::new(StatusCode::OK, Body::Json(value))
    }

    /// The error as JSON, with the challenge that goes with it.
    pub fn refusal(error: &Error) -> Self {
        let mut reply = Self::new(error.status, Body::Json(Value::Object(error.to_json())));
        if let Some(challenge) = &error.challenge {
            reply = reply.with_header(http::header::WWW_AUTHENTICATE, challenge);
        }
        reply.trace.error = Some(Problem {
            error: error.code.to_owned(),
            description: error.description.clone().unwrap_or_default(),
            reason: error.reason.clone().unwrap_or_default(),
        });
        reply
    }

    /// 303 to an address (RFC 9700 section 4.12).
    pub fn see_other(location: impl Into<String>) -> Self {
        Self::new(StatusCode::SEE_OTHER, Body::Redirect(location.into()))
    }

    /// Adds a header; one that is no valid header value is left out.
    #[must_use]
    pub fn with_header(mut self, name: http::HeaderName, value: &str) -> Self {
        if let Ok(value) = value.parse() {
            self.headers.append(name, value);
        }
        self
    }

    /// The same answer with its JSON changed.
    #[must_use]
    pub fn mapped(mut self, change: impl FnOnce(Value) -> Value) -> Self {
        if let Body::Json(value) = &mut self.body {
            *value = change(value.take());
        }
        self
    }

    /// Puts a token in the place of what it was before it was signed: in the body, and in what the journal is
    /// told of it.
    pub fn complete(&mut self, signed: &Unsigned) {
        let members = match &mut self.body {
            Body::Json(Value::Object(members)) => Some(members.values_mut()),
            Body::Json(_) | Body::Empty | Body::Html(_) | Body::Text(_) | Body::Redirect(_) => None,
        };
        for member in members.into_iter().flatten() {
            if member == signed.text() {
                *member = signed.token().into();
            }
        }
        for issued in &mut self.trace.issued {
            if issued.value == signed.text() {
                signed.token().clone_into(&mut issued.value);
            }
        }
    }

    /// Names what was asked, for the journal.
    #[must_use]
    pub fn traced(mut self, endpoint: &'static str) -> Self {
        self.trace.endpoint = endpoint;
        self
    }

    /// Says what the answer is, for those who change it on purpose.
    #[must_use]
    pub fn as_artefact(mut self, artefact: Artefact) -> Self {
        self.trace.artefact = Some(artefact);
        self
    }
}
