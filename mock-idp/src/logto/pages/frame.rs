//! What surrounds every page: colours, logo, own styles, language, a toast.

use serde_json::{Map, Value};

use super::{assets, texts::Texts};
use crate::logto::model::Data;

/// The surroundings of one page, ready for the base template.
#[derive(Debug)]
pub(super) struct Frame {
    pub lang: &'static str,
    pub dir: &'static str,
    /// Whether the page turns dark where the browser prefers so.
    pub dark: bool,
    pub brand: String,
    pub brand_dark: String,
    pub logo: String,
    /// The logo for dark pages, where there is another.
    pub logo_dark: Option<String>,
    pub favicon: String,
    pub stylesheet: &'static str,
    pub script: &'static str,
    pub custom_css: Option<String>,
    pub custom_content: Option<String>,
    /// `desktop` or `mobile`, by the browser's own words.
    pub device: &'static str,
    /// Whether "Powered by" is shown.
    pub signature: bool,
    /// Where "Back" leads without scripts.
    pub back: String,
    pub toast: Option<String>,
}

/// For whom a page is dressed.
#[derive(Debug, Default)]
pub(super) struct Occasion<'a> {
    pub path: &'a str,
    pub app_id: Option<&'a str>,
    pub organization_id: Option<&'a str>,
    pub user_agent: &'a str,
    pub back: String,
    pub toast: Option<String>,
    /// `?preview=`: own styles are left out.
    pub preview: bool,
}

impl Frame {
    /// The surroundings that the tenant's sign-in experience asks for.
    pub(super) fn new(data: &Data, texts: &Texts, occasion: Occasion<'_>) -> Self {
        let experience = &data.sign_in_experience;
        let application = occasion
            .app_id
            .and_then(|id| data.applications.get(id))
            .and_then(|application| application.sign_in_experience.as_ref());
        let organization = occasion
            .organization_id
            .and_then(|id| data.organizations.get(id));
        // An application's own look goes over an organization's, and that over the tenant's.
        let color = |name| {
            pick(application.and_then(|a| a.get("color")), name)
                .or_else(|| pick(organization.map(|o| &o.color), name))
                .or_else(|| pick(Some(&experience.color), name))
        };
        let branding = |name| {
            text(application.and_then(|a| a.get("branding")), name)
                .or_else(|| text(organization.map(|o| &o.branding), name))
                .or_else(|| text(Some(&experience.branding), name))
        };
        let dark = color("isDarkModeEnabled")
            .and_then(Value::as_bool)
            .unwrap_or_default();
        let custom_css = organization
            .and_then(|o| o.custom_css.as_deref())
            .or(experience.custom_css.as_deref())
            .filter(|css| !occasion.preview && !css.is_empty());
        Self {
            lang: texts.lang,
            dir: "ltr",
            dark,
            brand: css_color(color("primaryColor"), "#6139F6"),
            brand_dark: css_color(color("darkPrimaryColor"), "#8768F8"),
            logo: logo(branding("logoUrl")),
            logo_dark: branding("darkLogoUrl")
                .filter(|url| dark && !is_logtos(url))
                .map(str::to_owned),
            favicon: branding("favicon").unwrap_or("/favicon.svg").to_owned(),
            stylesheet: &assets::STYLESHEET.path,
            script: &assets::SCRIPT.path,
            custom_css: custom_css.map(|css| css.replace("</", "<\\/")),
            custom_content: experience
                .custom_content
                .get(occasion.path)
                .and_then(Value::as_str)
                .map(str::to_owned),
            device: if occasion.user_agent.contains("Mobi") {
                "mobile"
            } else {
                "desktop"
            },
            signature: !experience.hide_logto_branding,
            back: occasion.back,
            toast: occasion.toast,
        }
    }
}

fn pick<'a>(map: Option<&'a Value>, name: &str) -> Option<&'a Value> {
    map.and_then(Value::as_object)
        .and_then(|map: &Map<String, Value>| map.get(name))
}

fn text<'a>(map: Option<&'a Value>, name: &str) -> Option<&'a str> {
    pick(map, name)
        .and_then(Value::as_str)
        .filter(|value| !value.is_empty())
}

/// A colour that is safe inside a style element, else the default.
fn css_color(color: Option<&Value>, default: &str) -> String {
    color
        .and_then(Value::as_str)
        .filter(|color| {
            color.strip_prefix('#').is_some_and(|digits| {
                (3..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit())
            })
        })
        .unwrap_or(default)
        .to_owned()
}

/// Logto's own logo lies on its web site, out of reach of an offline mock: a mark of the mock's own instead.
fn logo(url: Option<&str>) -> String {
    url.filter(|url| !is_logtos(url))
        .map_or_else(|| assets::LOGO.path.clone(), str::to_owned)
}

fn is_logtos(url: &str) -> bool {
    url.starts_with("https://logto.io/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::logto::pages::texts::EN;

    #[test]
    fn a_colour_cannot_break_out_of_the_style_element() {
        assert_eq!(css_color(Some(&json!("#ff0000")), "#000"), "#ff0000");
        assert_eq!(
            css_color(Some(&json!("red</style><script>")), "#000"),
            "#000"
        );
        assert_eq!(css_color(None, "#000"), "#000");
    }

    #[test]
    fn own_styles_stay_inside_their_element() {
        let mut data = Data::default();
        data.sign_in_experience.custom_css = Some("a{}</style><script>".into());
        let frame = Frame::new(&data, &EN, Occasion::default());
        assert_eq!(frame.custom_css.as_deref(), Some("a{}<\\/style><script>"));
        let preview = Occasion {
            preview: true,
            ..Occasion::default()
        };
        assert_eq!(Frame::new(&data, &EN, preview).custom_css, None);
    }
}
