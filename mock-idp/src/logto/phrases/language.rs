//! The languages that Logto speaks and how one is chosen (RFC 9110 section 12.5.4).

/// One of Logto's languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language(&'static str);

/// Logto's languages, with the tags that it uses.
const TAGS: &[&str] = &[
    "ar", "cs-CZ", "de", "en", "es", "fr", "it", "ja", "ko", "pl-PL", "pt-BR", "pt-PT", "ru", "th",
    "tr-TR", "uk-UA", "zh-CN", "zh-HK", "zh-TW",
];

impl Language {
    /// English: what is spoken when nothing better is known.
    pub const ENGLISH: Self = Self("en");

    /// The tag, `en` or `zh-CN` for example.
    pub const fn tag(self) -> &'static str {
        self.0
    }

    /// The language of a tag: the very one, ignoring case, else one of the same primary language.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let exact = TAGS.iter().find(|known| known.eq_ignore_ascii_case(tag));
        let primary = |tag: &str| {
            tag.split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        exact
            .or_else(|| TAGS.iter().find(|known| primary(known) == primary(tag)))
            .map(|known| Self(known))
    }

    /// The best of the languages in an `Accept-Language` header.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut wanted: Vec<(f32, &str)> = header
            .split(',')
            .filter_map(|range| {
                let mut parts = range.split(';');
                let tag = parts.next()?.trim();
                let weight = parts
                    .find_map(|part| part.trim().strip_prefix("q="))
                    .and_then(|q| q.parse().ok())
                    .unwrap_or(1.0);
                Some((weight, tag))
            })
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.into_iter().find_map(|(_, tag)| Self::of_tag(tag))
    }

    /// The language of a request: query parameter `locale`, then `Accept-Language`, then English.
    pub fn of_request(headers: &http::HeaderMap, locale: Option<&str>) -> Self {
        let accepted = || {
            let header = headers.get(http::header::ACCEPT_LANGUAGE)?;
            Self::accepted(header.to_str().ok()?)
        };
        locale
            .and_then(Self::of_tag)
            .or_else(accepted)
            .unwrap_or(Self::ENGLISH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_known_language_wins() {
        let tag = |header| Language::accepted(header).map(Language::tag);
        assert_eq!(tag("fr-CA,fr;q=0.9"), Some("fr"));
        assert_eq!(tag("de-DE,de;q=0.8"), Some("de"));
        assert_eq!(tag("en;q=0.5, zh-TW"), Some("zh-TW"));
        assert_eq!(tag("xx, pt;q=0.1"), Some("pt-BR"));
        assert_eq!(tag("xx"), None);
        assert_eq!(tag(""), None);
    }
}
