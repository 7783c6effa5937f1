//! `/verification-codes`: codes that a program sends and takes back, outside of any interaction.

use super::route::{Routes, Visit};
use crate::{
    logto::{
        ApiError,
        api::{
            guard::{Members, Part, either},
            no_content,
        },
        experience::{Identifier, code},
        model::sign_in_experience::IdentifierType,
    },
    oidc::exchange::Reply,
};

/// The template of such messages.
const TEMPLATE: &str = "Generic";
/// Seconds for which a code is remembered after it expired, so that it can be told from none.
const REMEMBERED: i64 = 3_600;

/// Lists the calls.
pub(super) fn routes(routes: &mut Routes) {
    routes.post("/verification-codes", send);
    routes.post("/verification-codes/verify", verify);
}

fn email(m: &mut Members<'_>) -> Option<Identifier> {
    let value = m.matching("email", super::users::is_email)?;
    Some(Identifier::new(IdentifierType::Email, value))
}

fn phone(m: &mut Members<'_>) -> Option<Identifier> {
    let value = m.matching("phone", super::users::is_phone)?;
    Some(Identifier::new(IdentifierType::Phone, value))
}

/// 204. A new code takes the place of the recipient's last one.
///
/// 501 without a connector for the channel, 429 where the recipient had too many messages.
fn send(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let identifier = either(Part::Body, visit.call.json()?, &[email, phone])?;
    let now = visit.now;
    let sent = code::send(visit.state, &identifier, TEMPLATE, true, now)?;
    let until = sent.expires_at.plus_seconds(REMEMBERED);
    let codes = &mut visit.state.generic_codes;
    codes.insert(&identifier.value, sent, until, now);
    Ok(no_content())
}

/// 204 for the right code, which is used up then; 400 `verification_code.…`.
fn verify(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (identifier, given) = either(
        Part::Body,
        visit.call.json()?,
        &[
            |m| {
                let (identifier, code) = (email(m), m.filled("verificationCode"));
                Some((identifier?, code?))
            },
            |m| {
                let (identifier, code) = (phone(m), m.filled("verificationCode"));
                Some((identifier?, code?))
            },
        ],
    )?;
    let now = visit.now;
    let most = code::max_tries(&visit.state.data);
    let sent = visit.state.generic_codes.get_mut(&identifier.value, now);
    let sent = sent.ok_or_else(|| ApiError::bad_request("verification_code.not_found"))?;
    sent.take_back(&identifier, &given, most, now)?;
    Ok(no_content())
}
