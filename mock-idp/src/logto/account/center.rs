//! What the tenant opened: whether there is an Account API at all, and each field's level.
//!
//! The Management API sets it (`PATCH /api/account-center`); nothing is open until then.

use serde_json::Value;

use crate::logto::{ApiError, model::Data};

/// Where it is kept among the tenant's settings.
const NAME: &str = "account-center";

/// How far a field is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Hidden.
    Off,
    /// Shown.
    ReadOnly,
    /// Shown, and can be changed.
    Edit,
}

/// 400 `account_center.not_enabled` until the tenant enables it.
pub(super) fn guard_enabled(data: &Data) -> Result<(), ApiError> {
    if settings(data)["enabled"] == true {
        Ok(())
    } else {
        Err(ApiError::bad_request("account_center.not_enabled"))
    }
}

/// How far a field is open: `name`, `email`, `social`, `mfa`, …
pub(super) fn level(data: &Data, field: &str) -> Level {
    match settings(data)["fields"][field].as_str() {
        Some("Edit") => Level::Edit,
        Some("ReadOnly") => Level::ReadOnly,
        Some(_) | None => Level::Off,
    }
}

fn settings(data: &Data) -> &Value {
    data.configs.get(NAME).unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn closed_until_it_is_opened() {
        let mut data = Data::default();
        assert!(guard_enabled(&data).is_err());
        let settings = json!({"enabled": true, "fields": {"name": "Edit", "email": "ReadOnly"}});
        data.configs.insert(NAME.into(), settings);
        assert!(guard_enabled(&data).is_ok());
        let levels = ["name", "email", "phone"].map(|field| level(&data, field));
        assert_eq!(levels, [Level::Edit, Level::ReadOnly, Level::Off]);
    }
}
