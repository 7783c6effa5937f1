//! Pieces of input that several calls take.

use crate::logto::{
    api::Members,
    experience::{Identifier, InteractionEvent, username_policy},
    model::sign_in_experience::IdentifierType,
};

/// `interactionEvent`.
pub(super) fn event(members: &mut Members<'_>) -> Option<InteractionEvent> {
    let name = members.choice("interactionEvent", InteractionEvent::NAMES)?;
    InteractionEvent::of_name(name)
}

/// `identifier` of any kind.
pub(super) fn identifier(members: &mut Members<'_>) -> Option<Identifier> {
    members.object("identifier", |members| {
        let kind = members.choice("type", IdentifierType::NAMES);
        let value = members.string("value");
        Some(Identifier::new(IdentifierType::of_name(kind?)?, value?))
    })
}

/// `identifier` that a code can be sent to.
pub(in crate::logto) fn recipient(members: &mut Members<'_>) -> Option<Identifier> {
    members.object("identifier", |members| {
        let kind = members.discriminator("type", &["email", "phone"])?;
        let kind = IdentifierType::of_name(kind)?;
        let shape = match kind {
            IdentifierType::Phone => is_phone,
            IdentifierType::Email | IdentifierType::Username => is_email,
        };
        let value = members.matching("value", shape);
        Some(Identifier::new(kind, value?))
    })
}

/// `identifier` with the one type that is allowed.
pub(super) fn identifier_of(members: &mut Members<'_>, kind: IdentifierType) -> Option<String> {
    let shape = match kind {
        IdentifierType::Username => username_policy::has_shape,
        IdentifierType::Email => is_email,
        IdentifierType::Phone => is_phone,
    };
    members.object("identifier", |members| {
        let kind = members.literal("type", kind.name());
        let value = members.matching("value", shape);
        kind?;
        value
    })
}

/// `^\S+@\S+\.\S+$`.
pub(in crate::logto) fn is_email(text: &str) -> bool {
    let dotted = |domain: &str| {
        let mut characters = domain.char_indices().skip(1);
        characters.any(|(at, c)| c == '.' && at + 1 < domain.len())
    };
    let has_blank = text.chars().any(char::is_whitespace);
    let mut ats = text.match_indices('@');
    !has_blank && ats.any(|(at, _)| at > 0 && dotted(&text[at + 1..]))
}

/// `^\d+$`.
pub(in crate::logto) fn is_phone(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["a@b.c", "a.b+c@d.e.f", "a@@b.c"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "@b.c", "a@.c", "a@b.", "a b@c.d"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
