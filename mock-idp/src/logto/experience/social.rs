//! Accounts at other providers: the record of a visit, and what it means for users here.
//!
//! Asking the other provider is the connectors'; it happens between [`start`] and [`returned`].

use serde_json::Value;

use super::{
    record::{self, PendingProfile, SocialIdentity},
    verification::{Kind, Record, Social, Verification},
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, State,
        model::{Connector, Data, SocialUser, User},
    },
};

/// Remembers that the person is sent to another provider; answers the id of the verification.
pub fn start(
    state: &mut State,
    uid: &str,
    connector_id: &str,
    session: Option<Value>,
    now: Moment,
) -> Result<String, ApiError> {
    let id = state.ids.long();
    let experience = record::of_mut(state, uid, now)?;
    experience.captcha_skipped = true;
    experience.keep(Record {
        id: id.clone(),
        verification: Verification::Social(Social {
            connector_id: connector_id.to_owned(),
            session,
            user: None,
        }),
    });
    Ok(id)
}

/// Takes what the connector wanted to remember: it is there once.
///
/// 404 when the verification is not there or was started with another connector; 400 when the session
/// was taken before.
pub fn take_session(
    state: &mut State,
    uid: &str,
    connector_id: &str,
    verification_id: &str,
    now: Moment,
) -> Result<Value, ApiError> {
    let visit = visit(state, uid, verification_id, now)?;
    if visit.connector_id != connector_id {
        return Err(record::record_not_found());
    }
    visit
        .session
        .take()
        .ok_or_else(|| ApiError::bad_request("session.connector_validation_session_not_found"))
}

/// Remembers who came back.
pub fn returned(
    state: &mut State,
    uid: &str,
    verification_id: &str,
    user: SocialUser,
    now: Moment,
) -> Result<(), ApiError> {
    record::of_mut(state, uid, now)?.captcha_skipped = true;
    visit(state, uid, verification_id, now)?.user = Some(user);
    Ok(())
}

fn visit<'a>(
    state: &'a mut State,
    uid: &str,
    verification_id: &str,
    now: Moment,
) -> Result<&'a mut Social, ApiError> {
    let record = record::of_mut(state, uid, now)?.record_mut(Kind::Social, verification_id)?;
    if let Verification::Social(visit) = &mut record.verification {
        Ok(visit)
    } else {
        Err(record::record_not_found())
    }
}

/// Who came back; 400 while nobody has.
fn who(visit: &Social) -> Result<&SocialUser, ApiError> {
    visit
        .user
        .as_ref()
        .ok_or_else(|| ApiError::bad_request("session.verification_failed"))
}

/// The connector of a visit; 422 when it is gone.
fn connector<'a>(data: &'a Data, id: &str) -> Result<&'a Connector, ApiError> {
    data.connectors.get(id).ok_or_else(|| {
        ApiError::unprocessable("session.invalid_connector_id").with("connectorId", id)
    })
}

/// The identity that a visit proves.
pub(super) fn identity(data: &Data, visit: &Social) -> Result<SocialIdentity, ApiError> {
    let user = who(visit)?.clone();
    let target = target(connector(data, &visit.connector_id)?);
    Ok(SocialIdentity { target, user })
}

/// The user of the identity; 404 with the related user, found by phone number or e-mail address.
pub(super) fn user<'a>(data: &'a Data, visit: &Social) -> Result<&'a User, ApiError> {
    let identity = identity(data, visit)?;
    data.user_by_identity(&identity.target, &identity.user.id)
        .ok_or_else(|| {
            let related = match related(data, &identity.user) {
                Some((kind, value, _)) => {
                    serde_json::json!({"relatedUser": {"type": kind, "value": value}})
                }
                None => serde_json::json!({}),
            };
            ApiError::not_found("user.identity_not_exist").with_data(related)
        })
}

/// The user whom the identity is to be linked to; 404 when there is none.
pub(super) fn related_user<'a>(data: &'a Data, visit: &Social) -> Result<&'a User, ApiError> {
    related(data, who(visit)?)
        .map(|(_, _, user)| user)
        .ok_or_else(|| ApiError::not_found("user.identity_not_exist"))
}

/// A user with the same phone number (asked first) or e-mail address, and by which of them.
fn related<'a>(data: &'a Data, social: &SocialUser) -> Option<(&'static str, String, &'a User)> {
    let by_phone = || {
        let phone = social.phone.as_deref()?;
        Some(("phone", phone.to_owned(), data.user_by_phone(phone)?))
    };
    let by_email = || {
        let email = social.email.as_deref()?;
        Some(("email", email.to_owned(), data.user_by_email(email)?))
    };
    by_phone().or_else(by_email)
}

/// What the other provider says of the person and Logto takes over: for a new user name, picture, and the
/// address and number that nobody has yet; for a known one name and picture, if the connector syncs.
pub(super) fn synced(
    data: &Data,
    visit: &Social,
    is_new: bool,
) -> Result<PendingProfile, ApiError> {
    let social = who(visit)?;
    let mut profile = PendingProfile::default();
    if !is_new && !connector(data, &visit.connector_id)?.sync_profile {
        return Ok(profile);
    }
    profile.name.clone_from(&social.name);
    profile.avatar.clone_from(&social.avatar);
    if is_new {
        let free = |email: &String| data.user_by_email(email).is_none();
        profile.primary_email = social.email.clone().filter(free);
        let free = |phone: &String| data.user_by_phone(phone).is_none();
        profile.primary_phone = social.phone.clone().filter(free);
    }
    Ok(profile)
}

/// The key of the connector's identities: its factory's target, or the one that its metadata sets.
pub(in crate::logto) fn target(connector: &Connector) -> String {
    crate::logto::connectors::target(connector).to_owned()
}
