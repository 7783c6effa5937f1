//! The settings of the mock's e-mail and SMS connectors. What they send goes to the inbox.

use serde_json::{Map, Value};

use super::{error::ConnectorError, settings};
use crate::logto::api::Members;

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
pub fn check_mail(config: &Map<String, Value>) -> Result<(), ConnectorError> {
    settings::read(config, |members| {
        let key = members.string("apiKey");
        let from = members.string("fromEmail");
        let name = members.optional("fromName", Members::string);
        let templates = members.list("templates", |template| {
            let usage = template.choice("usageType", &USAGES);
            let kind = template.choice("type", &["text/plain", "text/html"]);
            let subject = template.string("subject");
            let content = template.string("content");
            (usage.is_some() && kind.is_some() && subject.is_some() && content.is_some())
                .then_some(())
        });
        (key.is_some() && from.is_some() && name.is_some() && templates.is_some()).then_some(())
    })
}

/// Whether these can be an SMS connector's settings.
pub fn check_sms(config: &Map<String, Value>) -> Result<(), ConnectorError> {
    settings::read(config, |members| {
        let account = members.string("accountSID");
        let token = members.string("authToken");
        let service = members.string("fromMessagingServiceSID");
        let templates = members.list("templates", |template| {
            let usage = template.string("usageType");
            let content = template.string("content");
            (usage.is_some() && content.is_some()).then_some(())
        });
        let all = account.is_some() && token.is_some() && service.is_some();
        (all && templates.is_some()).then_some(())
    })
}
