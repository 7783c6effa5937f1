//! Where a person is sent to sign in elsewhere.

use serde_json::Value;

use super::{
    Kind, catalogue::factory, error::ConnectorError, huggingface, mock_social, oauth2, oidc,
};
use crate::{
    base::ids::Ids,
    logto::{
        ApiError,
        model::{Connector, Data},
    },
};

/// Where to send the person, and what the connector wants to know again when they are back.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorization {
    /// The address.
    pub uri: String,
    /// The connector session.
    pub session: Value,
}

/// What is asked of a connector.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The connector's id in the tenant.
    pub connector_id: &'a str,
    /// Handed back with the person. Logto itself never looks at it.
    pub state: &'a str,
    /// Where the other provider is to send the person.
    pub redirect_uri: &'a str,
    /// In place of the configured scope.
    pub scope: Option<&'a str>,
    /// `scheme://host` of Hugging Face.
    pub huggingface_origin: &'a str,
}

/// Asks a connector for an authorization address.
///
/// # Errors
///
/// Logto: 400 `session.insufficient_info` without state or redirect address, 404 `entity.not_found` for
/// an unknown connector, 400 `connector.unexpected_type` for one that is not social, then what the
/// connector says of its settings.
pub fn authorization_uri(
    data: &Data,
    ids: &mut Ids,
    request: &Request<'_>,
) -> Result<Authorization, ApiError> {
    if request.state.is_empty() || request.redirect_uri.is_empty() {
        return Err(ApiError::bad_request("session.insufficient_info"));
    }
    let connector = (data.connectors.get(request.connector_id))
        .ok_or_else(|| ApiError::not_found("entity.not_found"))?;
    if !is_social(connector) {
        return Err(ApiError::bad_request("connector.unexpected_type"));
    }
    let asked = match connector.connector_id.as_str() {
        huggingface::FACTORY => huggingface::authorization(&connector.config, request),
        oauth2::FACTORY => oauth2::authorization(&connector.config, request),
        oidc::FACTORY => oidc::authorization(&connector.config, request, ids),
        mock_social::FACTORY => Ok(mock_social::authorization(request)),
        _ => Err(ConnectorError::NotImplemented),
    };
    Ok(asked?)
}

/// Whether the connector signs people in.
pub fn is_social(connector: &Connector) -> bool {
    factory(&connector.connector_id).is_none_or(|factory| factory.kind == Kind::Social)
}
