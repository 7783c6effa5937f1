//! What every page does with the experience: begin it, identify, submit, and go where a refusal leads.

use super::{identifier, memory::Memory, paths, visit::Visit};
use crate::{
    logto::{
        ApiError,
        experience::{self, Identifier, InteractionEvent, SignInContext, Submitted},
        model::sign_in_experience::IdentifierType,
    },
    oidc::{
        exchange::{Reply, Request},
        interaction,
    },
};

/// The `uid` of the interaction that the browser is in.
pub(super) fn uid(visit: &mut Visit<'_>) -> Result<String, ApiError> {
    let tx = visit.state.tx(visit.profile, visit.now);
    Ok(interaction::current(
        &tx,
        visit.request,
        client_hint(visit.request),
    )?)
}

/// The client that a request names (Logto: the header `logto-app-id`, else the query's `app_id`).
pub(super) fn client_hint(request: &Request) -> Option<&str> {
    request
        .header("logto-app-id")
        .or_else(|| request.query.get("app_id"))
}

/// Begins an experience for the browser's interaction; answers the interaction's `uid`.
pub(super) fn begin(visit: &mut Visit<'_>, event: InteractionEvent) -> Result<String, ApiError> {
    let uid = uid(visit)?;
    let context = SignInContext {
        ip: None,
        user_agent: visit.request.header("user-agent").map(str::to_owned),
    };
    experience::begin(visit.state, &uid, event, None, context, visit.now)?;
    Ok(uid)
}

/// Says who it is by a verification, then ends the experience.
pub(super) fn enter(
    visit: &mut Visit<'_>,
    uid: &str,
    verification_id: Option<&str>,
) -> Result<Reply, ApiError> {
    experience::identify(visit.state, uid, verification_id, false, visit.now)?;
    finish(visit, uid)
}

/// Goes on after the person told something: in `Register` the account is made of it.
pub(super) fn proceed(visit: &mut Visit<'_>, uid: &str) -> Result<Reply, ApiError> {
    if event(visit, uid)? == InteractionEvent::Register {
        return enter(visit, uid, None);
    }
    finish(visit, uid)
}

/// Ends the experience: the browser goes on where the engine waits for it.
pub(super) fn finish(visit: &mut Visit<'_>, uid: &str) -> Result<Reply, ApiError> {
    let origin = &visit.request.origin;
    let submitted = experience::submit(visit.state, visit.profile, uid, origin, visit.now)?;
    visit.state.pages.remove(uid);
    Ok(match submitted {
        Submitted::Redirect(address) => Reply::see_other(address),
        Submitted::PasswordReset => visit.sign_in_with_toast(visit.t.password_changed),
    })
}

/// What the experience is about.
pub(super) fn event(visit: &Visit<'_>, uid: &str) -> Result<InteractionEvent, ApiError> {
    experience::record::of(visit.state, uid, visit.now).map(|experience| experience.event)
}

/// The page that a refusal leads to, if it leads to another one. `social` is the connector that the person
/// came through.
pub(super) fn diverted(visit: &Visit<'_>, error: &ApiError, social: Option<&str>) -> Option<Reply> {
    match &*error.code {
        "user.suspended" => Some(visit.go(paths::ACCOUNT_SUSPENDED)),
        "user.missing_profile" => {
            let missing = error
                .data
                .as_ref()?
                .get("missingProfile")?
                .get(0)?
                .as_str()?;
            let step = match missing {
                "extraProfile" => "extra-profile",
                other => other,
            };
            let query = social
                .map(|id| format!("?link_social={}", super::visit::encoded(id)))
                .unwrap_or_default();
            Some(visit.go(&format!("{}{step}{query}", paths::CONTINUE)))
        }
        "user.new_password_required_in_profile" => Some(visit.go(paths::FORGOT_PASSWORD_RESET)),
        "password.expired" => Some(visit.go_with_toast(paths::FORGOT_PASSWORD, &visit.says(error))),
        _ => None,
    }
}

/// What the pages remember of this interaction.
pub(super) fn memory<'a>(visit: &'a Visit<'_>, uid: &str) -> Option<&'a Memory> {
    visit.state.pages.get(uid, visit.now)
}

/// Remembers for the next page.
pub(super) fn remember(visit: &mut Visit<'_>, uid: &str, memory: Memory) {
    let until = visit.now.plus_seconds(visit.profile.lifetimes.interaction);
    visit.state.pages.insert(uid, memory, until, visit.now);
}

/// Remembers who the person says to be, for the other pages of the interaction.
pub(super) fn remember_identifier(visit: &mut Visit<'_>, identifier: &Identifier) {
    if let Ok(uid) = uid(visit) {
        let memory = Memory {
            identifier: identifier.clone(),
            sent: None,
        };
        remember(visit, &uid, memory);
    }
}

/// Who the person said to be, if it is one of these kinds.
pub(super) fn remembered_identifier(
    visit: &mut Visit<'_>,
    kinds: &[IdentifierType],
) -> Option<String> {
    let uid = uid(visit).ok()?;
    let identifier = &memory(visit, &uid)?.identifier;
    kinds
        .contains(&identifier.kind)
        .then(|| identifier::shown(identifier))
}
