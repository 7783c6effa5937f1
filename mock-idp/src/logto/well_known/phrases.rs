//! `GET /api/.well-known/phrases`: the texts of the sign-in experience.

use http::header::CONTENT_LANGUAGE;
use serde_json::json;

use crate::{
    logto::{
        ApiError, App,
        api::Call,
        model::Data,
        phrases::{self, Language},
    },
    oidc::exchange::Reply,
};

/// The texts in the language of `lng`, else of `Accept-Language` where the tenant detects languages, else
/// the tenant's own.
#[expect(clippy::unnecessary_wraps, reason = "the shape of handlers")]
pub(super) fn show(app: &App, call: &Call) -> Result<Reply, ApiError> {
    let state = app.state();
    let asked = call.request.query.get("lng");
    let accepted = call.request.header("accept-language");
    let language = choose(&state.data, asked, accepted);
    let custom = state.data.others.get("custom-phrases");
    let custom = custom.and_then(|all| all.get(language.tag()));
    let custom = custom.map(|entry| &entry["translation"]);
    let texts = phrases::experience(language, custom);
    Ok(Reply::json(json!({"translation": texts})).with_header(CONTENT_LANGUAGE, language.tag()))
}

fn choose(data: &Data, asked: Option<&str>, accepted: Option<&str>) -> Language {
    let info = &data.sign_in_experience.language_info;
    let detects = info["autoDetect"].as_bool().unwrap_or(true);
    let detected = || accepted.filter(|_| detects).and_then(Language::accepted);
    let fallback = || Language::of_tag(info["fallbackLanguage"].as_str()?);
    asked
        .and_then(Language::of_tag)
        .or_else(detected)
        .or_else(fallback)
        .unwrap_or(Language::ENGLISH)
}
