//! Which names a text may use, and what they stand for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::template::{Filter, Piece, Template, pieces};
use crate::{
    expectation::Value,
    scenario::At,
    source::{Diagnostic, Place, Source, nearest},
};

/// Names that have a value in every scenario, beside those of the app instances.
pub const BUILT_IN: [&str; 6] = ["bin", "control", "huggingface", "logto", "profile", "root"];

/// What every app instance has a variable for; the first is its address. The last ones are made of the others.
pub(super) const OF_APP: [&str; 7] = [
    "",
    "port",
    "client.id",
    "client.secret",
    "client.redirect-uri",
    "client.post-logout-redirect-uri",
    "client.backchannel-logout-uri",
];

/// One text of a file in which a name is bound before a scenario is played: a column of a table, an
/// input of a fragment, the name of the app in a profile.
#[derive(Clone, Debug)]
pub(super) enum Binding {
    /// Already resolved where it was written.
    Resolved(Template),
    /// As written in this file; resolved where it is used.
    Written(At<String>),
}

/// The names that one file may use.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) source: Arc<Source>,
    pub(super) bindings: BTreeMap<String, Binding>,
}

/// Names that have a value by the time a step is played.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(pub(super) BTreeSet<String>);

impl Known {
    /// The built-in names and those of these app instances.
    pub(super) fn with_apps<'a>(instances: impl Iterator<Item = &'a str>) -> Self {
        let mut names: BTreeSet<String> = BUILT_IN.iter().map(|&name| name.to_owned()).collect();
        for instance in instances {
            names.extend(OF_APP.map(|of| app_variable(instance, of)));
        }
        Self(names)
    }
}

/// The name of a variable of an app instance: those of `app` have short names.
pub fn app_variable(instance: &str, of: &str) -> String {
    match (instance, of) {
        (instance, "") => instance.to_owned(),
        ("app", of) => of.to_owned(),
        (instance, of) => format!("{instance}.{of}"),
    }
}

impl Scope {
    pub(super) fn new(source: &Arc<Source>) -> Self {
        Self {
            source: source.clone(),
            bindings: BTreeMap::new(),
        }
    }

    /// Resolves a text.
    pub(super) fn template(
        &self,
        text: &At<String>,
        known: &Known,
    ) -> Result<Template, Diagnostic> {
        self.resolve(&text.value, &text.place(&self.source), known, true)
    }

    /// Resolves a text whose place is that of something around it.
    pub(super) fn template_at(
        &self,
        text: &str,
        place: &Place,
        known: &Known,
    ) -> Result<Template, Diagnostic> {
        self.resolve(text, place, known, true)
    }

    /// Resolves the texts of a value.
    pub(super) fn value(
        &self,
        value: &serde_json::Value,
        place: &Place,
        known: &Known,
    ) -> Result<Value<Template>, Diagnostic> {
        Value::try_from_json(value, &mut |text| self.template_at(text, place, known))
    }

    fn resolve(
        &self,
        text: &str,
        place: &Place,
        known: &Known,
        with_bindings: bool,
    ) -> Result<Template, Diagnostic> {
        let mut template = Template::default();
        for piece in pieces(text) {
            let (name, filters, written) = match piece {
                Piece::Text(plain) => {
                    template.push_text(plain);
                    continue;
                }
                Piece::Unclosed(written) => {
                    return Err(Diagnostic::new("`${` is never closed")
                        .at(&place.part(written), "`}` is missing")
                        .help("write `$${` for the two characters themselves"));
                }
                Piece::Variable {
                    name,
                    filters,
                    written,
                } => (name, filters, written),
            };
            let place = place.part(written);
            let filters = filters
                .into_iter()
                .map(|filter| self::filter(filter, &place))
                .collect::<Result<Vec<_>, _>>()?;
            let binding = self.bindings.get(name).filter(|_| with_bindings);
            match binding {
                Some(Binding::Resolved(inner)) => template.push_template(inner.clone(), filters),
                Some(Binding::Written(text)) => {
                    let inner =
                        self.resolve(&text.value, &text.place(&self.source), known, false)?;
                    template.push_template(inner, filters);
                }
                None if known.0.contains(name) => template.push_variable(name, filters),
                None => return Err(self.unknown(name, &place, known)),
            }
        }
        Ok(template)
    }

    fn unknown(&self, name: &str, place: &Place, known: &Known) -> Diagnostic {
        let names = || self.bindings.keys().chain(&known.0).map(String::as_str);
        let label = match nearest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "nothing has this name here".to_owned(),
        };
        let all: BTreeSet<&str> = names().collect();
        Diagnostic::new(format!("unknown variable `{name}`"))
            .at(place, label)
            .note(format!(
                "known here: {}",
                all.into_iter().collect::<Vec<_>>().join(", ")
            ))
    }
}

fn filter(name: &str, place: &Place) -> Result<Filter, Diagnostic> {
    Filter::ALL
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, filter)| *filter)
        .ok_or_else(|| {
            let known: Vec<_> = Filter::ALL.iter().map(|(known, _)| *known).collect();
            Diagnostic::new(format!("unknown filter `{name}`"))
                .at(place, "no such filter")
                .note(format!("known here: {}", known.join(", ")))
        })
}
