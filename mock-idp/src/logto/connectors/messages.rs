//! The settings of the mock's e-mail and SMS connectors. What they send goes to the inbox.

use serde_json::{Map, Value};

use super::{error::ConnectorError, guard::Guard};

/// What a template may be for.
const USAGES: [&str; 9] = [
    "SignIn",
    "Register",
    "ForgotPassword",
    "OrganizationInvitation",
    "Generic",
    "UserPermissionValidation",
    "BindNewIdentifier",
    "MfaVerification",
    "BindMfa",
];

/// Whether these can be an e-mail connector's settings.
pub fn check_mail(settings: &Map<String, Value>) -> Result<(), ConnectorError> {
    let mut guard = Guard::members(settings);
    guard.string("apiKey");
    guard.string("fromEmail");
    guard.optional_string("fromName");
    guard.list("templates", |template| {
        template.choice("usageType", &USAGES);
        template.choice("type", &["text/plain", "text/html"]);
        template.string("subject");
        template.string("content");
    });
    guard.finish().map_err(ConnectorError::InvalidConfig)
}

/// Whether these can be an SMS connector's settings.
pub fn check_sms(settings: &Map<String, Value>) -> Result<(), ConnectorError> {
    let mut guard = Guard::members(settings);
    guard.string("accountSID");
    guard.string("authToken");
    guard.string("fromMessagingServiceSID");
    guard.list("templates", |template| {
        template.string("usageType");
        template.string("content");
    });
    guard.finish().map_err(ConnectorError::InvalidConfig)
}
