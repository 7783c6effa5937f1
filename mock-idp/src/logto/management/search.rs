//! Searching lists: `search`, `search.<field>`, `mode`, `mode.<field>`, `joint`, `isCaseSensitive`.

use regex::{Regex, RegexBuilder};

use super::{entity, route::is_yes};
use crate::{logto::ApiError, oidc::exchange::Request};

/// A field that can be searched: its name in the API, and its column, which refusals name.
pub(super) type Field = (&'static str, &'static str);

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Exact,
    Like,
    SimilarTo,
    Posix,
}

impl Mode {
    const ALL: [(&'static str, Self); 4] = [
        ("exact", Self::Exact),
        ("like", Self::Like),
        ("similar_to", Self::SimilarTo),
        ("posix", Self::Posix),
    ];

    fn of_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, mode)| mode)
    }
}

/// What is searched for.
#[derive(Debug)]
pub(super) struct Search {
    matches: Vec<Match>,
    all_must_match: bool,
}

/// One condition. It has no field when any of them will do.
#[derive(Debug)]
struct Match {
    field: Option<&'static str>,
    test: Test,
}

#[derive(Debug)]
enum Test {
    OneOf(Vec<String>, /* is case sensitive */ bool),
    Pattern(Regex),
}

impl Test {
    fn accepts(&self, value: &str) -> bool {
        match self {
            Self::OneOf(values, true) => values.iter().any(|v| v == value),
            Self::OneOf(values, false) => values
                .iter()
                .any(|v| v.to_lowercase() == value.to_lowercase()),
            Self::Pattern(pattern) => pattern.is_match(value),
        }
    }
}

impl Search {
    /// Reads the query; 400 `request.invalid_input` for a field or a mode that there is not.
    pub(super) fn of(request: &Request, fields: &[Field]) -> Result<Self, ApiError> {
        let query = &request.query;
        let is_case_sensitive = query.get("isCaseSensitive").is_some_and(is_yes);
        let all_must_match = match query.get("joint").or_else(|| query.get("jointMode")) {
            None | Some("or") => false,
            Some("and") => true,
            Some(other) => {
                return Err(refused(&format!(
                    "Search joint mode `{other}` is not valid, expect one of or, and."
                )));
            }
        };
        let mut modes: Vec<(Option<&str>, Mode)> = Vec::new();
        let mut asked: Vec<(Option<&str>, Vec<String>)> = Vec::new();
        for (name, value) in query.pairs() {
            if let Some(path) = name.strip_prefix("mode") {
                let field = field_of(path)?;
                modes.push((field, mode(value, field)?));
            } else if let Some(path) = name.strip_prefix("search") {
                let field = field_of(path)?;
                match asked.iter_mut().find(|(of, _)| *of == field) {
                    Some((_, values)) => values.push(value.clone()),
                    None => asked.push((field, vec![value.clone()])),
                }
            }
        }
        let mode_of = |field: Option<&str>| {
            let of = |wanted: Option<&str>| modes.iter().rev().find(|(of, _)| *of == wanted);
            of(field).or_else(|| of(None)).map_or(Mode::Like, |m| m.1)
        };
        for (field, values) in &asked {
            guard_values(mode_of(*field), values)?;
        }
        let mut matches = Vec::new();
        for (field, values) in asked {
            matches.push(Match {
                field: field.map(|field| known(field, fields)).transpose()?,
                test: test(values, mode_of(field), is_case_sensitive)?,
            });
        }
        Ok(Self {
            matches,
            all_must_match,
        })
    }

    /// Whether an entity is among what is searched for. `value` gives a field's value.
    pub(super) fn accepts<'a>(
        &self,
        fields: &[Field],
        value: impl Fn(&str) -> Option<&'a str>,
    ) -> bool {
        let holds = |condition: &Match| {
            let fits = |name: &str| value(name).is_some_and(|v| condition.test.accepts(v));
            match condition.field {
                Some(field) => fits(field),
                None => fields.iter().any(|(name, _)| fits(name)),
            }
        };
        self.matches.is_empty()
            || if self.all_must_match {
                self.matches.iter().all(holds)
            } else {
                self.matches.iter().any(holds)
            }
    }
}

fn refused(details: &str) -> ApiError {
    entity::invalid_input(details).with_data(serde_json::json!({}))
}

/// The field that `mode.<field>` or `search.<field>` names, if it names one.
fn field_of(path: &str) -> Result<Option<&str>, ApiError> {
    let Some((_, field)) = path.split_once('.') else {
        return Ok(None);
    };
    if field.contains('.') {
        return Err(refused(&format!(
            "Unsupported nested search field path `{field}` detected. Only the first level field is supported."
        )));
    }
    Ok(Some(field).filter(|field| !field.is_empty()))
}

/// Fields are known by their columns, whose spelling is Logto's own of any other.
fn known(field: &str, fields: &[Field]) -> Result<&'static str, ApiError> {
    let mut column = String::with_capacity(field.len());
    for c in field.chars() {
        if c.is_ascii_uppercase() && !column.is_empty() {
            column.push('_');
        }
        column.push(c.to_ascii_lowercase());
    }
    let found = fields.iter().find(|(_, known)| *known == column);
    found.map(|(name, _)| *name).ok_or_else(|| {
        let columns: Vec<&str> = fields.iter().map(|(_, column)| *column).collect();
        refused(&format!(
            "Search field `{column}` is not valid, expect one of {}.",
            columns.join(", ")
        ))
    })
}

/// The mode of a name, which is said of a field or of all.
fn mode(name: &str, field: Option<&str>) -> Result<Mode, ApiError> {
    Mode::of_name(name).ok_or_else(|| {
        let of_field = field.map(|field| format!(" for field `{field}`"));
        refused(&format!(
            "Search match mode `{name}`{} is not valid, expect one of exact, like, similar_to, posix.",
            of_field.unwrap_or_default()
        ))
    })
}

/// Values that are not empty, and one only where it is a pattern.
fn guard_values(mode: Mode, values: &[String]) -> Result<(), ApiError> {
    if mode != Mode::Exact && values.len() != 1 {
        let details = "Only one search value is allowed when search mode is not `exact`.";
        return Err(refused(details));
    }
    if values.iter().any(String::is_empty) {
        return Err(refused("Search value cannot be empty."));
    }
    Ok(())
}

fn test(values: Vec<String>, mode: Mode, is_case_sensitive: bool) -> Result<Test, ApiError> {
    let value = values.first().map(String::as_str).unwrap_or_default();
    let pattern = match mode {
        Mode::Exact => return Ok(Test::OneOf(values, is_case_sensitive)),
        Mode::Like => anchored(&like(value)),
        Mode::SimilarTo if !is_case_sensitive => {
            let details = "Cannot use case-insensitive match for `similar to`.";
            return Err(refused(details));
        }
        Mode::SimilarTo => anchored(&similar(value)),
        Mode::Posix => value.to_owned(),
    };
    // What is no pattern is left to Logto's database, whose refusal nobody expects.
    RegexBuilder::new(&pattern)
        .case_insensitive(!is_case_sensitive)
        .dot_matches_new_line(true)
        .build()
        .map(Test::Pattern)
        .map_err(|_| ApiError::internal())
}

fn anchored(pattern: &str) -> String {
    format!("^(?:{pattern})$")
}

/// SQL's LIKE: `%` is any text, `_` any character, a backslash takes the next one literally.
fn like(pattern: &str) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => out.push_str(".*"),
            '_' => out.push('.'),
            '\\' => out.extend(chars.next().map(|c| regex::escape(&c.to_string()))),
            other => out.push_str(&regex::escape(&other.to_string())),
        }
    }
    out
}

/// SQL's SIMILAR TO: LIKE's wildcards among regular expressions.
fn similar(pattern: &str) -> String {
    pattern
        .replace('.', "\\.")
        .replace('%', ".*")
        .replace('_', ".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::params::Params;
    use http::Method;

    const FIELDS: &[Field] = &[("id", "id"), ("primaryEmail", "primary_email")];

    fn found(query: &str) -> String {
        let mut request = Request::new(Method::GET, "", "/");
        request.query = Params::decode(query);
        match Search::of(&request, FIELDS) {
            Err(error) => error.words.first().map_or_else(
                || error.status.as_u16().to_string(),
                |(_, details)| details.clone(),
            ),
            Ok(search) => [("a1", "Ann@x.example"), ("b1", "bob@x.example")]
                .into_iter()
                .filter(|(id, email)| {
                    search.accepts(FIELDS, |name| Some(if name == "id" { id } else { email }))
                })
                .map(|(id, _)| id)
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    #[test]
    fn modes_fields_and_joints() {
        for (query, expected) in [
            ("", "a1 b1"),
            ("search=%25x.ex%25", "a1 b1"),
            ("search=xxex", ""),
            ("search.primaryEmail=ann%25", "a1"),
            ("search.primaryEmail=ann%25&isCaseSensitive=true", ""),
            ("search.id=a1&search.id=b1&mode.id=exact", "a1 b1"),
            ("search.id=a_&search.primaryEmail=bob%25&joint=and", ""),
            ("search.id=^[ab]1$&mode=posix", "a1 b1"),
            ("search.id=(a|c)_&mode=similar_to&isCaseSensitive=Yes", "a1"),
            (
                "search.id=(a|c)_&mode=similar_to",
                "Cannot use case-insensitive match for `similar to`.",
            ),
            ("search.id=(&mode=posix", "500"),
            ("search=", "Search value cannot be empty."),
            ("search.id=&mode.id=exact", "Search value cannot be empty."),
            (
                "search.id=a&search.id=b",
                "Only one search value is allowed when search mode is not `exact`.",
            ),
            (
                "search.a.b=1",
                "Unsupported nested search field path `a.b` detected. Only the first level field is supported.",
            ),
            (
                "mode.id=x",
                "Search match mode `x` for field `id` is not valid, expect one of exact, like, similar_to, posix.",
            ),
            (
                "search.customData=1",
                "Search field `custom_data` is not valid, expect one of id, primary_email.",
            ),
            (
                "search.shoe=1",
                "Search field `shoe` is not valid, expect one of id, primary_email.",
            ),
            (
                "search.id=1&mode.id=x",
                "Search match mode `x` for field `id` is not valid, expect one of exact, like, similar_to, posix.",
            ),
        ] {
            assert_eq!(found(query), expected, "{query}");
        }
    }
}
