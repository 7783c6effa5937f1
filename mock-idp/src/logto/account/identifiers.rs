//! One's e-mail address and phone number.

use super::visit::Visit;
use crate::{
    logto::{
        ApiError,
        api::no_content,
        experience::{
            Identifier,
            api::{is_email, is_phone},
        },
        model::{User, sign_in_experience::IdentifierType},
    },
    oidc::exchange::Reply,
};

/// `POST /api/my-account/primary-email`.
pub(super) fn set_email(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    set(visit, IdentifierType::Email, "email", is_email)
}

/// `POST /api/my-account/primary-phone`.
pub(super) fn set_phone(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    set(visit, IdentifierType::Phone, "phone", is_phone)
}

/// `DELETE /api/my-account/primary-email`.
pub(super) fn remove_email(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    remove(visit, IdentifierType::Email, "email")
}

/// `DELETE /api/my-account/primary-phone`.
pub(super) fn remove_phone(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    remove(visit, IdentifierType::Phone, "phone")
}

/// 401 without a proof, 400 where the field is not open or the scope is missing. Field and scope have the
/// same name.
fn guard(visit: &Visit<'_>, field: &str) -> Result<(), ApiError> {
    visit.guard_proved()?;
    visit.guard_edit(field)?;
    visit.guard_scope(field)
}

fn slot(user: &mut User, kind: IdentifierType) -> &mut Option<String> {
    match kind {
        IdentifierType::Phone => &mut user.primary_phone,
        IdentifierType::Email => &mut user.primary_email,
        IdentifierType::Username => &mut user.username,
    }
}

/// Takes a proved address or number: 400 when it is not proved, 422 when somebody else has it.
fn set(
    visit: &mut Visit<'_>,
    kind: IdentifierType,
    name: &'static str,
    shape: fn(&str) -> bool,
) -> Result<Reply, ApiError> {
    let (value, record) = visit.call.body(|m| {
        let value = m.matching(name, shape);
        let record = m.string("newIdentifierVerificationRecordId");
        Some((value?, record?))
    })?;
    guard(visit, name)?;
    let (id, now) = (visit.caller.user_id.clone(), visit.now);
    let records = &mut visit.state.proofs;
    records.guard_proved(&record, (kind, &value), &id, now)?;
    let owner = Identifier::new(kind, value.as_str()).user(visit.data());
    if owner.is_some_and(|owner| *owner.id != *id) {
        let code = format!("user.{name}_already_in_use");
        return Err(ApiError::unprocessable(code));
    }
    visit.change(|user| *slot(user, kind) = Some(value))?;
    Ok(no_content())
}

/// Takes it away: 404 when there is none, 400 when it is the last way in.
fn remove(visit: &mut Visit<'_>, kind: IdentifierType, name: &str) -> Result<Reply, ApiError> {
    guard(visit, name)?;
    if slot(&mut visit.user()?.clone(), kind).is_none() {
        return Err(ApiError::not_found(format!("user.{name}_not_exist")));
    }
    visit.guard_way_in(|user| *slot(user, kind) = None)?;
    visit.change(|user| *slot(user, kind) = None)?;
    Ok(no_content())
}
