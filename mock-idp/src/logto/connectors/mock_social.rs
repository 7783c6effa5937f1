//! The connector that Logto's own tests use: nobody is called, the callback's parameters are the user.

use serde_json::{Map, Value, json};

use super::{
    authorization::{Authorization, Request},
    error::ConnectorError,
};
use crate::{
    logto::{
        api::{Members, guard},
        model::SocialUser,
    },
    oidc::params::Params,
};

/// The factory's id.
pub const FACTORY: &str = "mock-social-connector";

/// `http://mock-social/?state=…&redirect_uri=…&scope=email+profile`. There is nobody at that address:
/// a test goes straight to the redirect address.
pub(super) fn authorization(request: &Request<'_>) -> Authorization {
    let query = Params::from_pairs(
        [
            ("state", request.state),
            ("redirect_uri", request.redirect_uri),
            ("scope", request.scope.unwrap_or("email profile")),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    Authorization {
        uri: format!("http://mock-social/?{}", query.encode()),
        session: json!({
            "state": request.state,
            "redirectUri": request.redirect_uri,
            "connectorId": request.connector_id,
        }),
    }
}

/// The user of `{code, userId?, email?, phone?, name?, avatar?}`; without `userId` a new one.
pub(super) fn user(
    data: &Map<String, Value>,
    session: &Value,
    spare_id: &str,
) -> Result<SocialUser, ConnectorError> {
    let raw = Value::Object(data.clone());
    let user = guard::judge(&raw, |members| {
        let code = members.string("code");
        let mut text = |name| members.optional(name, Members::string);
        let (id, email, phone) = (text("userId"), text("email"), text("phone"));
        let (name, avatar) = (text("name"), text("avatar"));
        code.and(Some(SocialUser {
            id: id?.unwrap_or_else(|| format!("mock-social-sub-{spare_id}")),
            avatar: avatar?,
            email: email?,
            phone: phone?,
            name: name?,
            raw_data: None,
        }))
    })
    .map_err(|_| ConnectorError::no_json(&raw.to_string()))?;
    if session.is_null() {
        return Err(ConnectorError::AuthorizationFailed(None));
    }
    Ok(SocialUser {
        raw_data: Some(raw),
        ..user
    })
}
