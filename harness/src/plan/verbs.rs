//! What each verb of a written step becomes.

use std::time::Duration;

use super::{
    builder::{Builder, Ways},
    scope::{Known, Scope},
    step::{Key, Provider, SignIn, Verb},
    template::Template,
};
use crate::{
    expectation::Target,
    scenario::{
        At, Form, KeyName, Period, ProviderName, SignInForm, SignOutForm, StepForm, TargetForm,
    },
    source::{Diagnostic, Place},
};

impl Builder<'_> {
    pub(super) fn verbs_of(
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
        if let Some(clock) = &form.clock {
            let place = clock.place(&scope.source);
            let (text, place) = match &clock.value {
                Form::Short(text) => (text, place),
                Form::Long(form) => (&form.advance.value, form.advance.place(&scope.source)),
            };
            verbs.push(Verb::Advance(advance(scope, text, &place, known)?));
        }
        if let Some(key) = &form.rotate_key {
            verbs.push(Verb::RotateKey(match key.value {
                None | Some(KeyName::Es384) => Key::Es384,
                Some(KeyName::Rs256) => Key::Rs256,
            }));
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
}

/// The verbs that a step has, by name; `use`, `go`, `needs`, `expect` and `set` aside.
pub(super) fn verbs(form: &StepForm) -> Vec<&'static str> {
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
        rotate_key,
        go: _,
        fragment: _,
        with: _,
        needs: _,
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
        ("rotate-key", rotate_key.is_some()),
    ]
    .into_iter()
    .filter_map(|(name, there)| there.then_some(name))
    .collect()
}

/// A length of time, which a column of a table or an input of a fragment may hold.
fn advance(
    scope: &Scope,
    text: &str,
    place: &Place,
    known: &Known,
) -> Result<Duration, Diagnostic> {
    let wrong = || Diagnostic::new("the clock moves by a length of time");
    let Some(text) = scope.template_at(text, place, known)?.constant() else {
        return Err(wrong().at(place, "this is known only while the scenario is played"));
    };
    text.parse::<Period>()
        .map(|Period(length)| length)
        .map_err(|cause| wrong().at(place, cause))
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
