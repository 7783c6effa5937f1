//! Proving that one knows the password.

use super::created;
use crate::{
    logto::{
        ApiError,
        account::visit::Visit,
        experience::{
            Identifier, password_digest,
            sentinel::{self, Pool},
            verification::Verification,
        },
        model::sign_in_experience::IdentifierType,
    },
    oidc::exchange::Reply,
};

/// `POST /api/verifications/password`: 422 `session.invalid_credentials`.
pub(in crate::logto::account) fn prove(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let password = visit.call.body(|m| m.filled("password"))?;
    let user = visit.user()?;
    let username = user.username.clone().unwrap_or_else(|| user.id.clone());
    let is_right = user
        .password
        .as_ref()
        .is_some_and(|kept| password_digest::matches(kept, &password));
    let id = visit.caller.user_id.clone();
    sentinel::watched(visit.state, Pool::SignIn, &id, visit.now, |_| {
        if is_right {
            Ok(())
        } else {
            Err(ApiError::unprocessable("session.invalid_credentials"))
        }
    })?;
    let proof = Verification::Password(Identifier::new(IdentifierType::Username, username));
    let state = &mut *visit.state;
    let kept = state
        .proofs
        .keep(&mut state.ids, Some(&id), proof, visit.now);
    Ok(created(kept, None))
}
