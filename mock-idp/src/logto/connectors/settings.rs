//! A connector's settings, read as its guard does.

use serde_json::{Map, Value};

use super::error::ConnectorError;
use crate::logto::api::{Members, guard};

/// Reads settings; what is wrong with them is [`ConnectorError::InvalidConfig`].
pub(super) fn read<T>(
    config: &Map<String, Value>,
    read: impl FnOnce(&mut Members<'_>) -> Option<T>,
) -> Result<T, ConnectorError> {
    // Cloned once per sign-in: a guard reads a value.
    guard::judge(&Value::Object(config.clone()), read).map_err(ConnectorError::InvalidConfig)
}

/// Whether a callback brings a code, and what state.
pub(super) fn code(data: &Map<String, Value>) -> Option<String> {
    let judged = guard::judge(&Value::Object(data.clone()), |members| {
        let code = members.string("code");
        let state = members.optional("state", Members::string);
        state.and(code)
    });
    judged.ok()
}

/// Text that says something.
pub(super) fn told(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
