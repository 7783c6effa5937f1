//! Searching lists: `search`, `search.<field>`, `mode`, `mode.<field>`, `joint`, `isCaseSensitive`.

use regex::{Regex, RegexBuilder};

use super::entity;
use crate::{
    logto::ApiError,
    oidc::{exchange::Request, params::Params},
};

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
        let is_case_sensitive = query.get("isCaseSensitive") == Some("true");
        let all_must_match = match query.get("joint").or_else(|| query.get("jointMode")) {
            None | Some("or") => false,
            Some("and") => true,
            Some(other) => {
                return Err(refused(&format!(
                    "Search joint mode `{other}` is not valid, expect one of or, and."
                )));
            }
        };
        let mut matches = Vec::new();
        let mut seen: Vec<&str> = Vec::new();
        for (name, _) in query.pairs() {
            let field = match name.strip_prefix("search") {
                Some("") => None,
                Some(rest) => match rest.strip_prefix('.') {
                    Some(field) => Some(known(field, fields)?),
                    None => continue,
                },
                None => continue,
            };
            if seen.contains(&name.as_str()) {
                continue;
            }
            seen.push(name);
            let mode = mode(query, field)?;
            let values: Vec<String> = query.all(name).map(str::to_owned).collect();
            matches.push(Match {
                field,
                test: test(values, mode, is_case_sensitive)?,
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

fn known(field: &str, fields: &[Field]) -> Result<&'static str, ApiError> {
    let found = fields.iter().find(|(name, _)| *name == field);
    found.map(|(name, _)| *name).ok_or_else(|| {
        let columns: Vec<&str> = fields.iter().map(|(_, column)| *column).collect();
        refused(&format!(
            "Search field `{field}` is not valid, expect one of {}.",
            columns.join(", ")
        ))
    })
}

/// The mode of a field, or of all.
fn mode(query: &Params, field: Option<&str>) -> Result<Mode, ApiError> {
    let own = field.and_then(|field| query.get(&format!("mode.{field}")));
    let Some(name) = own.or_else(|| query.get("mode")) else {
        return Ok(Mode::Like);
    };
    Mode::of_name(name).ok_or_else(|| {
        let of_field = field.map(|field| format!(" for field `{field}`"));
        refused(&format!(
            "Search match mode `{name}`{} is not valid, expect one of exact, like, similar_to, posix.",
            of_field.unwrap_or_default()
        ))
    })
}

fn test(values: Vec<String>, mode: Mode, is_case_sensitive: bool) -> Result<Test, ApiError> {
    let pattern = match (mode, values.as_slice()) {
        (Mode::Exact, _) => return Ok(Test::OneOf(values, is_case_sensitive)),
        (Mode::Like, [value]) => anchored(&like(value)),
        (Mode::SimilarTo, [value]) => anchored(&similar(value)),
        (Mode::Posix, [value]) => value.clone(),
        _ => {
            return Err(refused(
                "Only one search value is allowed when search mode is not `exact`.",
            ));
        }
    };
    RegexBuilder::new(&pattern)
        .case_insensitive(!is_case_sensitive)
        .dot_matches_new_line(true)
        .build()
        .map(Test::Pattern)
        .map_err(|_| refused("The search pattern is no regular expression."))
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
    use http::Method;

    const FIELDS: &[Field] = &[("id", "id"), ("primaryEmail", "primary_email")];

    fn found(query: &str) -> String {
        let mut request = Request::new(Method::GET, "", "/");
        request.query = Params::decode(query);
        match Search::of(&request, FIELDS) {
            Err(error) => error.words[0].1.clone(),
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
            ("search.id=(a|c)_&mode=similar_to", "a1"),
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
