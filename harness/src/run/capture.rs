//! `set:` variables.

use regex::Regex;
use serde_json::Value;
use url::Url;

use super::{Trouble, World, render};
use crate::{
    check,
    drive::{
        agent::Cookie,
        minted::{Fault, Minted},
    },
    plan::{BadSignature, Capture, Cut, Signed, Template},
};

impl World<'_> {
    pub(super) async fn capture(
        &mut self,
        name: &str,
        capture: &Capture,
    ) -> Result<String, Trouble> {
        let nothing =
            |what: String| Trouble::failed(format!("nothing to set `{name}` from: {what}"));
        match capture {
            Capture::Text(template) => render::text(template, &self.variables),
            Capture::Url(part) => {
                let url = self.agent.page().await?.url;
                self.cut(&url, part)?
                    .ok_or_else(|| nothing(format!("the page's address is {url}")))
            }
            Capture::PageText(pattern) => {
                let text = self.agent.page().await?.text;
                self.found(pattern, &text)?
                    .ok_or_else(|| nothing("no such text on the page".to_owned()))
            }
            Capture::Html(pattern) => {
                let html = self.agent.page().await?.html;
                self.found(pattern, &html)?
                    .ok_or_else(|| nothing("no such text in the page's source".to_owned()))
            }
            Capture::Cookie(cookie) => {
                let wanted = render::text(cookie, &self.variables)?;
                let url = self.agent.page().await?.url;
                let cookies = self.agent.cookies(&url).await?;
                let value = cookies.into_iter().find(|cookie| cookie.name == wanted);
                value
                    .map(|cookie| cookie.value)
                    .ok_or_else(|| nothing(format!("no cookie {wanted} at {url}")))
            }
            Capture::Cookies(address) => self.all_cookies(address, |_| true).await,
            Capture::ReadableCookies(address) => {
                self.all_cookies(address, |cookie| !cookie.http_only).await
            }
            Capture::Status => self
                .answered()
                .map(|answer| answer.status.to_string())
                .ok_or_else(|| nothing(no_answer())),
            Capture::Header { name: header, cut } => {
                let value = self
                    .answered()
                    .ok_or_else(|| nothing(no_answer()))?
                    .headers
                    .iter()
                    .find(|(known, _)| known == header)
                    .map(|(_, value)| value.clone())
                    .ok_or_else(|| nothing(format!("the answer has no header {header}")))?;
                self.cut(&value, cut)?
                    .ok_or_else(|| nothing(format!("{header} is {value}")))
            }
            Capture::Json(path) => {
                let path = render::text(path, &self.variables)?;
                let body = &self.answered().ok_or_else(|| nothing(no_answer()))?.body;
                let json: Value = serde_json::from_str(body)
                    .map_err(|error| nothing(format!("the answer is no JSON: {error}")))?;
                let member = check::lookup(&json, &path);
                member
                    .map(plain)
                    .ok_or_else(|| nothing(format!("the answer has no {path}")))
            }
            Capture::Body(pattern) => {
                let body = self
                    .answered()
                    .ok_or_else(|| nothing(no_answer()))?
                    .body
                    .clone();
                self.found(pattern, &body)?
                    .ok_or_else(|| nothing("no such text in the answer".to_owned()))
            }
            Capture::Request {
                endpoint,
                param,
                otherwise,
            } => self.requested(endpoint, param, otherwise.as_ref(), nothing),
            Capture::IdToken(claim) => {
                let claim = render::text(claim, &self.variables)?;
                self.claim(&claim)
                    .ok_or_else(|| nothing(format!("no ID token with {claim} was issued")))
            }
            Capture::Issued(kind) => {
                let journal = self.tenant.journal();
                let mut issued = journal.iter().rev().flat_map(|one| one.issued.iter().rev());
                issued
                    .find(|issued| &issued.kind == kind)
                    .map(|issued| issued.value.clone())
                    .ok_or_else(|| nothing(format!("no {kind} was issued")))
            }
            Capture::Signed(signed) => {
                let minted = self.minted(signed)?;
                self.tenant
                    .mint(&minted)
                    .map_err(|cause| Trouble::broken("a token cannot be signed", cause))
            }
        }
    }

    /// The cookies of an address, as the header `Cookie` has them.
    async fn all_cookies(
        &mut self,
        address: &Template,
        wanted: impl Fn(&Cookie) -> bool,
    ) -> Result<String, Trouble> {
        let address = render::text(address, &self.variables)?;
        let cookies = self.agent.cookies(&address).await?;
        let pairs: Vec<String> = cookies
            .iter()
            .filter(|cookie| wanted(cookie))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        Ok(pairs.join("; "))
    }

    /// A claim of the ID token that Logto issued last.
    fn claim(&self, claim: &str) -> Option<String> {
        let evidence = check::Evidence {
            requests: self.tenant.journal(),
            ..check::Evidence::default()
        };
        let value = evidence
            .id_token()
            .and_then(|claims| check::lookup(claims, claim));
        value.map(plain)
    }

    /// A parameter of the last request at an endpoint.
    fn requested(
        &self,
        endpoint: &str,
        param: &str,
        otherwise: Option<&Template>,
        nothing: impl Fn(String) -> Trouble,
    ) -> Result<String, Trouble> {
        let journal = self.tenant.journal();
        let last = journal.iter().rev().find(|one| one.endpoint == endpoint);
        let Some(last) = last else {
            return Err(nothing(format!(
                "the provider has seen no {endpoint} request"
            )));
        };
        match (last.param(param), otherwise) {
            (Some(value), _) => Ok(value.to_owned()),
            (None, Some(otherwise)) => render::text(otherwise, &self.variables),
            (None, None) => Err(nothing(format!(
                "the last {endpoint} request has no {param}"
            ))),
        }
    }

    fn minted(&self, signed: &Signed) -> Result<Minted, Trouble> {
        let map = |value| match render::value(value, &self.variables)? {
            Value::Object(members) => Ok(members),
            other @ (Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)) => Err(Trouble::failed(format!(
                "a token is made of maps, not of {other}"
            ))),
        };
        let typ = signed.typ.as_ref();
        Ok(Minted {
            typ: typ
                .map(|typ| render::text(typ, &self.variables))
                .transpose()?,
            header: map(&signed.header)?,
            claims: map(&signed.claims)?,
            audience: self.variables.get("client.id").cloned().unwrap_or_default(),
            fault: signed.signature.map(|wrong| match wrong {
                BadSignature::None => Fault::None,
                BadSignature::Flipped => Fault::Flipped,
                BadSignature::OtherKey => Fault::OtherKey,
                BadSignature::OtherAlgorithm => Fault::OtherAlgorithm,
            }),
        })
    }

    fn answered(&self) -> Option<&crate::result::AnswerSeen> {
        self.answer.as_ref().map(|(_, answer)| answer)
    }

    fn cut(&self, text: &str, cut: &Cut) -> Result<Option<String>, Trouble> {
        Ok(match cut {
            Cut::Whole => Some(text.to_owned()),
            Cut::Query(name) => {
                let name = render::text(name, &self.variables)?;
                // A relative address has a query too.
                let url = Url::parse("http://relative.invalid/").and_then(|base| base.join(text));
                url.ok().and_then(|url| {
                    let mut pairs = url.query_pairs();
                    pairs
                        .find(|(known, _)| *known == name)
                        .map(|(_, value)| value.into_owned())
                })
            }
            Cut::Matches(pattern) => self.found(pattern, text)?,
        })
    }

    /// The first group of a match, or the whole match.
    fn found(&self, pattern: &Template, text: &str) -> Result<Option<String>, Trouble> {
        let pattern = render::text(pattern, &self.variables)?;
        let regex = Regex::new(&pattern).map_err(|error| {
            Trouble::failed(format!("/{pattern}/ is no regular expression: {error}"))
        })?;
        Ok(regex.captures(text).and_then(|captures| {
            captures
                .get(1)
                .or_else(|| captures.get(0))
                .map(|found| found.as_str().to_owned())
        }))
    }
}

fn no_answer() -> String {
    "no `http` step has been answered yet".to_owned()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}
