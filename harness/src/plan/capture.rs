//! Where the values of `set:` variables come from.

use super::{
    endpoint::endpoint_name,
    scope::{Known, Scope},
    template::Template,
};
use crate::{
    expectation::Value,
    scenario::{
        At, CaptureForm, CaptureSource, Form, HeaderCapture, SignatureName, SignedCapture,
        UrlCapture,
    },
    source::Diagnostic,
};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Capture {
    /// This text.
    Text(Template),
    /// The page's address.
    Url(Cut),
    /// The page's visible text.
    PageText(Template),
    /// The page's source.
    Html(Template),
    /// A cookie of the page.
    Cookie(Template),
    /// All cookies of an address.
    Cookies(Template),
    /// Those of them that scripts can read.
    ReadableCookies(Template),
    /// The status of the last answer.
    Status,
    /// A header of the last answer.
    Header {
        /// Its name, in lower case.
        name: String,
        /// Which part of it.
        cut: Cut,
    },
    /// A member of the last answer's JSON.
    Json(Template),
    /// The last answer's body.
    Body(Template),
    /// A parameter of the last request at an endpoint.
    Request {
        /// The endpoint.
        endpoint: String,
        /// The parameter.
        param: String,
        /// What stands for it if there is none.
        otherwise: Option<Template>,
    },
    /// A claim of the last ID token.
    IdToken(Template),
    /// What was issued last of this kind.
    Issued(String),
    /// A token signed with the provider's key.
    Signed(Box<Signed>),
}

/// A token as it could come from the provider.
#[derive(Clone, Debug, PartialEq)]
pub struct Signed {
    /// The header's `typ`.
    pub typ: Option<Template>,
    /// More of the header.
    pub header: Value<Template>,
    /// The claims.
    pub claims: Value<Template>,
    /// What is wrong with the signature.
    pub signature: Option<BadSignature>,
}

/// What is wrong with the signature of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSignature {
    /// There is none.
    None,
    /// Its bits are flipped.
    Flipped,
    /// Another key made it.
    OtherKey,
    /// Another key, of another algorithm, made it.
    OtherAlgorithm,
}

/// Which part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// All of it.
    Whole,
    /// A parameter of the query, if it is an address.
    Query(Template),
    /// The first group of a regular expression, or the whole match.
    Matches(Template),
}

impl Scope {
    pub(super) fn capture(
        &self,
        form: &At<CaptureForm>,
        known: &Known,
    ) -> Result<Capture, Diagnostic> {
        let place = form.place(&self.source);
        let source = match &form.value {
            Form::Short(text) => return Ok(Capture::Text(self.template_at(text, &place, known)?)),
            Form::Long(source) => source,
        };
        let CaptureSource {
            url,
            text,
            html,
            cookie,
            cookies,
            readable_cookies,
            status,
            header,
            json,
            body,
            request,
            param,
            otherwise,
            id_token,
            issued,
            signed,
        } = source;
        let mut found = Vec::new();
        if let Some(At {
            value: UrlCapture { query, matches },
            ..
        }) = url
        {
            found.push(Capture::Url(self.cut(
                query.as_ref(),
                matches.as_ref(),
                known,
            )?));
        }
        if let Some(pattern) = text {
            found.push(Capture::PageText(self.pattern(pattern, known)?));
        }
        if let Some(pattern) = html {
            found.push(Capture::Html(self.pattern(pattern, known)?));
        }
        if let Some(name) = cookie {
            found.push(Capture::Cookie(self.template(name, known)?));
        }
        if let Some(address) = cookies {
            found.push(Capture::Cookies(self.template(address, known)?));
        }
        if let Some(address) = readable_cookies {
            found.push(Capture::ReadableCookies(self.template(address, known)?));
        }
        if status.as_ref().is_some_and(|status| status.value) {
            found.push(Capture::Status);
        }
        if let Some(header) = header {
            found.push(self.header_capture(&header.value, known)?);
        }
        if let Some(path) = json {
            found.push(Capture::Json(self.template(path, known)?));
        }
        if let Some(pattern) = body {
            found.push(Capture::Body(self.pattern(pattern, known)?));
        }
        match (request, param) {
            (Some(endpoint), Some(param)) => {
                endpoint_name(&endpoint.value, &endpoint.place(&self.source))?;
                found.push(Capture::Request {
                    endpoint: endpoint.value.clone(),
                    param: param.value.clone(),
                    otherwise: (otherwise.as_ref())
                        .map(|text| self.template(text, known))
                        .transpose()?,
                });
            }
            (Some(alone), None) | (None, Some(alone)) => {
                return Err(Diagnostic::new("`request` and `param` go together")
                    .at(&alone.place(&self.source), "the other one is missing")
                    .help("write `{ request: authorize, param: state }`"));
            }
            (None, None) => {
                if let Some(alone) = otherwise {
                    return Err(Diagnostic::new("`otherwise` stands for a `param`")
                        .at(&alone.place(&self.source), "there is no `param` here"));
                }
            }
        }
        if let Some(claim) = id_token {
            found.push(Capture::IdToken(self.template(claim, known)?));
        }
        if let Some(kind) = issued {
            found.push(Capture::Issued(kind.value.clone()));
        }
        if let Some(signed) = signed {
            found.push(Capture::Signed(Box::new(self.signed(signed, known)?)));
        }
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(_), false) | (None, _) => Err(Diagnostic::new("a value has one source")
                .at(&place, "exactly one source belongs here")
                .help("such as `{ url: { query: code } }`, `{ json: access_token }` or `{ request: authorize, param: state }`")),
        }
    }

    fn header_capture(
        &self,
        form: &Form<HeaderCapture>,
        known: &Known,
    ) -> Result<Capture, Diagnostic> {
        Ok(match form {
            Form::Short(name) => Capture::Header {
                name: name.to_ascii_lowercase(),
                cut: Cut::Whole,
            },
            Form::Long(HeaderCapture {
                name,
                query,
                matches,
            }) => Capture::Header {
                name: name.value.to_ascii_lowercase(),
                cut: self.cut(query.as_ref(), matches.as_ref(), known)?,
            },
        })
    }

    fn signed(&self, form: &At<SignedCapture>, known: &Known) -> Result<Signed, Diagnostic> {
        let SignedCapture {
            typ,
            header,
            claims,
            signature,
        } = &form.value;
        let map = |value: &Option<At<serde_json::Value>>| match value {
            Some(value) => self.value(&value.value, &value.place(&self.source), known),
            None => Ok(Value::Map(Vec::new())),
        };
        Ok(Signed {
            typ: typ
                .as_ref()
                .map(|typ| self.template(typ, known))
                .transpose()?,
            header: map(header)?,
            claims: map(claims)?,
            signature: signature.as_ref().map(|name| match name.value {
                SignatureName::None => BadSignature::None,
                SignatureName::Flipped => BadSignature::Flipped,
                SignatureName::OtherKey => BadSignature::OtherKey,
                SignatureName::OtherAlgorithm => BadSignature::OtherAlgorithm,
            }),
        })
    }

    fn cut(
        &self,
        query: Option<&At<String>>,
        matches: Option<&At<String>>,
        known: &Known,
    ) -> Result<Cut, Diagnostic> {
        match (query, matches) {
            (None, None) => Ok(Cut::Whole),
            (Some(query), None) => Ok(Cut::Query(self.template(query, known)?)),
            (None, Some(pattern)) => Ok(Cut::Matches(self.pattern(pattern, known)?)),
            (Some(_), Some(pattern)) => Err(Diagnostic::new("one cut at a time")
                .at(&pattern.place(&self.source), "either this, or `query`")),
        }
    }
}
