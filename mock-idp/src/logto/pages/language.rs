//! Which language a page speaks.
//!
//! Logto: `ui_locales` of the request, then, where the tenant detects languages, `Accept-Language`, then
//! the tenant's fallback. A language that the mock has no texts for is spoken in English.

use serde_json::Value;

use super::texts::{DE, EN, Texts};
use crate::logto::phrases::Language;

static LANGUAGES: [&Texts; 2] = [&EN, &DE];

/// The texts to speak in.
pub(super) fn choose(
    ui_locales: Option<&str>,
    accept_language: Option<&str>,
    language_info: &Value,
) -> &'static Texts {
    let detect = language_info
        .get("autoDetect")
        .and_then(Value::as_bool)
        .unwrap_or(true);
    let fallback = || {
        language_info
            .get("fallbackLanguage")
            .and_then(Value::as_str)
            .and_then(Language::of_tag)
    };
    ui_locales
        .into_iter()
        .flat_map(str::split_ascii_whitespace)
        .find_map(Language::of_tag)
        .or_else(|| {
            accept_language
                .filter(|_| detect)
                .and_then(Language::accepted)
        })
        .or_else(fallback)
        .and_then(|language| {
            LANGUAGES
                .into_iter()
                .find(|texts| texts.lang == language.tag())
        })
        .unwrap_or(&EN)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ui_locales_then_the_browser_then_the_fallback() {
        let info = json!({"autoDetect": true, "fallbackLanguage": "en"});
        let lang = |ui, accept| choose(ui, accept, &info).lang;
        assert_eq!(lang(Some("xx de-CH"), Some("en")), "de");
        assert_eq!(lang(None, Some("en;q=0.5, de;q=0.9")), "de");
        assert_eq!(lang(None, Some("fr, de;q=0.5")), "en");
        assert_eq!(lang(None, Some("xx, *")), "en");
        assert_eq!(lang(None, None), "en");
    }

    #[test]
    fn a_tenant_may_leave_the_browser_unasked() {
        let info = json!({"autoDetect": false, "fallbackLanguage": "de"});
        assert_eq!(choose(None, Some("en"), &info).lang, "de");
    }
}
