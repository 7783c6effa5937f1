//! Proving something without another provider: passwords, codes, one-time tokens.

use serde_json::json;

use super::{input, visit};
use crate::{
    logto::{
        ApiError, App,
        api::Call,
        experience::{self, code, one_time_token, record},
        model::sign_in_experience::IdentifierType,
    },
    oidc::exchange::Reply,
};

/// 200 with the id of the verification.
fn proved(id: &str) -> Reply {
    Reply::json(json!({"verificationId": id}))
}

/// `POST …/verification/password`.
pub(super) fn password(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let (identifier, password) = call.body(|members| {
            let identifier = input::identifier(members);
            let password = members.filled("password");
            Some((identifier?, password?))
        })?;
        let now = visit.now;
        experience::verify_password(visit.state, &visit.uid, &identifier, &password, now)
            .map(|id| proved(&id))
    })
}

/// `POST …/verification/new-password-identity`.
pub(super) fn new_password_identity(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let (username, password) = call.body(|members| {
            let username = input::identifier_of(members, IdentifierType::Username);
            let password = members.string("password");
            Some((username?, password?))
        })?;
        let now = visit.now;
        experience::new_password_identity(visit.state, &visit.uid, &username, &password, now)
            .map(|id| proved(&id))
    })
}

/// `POST …/verification/verification-code`.
pub(super) fn send_code(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let (identifier, event) = call.body(|members| {
            let identifier = input::recipient(members);
            let event = input::event(members);
            Some((identifier?, event?))
        })?;
        code::send_code(visit.state, &visit.uid, &identifier, event, visit.now)
            .map(|id| proved(&id))
    })
}

/// `POST …/verification/verification-code/verify`.
pub(super) fn verify_code(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let (identifier, id, code) = call.body(|members| {
            let identifier = input::recipient(members);
            let id = members.string("verificationId");
            let code = members.string("code");
            Some((identifier?, id?, code?))
        })?;
        code::verify_code(visit.state, &visit.uid, &identifier, &id, &code, visit.now)
            .map(|id| proved(&id))
    })
}

/// `POST …/verification/mfa-verification-code`.
pub(super) fn send_mfa_code(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let kind = call.body(|members| members.choice("identifierType", &["email", "phone"]))?;
        let kind = IdentifierType::of_name(kind).unwrap_or(IdentifierType::Email);
        code::send_mfa_code(visit.state, &visit.uid, kind, visit.now).map(|id| proved(&id))
    })
}

/// `POST …/verification/mfa-verification-code/verify`.
pub(super) fn verify_mfa_code(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let (id, code, kind) = call.body(|members| {
            let id = members.string("verificationId");
            let code = members.string("code");
            let kind = members.choice("identifierType", &["email", "phone"]);
            Some((id?, code?, kind?))
        })?;
        let kind = IdentifierType::of_name(kind).unwrap_or(IdentifierType::Email);
        code::verify_mfa_code(visit.state, &visit.uid, kind, &id, &code, visit.now)
            .map(|id| proved(&id))
    })
}

/// `POST …/verification/one-time-token/verify`.
pub(super) fn one_time_token(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let (email, token) = call.body(|members| {
            let email = input::identifier_of(members, IdentifierType::Email);
            let token = members.filled("token");
            Some((email?, token?))
        })?;
        one_time_token::verify_one_time_token(visit.state, &visit.uid, &email, &token, visit.now)
            .map(|id| proved(&id))
    })
}
