//! Reading and changing the sign-in experience.

use serde_json::{Map, Value, json};

use super::{
    super::{
        applications::{branding, is_hex_color},
        route::{Routes, Visit},
        users::is_email,
    },
    csp, entity, expiration, policies, rules,
};
use crate::{
    logto::{
        ApiError,
        api::{Members, Said},
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

/// What is said, column by column, in the order in which Logto looks at them.
fn read(m: &mut Members<'_>) -> Option<Map<String, Value>> {
    let mut said = Said::default();
    said.put("color", m.optional_object("color", color));
    said.put("branding", m.optional_object("branding", branding));
    let name = "hideLogtoBranding";
    said.put(name, m.optional(name, Members::boolean));
    let name = "languageInfo";
    said.put(name, m.optional_object(name, language_info));
    let policies = &["Automatic", "ManualRegistrationOnly", "Manual"];
    let name = "agreeToTermsPolicy";
    said.put(name, m.optional(name, |m, key| m.choice(key, policies)));
    said.put("signIn", m.optional_object("signIn", sign_in));
    said.put("signUp", m.optional_object("signUp", sign_up));
    let flags = &["automaticAccountLinking", "skipRequiredIdentifiers"];
    let social = m.optional_object("socialSignIn", |m| policies::options(m, flags));
    said.put("socialSignIn", social);
    let name = "socialSignInConnectorTargets";
    said.put(name, m.optional(name, Members::strings));
    let modes = &["SignIn", "Register", "SignInAndRegister"];
    said.put(
        "signInMode",
        m.optional("signInMode", |m, key| m.choice(key, modes)),
    );
    said.put("customCss", m.nullish("customCss", Members::string));
    let name = "customContent";
    said.put(name, m.optional(name, Members::object_of_texts));
    let assets = m.nullish("customUiAssets", |m, key| m.object(key, policies::assets));
    said.put("customUiAssets", assets);
    said.put("customUiCsp", m.optional_object("customUiCsp", csp::read));
    let passwords = m.optional_object("passwordPolicy", policies::passwords);
    said.put("passwordPolicy", passwords);
    said.put("mfa", m.optional_object("mfa", mfa));
    let adaptive = m.optional_object("adaptiveMfa", |m| policies::options(m, &["enabled"]));
    said.put("adaptiveMfa", adaptive);
    let name = "singleSignOnEnabled";
    said.put(name, m.optional(name, Members::boolean));
    let captcha = m.optional_object("captchaPolicy", policies::captcha);
    said.put("captchaPolicy", captcha);
    let sentinel = m.optional_object("sentinelPolicy", policies::sentinel);
    said.put("sentinelPolicy", sentinel);
    let blocklist = m.optional_object("emailBlocklistPolicy", policies::blocklist);
    said.put("emailBlocklistPolicy", blocklist);
    let methods = &["EmailVerificationCode", "PhoneVerificationCode"];
    let name = "forgotPasswordMethods";
    said.put(name, m.nullish(name, |m, key| m.choices(key, methods)));
    let passkeys = m.optional_object("passkeySignIn", policies::passkeys);
    said.put("passkeySignIn", passkeys);
    let name = "signUpProfileFields";
    said.put(name, m.nullish(name, policies::profile_fields));
    let name = "usernamePolicy";
    let usernames = m.optional_object(name, policies::usernames);
    said.put(name, usernames);
    for name in ["termsOfUseUrl", "privacyPolicyUrl"] {
        said.put(name, url(m, name));
    }
    let email = m.nullish("supportEmail", |m, key| {
        m.or_empty(key, |m, key| m.email(key, is_email))
    });
    said.put("supportEmail", email);
    for name in ["supportWebsiteUrl", "unknownSessionRedirectUrl"] {
        said.put(name, url(m, name));
    }
    let name = "passwordExpiration";
    said.put(name, m.optional(name, policies::expiration));
    let codes = m.optional_object("verificationCodePolicy", policies::verification_codes);
    said.put("verificationCodePolicy", codes);
    Some(said.members())
}

/// An address that may be null or empty. The database keeps no empty texts.
fn url(m: &mut Members<'_>, name: &str) -> Option<Option<Option<String>>> {
    let said = m.nullish(name, Members::url_or_empty);
    said.map(|said| said.map(|url| url.filter(|url| !url.is_empty())))
}

fn color(m: &mut Members<'_>) -> Option<Value> {
    let primary = m.matching("primaryColor", is_hex_color);
    let dark_mode = m.boolean("isDarkModeEnabled");
    let dark = m.matching("darkPrimaryColor", is_hex_color);
    Some(json!({
        "primaryColor": primary?, "isDarkModeEnabled": dark_mode?, "darkPrimaryColor": dark?,
    }))
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
            if let Some(verify) = m.optional("verify", Members::boolean)? {
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
    if let Some(sources) = said.get_mut("customUiCsp") {
        *sources = csp::normalized(sources)?;
    }
    rules::keep_known_targets(&visit.state.data, &mut said);
    rules::check(&visit.state.data, &said)?;
    expiration::settle(&visit.state.data, &mut said, visit.now)?;
    rules::check_environment(&said)?;
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
