//! Requests that a scenario sends itself.

use super::{
    scope::{Known, Scope},
    template::{Filter, Template},
};
use crate::{
    expectation::Value,
    scenario::{At, FollowName, Form, HttpForm, Pairs},
    source::Diagnostic,
};

/// A request, complete but for the values of variables.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpStep {
    /// The method, in capitals.
    pub method: String,
    /// The address.
    pub url: Template,
    /// Headers, with those of `basic` and `bearer`.
    pub headers: Vec<(String, Template)>,
    /// The body.
    pub body: HttpBody,
    /// Which redirects are followed.
    pub follow: Follow,
    /// How many are sent at the same moment.
    pub at_once: u8,
}

/// Which redirects are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// None.
    Never,
    /// Those within one origin.
    SameOrigin,
    /// All.
    Always,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub enum HttpBody {
    /// None.
    None,
    /// A form.
    Form(Vec<(String, Template)>),
    /// JSON.
    Json(Value<Template>),
    /// Text.
    Text(Template),
}

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

impl Scope {
    pub(super) fn http(
        &self,
        form: &At<Form<HttpForm>>,
        known: &Known,
    ) -> Result<HttpStep, Diagnostic> {
        let place = form.place(&self.source);
        let form = match &form.value {
            Form::Long(form) => form,
            Form::Short(line) => {
                let (method, url) = line.split_once(' ').unwrap_or(("", line));
                return Ok(HttpStep {
                    method: known_method(method).ok_or_else(|| {
                        Diagnostic::new("a request begins with its method")
                            .at(&place, "write it like `GET https://…`")
                            .note(format!("methods are {}", METHODS.join(", ")))
                    })?,
                    url: self.template_at(url.trim(), &place, known)?,
                    headers: Vec::new(),
                    body: HttpBody::None,
                    follow: Follow::Never,
                    at_once: 1,
                });
            }
        };
        let HttpForm {
            method,
            url,
            headers,
            form,
            json,
            body,
            basic,
            bearer,
            at_once,
            follow,
        } = form;
        if let (Some(many), Some(follow)) = (at_once, follow) {
            return Err(
                Diagnostic::new("several requests at once follow no redirect")
                    .at(&follow.place(&self.source), "this and `at-once`")
                    .note(format!("`at-once` is at {}", many.place(&self.source))),
            );
        }
        let sent = match (form, json, body) {
            (None, None, None) => HttpBody::None,
            (Some(form), None, None) => HttpBody::Form(self.named(form, known)?),
            (None, Some(json), None) => {
                HttpBody::Json(self.value(&json.value, &json.place(&self.source), known)?)
            }
            (None, None, Some(text)) => HttpBody::Text(self.template(text, known)?),
            (Some(_), _, _) | (None, Some(_), Some(_)) => {
                return Err(Diagnostic::new("a request has one body")
                    .at(&place, "only one of `form`, `json` and `body`"));
            }
        };
        let method = match method {
            Some(method) => known_method(&method.value).ok_or_else(|| {
                Diagnostic::new(format!("unknown method `{}`", method.value))
                    .at(&method.place(&self.source), "no such method")
                    .note(format!("methods are {}", METHODS.join(", ")))
            })?,
            None if sent == HttpBody::None => "GET".to_owned(),
            None => "POST".to_owned(),
        };
        let mut headers = match headers {
            Some(headers) => self.named(headers, known)?,
            None => Vec::new(),
        };
        if let Some(basic) = basic {
            let mut pair = Template::default();
            pair.push_template(self.template(&basic.user, known)?, Vec::new());
            pair.push_text(":".to_owned());
            pair.push_template(self.template(&basic.password, known)?, Vec::new());
            let mut header = Template::text("Basic ");
            header.push_template(pair, vec![Filter::Base64]);
            headers.push(("authorization".to_owned(), header));
        }
        if let Some(token) = bearer {
            let mut header = Template::text("Bearer ");
            header.push_template(self.template(token, known)?, Vec::new());
            headers.push(("authorization".to_owned(), header));
        }
        Ok(HttpStep {
            method,
            url: self.template(url, known)?,
            headers,
            body: sent,
            follow: match follow.as_ref().map(|follow| follow.value) {
                None | Some(FollowName::Never) => Follow::Never,
                Some(FollowName::SameOrigin) => Follow::SameOrigin,
                Some(FollowName::Always) => Follow::Always,
            },
            at_once: at_once.as_ref().map_or(1, |many| many.value.max(1)),
        })
    }

    fn named(
        &self,
        pairs: &Pairs<At<String>>,
        known: &Known,
    ) -> Result<Vec<(String, Template)>, Diagnostic> {
        pairs
            .0
            .iter()
            .map(|(name, text)| Ok((name.value.clone(), self.template(text, known)?)))
            .collect()
    }
}

fn known_method(method: &str) -> Option<String> {
    METHODS.contains(&method).then(|| method.to_owned())
}
