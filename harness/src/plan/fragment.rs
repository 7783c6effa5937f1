//! `use`: the steps of a fragment, with its inputs.

use super::{
    builder::Builder,
    scope::{Binding, Scope},
};
use crate::{
    scenario::{At, FragmentFile, Parsed, StepForm},
    source::{Diagnostic, Place, nearest},
};

/// Fragments may use fragments, so deep.
const DEEPEST: usize = 8;

impl Builder<'_> {
    pub(super) fn add_fragment(
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
