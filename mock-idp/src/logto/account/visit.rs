//! A call while it is done: who calls, what the caller may do, and how the account is changed.

use http::StatusCode;
use serde_json::Map;

use super::{
    caller::{self, Caller},
    center::{self, Level},
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, App, State,
        api::Call,
        events::Event,
        model::{Data, User},
    },
    oidc::{exchange::Reply, profile::Profile},
};

/// The header that names a proof.
const PROOF: &str = "logto-verification-id";

/// A call while it is done.
pub(super) struct Visit<'a> {
    /// The tenant.
    pub state: &'a mut State,
    /// What is asked.
    pub call: &'a Call,
    /// The tenant's time.
    pub now: Moment,
    /// How this Logto is set up.
    pub profile: &'a Profile,
    /// `scheme://host` of the Hugging Face that the connector talks to.
    pub huggingface_origin: &'a str,
    /// Whose account it is.
    pub caller: Caller,
}

/// What a call does.
pub(super) type Handler = fn(&mut Visit<'_>) -> Result<Reply, ApiError>;

/// Lets a caller in and does something under the lock.
pub(super) fn within<T>(
    app: &App,
    call: &Call,
    work: impl FnOnce(&mut Visit<'_>) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let now = app.now();
    let mut state = app.state();
    let caller = caller::of(&mut state, call, app.profile(), now)?;
    center::guard_enabled(&state.data)?;
    work(&mut Visit {
        state: &mut state,
        call,
        now,
        profile: app.profile(),
        huggingface_origin: app.huggingface_origin(),
        caller,
    })
}

/// 401: a person must prove who they are first.
fn permission_denied() -> ApiError {
    let code = "verification_record.permission_denied";
    ApiError::new(StatusCode::UNAUTHORIZED, code)
}

/// Whether a user has something to prove their identity with.
pub(super) fn has_security_method(user: &User) -> bool {
    user.password.is_some() || user.primary_email.is_some() || user.primary_phone.is_some()
}

impl Visit<'_> {
    /// What the tenant knows.
    pub(super) fn data(&self) -> &Data {
        &self.state.data
    }

    /// The user; 404 when there is none any more.
    pub(super) fn user(&self) -> Result<&User, ApiError> {
        let user = self.data().users.get(&self.caller.user_id);
        user.ok_or_else(|| ApiError::not_found("entity.not_found"))
    }

    /// Changes the user, and tells webhooks.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut User)) -> Result<(), ApiError> {
        let now = self.now;
        let change = |user: &mut User| {
            change(user);
            user.updated_at = now;
            user.to_info()
        };
        let id = self.caller.user_id.clone();
        let info = self.state.data.users.update(&id, change);
        let info = info.ok_or_else(|| ApiError::not_found("entity.not_found"))?;
        let mut payload = Map::new();
        if let Some(agent) = self.call.request.header("user-agent") {
            payload.insert("userAgent".into(), agent.into());
        }
        payload.insert("ip".into(), self.call.ip.as_str().into());
        payload.insert("data".into(), info);
        self.state.events.hook(Event {
            key: "User.Data.Updated".into(),
            at: now,
            payload,
        });
        Ok(())
    }

    /// Whether a field is shown.
    pub(super) fn shows(&self, field: &str) -> bool {
        center::level(self.data(), field) != Level::Off
    }

    /// 400 unless the field is shown.
    pub(super) fn guard_shown(&self, field: &str) -> Result<(), ApiError> {
        if self.shows(field) {
            Ok(())
        } else {
            Err(ApiError::bad_request("account_center.field_not_enabled"))
        }
    }

    /// 400 unless the field can be changed.
    pub(super) fn guard_edit(&self, field: &str) -> Result<(), ApiError> {
        if center::level(self.data(), field) == Level::Edit {
            Ok(())
        } else {
            Err(ApiError::bad_request("account_center.field_not_editable"))
        }
    }

    /// 400 without the scope: most of Logto's calls answer this status.
    pub(super) fn guard_scope(&self, scope: &str) -> Result<(), ApiError> {
        self.guard_scope_with(StatusCode::BAD_REQUEST, scope)
    }

    /// 401 without the scope: its calls about second factors answer this one.
    pub(super) fn guard_scope_strictly(&self, scope: &str) -> Result<(), ApiError> {
        self.guard_scope_with(StatusCode::UNAUTHORIZED, scope)
    }

    fn guard_scope_with(&self, status: StatusCode, scope: &str) -> Result<(), ApiError> {
        if self.caller.has(scope) {
            Ok(())
        } else {
            Err(ApiError::new(status, "auth.unauthorized"))
        }
    }

    /// 401 unless the call names a proof of the person's identity.
    pub(super) fn guard_proved(&self) -> Result<(), ApiError> {
        let id = self.call.request.header(PROOF).unwrap_or_default();
        let proves = self
            .state
            .proofs
            .proves_identity(id, &self.caller.user_id, self.now);
        if proves {
            Ok(())
        } else {
            Err(permission_denied())
        }
    }

    /// The same, for those who have something to prove it with.
    pub(super) fn guard_proved_if_possible(&self) -> Result<(), ApiError> {
        if has_security_method(self.user()?) {
            self.guard_proved()
        } else {
            Ok(())
        }
    }

    /// 400 when the user, thus changed, could no longer sign in.
    pub(super) fn guard_way_in(&self, change: impl FnOnce(&mut User)) -> Result<(), ApiError> {
        let mut user = self.user()?.clone();
        change(&mut user);
        let has_one = user.username.is_some()
            || user.primary_email.is_some()
            || user.primary_phone.is_some()
            || !user.identities.is_empty()
            || !user.sso_identities.is_empty();
        if has_one {
            Ok(())
        } else {
            Err(ApiError::bad_request("user.last_sign_in_method_required"))
        }
    }
}
