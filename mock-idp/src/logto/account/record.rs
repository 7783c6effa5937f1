//! Verification records: what people proved of late, each for ten minutes.

use crate::{
    base::{clock::Moment, ids::Ids, store::Table},
    logto::{
        ApiError,
        experience::{
            code::SentCode,
            verification::{Social, Verification},
        },
        model::sign_in_experience::IdentifierType,
    },
};

/// Seconds that a record lives.
const LIFETIME: i64 = 600;

/// The template of codes that prove a person's identity.
pub(super) const PERMISSION: &str = "UserPermissionValidation";

/// All records by id.
#[derive(Debug, Default)]
pub struct Records(Table<Record>);

/// Something that is proved, or is being proved.
#[derive(Debug)]
struct Record {
    /// Whose it is; a new address, number or account at another provider is nobody's yet.
    owner: Option<Box<str>>,
    verification: Verification,
}

/// 400: no such record.
pub(super) fn not_found() -> ApiError {
    ApiError::bad_request("verification_record.not_found")
}

impl Records {
    /// Keeps a record; answers its id and when it ends.
    pub(super) fn keep(
        &mut self,
        ids: &mut Ids,
        owner: Option<&str>,
        verification: Verification,
        now: Moment,
    ) -> (String, Moment) {
        let (id, until) = (ids.long(), now.plus_seconds(LIFETIME));
        let owner = owner.map(Into::into);
        let record = Record {
            owner,
            verification,
        };
        self.0.insert(&id, record, until, now);
        (id, until)
    }

    /// Whether a record proves that the caller is the user: their password was given, or a code that was
    /// sent to them for this.
    pub(super) fn proves_identity(&self, id: &str, user_id: &str, now: Moment) -> bool {
        let Some(record) = self.0.get(id, now) else {
            return false;
        };
        let proves = match &record.verification {
            Verification::Password(_) => true,
            Verification::Code(sent) => sent.verified && sent.template == PERMISSION,
            Verification::MfaCode(_)
            | Verification::Social(_)
            | Verification::NewPasswordIdentity { .. }
            | Verification::OneTimeToken { .. }
            | Verification::Totp(_)
            | Verification::BackupCode(_) => false,
        };
        proves && record.owner.as_deref() == Some(user_id)
    }

    /// A code that was sent, to take it back; 400 when there is none.
    pub(super) fn code_mut(
        &mut self,
        id: &str,
        user_id: &str,
        now: Moment,
    ) -> Result<&mut SentCode, ApiError> {
        let Verification::Code(sent) = self.verification_mut(id, user_id, now)? else {
            return Err(not_found());
        };
        Ok(sent)
    }

    /// Whether the address or number was proved; 400 when not.
    pub(super) fn guard_proved(
        &mut self,
        id: &str,
        (kind, value): (IdentifierType, &str),
        user_id: &str,
        now: Moment,
    ) -> Result<(), ApiError> {
        let sent = self.code_mut(id, user_id, now)?;
        let is_it = sent.identifier.kind == kind && sent.identifier.value == value;
        if sent.verified && is_it {
            Ok(())
        } else {
            Err(not_found())
        }
    }

    /// A visit to another provider; 400 when there is none.
    pub(super) fn social_mut(
        &mut self,
        id: &str,
        user_id: &str,
        now: Moment,
    ) -> Result<&mut Social, ApiError> {
        let Verification::Social(visit) = self.verification_mut(id, user_id, now)? else {
            return Err(not_found());
        };
        Ok(visit)
    }

    fn verification_mut(
        &mut self,
        id: &str,
        user_id: &str,
        now: Moment,
    ) -> Result<&mut Verification, ApiError> {
        let record = self.0.get_mut(id, now).ok_or_else(not_found)?;
        if record
            .owner
            .as_deref()
            .is_some_and(|owner| owner != user_id)
        {
            return Err(not_found());
        }
        Ok(&mut record.verification)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logto::experience::Identifier;

    #[test]
    fn a_record_proves_for_ten_minutes_and_for_its_owner_only() {
        let (mut records, mut ids) = (Records::default(), Ids::seeded(1));
        let now = Moment::from_seconds(1_000);
        let proof = || Verification::Password(Identifier::new(IdentifierType::Username, "ann"));
        let (id, until) = records.keep(&mut ids, Some("ann"), proof(), now);
        assert_eq!(until, now.plus_seconds(600));
        assert!(records.proves_identity(&id, "ann", now.plus_seconds(599)));
        assert!(!records.proves_identity(&id, "ann", until));
        assert!(!records.proves_identity(&id, "bob", now));
        assert!(records.code_mut(&id, "ann", now).is_err());
    }
}
