//! Expectations: from a map as written to a list, each with its place.

use std::{sync::Arc, time::Duration};

use super::{
    endpoint::endpoint_name,
    named::secret_place,
    parameter::parameter_name,
    scope::{Known, Scope},
    template::Template,
};
use crate::{
    expectation::{
        CookieExpectation, ElementExpectation, Expectation, Matcher, RequestExpectation, Times,
        What,
    },
    scenario::{
        At, CookieAttributes, CookieForm, ElementForm, ExpectForm, Form, MatcherForm, Pairs,
        RequestForm, TargetForm,
    },
    source::{Diagnostic, Place, Source},
};

/// How long expectations are tried again when nothing else is said.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the expectations are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The page that the user sees.
    Page,
    /// The answer to the last `http` step.
    Answer,
}

/// Expectations that must hold at the same moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectations {
    /// All of them.
    pub all: Vec<Expectation<Template>>,
    /// What they are about.
    pub subject: Subject,
    /// How long they are tried again.
    pub within: Duration,
}

/// What expectations need to know of the scenario around them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// What the profile of the app says about a signed-in user.
    pub(super) signed_in: &'a [Expectation<Template>],
    pub(super) known: &'a Known,
}

impl Scope {
    pub(super) fn expectations(
        &self,
        form: &At<ExpectForm>,
        subject: Subject,
        around: Around<'_>,
    ) -> Result<Expectations, Diagnostic> {
        let all = self.expectation_list(form, around)?;
        let within = form
            .value
            .within
            .as_ref()
            .map_or(PATIENCE, |within| within.value.0);
        if all.is_empty() {
            return Err(Diagnostic::new("nothing is expected")
                .at(&form.place(&self.source), "an expectation belongs here")
                .help("such as `text: Welcome`, `url: \"${app}/\"` or `signed-in: true`"));
        }
        Ok(Expectations {
            all,
            subject,
            within,
        })
    }

    fn expectation_list(
        &self,
        form: &At<ExpectForm>,
        around: Around<'_>,
    ) -> Result<Vec<Expectation<Template>>, Diagnostic> {
        let known = around.known;
        // Taken apart in full, so that a new key cannot be forgotten here.
        let ExpectForm {
            url,
            title,
            text,
            no_text,
            element,
            no_element,
            cookie,
            status,
            header,
            json,
            requests,
            id_token,
            no_secrets,
            signed_in,
            snapshot,
            within: _,
        } = &form.value;
        let mut list = List {
            scope: self,
            known,
            all: Vec::new(),
        };
        list.one(url.as_ref(), What::Url)?;
        list.one(title.as_ref(), What::Title)?;
        for (form, span) in text.iter().flat_map(At::each) {
            let place = Place::new(&self.source, span);
            list.push(What::Text(self.matcher(form, &place, known)?), place);
        }
        for (form, span) in no_text.iter().flat_map(At::each) {
            let place = Place::new(&self.source, span);
            list.push(What::NoText(self.matcher(form, &place, known)?), place);
        }
        for (form, span) in element.iter().flat_map(At::each) {
            let place = Place::new(&self.source, span);
            list.push(What::Element(self.element(form, &place, known)?), place);
        }
        for (form, span) in no_element.iter().flat_map(At::each) {
            let place = Place::new(&self.source, span);
            list.push(What::NoElement(self.element(form, &place, known)?), place);
        }
        for (name, form) in pairs(cookie.as_ref()) {
            list.push(
                What::Cookie(self.cookie(name, form, known)?),
                form.place(&self.source),
            );
        }
        list.one(status.as_ref(), What::Status)?;
        for (name, form) in pairs(header.as_ref()) {
            let name = name.value.to_ascii_lowercase();
            list.one(Some(form), |value| What::Header { name, value })?;
        }
        for (path, form) in pairs(json.as_ref()) {
            let path = path.value.clone();
            list.one(Some(form), |value| What::Json { path, value })?;
        }
        for form in requests.iter().flat_map(|requests| &requests.value) {
            let place = form.place(&self.source);
            list.push(
                What::Requests(self.requests(&form.value, &place, known)?),
                place,
            );
        }
        for (claim, form) in pairs(id_token.as_ref()) {
            let claim = claim.value.clone();
            list.one(Some(form), |value| What::IdToken { claim, value })?;
        }
        for (name, span) in no_secrets.iter().flat_map(At::each) {
            let place = Place::new(&self.source, span);
            list.push(secret_place(name, &place)?, place);
        }
        if let Some(wanted) = signed_in {
            let place = wanted.place(&self.source);
            let probe = around.signed_in.iter().cloned();
            if wanted.value {
                let here = probe.map(|one| Expectation {
                    place: place.clone(),
                    ..one
                });
                list.all.extend(here);
            } else {
                list.push(What::SignedOut(probe.collect()), place);
            }
        }
        for (form, span) in snapshot.iter().flat_map(At::each) {
            let place = Place::new(&self.source, span);
            list.push(self.snapshot(form, &place)?, place);
        }
        Ok(list.all)
    }

    fn element(
        &self,
        form: &Form<ElementForm>,
        place: &Place,
        known: &Known,
    ) -> Result<ElementExpectation<Template>, Diagnostic> {
        let form = match form {
            Form::Short(name) => {
                let target = self.called(name, place, known)?;
                return Ok(ElementExpectation {
                    target,
                    text: None,
                    value: None,
                    count: None,
                });
            }
            Form::Long(form) => form,
        };
        let ElementForm {
            role,
            name,
            css,
            text,
            value,
            count,
        } = form;
        let target = TargetForm {
            role: role.clone(),
            name: name.clone(),
            css: css.clone(),
        };
        let matcher = |form: &Option<At<MatcherForm>>| {
            form.as_ref()
                .map(|form| self.matcher_at(form, known))
                .transpose()
        };
        Ok(ElementExpectation {
            target: self.target_form(&target, place, known)?,
            text: matcher(text)?,
            value: matcher(value)?,
            count: count.as_ref().map(|count| count.value),
        })
    }

    fn cookie(
        &self,
        name: &At<String>,
        form: &At<CookieForm>,
        known: &Known,
    ) -> Result<CookieExpectation<Template>, Diagnostic> {
        let place = form.place(&self.source);
        let mut cookie = CookieExpectation {
            name: name.value.clone(),
            value: Matcher::Present,
            http_only: None,
            secure: None,
            same_site: None,
            path: None,
        };
        match &form.value {
            Form::Short(text) => {
                let written = MatcherForm::Value(text.clone().into());
                cookie.value = self.matcher(&written, &place, known)?;
            }
            Form::Long(CookieAttributes {
                value,
                http_only,
                secure,
                same_site,
                path,
            }) => {
                if let Some(value) = value {
                    cookie.value = self.matcher_at(value, known)?;
                }
                let template = |text: &At<String>| self.template(text, known);
                cookie.http_only = http_only.as_ref().map(|wanted| wanted.value);
                cookie.secure = secure.as_ref().map(|wanted| wanted.value);
                cookie.same_site = same_site.as_ref().map(template).transpose()?;
                cookie.path = path.as_ref().map(template).transpose()?;
            }
        }
        Ok(cookie)
    }

    pub(super) fn requests(
        &self,
        form: &RequestForm,
        place: &Place,
        known: &Known,
    ) -> Result<RequestExpectation<Template>, Diagnostic> {
        let nothing = Pairs::default();
        let (endpoint, at, params) = match form {
            Form::Short(endpoint) => (endpoint, place.clone(), &nothing),
            Form::Long(Pairs(pairs)) => match pairs.as_slice() {
                [(endpoint, params)] => {
                    (&endpoint.value, endpoint.place(&self.source), &params.value)
                }
                [] | [_, _, ..] => {
                    return Err(Diagnostic::new("one request at a time")
                        .at(place, "exactly one endpoint belongs here")
                        .help("write each request as an item of the list: `- token: { … }`"));
                }
            },
        };
        endpoint_name(endpoint, &at)?;
        let mut expectation = RequestExpectation {
            endpoint: endpoint.clone(),
            params: Vec::new(),
            provider: None,
            client: None,
            status: None,
            error: None,
            times: None,
        };
        for (name, form) in &params.0 {
            let matcher = self.matcher_at(form, known)?;
            match name.value.as_str() {
                "provider" => expectation.provider = Some(matcher),
                "client" => expectation.client = Some(matcher),
                "status" => expectation.status = Some(matcher),
                "error" => expectation.error = Some(matcher),
                "times" | "at-most" => expectation.times = Some(times(name, form, &self.source)?),
                param => {
                    parameter_name(param, &name.place(&self.source))?;
                    expectation.params.push((param.to_owned(), matcher));
                }
            }
        }
        Ok(expectation)
    }
}

fn times(
    name: &At<String>,
    form: &At<MatcherForm>,
    source: &Arc<Source>,
) -> Result<Times, Diagnostic> {
    let number = match &form.value {
        MatcherForm::Value(value) => value.as_u64().and_then(|times| usize::try_from(times).ok()),
        MatcherForm::Operators(_) => None,
    };
    let number = number.ok_or_else(|| {
        Diagnostic::new(format!("`{}` is a count", name.value))
            .at(&form.place(source), "a whole number belongs here")
    })?;
    Ok(if name.value == "times" {
        Times::Exactly(number)
    } else {
        Times::AtMost(number)
    })
}

fn pairs<T>(pairs: Option<&Pairs<T>>) -> impl Iterator<Item = &(At<String>, T)> {
    pairs.into_iter().flat_map(|pairs| &pairs.0)
}

/// The list under construction.
struct List<'a> {
    scope: &'a Scope,
    known: &'a Known,
    all: Vec<Expectation<Template>>,
}

impl List<'_> {
    fn push(&mut self, what: What<Template>, place: Place) {
        self.all.push(Expectation { what, place });
    }

    fn one(
        &mut self,
        form: Option<&At<MatcherForm>>,
        what: impl FnOnce(Matcher<Template>) -> What<Template>,
    ) -> Result<(), Diagnostic> {
        if let Some(form) = form {
            let matcher = self.scope.matcher_at(form, self.known)?;
            self.push(what(matcher), form.place(&self.scope.source));
        }
        Ok(())
    }
}
