//! Matchers: from operators as written to one matcher.

use serde_json::Value as Json;

use super::{
    scope::{Known, Scope},
    template::Template,
};
use crate::{
    expectation::Matcher,
    scenario::{At, MatcherForm, Operators},
    source::{Diagnostic, Place},
};

impl Scope {
    pub(super) fn matcher(
        &self,
        form: &MatcherForm,
        place: &Place,
        known: &Known,
    ) -> Result<Matcher<Template>, Diagnostic> {
        match form {
            MatcherForm::Value(Json::String(word)) if word == "present" => Ok(Matcher::Present),
            MatcherForm::Value(Json::String(word)) if word == "absent" => Ok(Matcher::Absent),
            MatcherForm::Value(value) => Ok(Matcher::Is(self.value(value, place, known)?)),
            MatcherForm::Operators(operators) => self.operators(operators, place, known),
        }
    }

    pub(super) fn matcher_at(
        &self,
        form: &At<MatcherForm>,
        known: &Known,
    ) -> Result<Matcher<Template>, Diagnostic> {
        self.matcher(&form.value, &form.place(&self.source), known)
    }

    fn operators(
        &self,
        operators: &Operators,
        place: &Place,
        known: &Known,
    ) -> Result<Matcher<Template>, Diagnostic> {
        let Operators {
            equals,
            contains,
            starts_with,
            ends_with,
            matches,
            one_of,
            not,
            present,
        } = operators;
        let mut all = Vec::new();
        if let Some(value) = equals {
            all.push(Matcher::Equals(self.value(
                &value.value,
                &value.place(&self.source),
                known,
            )?));
        }
        if let Some(text) = contains {
            all.push(Matcher::Contains(self.template(text, known)?));
        }
        if let Some(text) = starts_with {
            all.push(Matcher::StartsWith(self.template(text, known)?));
        }
        if let Some(text) = ends_with {
            all.push(Matcher::EndsWith(self.template(text, known)?));
        }
        if let Some(pattern) = matches {
            all.push(Matcher::Matches(self.pattern(pattern, known)?));
        }
        if let Some(values) = one_of {
            let place = values.place(&self.source);
            let values = values
                .value
                .iter()
                .map(|value| self.value(value, &place, known));
            all.push(Matcher::OneOf(values.collect::<Result<_, _>>()?));
        }
        if let Some(inner) = not {
            all.push(Matcher::Not(Box::new(self.matcher_at(inner, known)?)));
        }
        match present.as_ref().map(|present| present.value) {
            Some(true) => all.push(Matcher::Present),
            Some(false) => all.push(Matcher::Absent),
            None => {}
        }
        match (all.pop(), all.is_empty()) {
            (None, _) => Err(Diagnostic::new("nothing to compare with")
                .at(place, "an operator belongs here")
                .help("operators are equals, contains, starts-with, ends-with, matches, one-of, not and present")),
            (Some(only), true) => Ok(only),
            (Some(last), false) => {
                all.push(last);
                Ok(Matcher::All(all))
            }
        }
    }

    /// A regular expression; what has no variables is tried at once.
    pub(super) fn pattern(&self, text: &At<String>, known: &Known) -> Result<Template, Diagnostic> {
        let template = self.template(text, known)?;
        if let Some(pattern) = template.constant()
            && let Err(error) = regex::Regex::new(&pattern)
        {
            let cause = error.to_string();
            let cause = cause
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ");
            return Err(Diagnostic::new("this is no regular expression")
                .at(&text.place(&self.source), cause));
        }
        Ok(template)
    }
}
