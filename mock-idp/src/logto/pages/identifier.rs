//! What people type into the field that says who they are: which kind it is and whether it can be one.

use super::{
    field::Field,
    texts::{Texts, alternatives, fill},
};
use crate::logto::{
    experience::{Identifier, username_policy},
    model::sign_in_experience::IdentifierType,
};

/// What was typed into a field that accepts these kinds; taken as the first of them where nothing tells.
/// Of a phone number only the digits are kept.
pub(super) fn read(typed: &str, kinds: &[IdentifierType]) -> Option<Identifier> {
    let is_number = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_digit() || " +-().".contains(c))
    };
    let looks_like = if typed.contains('@') {
        IdentifierType::Email
    } else if typed.len() > 2 && is_number(typed) {
        IdentifierType::Phone
    } else {
        IdentifierType::Username
    };
    let kind = *kinds
        .iter()
        .find(|kind| **kind == looks_like)
        .or_else(|| kinds.first())?;
    Some(match kind {
        IdentifierType::Phone => {
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            Identifier::new(kind, digits)
        }
        IdentifierType::Username | IdentifierType::Email => Identifier::new(kind, typed),
    })
}

/// Whether it has the shape of its kind. Logto: e-mail addresses `^\S+@\S+\.\S+$`, phone numbers digits.
pub(super) fn is_well_formed(identifier: &Identifier) -> bool {
    let value = &*identifier.value;
    match identifier.kind {
        IdentifierType::Username => username_policy::has_shape(value),
        IdentifierType::Email => value.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty()
                && domain
                    .rsplit_once('.')
                    .is_some_and(|(host, last)| !host.is_empty() && !last.is_empty())
                && !value.contains(char::is_whitespace)
        }),
        IdentifierType::Phone => value.len() >= 5,
    }
}

/// How it is shown to people.
pub(super) fn shown(identifier: &Identifier) -> String {
    match identifier.kind {
        IdentifierType::Phone => format!("+{}", identifier.value),
        IdentifierType::Username | IdentifierType::Email => identifier.value.clone(),
    }
}

/// The input for these kinds of identifier, empty.
pub(super) fn field(kinds: &[IdentifierType], autocomplete: Autocomplete, t: &Texts) -> Field {
    let labels: Vec<&str> = kinds.iter().map(|kind| label(*kind, t)).collect();
    Field {
        name: "identifier".into(),
        kind: match kinds {
            [IdentifierType::Email] => "email",
            [IdentifierType::Phone] => "tel",
            _ => "text",
        },
        autocomplete: match autocomplete {
            Autocomplete::Off => "off".to_owned(),
            Autocomplete::Known => kinds
                .iter()
                .map(|kind| match kind {
                    IdentifierType::Username => "username",
                    IdentifierType::Email => "email",
                    IdentifierType::Phone => "tel",
                })
                .collect::<Vec<_>>()
                .join(" "),
        },
        label: labels.join(" / "),
        ..Field::default()
    }
}

/// Whether browsers may fill the field in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Autocomplete {
    /// With what they know of the person.
    Known,
    /// Not at all.
    Off,
}

/// "email or username is required".
pub(super) fn required(kinds: &[IdentifierType], t: &Texts) -> String {
    fill(t.required, "types", &alternatives(&within(kinds, t)))
}

/// "The email or username is invalid".
pub(super) fn invalid(kinds: &[IdentifierType], t: &Texts) -> String {
    fill(t.invalid, "types", &alternatives(&within(kinds, t)))
}

/// What is wrong with a new identifier: for user names the very reason.
pub(super) fn new_is_wrong(identifier: &Identifier, t: &Texts) -> Option<String> {
    if is_well_formed(identifier) {
        return None;
    }
    Some(match identifier.kind {
        IdentifierType::Username if identifier.value.starts_with(|c: char| c.is_ascii_digit()) => {
            t.username_starts_with_number.to_owned()
        }
        IdentifierType::Username => t.username_charset.to_owned(),
        IdentifierType::Email | IdentifierType::Phone => invalid(&[identifier.kind], t),
    })
}

/// The kinds as words inside a sentence.
pub(super) fn within(kinds: &[IdentifierType], t: &Texts) -> Vec<&'static str> {
    kinds
        .iter()
        .map(|kind| match kind {
            IdentifierType::Username => t.username_within,
            IdentifierType::Email => t.email_within,
            IdentifierType::Phone => t.phone_within,
        })
        .collect()
}

fn label(kind: IdentifierType, t: &Texts) -> &'static str {
    match kind {
        IdentifierType::Username => t.username,
        IdentifierType::Email => t.email,
        IdentifierType::Phone => t.phone,
    }
}

#[cfg(test)]
mod tests {
    use IdentifierType::{Email, Phone, Username};

    use super::*;
    use crate::logto::pages::texts::EN;

    #[test]
    fn the_kind_follows_what_is_typed_where_it_is_accepted() {
        let read = |typed, kinds| read(typed, kinds).map(|i| (i.kind, i.value));
        assert_eq!(
            read("a@b.example", &[Username, Email]),
            Some((Email, "a@b.example".into()))
        );
        assert_eq!(
            read("a@b.example", &[Username]),
            Some((Username, "a@b.example".into()))
        );
        assert_eq!(
            read("+1 (555) 010-9999", &[Email, Phone]),
            Some((Phone, "15550109999".into()))
        );
        assert_eq!(read("alice", &[]), None);
    }

    #[test]
    fn shapes() {
        let wrong = |kind, value: &str| new_is_wrong(&Identifier::new(kind, value), &EN);
        assert_eq!(
            wrong(Username, "1bad").as_deref(),
            Some("Username should not start with a number")
        );
        assert_eq!(
            wrong(Username, "a b").as_deref(),
            Some("Username should only contain letters, numbers, or underscores.")
        );
        assert_eq!(wrong(Username, "_a1"), None);
        assert_eq!(wrong(Email, "x@y").as_deref(), Some("The email is invalid"));
        assert_eq!(wrong(Email, "x@y.z"), None);
        assert_eq!(
            wrong(Phone, "12").as_deref(),
            Some("The phone number is invalid")
        );
    }

    #[test]
    fn a_field_for_two_kinds() {
        let field = field(&[Email, Username], Autocomplete::Known, &EN);
        assert_eq!(
            (&*field.label, &*field.autocomplete, field.kind),
            ("Email / Username", "email username", "text")
        );
        assert_eq!(required(&[Username], &EN), "username is required");
    }
}
