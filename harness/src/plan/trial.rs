//! Trials: scenarios in which a provider does wrong, or somebody attacks, and how the app must take it.

use super::{
    builder::Builder,
    expect::{Around, Expectations, Subject},
    profile::Instance,
    scope::Scope,
    step::{Provider, SignIn, Step, Verb},
    template::{Piece, Template, pieces},
};
use crate::{
    expectation::{Expectation, Foundation, Matcher, Value, Wanted, What},
    scenario::{
        At, ExpectForm, Form, FoundationName, MatcherForm, OneOrMany, Pairs, Parsed, RequestForm,
        ScenarioFile, SeverityName,
    },
    source::{Diagnostic, Place, nearest},
};

/// What makes a scenario a trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The name of the row in a matrix.
    pub row: String,
    /// How the app must take it, where one word says it.
    pub wanted: Option<Wanted>,
    /// Whether an app that does otherwise is only warned.
    pub lenient: bool,
    /// What the provider does wrong.
    pub tamper: Option<Tamper>,
    /// Requests that the app must make for the trial to mean something.
    pub needs: Vec<Expectation<Template>>,
    /// Why the trial is not about this app, where its profile tells already.
    pub missing: Option<String>,
    /// What the module of the OpenID Foundation's suite goes by.
    pub foundation: Option<Foundation>,
    /// The ladder of which this is a rung.
    pub ladder: Option<String>,
    /// Where the verdict is asked for.
    pub place: Place,
    /// What is to be seen in the end, when the provider does wrong.
    pub expected: Option<Expectations>,
    /// What the app shows to a signed-in user.
    pub signed_in: Vec<Expectation<Template>>,
    /// What the app shows when a sign-in came to nothing, where its profile tells.
    pub error: Vec<Expectation<Template>>,
    /// The control run: what must sign in when the provider is honest.
    pub control: ControlRun,
}

/// What the provider does wrong, and where that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Tamper {
    /// By artefact and field.
    pub changes: Value<Template>,
    /// Where.
    pub place: Place,
}

/// What is played to see that the app can sign in at all.
#[derive(Clone, Debug, PartialEq)]
pub enum ControlRun {
    /// The same steps, without the tamper.
    SameSteps,
    /// Nothing but a sign-in at the app: the steps are an attack.
    SignIn(Vec<Step>),
}

/// Whether a scenario is a trial: it says so by one of its keys, or belongs to the catalogue.
pub(super) fn is_trial(file: &Parsed<ScenarioFile>) -> bool {
    let ScenarioFile {
        tamper,
        needs,
        expect,
        verdict,
        severity,
        row,
        foundation,
        ladder,
        ..
    } = &file.file;
    let word = matches!(
        expect.as_ref().map(|expect| &expect.value),
        Some(Form::Short(_))
    );
    tamper.is_some()
        || needs.is_some()
        || word
        || verdict.is_some()
        || severity.is_some()
        || row.is_some()
        || foundation.is_some()
        || ladder.is_some()
        || file.id.starts_with("conformance/")
}

impl Builder<'_> {
    /// The trial of a scenario whose steps have been added.
    pub(super) fn trial(
        &self,
        parsed: &Parsed<ScenarioFile>,
        app: &Instance,
        scope: &Scope,
    ) -> Result<Trial, Diagnostic> {
        let file = &parsed.file;
        let (word, map) = match &file.expect {
            None => (None, None),
            Some(At {
                value: Form::Short(word),
                span,
            }) => {
                let word = At {
                    value: word.clone(),
                    span: span.clone(),
                };
                (Some(word), None)
            }
            Some(At {
                value: Form::Long(map),
                span,
            }) => {
                let map = At {
                    value: map.clone(),
                    span: span.clone(),
                };
                (None, Some(map))
            }
        };
        if let (Some(word), Some(verdict)) = (&word, &file.verdict) {
            return Err(Diagnostic::new("the verdict is asked for twice")
                .at(&word.place(&scope.source), "here")
                .note(format!("and at {}", verdict.place(&scope.source))));
        }
        let asked = word.or_else(|| file.verdict.clone());
        let wanted = asked
            .as_ref()
            .map(|word| self.wanted(word, scope))
            .transpose()?;
        if file.tamper.is_some() && wanted.is_none() && map.is_none() {
            return Err(Diagnostic::new("nothing is expected of the app").at(
                &file.scenario.place(&scope.source),
                "`expect: rejected` belongs here, or another of rejected, discarded, accepted, either",
            ));
        }
        let place = asked.as_ref().map_or_else(
            || match &map {
                Some(map) => map.place(&scope.source),
                None => file.scenario.place(&scope.source),
            },
            |word| word.place(&scope.source),
        );
        let tamper = file
            .tamper
            .as_ref()
            .map(|tamper| {
                let place = tamper.place(&scope.source);
                let changes = self.changes(&tamper.value, &place, scope)?;
                Ok(Tamper { changes, place })
            })
            .transpose()?;
        let (needs, unmet) = self.needs(file.needs.as_ref(), app, scope)?;
        let expected = map
            .as_ref()
            .map(|map| self.expectations(map, Subject::Page, scope))
            .transpose()?;
        Ok(Trial {
            row: file
                .row
                .as_ref()
                .map_or_else(|| stem(&parsed.id).to_owned(), |row| row.value.clone()),
            wanted,
            lenient: match file.severity.as_ref().map(|severity| severity.value) {
                Some(SeverityName::Warn) => true,
                Some(SeverityName::Fail) | None => false,
            },
            control: if tamper.is_some() {
                ControlRun::SameSteps
            } else {
                ControlRun::SignIn(self.plain_sign_in(&place)?)
            },
            tamper,
            needs,
            missing: unmet.or_else(|| self.missing.clone()),
            foundation: file.foundation.as_ref().map(|name| foundation(name.value)),
            ladder: file.ladder.as_ref().map(|ladder| ladder.value.clone()),
            place,
            expected,
            signed_in: self
                .ways
                .get("app")
                .map(|ways| ways.signed_in.clone())
                .unwrap_or_default(),
            error: self.error_probe()?,
        })
    }

    fn wanted(&self, word: &At<String>, scope: &Scope) -> Result<Wanted, Diagnostic> {
        let place = word.place(&scope.source);
        let text = scope.template(word, &self.known)?.constant();
        let text = text.unwrap_or_else(|| word.value.clone());
        let names = || Wanted::ALL.iter().map(|(name, _)| *name);
        Wanted::ALL
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, wanted)| *wanted)
            .ok_or_else(|| {
                let label = nearest(&text, names()).map_or_else(
                    || "no such verdict".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                Diagnostic::new(format!("unknown verdict `{text}`"))
                    .at(&place, label)
                    .note(format!(
                        "known here: {}; or a map of expectations",
                        names().collect::<Vec<_>>().join(", ")
                    ))
            })
    }

    /// The texts of a tamper. One that is nothing but a variable becomes the number or truth value that the
    /// variable stands for; names may be variables too.
    fn changes(
        &self,
        json: &serde_json::Value,
        place: &Place,
        scope: &Scope,
    ) -> Result<Value<Template>, Diagnostic> {
        use serde_json::Value as Json;
        Ok(match json {
            Json::String(text) => {
                let template = scope.template_at(text, place, &self.known)?;
                let alone = matches!(pieces(text).as_slice(), [Piece::Variable { .. }]);
                let plain = template
                    .constant()
                    .filter(|_| alone)
                    .and_then(|text| text.parse::<Json>().ok())
                    .filter(|json| json.is_number() || json.is_boolean());
                plain.map_or(Value::Text(template), Value::Plain)
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => Value::Plain(json.clone()),
            Json::Array(items) => Value::List(
                items
                    .iter()
                    .map(|item| self.changes(item, place, scope))
                    .collect::<Result<_, _>>()?,
            ),
            Json::Object(members) => {
                let mut all = Vec::new();
                for (name, json) in members {
                    let known = scope.template_at(name, place, &self.known)?.constant();
                    let name = known.ok_or_else(|| {
                        Diagnostic::new(format!("`{name}` is not known before the run"))
                            .at(&place.seek(name), "a name must be")
                    })?;
                    all.push((name, self.changes(json, place, scope)?));
                }
                Value::Map(all)
            }
        })
    }

    /// What the app must do, and why the trial is not about it, if its registration tells already.
    fn needs(
        &self,
        form: Option<&At<OneOrMany<RequestForm>>>,
        app: &Instance,
        scope: &Scope,
    ) -> Result<(Vec<Expectation<Template>>, Option<String>), Diagnostic> {
        let mut needs = Vec::new();
        let mut missing = None;
        for (form, span) in form.into_iter().flat_map(At::each) {
            let place = Place::new(&scope.source, span);
            let forms: Vec<RequestForm> = match form {
                Form::Short(endpoint) => vec![Form::Short(endpoint.clone())],
                Form::Long(Pairs(pairs)) => pairs
                    .iter()
                    .map(|pair| Form::Long(Pairs(vec![pair.clone()])))
                    .collect(),
            };
            for form in &forms {
                match form {
                    Form::Long(Pairs(pairs))
                        if pairs.iter().any(|(name, _)| name.value == "application") =>
                    {
                        for (name, wanted) in pairs.iter().flat_map(|(_, of)| &of.value.0) {
                            missing = missing.or(self.registered(name, wanted, app, scope)?);
                        }
                    }
                    Form::Short(_) | Form::Long(_) => needs.push(Expectation {
                        what: What::Requests(scope.requests(form, &place, &self.known)?),
                        place: place.clone(),
                    }),
                }
            }
        }
        Ok((needs, missing))
    }

    fn registered(
        &self,
        name: &At<String>,
        wanted: &At<MatcherForm>,
        app: &Instance,
        scope: &Scope,
    ) -> Result<Option<String>, Diagnostic> {
        let has = match &app.application {
            Value::Map(members) => members.iter().any(|(known, _)| *known == name.value),
            Value::Text(_) | Value::Plain(_) | Value::List(_) => false,
        };
        let name = &name.value;
        match scope.matcher_at(wanted, &self.known)? {
            Matcher::Present if has => Ok(None),
            Matcher::Absent if !has => Ok(None),
            Matcher::Present => Ok(Some(format!("the app is registered without {name}"))),
            Matcher::Absent => Ok(Some(format!("the app is registered with {name}"))),
            Matcher::Is(_)
            | Matcher::Equals(_)
            | Matcher::Contains(_)
            | Matcher::StartsWith(_)
            | Matcher::EndsWith(_)
            | Matcher::Matches(_)
            | Matcher::OneOf(_)
            | Matcher::Not(_)
            | Matcher::All(_) => Err(Diagnostic::new("of a registration only this is known")
                .at(&wanted.place(&scope.source), "`present` or `absent`")),
        }
    }

    /// A sign-in at the app, as its profile tells, by the first user of the seed who has a password.
    fn plain_sign_in(&self, place: &Place) -> Result<Vec<Step>, Diagnostic> {
        let user = first_user(&self.suite.tenant).ok_or_else(|| {
            Diagnostic::new("the suite's tenant.yaml has no user with a password")
                .at(place, "nobody could sign in to see whether the app works")
        })?;
        let ways = self.ways.get("app");
        let step = |verb| Step {
            verb,
            within: super::builder::PATIENCE,
            place: place.clone(),
            through: Vec::new(),
        };
        Ok(vec![step(Verb::SignIn(SignIn {
            user: Template::text(user),
            at: Provider::Logto,
            password: None,
            deny: false,
            app: "app".to_owned(),
            start: ways.map(|ways| ways.sign_in.clone()).unwrap_or_default(),
        }))])
    }

    /// What the profile tells about an app whose sign-in came to nothing.
    fn error_probe(&self) -> Result<Vec<Expectation<Template>>, Diagnostic> {
        let profile = &self.suite.profile;
        let Some(form) = &profile.file.sign_in_error else {
            return Ok(Vec::new());
        };
        let around = Around {
            signed_in: &[],
            known: &self.known,
        };
        let form: &At<ExpectForm> = form;
        let all = Scope::new(&profile.source).expectations(form, Subject::Page, around)?;
        Ok(all.all)
    }
}

fn stem(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

fn first_user(tenant: &Value<Template>) -> Option<String> {
    let member = |value: &Value<Template>, name: &str| match value {
        Value::Map(members) => members
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone()),
        Value::Text(_) | Value::Plain(_) | Value::List(_) => None,
    };
    match member(tenant, "users")? {
        Value::Map(users) => users
            .iter()
            .find(|(_, user)| member(user, "password").is_some())
            .map(|(name, _)| name.clone()),
        Value::Text(_) | Value::Plain(_) | Value::List(_) => None,
    }
}

fn foundation(name: FoundationName) -> Foundation {
    match name {
        FoundationName::Flow => Foundation::Flow,
        FoundationName::Silence => Foundation::Silence,
        FoundationName::Skippable => Foundation::Skippable,
        FoundationName::Either => Foundation::Either,
        FoundationName::Call => Foundation::Call,
        FoundationName::Status => Foundation::Status,
    }
}

#[cfg(test)]
mod tests;
