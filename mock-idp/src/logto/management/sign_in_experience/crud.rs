//! Reading and changing the sign-in experience.

use serde_json::{Map, Value, json};

use super::{
    super::{
        route::{Routes, Visit},
        users::is_email,
    },
    entity, rules,
};
use crate::{
    logto::{
        ApiError,
        api::Members,
        experience::password_policy,
        model::{SignInExperience, sign_in_experience::IdentifierType},
    },
    oidc::exchange::Reply,
};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/sign-in-exp", show);
    routes.patch("/sign-in-exp", change);
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(entity::json(&visit.data().sign_in_experience)))
}

/// Columns that hold objects of which the mock keeps what it is told.
const OBJECTS: &[&str] = &[
    "branding",
    "socialSignIn",
    "customContent",
    "customUiCsp",
    "passwordPolicy",
    "adaptiveMfa",
    "captchaPolicy",
    "sentinelPolicy",
    "emailBlocklistPolicy",
    "verificationCodePolicy",
    "passkeySignIn",
    "passwordExpiration",
    "usernamePolicy",
];

/// Columns of addresses that may be null or empty.
const URLS: &[&str] = &[
    "termsOfUseUrl",
    "privacyPolicyUrl",
    "supportWebsiteUrl",
    "unknownSessionRedirectUrl",
];

/// What is said, column by column.
fn read(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut said = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            said.insert(name.to_owned(), value);
        }
    };
    for name in OBJECTS {
        let value = m.optional(name, crate::logto::api::guard::Members::anything)?;
        put(name, value.map(Value::Object));
    }
    for name in URLS {
        let value = m.nullish(name, crate::logto::api::guard::Members::url_or_empty)?;
        // The database keeps no empty texts.
        put(
            name,
            value.map(|url| url.filter(|url| !url.is_empty()).into()),
        );
    }
    for name in ["hideLogtoBranding", "singleSignOnEnabled"] {
        let value = m.optional(name, crate::logto::api::guard::Members::boolean)?;
        put(name, value.map(Value::from));
    }
    let value = m.nullish("customCss", crate::logto::api::guard::Members::string)?;
    put("customCss", value.map(Value::from));
    let value = m.nullish("supportEmail", |m, key| {
        m.email(key, |text| text.is_empty() || is_email(text))
    })?;
    put("supportEmail", value.map(Value::from));
    let methods = &["EmailVerificationCode", "PhoneVerificationCode"];
    let value = m.nullish("forgotPasswordMethods", |m, key| m.choices(key, methods))?;
    put("forgotPasswordMethods", value.map(Value::from));
    let value = m.optional("color", |m, key| m.object(key, color))?;
    put("color", value);
    for name in ["customUiAssets", "signUpProfileFields"] {
        put(name, m.raw(name).cloned());
    }
    let modes = &["SignIn", "Register", "SignInAndRegister"];
    let value = m.optional("signInMode", |m, key| m.choice(key, modes))?;
    put("signInMode", value.map(Value::from));
    let policies = &["Automatic", "ManualRegistrationOnly", "Manual"];
    let value = m.optional("agreeToTermsPolicy", |m, key| m.choice(key, policies))?;
    put("agreeToTermsPolicy", value.map(Value::from));
    let value = m.optional(
        "socialSignInConnectorTargets",
        crate::logto::api::guard::Members::strings,
    )?;
    put("socialSignInConnectorTargets", value.map(Value::from));
    let value = m.optional("languageInfo", |m, key| m.object(key, language_info))?;
    put("languageInfo", value);
    let value = m.optional("signIn", |m, key| m.object(key, sign_in))?;
    put("signIn", value);
    let value = m.optional("signUp", |m, key| m.object(key, sign_up))?;
    put("signUp", value);
    let value = m.optional("mfa", |m, key| m.object(key, mfa))?;
    put("mfa", value);
    Some(said)
}

fn color(m: &mut Members<'_>) -> Option<Value> {
    let primary = m.matching("primaryColor", is_hex_color);
    let dark_mode = m.boolean("isDarkModeEnabled");
    let dark = m.matching("darkPrimaryColor", is_hex_color);
    Some(json!({
        "primaryColor": primary?, "isDarkModeEnabled": dark_mode?, "darkPrimaryColor": dark?,
    }))
}

/// `#` and three or six hexadecimal digits.
fn is_hex_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

fn language_info(m: &mut Members<'_>) -> Option<Value> {
    let auto = m.boolean("autoDetect");
    let fallback = m.accepted("fallbackLanguage", rules::is_language);
    Some(json!({"autoDetect": auto?, "fallbackLanguage": fallback?}))
}

fn sign_in(m: &mut Members<'_>) -> Option<Value> {
    let methods = m.list("methods", |m| {
        let identifier = m.choice("identifier", IdentifierType::NAMES);
        let password = m.boolean("password");
        let code = m.boolean("verificationCode");
        let primary = m.boolean("isPasswordPrimary");
        Some(json!({
            "identifier": identifier?, "password": password?, "verificationCode": code?,
            "isPasswordPrimary": primary?,
        }))
    })?;
    Some(json!({ "methods": methods }))
}

fn sign_up(m: &mut Members<'_>) -> Option<Value> {
    let identifiers = m.choices("identifiers", IdentifierType::NAMES);
    let password = m.boolean("password");
    let verify = m.boolean("verify");
    let secondary = m.optional("secondaryIdentifiers", |m, key| {
        m.list(key, |m| {
            let kinds = &["username", "email", "phone", "emailOrPhone"];
            let identifier = m.choice("identifier", kinds)?;
            let mut kept = json!({ "identifier": identifier });
            if let Some(verify) =
                m.optional("verify", crate::logto::api::guard::Members::boolean)?
            {
                kept["verify"] = verify.into();
            }
            Some(kept)
        })
    });
    let mut kept = json!({
        "identifiers": identifiers?, "password": password?, "verify": verify?,
    });
    if let Some(secondary) = secondary? {
        kept["secondaryIdentifiers"] = secondary.into();
    }
    Some(kept)
}

fn mfa(m: &mut Members<'_>) -> Option<Value> {
    let factors = m.choices("factors", rules::FACTORS);
    let policy = m.choice("policy", rules::MFA_POLICIES);
    let organizations = m.optional("organizationRequiredMfaPolicy", |m, key| {
        m.choice(key, &["NoPrompt", "Mandatory"])
    });
    let mut kept = json!({"factors": factors?, "policy": policy?});
    if let Some(policy) = organizations? {
        kept["organizationRequiredMfaPolicy"] = policy.into();
    }
    Some(kept)
}

/// Columns that are said replace those that are kept.
fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let mut said = visit.call.body(read)?;
    rules::keep_known_targets(&visit.state.data, &mut said);
    rules::check(&visit.state.data, &said)?;
    if said.is_empty() {
        return Err(entity::nothing_to_change());
    }
    if !said.contains_key("adaptiveMfa")
        && said
            .get("mfa")
            .is_some_and(|mfa| mfa["factors"] == json!([]))
    {
        said.insert("adaptiveMfa".into(), json!({"enabled": false}));
    }
    let experience = &mut visit.data().sign_in_experience;
    for (name, value) in said {
        write(experience, &name, value);
    }
    Ok(Reply::json(entity::json(experience)))
}

fn write(experience: &mut SignInExperience, name: &str, value: Value) {
    fn put<T: serde::de::DeserializeOwned>(slot: &mut T, value: Value) {
        // What was read has the column's type.
        if let Ok(value) = serde_json::from_value(value) {
            *slot = value;
        }
    }
    match name {
        "color" => experience.color = value,
        "branding" => experience.branding = value,
        "hideLogtoBranding" => put(&mut experience.hide_logto_branding, value),
        "languageInfo" => experience.language_info = value,
        "termsOfUseUrl" => put(&mut experience.terms_of_use_url, value),
        "privacyPolicyUrl" => put(&mut experience.privacy_policy_url, value),
        "agreeToTermsPolicy" => put(&mut experience.agree_to_terms_policy, value),
        "signIn" => put(&mut experience.sign_in, value),
        "signUp" => experience.sign_up = value,
        "socialSignIn" => experience.social_sign_in = value,
        "socialSignInConnectorTargets" => {
            put(&mut experience.social_sign_in_connector_targets, value);
        }
        "signInMode" => put(&mut experience.sign_in_mode, value),
        "customCss" => put(&mut experience.custom_css, value),
        "customContent" => experience.custom_content = value,
        "customUiAssets" => experience.custom_ui_assets = value,
        "customUiCsp" => experience.custom_ui_csp = value,
        "passwordPolicy" => experience.password_policy = password_policy::completed(&value),
        "mfa" => experience.mfa = value,
        "adaptiveMfa" => experience.adaptive_mfa = value,
        "singleSignOnEnabled" => put(&mut experience.single_sign_on_enabled, value),
        "supportEmail" => put(&mut experience.support_email, value),
        "supportWebsiteUrl" => put(&mut experience.support_website_url, value),
        "unknownSessionRedirectUrl" => put(&mut experience.unknown_session_redirect_url, value),
        "captchaPolicy" => experience.captcha_policy = value,
        "sentinelPolicy" => experience.sentinel_policy = value,
        "emailBlocklistPolicy" => experience.email_blocklist_policy = value,
        "verificationCodePolicy" => experience.verification_code_policy = value,
        "forgotPasswordMethods" => experience.forgot_password_methods = value,
        "passkeySignIn" => experience.passkey_sign_in = value,
        "signUpProfileFields" => experience.sign_up_profile_fields = value,
        "passwordExpiration" => experience.password_expiration = value,
        "usernamePolicy" => experience.username_policy = value,
        _ => {}
    }
}
