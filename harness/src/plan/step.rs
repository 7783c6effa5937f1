//! Steps: from a map with one verb to a list of acts, with fragments unfolded.

use std::{collections::BTreeMap, time::Duration};

use super::{
    capture::Capture,
    expect::{Around, Expectations, Subject},
    http::HttpStep,
    scope::{Binding, Known, Scope},
    suite::Suite,
    template::Template,
};
use crate::{
    expectation::{Expectation, Target},
    scenario::{
        At, Form, FragmentFile, Parsed, Period, ProviderName, SignInForm, SignOutForm, StepForm,
        TargetForm,
    },
    source::{Diagnostic, Place, nearest},
};

/// How long a verb may wait when nothing else is said.
const PATIENCE: Duration = Duration::from_secs(15);
/// Fragments may use fragments, so deep.
const DEEPEST: usize = 8;

/// One act, and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What to do.
    pub verb: Verb,
    /// How long it may wait.
    pub within: Duration,
    /// Where it was written.
    pub place: Place,
    /// The `use` steps that led to it, outermost first.
    pub through: Vec<Place>,
}

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Open an address.
    Open(Template),
    /// Click.
    Click(Target<Template>),
    /// Fill a field.
    Fill {
        /// Which.
        field: Target<Template>,
        /// With what.
        text: Template,
    },
    /// Choose an option.
    Select {
        /// Of which list.
        field: Target<Template>,
        /// Which.
        option: Template,
    },
    /// Press a key.
    Press(Template),
    /// Submit a form.
    Submit(Option<Target<Template>>),
    /// Sign in.
    SignIn(SignIn),
    /// Sign out, by these steps at the app's home page.
    SignOut {
        /// The app instance.
        app: String,
        /// The profile's way.
        steps: Vec<Step>,
    },
    /// Send a request.
    Http(HttpStep),
    /// Move the tenant's time on.
    Advance(Duration),
    /// Look.
    Expect(Expectations),
    /// Remember.
    Set(Vec<(String, Capture)>),
}

/// Where someone signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// At Logto, with a password.
    Logto,
    /// At Hugging Face, through Logto.
    HuggingFace,
}

/// How someone signs in.
#[derive(Clone, Debug, PartialEq)]
pub struct SignIn {
    /// The user's key in the seed.
    pub user: Template,
    /// Where.
    pub at: Provider,
    /// Another password than the seed's.
    pub password: Option<Template>,
    /// Whether the user refuses at Hugging Face.
    pub deny: bool,
    /// The app instance to begin at.
    pub app: String,
    /// The profile's way to begin.
    pub start: Vec<Step>,
}

/// The profile's ways and words for one app instance.
#[derive(Clone, Debug, Default)]
pub(super) struct Ways {
    pub(super) sign_in: Vec<Step>,
    pub(super) sign_out: Vec<Step>,
    pub(super) signed_in: Vec<Expectation<Template>>,
}

/// Makes steps, and keeps what later steps may refer to.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    pub(super) suite: &'a Suite,
    pub(super) known: Known,
    pub(super) ways: BTreeMap<String, Ways>,
    pub(super) through: Vec<Place>,
    pub(super) steps: Vec<Step>,
}

impl Builder<'_> {
    /// Adds the acts of written steps.
    pub(super) fn add_all<'s>(
        &mut self,
        steps: impl IntoIterator<Item = (&'s StepForm, Place)>,
        scope: &Scope,
    ) -> Result<(), Diagnostic> {
        steps
            .into_iter()
            .try_for_each(|(step, place)| self.add(step, &place, scope))
    }

    fn add(&mut self, form: &StepForm, place: &Place, scope: &Scope) -> Result<(), Diagnostic> {
        let within = form.within.as_ref().map_or(
            PATIENCE,
            |At {
                 value: Period(within),
                 ..
             }| *within,
        );
        if let Some(name) = &form.fragment {
            if let Some(second) = verbs(form).first() {
                return Err(two_verbs("use", second, place));
            }
            self.add_fragment(name, form, scope)?;
        } else if let Some(with) = &form.with {
            let place = with
                .0
                .first()
                .map_or(place.clone(), |(name, _)| name.place(&scope.source));
            return Err(Diagnostic::new("`with` without `use`")
                .at(&place, "the inputs of a fragment, but no fragment is used"));
        }
        let verbs = verbs(form);
        if let [first, second, ..] = verbs.as_slice() {
            return Err(two_verbs(first, second, place));
        }
        if verbs.is_empty()
            && form.fragment.is_none()
            && form.expect.is_none()
            && form.set.is_none()
        {
            return Err(Diagnostic::new("a step without a verb").at(place, "nothing to do here"));
        }
        for verb in self.verbs_of(form, place, scope)? {
            self.push(verb, within, place);
        }
        if let Some(expect) = &form.expect {
            let subject = if form.http.is_some() {
                Subject::Answer
            } else {
                Subject::Page
            };
            let expectations = self.expectations(expect, subject, scope)?;
            self.push(
                Verb::Expect(expectations),
                within,
                &expect.place(&scope.source),
            );
        }
        if let Some(set) = &form.set {
            let mut captures = Vec::new();
            for (name, capture) in &set.0 {
                let at = name.place(&scope.source);
                self.new_name(&name.value, &at)?;
                captures.push((name.value.clone(), scope.capture(capture, &self.known)?));
                self.known.0.insert(name.value.clone());
            }
            self.push(Verb::Set(captures), within, place);
        }
        Ok(())
    }

    /// Makes expectations.
    pub(super) fn expectations(
        &self,
        form: &At<crate::scenario::ExpectForm>,
        subject: Subject,
        scope: &Scope,
    ) -> Result<Expectations, Diagnostic> {
        let signed_in = self.ways.get("app").map_or(&[][..], |ways| &ways.signed_in);
        scope.expectations(
            form,
            subject,
            Around {
                signed_in,
                known: &self.known,
            },
        )
    }

    pub(super) fn push(&mut self, verb: Verb, within: Duration, place: &Place) {
        self.steps.push(Step {
            verb,
            within,
            place: place.clone(),
            through: self.through.clone(),
        });
    }

    /// A variable of a scenario must not hide what the harness provides.
    fn new_name(&self, name: &str, place: &Place) -> Result<(), Diagnostic> {
        let taken =
            super::BUILT_IN.contains(&name) || self.ways.contains_key(name) || name.contains('.');
        let word = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "-_.".contains(c));
        if taken {
            Err(Diagnostic::new(format!("the name `{name}` is taken"))
                .at(place, "the harness provides it")
                .help("choose another name"))
        } else if word {
            Ok(())
        } else {
            Err(
                Diagnostic::new(format!("`{name}` is no name for a variable"))
                    .at(place, "letters, digits, `-` and `_` only"),
            )
        }
    }

    fn verbs_of(
        &self,
        form: &StepForm,
        place: &Place,
        scope: &Scope,
    ) -> Result<Vec<Verb>, Diagnostic> {
        let known = &self.known;
        let mut verbs = Vec::new();
        if let Some(url) = &form.open {
            verbs.push(Verb::Open(scope.template(url, known)?));
        }
        if let Some(target) = &form.click {
            verbs.push(Verb::Click(target_of(scope, target, known)?));
        }
        for (field, text) in form.fill.iter().flat_map(|fields| &fields.value.0) {
            let field = scope.called(&field.value, &field.place(&scope.source), known)?;
            verbs.push(Verb::Fill {
                field,
                text: scope.template(text, known)?,
            });
        }
        for (field, option) in form.select.iter().flat_map(|fields| &fields.value.0) {
            let field = scope.called(&field.value, &field.place(&scope.source), known)?;
            verbs.push(Verb::Select {
                field,
                option: scope.template(option, known)?,
            });
        }
        if let Some(key) = &form.press {
            verbs.push(Verb::Press(scope.template(key, known)?));
        }
        if let Some(At { value, span }) = &form.submit {
            let target = value.clone().map(|value| At {
                value,
                span: span.clone(),
            });
            verbs.push(Verb::Submit(
                target
                    .map(|target| target_of(scope, &target, known))
                    .transpose()?,
            ));
        }
        if let Some(form) = &form.sign_in {
            verbs.push(Verb::SignIn(self.sign_in(form, scope)?));
        }
        if let Some(At { value, .. }) = &form.sign_out {
            let app = value.as_ref().and_then(|SignOutForm { app }| app.as_ref());
            let (app, ways) = self.app(app, place, scope)?;
            verbs.push(Verb::SignOut {
                app,
                steps: ways.sign_out.clone(),
            });
        }
        if let Some(request) = &form.http {
            verbs.push(Verb::Http(scope.http(request, known)?));
        }
        if let Some(At { value, span }) = &form.clock {
            let advance = match value {
                Form::Long(clock) => clock.advance.value.0,
                Form::Short(text) => {
                    text.parse::<Period>()
                        .map_err(|cause| {
                            Diagnostic::new("the clock moves by a length of time")
                                .at(&Place::new(&scope.source, span.clone()), cause)
                        })?
                        .0
                }
            };
            verbs.push(Verb::Advance(advance));
        }
        if verbs.is_empty() && (form.fill.is_some() || form.select.is_some()) {
            return Err(
                Diagnostic::new("no field is named").at(place, "write `{ Username: alice }`")
            );
        }
        Ok(verbs)
    }

    fn sign_in(&self, form: &At<Form<SignInForm>>, scope: &Scope) -> Result<SignIn, Diagnostic> {
        let place = form.place(&scope.source);
        match &form.value {
            Form::Short(user) => {
                let (app, ways) = self.app(None, &place, scope)?;
                Ok(SignIn {
                    user: scope.template_at(user, &place, &self.known)?,
                    at: Provider::Logto,
                    password: None,
                    deny: false,
                    app,
                    start: ways.sign_in.clone(),
                })
            }
            Form::Long(SignInForm {
                user,
                at,
                password,
                deny,
                app,
            }) => {
                let at = match at.as_ref().map(|at| at.value) {
                    Some(ProviderName::HuggingFace) => Provider::HuggingFace,
                    Some(ProviderName::Logto) | None => Provider::Logto,
                };
                if let (Provider::Logto, Some(deny)) = (at, deny)
                    && deny.value
                {
                    return Err(Diagnostic::new("nobody can refuse at Logto")
                        .at(&deny.place(&scope.source), "only Hugging Face asks")
                        .help("add `at: huggingface`"));
                }
                let (app, ways) = self.app(app.as_ref(), &place, scope)?;
                Ok(SignIn {
                    user: scope.template(user, &self.known)?,
                    at,
                    password: password
                        .as_ref()
                        .map(|password| scope.template(password, &self.known))
                        .transpose()?,
                    deny: deny.as_ref().is_some_and(|deny| deny.value),
                    app,
                    start: ways.sign_in.clone(),
                })
            }
        }
    }

    fn app(
        &self,
        name: Option<&At<String>>,
        place: &Place,
        scope: &Scope,
    ) -> Result<(String, &Ways), Diagnostic> {
        let (name, place) = match name {
            Some(name) => (name.value.as_str(), name.place(&scope.source)),
            None => ("app", place.clone()),
        };
        let ways = self.ways.get(name).ok_or_else(|| {
            Diagnostic::new(format!("unknown app instance `{name}`"))
                .at(&place, "no instance of this name")
                .help(format!(
                    "known here: {}",
                    self.ways.keys().cloned().collect::<Vec<_>>().join(", ")
                ))
        })?;
        Ok((name.to_owned(), ways))
    }

    fn add_fragment(
        &mut self,
        name: &At<String>,
        form: &StepForm,
        scope: &Scope,
    ) -> Result<(), Diagnostic> {
        let place = name.place(&scope.source);
        let fragments = &self.suite.fragments;
        let Some(fragment) = fragments.get(&name.value) else {
            let near = nearest(&name.value, fragments.keys().map(String::as_str));
            let label = near.map_or_else(
                || "no such fragment".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(
                Diagnostic::new(format!("unknown fragment `{}`", name.value))
                    .at(&place, label)
                    .note(format!(
                        "known here: {}",
                        fragments.keys().cloned().collect::<Vec<_>>().join(", ")
                    )),
            );
        };
        if self.through.len() >= DEEPEST {
            return Err(Diagnostic::new("fragments use each other without end")
                .at(&place, format!("{DEEPEST} deep already")));
        }
        let inner = self.inputs(fragment, form, &place, scope)?;
        self.through.push(place);
        let steps = &fragment.file.steps.value;
        self.add_all(
            steps
                .iter()
                .map(|step| (&step.value, step.place(&inner.source))),
            &inner,
        )?;
        self.through.pop();
        Ok(())
    }

    fn inputs(
        &self,
        fragment: &Parsed<FragmentFile>,
        form: &StepForm,
        place: &Place,
        scope: &Scope,
    ) -> Result<Scope, Diagnostic> {
        let mut inner = Scope::new(&fragment.source);
        let declared = &fragment.file.inputs;
        for (name, text) in form.with.iter().flat_map(|with| &with.0) {
            if declared.get(&name.value).is_none() {
                let near = nearest(&name.value, declared.names());
                let label = near.map_or_else(
                    || "no such input".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(Diagnostic::new(format!("unknown input `{}`", name.value))
                    .at(&name.place(&scope.source), label)
                    .note(format!(
                        "known here: {}",
                        declared.names().collect::<Vec<_>>().join(", ")
                    )));
            }
            let value = Binding::Resolved(scope.template(text, &self.known)?);
            inner.bindings.insert(name.value.clone(), value);
        }
        for (name, default) in &declared.0 {
            if inner.bindings.contains_key(&name.value) {
                continue;
            }
            let Some(text) = &default.value else {
                return Err(
                    Diagnostic::new(format!("the input `{}` is missing", name.value)).at(
                        place,
                        format!("give it with `with: {{ {}: … }}`", name.value),
                    ),
                );
            };
            let text = At {
                value: text.clone(),
                span: default.span.clone(),
            };
            inner
                .bindings
                .insert(name.value.clone(), Binding::Written(text));
        }
        Ok(inner)
    }
}

/// The verbs that a step has, by name; `use`, `expect` and `set` aside.
fn verbs(form: &StepForm) -> Vec<&'static str> {
    // Taken apart in full, so that a new verb cannot be forgotten here.
    let StepForm {
        open,
        click,
        fill,
        select,
        press,
        submit,
        sign_in,
        sign_out,
        http,
        clock,
        fragment: _,
        with: _,
        expect: _,
        set: _,
        within: _,
    } = form;
    [
        ("open", open.is_some()),
        ("click", click.is_some()),
        ("fill", fill.is_some()),
        ("select", select.is_some()),
        ("press", press.is_some()),
        ("submit", submit.is_some()),
        ("sign-in", sign_in.is_some()),
        ("sign-out", sign_out.is_some()),
        ("http", http.is_some()),
        ("clock", clock.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, there)| there.then_some(name))
    .collect()
}

fn two_verbs(first: &str, second: &str, place: &Place) -> Diagnostic {
    Diagnostic::new("one verb per step")
        .at(place, format!("this step has `{first}` and `{second}`"))
        .help("write two steps; only `expect`, `set` and `within` go beside a verb")
}

fn target_of(
    scope: &Scope,
    form: &At<Form<TargetForm>>,
    known: &Known,
) -> Result<Target<Template>, Diagnostic> {
    let place = form.place(&scope.source);
    match &form.value {
        Form::Short(name) => scope.called(name, &place, known),
        Form::Long(form) => scope.target_form(form, &place, known),
    }
}
