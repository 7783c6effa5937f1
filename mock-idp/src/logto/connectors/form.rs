//! The forms and examples of connectors' settings, as Logto's Console gets them.

use serde_json::{Value, json};

/// An example of the mock e-mail connector's settings.
pub const MAIL_TEMPLATE: &str = r#"{
  "apiKey": "<api-key>",
  "fromEmail": "noreply@logto.test.io",
  "fromName": "<from-name>",
  "templates": [
    { "usageType": "SignIn", "type": "text/plain", "subject": "Sign in", "content": "Your code is {{code}}." },
    { "usageType": "Register", "type": "text/plain", "subject": "Register", "content": "Your code is {{code}}." },
    { "usageType": "ForgotPassword", "type": "text/plain", "subject": "Reset password", "content": "Your code is {{code}}." },
    { "usageType": "Generic", "type": "text/plain", "subject": "Verify", "content": "Your code is {{code}}." }
  ]
}
"#;

/// An example of the mock SMS connector's settings.
pub const SMS_TEMPLATE: &str = r#"{
  "accountSID": "<account-sid>",
  "authToken": "<auth-token>",
  "fromMessagingServiceSID": "<from-messaging-service-sid>",
  "templates": [
    { "usageType": "SignIn", "content": "Your code is {{code}}." },
    { "usageType": "Register", "content": "Your code is {{code}}." },
    { "usageType": "ForgotPassword", "content": "Your code is {{code}}." },
    { "usageType": "Generic", "content": "Your code is {{code}}." }
  ]
}
"#;

/// Hugging Face.
pub fn huggingface() -> Value {
    let mut scope = scope();
    scope["description"] = "`profile` is required to get user's profile information, `email` is \
        required to get user's email address. These scopes can be used individually or in \
        combination; if no scopes are specified, `profile` will be used by default."
        .into();
    json!([client_id(), client_secret(), scope])
}

/// Any OAuth 2.0 provider.
pub fn oauth2() -> Value {
    json!([
        text("authorizationEndpoint", "Authorization Endpoint", "<authorization-endpoint>"),
        text("tokenEndpoint", "Token Endpoint", "<token-endpoint>"),
        text("userInfoEndpoint", "User Info Endpoint", "<user-info-endpoint>"),
        client_id(),
        client_secret(),
        authentication_method(),
        signing_algorithm(),
        {
            "key": "tokenEndpointResponseType",
            "label": "Token Endpoint Response Type",
            "type": "Select",
            "selectItems": [
                { "title": "query-string", "value": "query-string" },
                { "title": "json", "value": "json" },
            ],
            "required": false,
            "defaultValue": "query-string",
        },
        scope(),
        {
            "key": "profileMap",
            "label": "Profile Map",
            "type": "Json",
            "required": false,
            "defaultValue": {
                "id": "user_id",
                "email": "email_verified",
                "phone": "phone_verified",
                "name": "full_name",
                "avatar": "avatar_url",
            },
        },
        object("customConfig", "Custom Config"),
    ])
}

/// Any OpenID Connect provider.
pub fn oidc() -> Value {
    let mut scope = scope();
    scope["required"] = true.into();
    json!([
        text("authorizationEndpoint", "Authorization Endpoint", "<authorization-endpoint>"),
        text("tokenEndpoint", "Token Endpoint", "<token-endpoint>"),
        client_id(),
        client_secret(),
        authentication_method(),
        signing_algorithm(),
        scope,
        {
            "key": "idTokenVerificationConfig",
            "label": "ID Token Verification Config",
            "type": "Json",
            "required": true,
            "defaultValue": { "jwksUri": "<jwks-uri>" },
        },
        object("authRequestOptionalConfig", "Authentication Request Optional Config"),
        object("customConfig", "Custom Config"),
    ])
}

fn client_id() -> Value {
    text("clientId", "Client ID", "<client-id>")
}

fn client_secret() -> Value {
    text("clientSecret", "Client Secret", "<client-secret>")
}

fn text(key: &str, label: &str, placeholder: &str) -> Value {
    json!({ "key": key, "label": label, "type": "Text", "required": true, "placeholder": placeholder })
}

fn object(key: &str, label: &str) -> Value {
    json!({ "key": key, "label": label, "type": "Json", "required": false, "defaultValue": {} })
}

fn scope() -> Value {
    json!({
        "key": "scope",
        "label": "Scope",
        "type": "MultilineText",
        "required": false,
        "placeholder": "Enter the scopes (separated by a space)",
    })
}

fn authentication_method() -> Value {
    json!({
        "key": "tokenEndpointAuthMethod",
        "label": "Token Endpoint Auth Method",
        "type": "Select",
        "selectItems": [
            { "title": "client_secret_post", "value": "client_secret_post" },
            { "title": "client_secret_basic", "value": "client_secret_basic" },
            { "title": "client_secret_jwt", "value": "client_secret_jwt" },
        ],
        "required": true,
        "defaultValue": "client_secret_post",
        "description": "The method used for client authentication at the token endpoint in OAuth 2.0.",
    })
}

fn signing_algorithm() -> Value {
    json!({
        "key": "clientSecretJwtSigningAlgorithm",
        "label": "Client Secret JWT Signing Algorithm",
        "type": "Select",
        "selectItems": [
            { "title": "HS256", "value": "HS256" },
            { "title": "HS384", "value": "HS384" },
            { "title": "HS512", "value": "HS512" },
        ],
        "showConditions": [
            { "targetKey": "tokenEndpointAuthMethod", "expectValue": "client_secret_jwt" },
        ],
        "required": true,
        "defaultValue": "HS256",
        "description": "The signing algorithm used for the client secret JWT.",
    })
}
