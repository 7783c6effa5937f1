//! Steps: from a map with one verb to a list of acts.

use std::{collections::BTreeMap, time::Duration};

use super::{
    expect::{Around, Expectations, Subject},
    scope::{Known, Scope},
    step::{Step, Verb},
    suite::Suite,
    template::Template,
    verbs::verbs,
};
use crate::{
    expectation::Expectation,
    scenario::{At, ExpectForm, Period, StepForm},
    source::{Diagnostic, Place},
};

/// How long a verb may wait when nothing else is said.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);

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
    /// What the app's profile does not tell, though a step asks for it.
    pub(super) missing: Option<String>,
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
            if let Some(way) = &form.go {
                return Err(two_verbs("use", "go", &way.place(&scope.source)));
            }
            self.add_fragment(name, form, scope)?;
        } else if let Some(way) = &form.go {
            if let Some(second) = verbs(form).first() {
                return Err(two_verbs("go", second, place));
            }
            self.add_way(way, form, scope)?;
        } else if let Some(with) = &form.with {
            let place = with
                .0
                .first()
                .map_or(place.clone(), |(name, _)| name.place(&scope.source));
            return Err(Diagnostic::new("`with` without `use` or `go`")
                .at(&place, "the inputs of a fragment, but no fragment is used"));
        }
        let verbs = verbs(form);
        if let [first, second, ..] = verbs.as_slice() {
            return Err(two_verbs(first, second, place));
        }
        if verbs.is_empty()
            && form.fragment.is_none()
            && form.go.is_none()
            && form.needs.is_none()
            && form.expect.is_none()
            && form.set.is_none()
        {
            return Err(Diagnostic::new("a step without a verb").at(place, "nothing to do here"));
        }
        for verb in self.verbs_of(form, place, scope)? {
            self.push(verb, within, place);
        }
        if let Some(needs) = &form.needs {
            let (needed, place) = self.look(needs, form, scope)?;
            self.push(Verb::Need(needed), within, &place);
        }
        if let Some(expect) = &form.expect {
            let (expected, place) = self.look(expect, form, scope)?;
            self.push(Verb::Expect(expected), within, &place);
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

    /// What is looked at beside a verb, and where that was written.
    fn look(
        &self,
        look: &At<ExpectForm>,
        step: &StepForm,
        scope: &Scope,
    ) -> Result<(Expectations, Place), Diagnostic> {
        let subject = if step.http.is_some() {
            Subject::Answer
        } else {
            Subject::Page
        };
        let expectations = self.expectations(look, subject, scope)?;
        Ok((expectations, look.place(&scope.source)))
    }

    /// Makes expectations.
    pub(super) fn expectations(
        &self,
        form: &At<ExpectForm>,
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
        let taken = super::BUILT_IN.contains(&name)
            || super::scope::OF_APP.contains(&name)
            || self.ways.contains_key(name)
            || name.contains('.');
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
}

fn two_verbs(first: &str, second: &str, place: &Place) -> Diagnostic {
    Diagnostic::new("one verb per step")
        .at(place, format!("this step has `{first}` and `{second}`"))
        .help("write two steps; only `needs`, `expect`, `set` and `within` go beside a verb")
}
