//! The home page, and how a person is shown.

use askama::Template;
use serde_json::{Map, Value};

/// The home page, signed in or not.
#[derive(Debug, Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    /// Who is signed in.
    pub(crate) person: Option<Person>,
    /// What the person must know once.
    pub(crate) notice: Option<&'static str>,
    /// Logto's address.
    pub(crate) endpoint: String,
}

/// A person, as far as a page shows one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// What to call them; never empty.
    pub(crate) name: String,
    /// One or two letters for the place of a picture.
    pub(crate) initials: String,
    /// The e-mail address.
    pub(crate) email: Option<String>,
    /// The address of a picture, on the web.
    pub(crate) picture: Option<String>,
}

impl Person {
    /// The person of a set of claims. Logto leaves unset ones `null`, so each has a stand-in.
    pub(crate) fn of(claims: &Map<String, Value>) -> Self {
        let text = |name: &str| {
            let text = claims.get(name).and_then(Value::as_str).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let name = [
            "name",
            "username",
            "preferred_username",
            "email",
            "phone_number",
            "sub",
        ];
        let name = name
            .into_iter()
            .find_map(text)
            .unwrap_or_else(|| "Somebody".to_owned());
        let picture =
            text("picture").filter(|url| url.starts_with("https://") || url.starts_with("http://"));
        Self {
            initials: initials(&name),
            name,
            email: text("email"),
            picture,
        }
    }
}

/// The first letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|it| it.is_alphanumeric()));
    let (first, last) = (words.next(), words.next_back());
    let letters: String = first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect();
    if letters.is_empty() {
        "?".to_owned()
    } else {
        letters
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Person, initials};

    fn person(claims: &Value) -> Person {
        Person::of(claims.as_object().unwrap())
    }

    #[test]
    fn names_have_stand_ins() {
        for (claims, name) in [
            (
                json!({"name": "Alice Liddell", "sub": "u"}),
                "Alice Liddell",
            ),
            (
                json!({"name": null, "username": "alice", "sub": "u"}),
                "alice",
            ),
            (json!({"name": "  ", "email": "a@b.c", "sub": "u"}), "a@b.c"),
            (json!({"sub": "u1d2"}), "u1d2"),
            (json!({}), "Somebody"),
        ] {
            assert_eq!(person(&claims).name, name);
        }
    }

    #[test]
    fn initials_are_letters() {
        for (name, expected) in [
            ("Alice Liddell", "AL"),
            ("alice", "A"),
            ("Ana María de la Cruz", "AC"),
            ("王 小明", "王小"),
            ("\u{1F600}", "?"),
            ("(bob)", "B"),
        ] {
            assert_eq!(initials(name), expected);
        }
    }

    #[test]
    fn only_web_pictures_are_shown() {
        for (picture, shown) in [
            ("https://x/a.png", true),
            ("javascript:alert(1)", false),
            ("data:image/png;base64,AAAA", false),
        ] {
            assert_eq!(
                person(&json!({"picture": picture})).picture.is_some(),
                shown
            );
        }
    }
}
