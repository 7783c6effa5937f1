//! Backup codes: ten of them, each counts once.

use serde_json::Value;

use super::pending::iso;
use crate::{
    base::{clock::Moment, ids::Ids},
    logto::{
        ApiError, State,
        experience::{
            audit, record,
            sentinel::{self, Pool},
            verification::{BackupCode, Record, Verification},
        },
        model::User,
    },
};

/// Ten codes of ten hexadecimal digits.
pub fn codes(ids: &mut Ids) -> Vec<String> {
    (0..10).map(|_| ids.hex(10)).collect()
}

/// Makes codes for the identified user; answers the id of the verification and the codes.
///
/// 404 while nobody is identified.
pub fn generate(
    state: &mut State,
    uid: &str,
    now: Moment,
) -> Result<(String, Vec<String>), ApiError> {
    audit::recorded(state, uid, now, "Verification.BackupCode.Create", |state| {
        record::of(state, uid, now)?.identified()?;
        let codes = codes(&mut state.ids);
        let id = keep(state, uid, Some(codes.clone()), None, now)?;
        Ok((id, codes))
    })
}

/// Uses a code up; answers the id of the verification.
///
/// 404 while nobody is identified, 400 `session.mfa.invalid_backup_code`.
pub fn verify(state: &mut State, uid: &str, code: &str, now: Moment) -> Result<String, ApiError> {
    audit::recorded(state, uid, now, "Verification.BackupCode.Submit", |state| {
        let user_id = record::of(state, uid, now)?.identified()?.to_owned();
        sentinel::watched(state, Pool::BackupCode, &user_id, now, |state| {
            let result = state
                .data
                .users
                .update(&user_id, |user| use_code(user, code, now));
            result.unwrap_or_else(|| Err(record::not_identified()))
        })?;
        keep(state, uid, None, Some(code.to_owned()), now)
    })
}

fn keep(
    state: &mut State,
    uid: &str,
    new_codes: Option<Vec<String>>,
    used: Option<String>,
    now: Moment,
) -> Result<String, ApiError> {
    let id = state.ids.long();
    record::of_mut(state, uid, now)?.keep(Record {
        id: id.clone(),
        verification: Verification::BackupCode(BackupCode { new_codes, used }),
    });
    Ok(id)
}

fn use_code(user: &mut User, code: &str, now: Moment) -> Result<(), ApiError> {
    let invalid = || ApiError::bad_request("session.mfa.invalid_backup_code");
    let mut verifications = user.mfa_verifications.iter_mut();
    let kept = verifications
        .find(|v| v["type"] == "BackupCode")
        .ok_or_else(invalid)?;
    let mut codes = kept["codes"].as_array_mut().into_iter().flatten();
    let found = codes.find(|kept| kept["code"] == code && kept["usedAt"].is_null());
    let found: &mut Value = found.ok_or_else(invalid)?;
    found["usedAt"] = iso(now).into();
    kept["lastUsedAt"] = iso(now).into();
    Ok(())
}
