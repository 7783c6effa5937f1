//! Proving an address or number with a code that is sent there.

use serde_json::json;

use super::created;
use crate::{
    logto::{
        ApiError,
        account::{record::PERMISSION, visit::Visit},
        api::Members,
        experience::{
            Identifier,
            api::recipient,
            blocklist, code,
            sentinel::{self, Pool},
            verification::Verification,
        },
        model::{User, sign_in_experience::IdentifierType},
    },
    oidc::exchange::Reply,
};

/// What a code to an address or number of nobody's is for.
const BIND: &str = "BindNewIdentifier";

fn is_of(user: &User, identifier: &Identifier) -> bool {
    let kept = match identifier.kind {
        IdentifierType::Username => &user.username,
        IdentifierType::Email => &user.primary_email,
        IdentifierType::Phone => &user.primary_phone,
    };
    kept.as_ref() == Some(&identifier.value)
}

/// `POST /api/verifications/verification-code`. A code to one's own address or number proves who one is;
/// one to another proves that one has that.
pub(in crate::logto::account) fn send(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (identifier, template) = visit.call.body(|m| {
        let identifier = recipient(m);
        let template = m.optional("templateType", |m, key| {
            m.choice(key, &[PERMISSION, "BindMfa"])
        });
        Some((identifier?, template?))
    })?;
    let is_own = is_of(visit.user()?, &identifier);
    let template = if is_own {
        template.unwrap_or(PERMISSION)
    } else {
        BIND
    };
    if !is_own && identifier.kind == IdentifierType::Email {
        let policy = &visit.data().sign_in_experience.email_blocklist_policy;
        blocklist::guard(policy, &identifier.value)?;
    }
    let sent = code::send(visit.state, &identifier, template, true, visit.now)?;
    let id = visit.caller.user_id.clone();
    let owner = is_own.then_some(&*id);
    let state = &mut *visit.state;
    let sent = Verification::Code(sent);
    let kept = state.proofs.keep(&mut state.ids, owner, sent, visit.now);
    Ok(created(kept, None))
}

/// `POST /api/verifications/verification-code/verify`: 400 `verification_code.…` for a code that is not
/// right.
pub(in crate::logto::account) fn verify(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (identifier, record, given) = visit.call.body(|m| {
        let identifier = recipient(m);
        let record = Members::string(m, "verificationId");
        let code = m.string("code");
        Some((identifier?, record?, code?))
    })?;
    let (id, now) = (visit.caller.user_id.clone(), visit.now);
    visit.state.proofs.code_mut(&record, &id, now)?;
    let max_tries = code::max_tries(visit.data());
    let target = identifier.value.clone();
    sentinel::watched(visit.state, Pool::SignIn, &target, now, |state| {
        let sent = state.proofs.code_mut(&record, &id, now)?;
        sent.take_back(&identifier, &given, max_tries, now)
    })?;
    Ok(Reply::json(json!({ "verificationRecordId": record })))
}
