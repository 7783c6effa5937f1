//! Who calls: the opaque access token in the `Authorization` header.

use std::sync::Arc;

use http::StatusCode;

use crate::{
    base::{clock::Moment, key::Key},
    logto::{ApiError, State, api::Call, management::bearer},
    oidc::{profile::Profile, session::Session, standing},
};

/// The scope without which nothing is told.
const OPENID: &str = "openid";

/// Whose token a call carries.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// The user.
    pub user_id: Arc<str>,
    /// The application that got the token.
    pub client_id: Arc<str>,
    scope: Arc<str>,
    session_uid: Option<Key>,
    sid: Option<Box<Key>>,
}

impl Caller {
    /// Whether the token carries a scope.
    pub(super) fn has(&self, scope: &str) -> bool {
        self.scope.split(' ').any(|has| has == scope)
    }

    /// Whether the token was issued in this session.
    pub(super) fn is_in(&self, session: &Session) -> bool {
        let by_sid = || {
            let sid = self.sid.as_deref();
            sid.is_some_and(|sid| sid.is(&session.sid(&self.client_id)))
        };
        self.session_uid
            .as_ref()
            .map_or_else(by_sid, |uid| *uid == session.uid)
    }
}

/// The caller of a call.
///
/// 401 `auth.…` where the header is missing, of another kind, or the token is no opaque access token that
/// stands; 403 `auth.forbidden` without `openid`.
pub(super) fn of(
    state: &mut State,
    call: &Call,
    profile: &Profile,
    now: Moment,
) -> Result<Caller, ApiError> {
    let token = bearer(&call.request.headers)?;
    let unauthorized = || ApiError::new(StatusCode::UNAUTHORIZED, "auth.unauthorized");
    let tx = state.tx(profile, now);
    let token = standing::access_token(&tx, token)
        .filter(|token| standing::grant(&tx, &token.holder).is_ok())
        .filter(|token| !token.holder.account_id.is_empty())
        .ok_or_else(unauthorized)?;
    let holder = &token.holder;
    let caller = Caller {
        user_id: holder.account_id.clone(),
        client_id: holder.client_id.clone(),
        scope: token.scope.clone(),
        session_uid: holder.session_uid.clone(),
        sid: holder.sid.clone(),
    };
    if caller.has(OPENID) {
        Ok(caller)
    } else {
        Err(ApiError::new(StatusCode::FORBIDDEN, "auth.forbidden"))
    }
}
