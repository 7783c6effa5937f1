//! Things on a page: from a name or a map to a target.

use super::{
    scope::{Known, Scope},
    template::Template,
};
use crate::{
    expectation::Target,
    scenario::{At, TargetForm},
    source::{Diagnostic, Place},
};

impl Scope {
    /// A target in its short form: a visible name, or `css=…`.
    pub(super) fn called(
        &self,
        text: &str,
        place: &Place,
        known: &Known,
    ) -> Result<Target<Template>, Diagnostic> {
        Ok(match text.strip_prefix("css=") {
            Some(selector) => Target::Css(self.template_at(selector, place, known)?),
            None => Target::Called(self.template_at(text, place, known)?),
        })
    }

    /// A target in its long form.
    pub(super) fn target_form(
        &self,
        form: &TargetForm,
        place: &Place,
        known: &Known,
    ) -> Result<Target<Template>, Diagnostic> {
        let TargetForm { role, name, css } = form;
        let template = |text: &At<String>| self.template(text, known);
        match (role, name, css) {
            (Some(role), name, None) => Ok(Target::Role {
                role: template(role)?,
                name: name.as_ref().map(template).transpose()?,
            }),
            (None, Some(name), None) => Ok(Target::Called(template(name)?)),
            (None, None, Some(css)) => Ok(Target::Css(template(css)?)),
            (None, None, None) => Err(Diagnostic::new("this names nothing")
                .at(place, "`role`, `name` or `css` belongs here")),
            (Some(_), _, Some(css)) | (None, Some(_), Some(css)) => {
                Err(Diagnostic::new("a selector stands alone").at(
                    &css.place(&self.source),
                    "either this, or `role` and `name`",
                ))
            }
        }
    }
}
