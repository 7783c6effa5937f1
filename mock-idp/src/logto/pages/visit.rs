//! One visit to a page: the request, the tenant's state for as long as it takes, and the ways to answer.

use askama::Template;
use http::{StatusCode, header};
use serde_json::Value;

use super::{
    frame::{Frame, Occasion},
    language, paths,
    texts::Texts,
    toast,
};
use crate::{
    base::clock::Moment,
    logto::{ApiError, App, State, phrases::Language},
    oidc::{
        exchange::{Body, Reply, Request},
        profile::Profile,
    },
};

/// One visit. No await happens while there is one.
pub(super) struct Visit<'a> {
    pub state: &'a mut State,
    pub profile: &'a Profile,
    pub huggingface_origin: &'a str,
    pub request: &'a Request,
    pub now: Moment,
    pub t: &'static Texts,
    /// What the interaction's start left in the `_logto` cookie.
    context: Context,
    toast: Option<String>,
}

/// Logto: the `_logto` cookie, `{"appId", "organizationId", "uiLocales"}`.
#[derive(Debug, Default)]
struct Context {
    app_id: Option<String>,
    organization_id: Option<String>,
}

impl<'a> Visit<'a> {
    /// A visit with this request.
    pub(super) fn new(app: &'a App, state: &'a mut State, request: &'a Request) -> Self {
        let cookie = request
            .cookie("_logto")
            .and_then(|json| serde_json::from_str::<Value>(json).ok())
            .unwrap_or_default();
        let member = |name: &str, query: &str| {
            let from_query = request.query.get(query);
            from_query
                .or_else(|| cookie.get(name).and_then(Value::as_str))
                .map(str::to_owned)
        };
        let t = language::choose(
            member("uiLocales", "ui_locales").as_deref(),
            request.header("accept-language"),
            &state.data.sign_in_experience.language_info,
        );
        let context = Context {
            app_id: member("appId", "app_id"),
            organization_id: member("organizationId", "organization_id"),
        };
        Self {
            state,
            profile: app.profile(),
            huggingface_origin: app.huggingface_origin(),
            request,
            now: app.now(),
            t,
            context,
            toast: toast::take(request),
        }
    }

    /// A field of the posted form, blanks around it taken off.
    pub(super) fn field(&self, name: &str) -> &'a str {
        self.request.body.get(name).unwrap_or_default().trim()
    }

    /// A field of the posted form as it came: passwords may begin with a blank.
    pub(super) fn raw_field(&self, name: &str) -> &'a str {
        self.request.body.get(name).unwrap_or_default()
    }

    /// What stands behind `prefix` in the path, percent-decoded.
    pub(super) fn path_after(&self, prefix: &str) -> String {
        let rest = self.request.path.strip_prefix(prefix).unwrap_or_default();
        percent_encoding::percent_decode_str(rest.trim_end_matches('/'))
            .decode_utf8_lossy()
            .into_owned()
    }

    /// The application that the browser came from last, if it is known.
    pub(super) fn app_id(&self) -> Option<&str> {
        self.context.app_id.as_deref()
    }

    /// A page's address with `app_id` kept, as all links of the pages keep it.
    pub(super) fn link(&self, path: &str) -> String {
        with_app_id(path, self.request.query.get("app_id"))
    }

    /// The page's language.
    pub(super) fn language(&self) -> Language {
        Language::of_tag(self.t.lang).unwrap_or(Language::ENGLISH)
    }

    /// A text of an API error in the page's language.
    pub(super) fn says(&self, error: &ApiError) -> String {
        error.text(self.language())
    }

    /// Shows a toast on the page that is being answered.
    pub(super) fn show_toast(&mut self, message: impl Into<String>) {
        self.toast = Some(message.into());
    }

    /// The surroundings of a page whose "Back" leads to `back`.
    pub(super) fn frame(&mut self, back: &str) -> Frame {
        let occasion = Occasion {
            path: &self.request.path,
            app_id: self.context.app_id.as_deref(),
            organization_id: self.context.organization_id.as_deref(),
            user_agent: self.request.header("user-agent").unwrap_or_default(),
            back: self.link(back),
            toast: self.toast.take(),
            preview: self.request.query.get("preview").is_some(),
        };
        Frame::new(&self.state.data, self.t, occasion)
    }

    /// 200 with a page.
    pub(super) fn page(&self, page: &impl Template) -> Reply {
        let Ok(html) = page.render() else {
            return Reply::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                Body::Json(serde_json::json!({"message": "Internal server error."})),
            );
        };
        let reply = Reply::new(StatusCode::OK, Body::Html(html))
            .with_header(header::CONTENT_LANGUAGE, self.t.lang);
        if toast::take(self.request).is_some() {
            reply.with_header(header::SET_COOKIE, &toast::clear())
        } else {
            reply
        }
    }

    /// 303 to another page, `app_id` kept.
    pub(super) fn go(&self, path: &str) -> Reply {
        Reply::see_other(self.link(path))
    }

    /// 303 to another page that shows a toast.
    pub(super) fn go_with_toast(&self, path: &str, message: &str) -> Reply {
        self.go(path)
            .with_header(header::SET_COOKIE, &toast::leave(message))
    }

    /// 303 to the sign-in page, which says why in a toast.
    pub(super) fn sign_in_with_toast(&self, message: &str) -> Reply {
        self.go_with_toast(paths::SIGN_IN, message)
    }
}

/// Whether a previous page left a toast: then the page is shown though nothing guards it, as a script
/// that navigates inside Logto's page would show it.
pub(super) fn comes_from_page(request: &Request) -> bool {
    toast::take(request).is_some()
}

/// An address with `app_id` added.
pub(super) fn with_app_id(path: &str, app_id: Option<&str>) -> String {
    let Some(app_id) = app_id else {
        return path.to_owned();
    };
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}app_id={}", encoded(app_id))
}

/// A value for a query.
pub(super) fn encoded(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}
