//! The kinds of connector, and trying their settings out.

use serde_json::Value;

use super::super::{
    entity,
    route::{Routes, Visit},
};
use crate::{
    logto::{
        ApiError,
        api::no_content,
        connectors::{FACTORIES, Kind, factory, factory_to_api},
        inbox::{Channel, Message},
    },
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/connector-factories", list);
    routes.get("/connector-factories/:id", show);
    routes.post("/connectors/:factoryId/test", test);
}

fn list(_: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let factories: Vec<Value> = FACTORIES.iter().map(factory_to_api).collect();
    Ok(Reply::json(factories.into()))
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let found = factory(visit.param("id")).ok_or_else(entity::not_found)?;
    Ok(Reply::json(factory_to_api(found)))
}

/// Sends a test message with settings that are not kept: it arrives in the mock's inbox.
fn test(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (email, phone, config) = visit.call.body(|m| {
        let email = m.optional("email", crate::logto::api::guard::Members::string);
        let phone = m.optional("phone", crate::logto::api::guard::Members::string);
        let config = m.anything("config");
        Some((email?, phone?, config?))
    })?;
    let (to, channel, kind) = match (email, phone) {
        (Some(email), _) => (email, Channel::Email, Kind::Email),
        (None, Some(phone)) => (phone, Channel::Sms, Kind::Sms),
        (None, None) => {
            let code = "connector.insufficient_request_parameters";
            return Err(ApiError::bad_request(code));
        }
    };
    let id = visit.param("factoryId");
    let found = factory(id).filter(|factory| factory.kind == kind);
    let found = found.ok_or_else(|| {
        let error = ApiError::bad_request("connector.not_found");
        error.with("type", kind.name())
    })?;
    (found.check)(&config)?;
    let at = visit.now;
    visit.state.inbox.deliver(Message {
        to,
        channel,
        r#type: "Test".into(),
        code: Some("000000".into()),
        link: None,
        at,
    });
    Ok(no_content())
}
