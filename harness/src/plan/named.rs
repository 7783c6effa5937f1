//! Expectations that name one of a few things: of what a snapshot is taken, where no secret may stand.

use super::{scope::Scope, template::Template};
use crate::{
    expectation::{SecretPlace, SnapshotOf, What},
    scenario::{Form, SnapshotForm},
    source::{Diagnostic, Place, nearest},
};

impl Scope {
    pub(super) fn snapshot(
        &self,
        form: &Form<SnapshotForm>,
        place: &Place,
    ) -> Result<What<Template>, Diagnostic> {
        let (of, place, name) = match form {
            Form::Short(of) => (of, place.clone(), None),
            Form::Long(form) => (
                &form.of.value,
                form.of.place(&self.source),
                form.name.as_ref(),
            ),
        };
        let subject = one_of(&SnapshotOf::ALL, of, &place, || {
            format!("no snapshot can be taken of `{of}`")
        })?;
        let name = name.map_or(of, |name| &name.value);
        if name.is_empty()
            || !name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        {
            return Err(Diagnostic::new("a snapshot's name becomes a file's name")
                .at(&place, "letters, digits, `-`, `_` and `.` only"));
        }
        Ok(What::Snapshot {
            of: subject,
            name: name.clone(),
        })
    }
}

/// Where no secret may stand.
pub(super) fn secret_place(name: &str, place: &Place) -> Result<What<Template>, Diagnostic> {
    let at = one_of(&SecretPlace::ALL, name, place, || {
        format!("secrets are not looked for in `{name}`")
    })?;
    Ok(What::NoSecrets(at))
}

/// The thing of this name; else the error names the nearest one.
fn one_of<T: Copy>(
    all: &[(&'static str, T)],
    name: &str,
    place: &Place,
    title: impl FnOnce() -> String,
) -> Result<T, Diagnostic> {
    let names = || all.iter().map(|(name, _)| *name);
    if let Some((_, found)) = all.iter().find(|(known, _)| *known == name) {
        return Ok(*found);
    }
    let label = nearest(name, names()).map_or_else(
        || "nothing of this name".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Diagnostic::new(title()).at(place, label).note(format!(
        "known here: {}",
        names().collect::<Vec<_>>().join(", ")
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn secrets_are_looked_for_where_they_can_be() {
        let source = Source::new("x.yaml", "expect: { no-secrets: cookie }");
        let place = Place::new(&source, 22..28);
        assert_eq!(
            secret_place("log", &place).unwrap(),
            What::NoSecrets(SecretPlace::Log)
        );
        let mistake = secret_place("cookie", &place).unwrap_err();
        assert_eq!(mistake.title(), "secrets are not looked for in `cookie`");
        assert_eq!(mistake.place(), Some(&place));
    }
}
