//! The page's style and script. Nothing else is loaded, from nowhere.

use axum::{Router, http::header, response::IntoResponse, routing::get};

use crate::control::Tenants;

pub(super) fn routes() -> Router<Tenants> {
    let style = include_str!("../../../templates/control/console.css");
    let script = include_str!("../../../templates/control/console.js");
    Router::new()
        .route(
            "/console/console.css",
            get(move || async move { served("text/css; charset=utf-8", style) }),
        )
        .route(
            "/console/console.js",
            get(move || async move { served("text/javascript; charset=utf-8", script) }),
        )
}

fn served(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    const STYLE: &str = include_str!("../../../templates/control/console.css");

    /// The relative luminance of `#abc` or `#aabbcc` (WCAG 2.2).
    fn luminance(color: &str) -> f64 {
        let digits = color.strip_prefix('#').unwrap();
        let digits: String = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => digits.to_owned(),
        };
        let channel = |at: usize| {
            let value = u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The page's colors by name: in light and in dark.
    fn colors() -> BTreeMap<&'static str, [&'static str; 2]> {
        let lines = STYLE.lines();
        let colors = lines.filter_map(|line| {
            let (name, pair) = line
                .trim()
                .strip_prefix("--")?
                .split_once(": light-dark(")?;
            let (light, dark) = pair.strip_suffix(");")?.split_once(", ")?;
            Some((name, [light, dark]))
        });
        colors.collect()
    }

    #[test]
    fn texts_can_be_read_in_light_and_in_dark() {
        let colors = colors();
        let grounds = ["text", "dim", "accent", "bad", "warn", "good"]
            .into_iter()
            .flat_map(|text| [(text, "ground"), (text, "card")]);
        let others = [
            ("bad", "bad-ground"),
            ("warn", "warn-ground"),
            ("card", "accent"),
        ];
        for (text, ground) in grounds.chain(others) {
            for theme in [0, 1] {
                let contrast = contrast(colors[text][theme], colors[ground][theme]);
                // WCAG 2.2, 1.4.3.
                assert!(
                    contrast >= 4.5,
                    "{text} on {ground}, theme {theme}: {contrast:.2}"
                );
            }
        }
    }
}
