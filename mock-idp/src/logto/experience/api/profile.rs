//! Telling of oneself.

use super::visit;
use crate::{
    logto::{
        ApiError, App,
        api::{Call, Members, no_content},
        experience::{self, profile::Told, record, username_policy},
    },
    oidc::exchange::Reply,
};

/// `POST /api/experience/profile`.
pub(super) fn tell(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let told = call.body(told)?;
        experience::set_profile(visit.state, &visit.uid, told, visit.now)?;
        Ok(no_content())
    })
}

fn told(members: &mut Members<'_>) -> Option<Told> {
    let kinds = [
        "username",
        "password",
        "email",
        "phone",
        "social",
        "extraProfile",
    ];
    match members.discriminator("type", &kinds)? {
        "username" => members
            .matching("value", username_policy::has_shape)
            .map(Told::Username),
        "password" => members.string("value").map(Told::Password),
        "email" => members.string("verificationId").map(Told::Email),
        "phone" => members.string("verificationId").map(Told::Phone),
        "social" => members.string("verificationId").map(Told::Social),
        _ => members.anything("values").map(Told::ExtraProfile),
    }
}

/// `PUT /api/experience/profile/password`.
pub(super) fn reset_password(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let password = call.body(|members| members.string("password"))?;
        experience::reset_password(visit.state, &visit.uid, &password, visit.now)?;
        Ok(no_content())
    })
}
