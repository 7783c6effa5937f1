//! Who came back from another provider.

use serde_json::{Map, Value};

use super::{authorization, error::ConnectorError, huggingface, mock_social, oauth2, oidc};
use crate::logto::{
    ApiError, App,
    model::{Connector, Data, SocialUser},
};

/// The social connector of that id, to ask it who came back.
///
/// # Errors
///
/// Logto: 422 `session.invalid_connector_id` when it is gone, 400 `connector.unexpected_type` when it
/// is not social.
pub fn social_connector<'a>(data: &'a Data, id: &str) -> Result<&'a Connector, ApiError> {
    let connector = data.connectors.get(id).ok_or_else(|| {
        ApiError::unprocessable("session.invalid_connector_id").with("connectorId", id)
    })?;
    if authorization::is_social(connector) {
        Ok(connector)
    } else {
        Err(ApiError::bad_request("connector.unexpected_type"))
    }
}

/// Asks the other provider who came back with `data`, the parameters of the callback. `session` is what
/// [`authorization_uri`](super::authorization_uri) wanted to be remembered. Not under the lock: it
/// makes HTTP calls.
///
/// # Errors
///
/// What the connector says, see [`ConnectorError`].
pub async fn social_user(
    app: &App,
    connector: &Connector,
    data: &Map<String, Value>,
    session: &Value,
) -> Result<SocialUser, ApiError> {
    let config = &connector.config;
    let user = match connector.connector_id.as_str() {
        huggingface::FACTORY => {
            huggingface::user(config, data, session, app.huggingface_origin()).await
        }
        oauth2::FACTORY => oauth2::user(config, data, session, app.now()).await,
        oidc::FACTORY => oidc::user(config, data, session, app.now()).await,
        mock_social::FACTORY => {
            let spare_id = app.state().ids.uuid();
            mock_social::user(data, session, &spare_id)
        }
        _ => Err(ConnectorError::NotImplemented),
    };
    Ok(user?)
}
