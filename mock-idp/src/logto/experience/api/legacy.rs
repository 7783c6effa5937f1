//! The interaction API before the Experience API: deprecated, still served, so far as passwords go.
//!
//! It tells everything at the start and is submitted; here the state machine is taken through its steps.

use super::{interaction, visit};
use crate::{
    logto::{
        ApiError, App,
        api::{Call, Members, no_content},
        experience::{
            self, Identifier, InteractionEvent, profile::Told, record, verification::Kind,
        },
        model::sign_in_experience::IdentifierType,
    },
    oidc::exchange::Reply,
};

/// What the start tells.
struct Start {
    event: InteractionEvent,
    identifier: Option<(Identifier, String)>,
    username: Option<String>,
    password: Option<String>,
}

fn event(members: &mut Members<'_>) -> Option<InteractionEvent> {
    let name = members.choice("event", InteractionEvent::NAMES)?;
    InteractionEvent::of_name(name)
}

/// A user name, e-mail address or phone number with a password.
fn identifier(members: &mut Members<'_>) -> Option<(Identifier, String)> {
    let kinds = IdentifierType::NAMES.iter();
    let name = kinds
        .copied()
        .find(|name| members.has(name))
        .unwrap_or("username");
    let value = members.string(name);
    let password = members.string("password");
    let kind = IdentifierType::of_name(name)?;
    Some((Identifier::new(kind, value?), password?))
}

fn start(members: &mut Members<'_>) -> Option<Start> {
    let event = event(members);
    let identifier = members.optional("identifier", |m, key| m.object(key, identifier));
    let profile = members.optional("profile", |m, key| {
        m.object(key, |m| {
            let username = m.optional("username", |m, key| {
                m.matching(key, experience::username_policy::has_shape)
            });
            let password = m.optional("password", Members::string);
            Some((username?, password?))
        })
    });
    let (username, password) = profile?.unwrap_or_default();
    Some(Start {
        event: event?,
        identifier: identifier?,
        username,
        password,
    })
}

/// `PUT /api/interaction`.
pub(super) fn begin(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        let start = call.body(start)?;
        let (uid, now) = (visit.uid.clone(), visit.now);
        let context = visit::context(call);
        experience::begin(visit.state, &uid, start.event, None, context, now)?;
        if let Some((identifier, password)) = &start.identifier {
            experience::verify_password(visit.state, &uid, identifier, password, now)?;
        }
        let username = start.username.map(Told::Username);
        for told in username
            .into_iter()
            .chain(start.password.map(Told::Password))
        {
            experience::set_profile(visit.state, &uid, told, now)?;
        }
        Ok(no_content())
    })
}

/// `DELETE /api/interaction`.
pub(super) fn end(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        visit.state.experiences.remove(&visit.uid);
        Ok(no_content())
    })
}

/// `PUT /api/interaction/event`.
pub(super) fn change_event(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        record::of(visit.state, &visit.uid, visit.now)?;
        let event = call.body(event)?;
        experience::change_event(visit.state, &visit.uid, event, visit.now)?;
        Ok(no_content())
    })
}

/// `POST /api/interaction/submit`: identification and submit in one.
pub(super) fn submit(app: &App, call: &Call) -> Result<Reply, ApiError> {
    visit::within(app, call, |visit| {
        let experience = record::of(visit.state, &visit.uid, visit.now)?;
        let mut records = experience.records.iter();
        let proved = records.find(|record| record.verification.kind() == Kind::Password);
        let id = proved.map(|record| record.id.clone());
        if experience.user_id.is_none() {
            experience::identify(visit.state, &visit.uid, id.as_deref(), false, visit.now)?;
        }
        Ok(())
    })?;
    interaction::submit(app, call)
}
