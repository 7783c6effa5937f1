//! What a sign-in experience must not be.

use serde_json::{Map, Value};

use super::{
    super::{entity, users::is_email},
    csp,
};
use crate::logto::{
    ApiError,
    connectors::{Kind, factory, metadata},
    model::{Data, SignInExperience},
};

/// The second factors.
pub(super) const FACTORS: &[&str] = &[
    "Totp",
    "WebAuthn",
    "BackupCode",
    "EmailVerificationCode",
    "PhoneVerificationCode",
];

/// When second factors are asked for.
pub(super) const MFA_POLICIES: &[&str] = &[
    "UserControlled",
    "Mandatory",
    "PromptOnlyAtSignIn",
    "PromptAtSignInAndSignUp",
    "NoPrompt",
    "PromptOnlyAtSignInMandatory",
    "PromptAtSignInAndSignUpMandatory",
];

/// The languages of ISO 639-1.
const LANGUAGES: &str = " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu \
cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie \
ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml \
mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si \
sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo \
za zh zu ";

/// Whether the text is a language tag: a language of ISO 639-1, perhaps with a region.
pub(in super::super) fn is_language(tag: &str) -> bool {
    let (language, region) = match tag.split_once('-') {
        Some((language, region)) => (language, Some(region)),
        None => (tag, None),
    };
    let is_region = |region: &str| {
        (region.len() == 2 && region.bytes().all(|b| b.is_ascii_uppercase()))
            || (region.len() == 3 && region.bytes().all(|b| b.is_ascii_digit()))
    };
    language.len() == 2
        && LANGUAGES.contains(&format!(" {language} "))
        && region.is_none_or(is_region)
}

/// Social targets without a connector are dropped without a word.
pub(super) fn keep_known_targets(data: &Data, said: &mut Map<String, Value>) {
    let Some(Value::Array(targets)) = said.get_mut("socialSignInConnectorTargets") else {
        return;
    };
    let known: Vec<Value> = data
        .connectors
        .iter()
        .filter(|connector| is_kind(&connector.connector_id, Kind::Social))
        .filter_map(|connector| metadata(connector).get("target").cloned())
        .collect();
    targets.retain(|target| known.contains(target));
}

fn is_kind(factory_id: &str, kind: Kind) -> bool {
    factory(factory_id).is_some_and(|factory| factory.kind == kind)
}

fn refuse(name: &str) -> ApiError {
    ApiError::bad_request(format!("sign_in_experiences.{name}"))
}

pub(super) fn refuse_unprocessable(name: &str) -> ApiError {
    ApiError::unprocessable(format!("sign_in_experiences.{name}"))
}

/// Whether what is said fits together, and with the connectors.
pub(super) fn check(data: &Data, said: &Map<String, Value>) -> Result<(), ApiError> {
    if let Some(sign_up) = said.get("signUp") {
        check_sign_up(data, sign_up)?;
    }
    let experience = &data.sign_in_experience;
    let kept_sign_in = serde_json::to_value(&experience.sign_in).unwrap_or_default();
    let sign_up = said.get("signUp").unwrap_or(&experience.sign_up);
    let mfa = said.get("mfa").unwrap_or(&experience.mfa);
    if let Some(sign_in) = said.get("signIn") {
        check_sign_in(data, sign_in, sign_up)?;
        check_codes(sign_in, mfa, "sign_in")?;
    }
    if said.contains_key("mfa") {
        check_mfa(mfa)?;
        check_codes(said.get("signIn").unwrap_or(&kept_sign_in), mfa, "mfa")?;
    }
    check_adaptive(experience, said, mfa)?;
    for method in texts(said.get("forgotPasswordMethods").unwrap_or(&Value::Null)) {
        let (identifier, name) = match method {
            "EmailVerificationCode" => ("email", "email"),
            _ => ("phone", "sms"),
        };
        if require_connector(data, identifier).is_err() {
            let error = refuse("forgot_password_method_requires_connector");
            return Err(error.with("method", name));
        }
    }
    Ok(())
}

/// Whether what is said can be had outside of Logto's cloud.
pub(super) fn check_environment(said: &Map<String, Value>) -> Result<(), ApiError> {
    if said.get("hideLogtoBranding") == Some(&Value::Bool(true)) {
        let details = "Hide Logto branding is not supported in this environment";
        return Err(entity::invalid_input(details));
    }
    if let Some(sources) = said.get("customUiCsp") {
        csp::refuse_in_this_environment(sources)?;
    }
    said.get("emailBlocklistPolicy")
        .map_or(Ok(()), check_blocklist)
}

/// Asking only when something looks odd needs factors, and a policy that nobody can skip. Without it,
/// such a policy makes no sense.
fn check_adaptive(
    experience: &SignInExperience,
    said: &Map<String, Value>,
    mfa: &Value,
) -> Result<(), ApiError> {
    let has_factors = !texts(&mfa["factors"]).is_empty();
    let adaptive = match said.get("adaptiveMfa") {
        Some(adaptive) => adaptive["enabled"].as_bool(),
        None if said.contains_key("mfa") && has_factors => {
            Some(experience.adaptive_mfa["enabled"] == true)
        }
        None => None,
    };
    let is_strict = mfa["policy"].as_str().is_some_and(|policy| {
        [
            "PromptOnlyAtSignInMandatory",
            "PromptAtSignInAndSignUpMandatory",
        ]
        .contains(&policy)
    });
    let refused = match adaptive {
        Some(true) if !has_factors => "adaptive_mfa_requires_mfa",
        Some(true) if !is_strict => "adaptive_mfa_requires_non_skippable_policy",
        Some(false) if is_strict => "non_adaptive_mfa_requires_skippable_policy",
        Some(_) | None => return Ok(()),
    };
    Err(refuse_unprocessable(refused))
}

/// A code by one channel is either a way in or a second factor.
fn check_codes(sign_in: &Value, mfa: &Value, refused: &str) -> Result<(), ApiError> {
    for (identifier, factor) in [
        ("email", "EmailVerificationCode"),
        ("phone", "PhoneVerificationCode"),
    ] {
        let mut methods = sign_in["methods"].as_array().into_iter().flatten();
        let is_way_in =
            methods.any(|m| m["identifier"] == identifier && m["verificationCode"] == true);
        if is_way_in && texts(&mfa["factors"]).contains(&factor) {
            let name = format!("{identifier}_verification_code_cannot_be_used_for_{refused}");
            return Err(refuse(&name));
        }
    }
    Ok(())
}

/// Addresses, or domains after an `@`.
fn check_blocklist(policy: &Value) -> Result<(), ApiError> {
    if policy["blockDisposableAddresses"] == true {
        let details = "Disposable email domain validation is not supported in this environment";
        return Err(entity::invalid_input(details));
    }
    let is_entry = |text: &str| match text.strip_prefix('@') {
        Some(domain) => is_email(&format!("name@{domain}")),
        None => is_email(text),
    };
    let mut unfit: Vec<&str> = Vec::new();
    for item in texts(&policy["customBlocklist"]) {
        if !is_entry(item) && !unfit.contains(&item) {
            unfit.push(item);
        }
    }
    if unfit.is_empty() {
        return Ok(());
    }
    let error = refuse("invalid_custom_email_blocklist_format");
    Err(error.with("items, list(type:conjunction)", conjunction(&unfit)))
}

/// `a`, `a and b`, `a, b, and c`.
fn conjunction(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
    }
}

fn texts(value: &Value) -> Vec<&str> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

/// What sends codes to such an identifier.
fn kind_for(identifier: &str) -> Option<Kind> {
    match identifier {
        "email" => Some(Kind::Email),
        "phone" => Some(Kind::Sms),
        _ => None,
    }
}

/// Whether there is a connector that sends codes to such an identifier.
pub(super) fn has_connector(data: &Data, identifier: &str) -> bool {
    let mut connectors = data.connectors.iter();
    kind_for(identifier)
        .is_some_and(|kind| connectors.any(|connector| is_kind(&connector.connector_id, kind)))
}

/// Codes can only be sent where there is a connector for them.
fn require_connector(data: &Data, identifier: &str) -> Result<(), ApiError> {
    let Some(kind) = kind_for(identifier).filter(|_| !has_connector(data, identifier)) else {
        return Ok(());
    };
    let error = refuse("enabled_connector_not_found");
    Err(error.with("type", kind.name()))
}

fn check_sign_up(data: &Data, sign_up: &Value) -> Result<(), ApiError> {
    let identifiers = texts(&sign_up["identifiers"]);
    let needs_codes = |kind: &&str| matches!(*kind, "email" | "phone");
    if identifiers.iter().any(needs_codes) && sign_up["verify"] != true {
        return Err(refuse("passwordless_requires_verify"));
    }
    for identifier in &identifiers {
        require_connector(data, identifier)?;
    }
    let secondary = sign_up["secondaryIdentifiers"].as_array();
    let secondary: Vec<&str> = secondary
        .into_iter()
        .flatten()
        .filter_map(|item| item["identifier"].as_str())
        .collect();
    if identifiers.is_empty() && !secondary.is_empty() {
        return Err(refuse("missing_sign_up_identifiers"));
    }
    if secondary.iter().any(|kind| identifiers.contains(kind)) {
        return Err(refuse("duplicated_sign_up_identifiers"));
    }
    Ok(())
}

fn check_sign_in(data: &Data, sign_in: &Value, sign_up: &Value) -> Result<(), ApiError> {
    let methods = || sign_in["methods"].as_array().into_iter().flatten();
    let with_code = |method: &&Value| method["verificationCode"] == true;
    for identifier in ["email", "phone"] {
        if methods()
            .filter(with_code)
            .any(|m| m["identifier"] == identifier)
        {
            require_connector(data, identifier)?;
        }
    }
    if methods().any(|method| method["password"] != true && !with_code(&method)) {
        return Err(refuse("at_least_one_authentication_factor"));
    }
    // Who signed up with a code and without a password has nothing but a code to come back with.
    let only_codes = sign_up["verify"] == true && sign_up["password"] != true;
    if only_codes && methods().any(|m| !with_code(&m) && m["identifier"] != "username") {
        return Err(refuse("code_sign_in_must_be_enabled"));
    }
    Ok(())
}

fn check_mfa(mfa: &Value) -> Result<(), ApiError> {
    let factors = texts(&mfa["factors"]);
    let mut seen = Vec::new();
    for factor in &factors {
        if seen.contains(factor) {
            return Err(refuse("duplicated_mfa_factors"));
        }
        seen.push(*factor);
    }
    if factors == ["BackupCode"] {
        return Err(refuse("backup_code_cannot_be_enabled_alone"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_as_english_says_them() {
        let said = [&["a"][..], &["a", "b"], &["a", "b", "c"]].map(conjunction);
        assert_eq!(said, ["a", "a and b", "a, b, and c"]);
    }

    #[test]
    fn languages() {
        for (tag, good) in [
            ("en", true),
            ("pt-BR", true),
            ("es-419", true),
            ("xx", false),
            ("e", false),
            ("en-us", false),
        ] {
            assert_eq!(is_language(tag), good, "{tag}");
        }
    }
}
