//! What people say of a user, as Logto checks it.

use serde_json::{Map, Value};

use super::super::entity;
use crate::logto::{ApiError, api::Members, experience::username_policy, model::Data};

/// Members of `profile` that are texts, in the order in which they are checked.
const PROFILE: &[&str] = &[
    "familyName",
    "givenName",
    "middleName",
    "nickname",
    "preferredUsername",
    "profile",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
];

/// Members of `profile.address`.
const ADDRESS: &[&str] = &[
    "formatted",
    "streetAddress",
    "locality",
    "region",
    "postalCode",
    "country",
];

/// How many characters the database keeps of a user's texts.
pub(in crate::logto) const TEXT_LENGTH: usize = 128;
/// How many of the address of a picture.
pub(in crate::logto) const URL_LENGTH: usize = 2048;

/// 422 for a text that is longer than its column.
pub(in crate::logto) fn guard_length(
    said: Option<&Option<String>>,
    most: usize,
) -> Result<(), ApiError> {
    match said.and_then(Option::as_ref) {
        Some(text) if text.chars().count() > most => Err(entity::too_long(most)),
        Some(_) | None => Ok(()),
    }
}

/// Something, an `@`, something with a dot in it.
pub(in super::super) fn is_email(text: &str) -> bool {
    let has_no_blanks = !text.chars().any(char::is_whitespace);
    let is_address = text
        .split_once('@')
        .is_some_and(|(name, _)| !name.is_empty())
        && text.rsplit_once('@').is_some_and(|(_, domain)| {
            domain
                .char_indices()
                .any(|(at, c)| c == '.' && at > 0 && at + 1 < domain.len())
        });
    has_no_blanks && is_address
}

/// International digits.
pub(in super::super) fn is_phone(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `profile`: the members that Logto knows.
pub(in crate::logto) fn profile(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut found = texts(m, PROFILE);
    if let Some(Some(address)) = m.optional("address", |m, key| {
        m.object(key, |m| Some(texts(m, ADDRESS)))
    }) {
        found.insert("address".into(), address.into());
    }
    Some(found)
}

fn texts(m: &mut Members<'_>, names: &[&str]) -> Map<String, Value> {
    let mut found = Map::new();
    for name in names {
        if let Some(Some(text)) = m.optional(name, crate::logto::api::guard::Members::string) {
            found.insert((*name).to_owned(), text.into());
        }
    }
    found
}

/// What identifies a person: nothing outside where it is not said, nothing inside where it is taken away.
#[derive(Default)]
pub(super) struct Identifiers {
    pub username: Option<Option<String>>,
    pub primary_email: Option<Option<String>>,
    pub primary_phone: Option<Option<String>>,
}

impl Identifiers {
    /// Where a user is made: present means said.
    pub(super) fn new(m: &mut Members<'_>) -> Option<Self> {
        let phone = m.optional("primaryPhone", |m, key| m.matching(key, is_phone));
        let email = m.optional("primaryEmail", |m, key| m.matching(key, is_email));
        let username = m.optional("username", |m, key| {
            m.matching(key, username_policy::has_shape)
        });
        Some(Self {
            username: username?.map(Some),
            primary_email: email?.map(Some),
            primary_phone: phone?.map(Some),
        })
    }

    /// Where a user is changed: null and the empty text take away.
    pub(super) fn changed(m: &mut Members<'_>) -> Option<Self> {
        let mut read = |name: &str, shape: fn(&str) -> bool| {
            let text = m.nullish(name, |m, key| {
                m.or_empty(key, |m, key| m.matching(key, shape))
            });
            text.map(|said| said.map(|text| text.filter(|text| !text.is_empty())))
        };
        let username = read("username", username_policy::has_shape);
        let email = read("primaryEmail", is_email);
        let phone = read("primaryPhone", is_phone);
        Some(Self {
            username: username?,
            primary_email: email?,
            primary_phone: phone?,
        })
    }

    /// 422 when somebody else has one of them.
    pub(super) fn guard(&self, data: &Data, own_id: Option<&str>) -> Result<(), ApiError> {
        fn said(value: Option<&Option<String>>) -> Option<&str> {
            value?.as_deref()
        }
        let taken = [
            (
                said(self.username.as_ref()).and_then(|v| data.user_by_username(v)),
                "user.username_already_in_use",
            ),
            (
                said(self.primary_email.as_ref()).and_then(|v| data.user_by_email(v)),
                "user.email_already_in_use",
            ),
            (
                said(self.primary_phone.as_ref()).and_then(|v| data.user_by_phone(v)),
                "user.phone_already_in_use",
            ),
        ];
        for (user, code) in taken {
            if user.is_some_and(|user| Some(user.id.as_str()) != own_id) {
                return Err(ApiError::unprocessable(code));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers() {
        for (text, good) in [
            ("a@b.c", true),
            ("a@b", false),
            ("@b.c", false),
            ("a@.c", false),
            ("a@b.", false),
            ("a b@c.d", false),
        ] {
            assert_eq!(is_email(text), good, "{text}");
        }
        assert!(is_phone("4477") && !is_phone("+44") && !is_phone(""));
    }
}
