//! Secrets in places where they have no business: a code or token in a cookie, in what the app prints.

use std::io::Read;

use base64::{
    Engine,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use flate2::read::ZlibDecoder;

use super::{evidence::Evidence, judge::Wrong};
use crate::expectation::SecretPlace;

/// Shorter runs of base64 hold no token.
const SHORTEST: usize = 24;
/// So much is decompressed: many times what a cookie can hold.
const LONGEST: u64 = 256 * 1024;

pub(super) fn judge(place: SecretPlace, evidence: &Evidence) -> Option<Wrong> {
    let texts: Vec<(String, &str)> = match place {
        SecretPlace::Log => {
            let lines = evidence.log.iter();
            lines
                .map(|line| ("what the app prints".to_owned(), line.as_str()))
                .collect()
        }
        SecretPlace::Cookies => {
            let cookies = evidence.cookies.iter();
            cookies
                .map(|cookie| (format!("the cookie {}", cookie.name), cookie.value.as_str()))
                .collect()
        }
    };
    let secrets = secrets(evidence);
    texts.iter().find_map(|(place, text)| {
        let kind = held(text, &secrets)?;
        let expected = format!("no secret in {place}");
        Some(Wrong::new(expected, format!("{kind} is in {place}")))
    })
}

/// What is between the provider and the app: what it issued to it, and the client's secret.
fn secrets(evidence: &Evidence) -> Vec<(String, &str)> {
    let issued = evidence.requests.iter().flat_map(|one| &one.issued);
    let client = evidence.client_secrets.iter();
    issued
        .filter(|issued| KINDS.contains(&issued.kind.as_str()))
        .map(|issued| {
            let words = issued
                .kind
                .replace('-', " ")
                .replace("id token", "ID token");
            let article = if words.starts_with(['a', 'I']) {
                "an"
            } else {
                "a"
            };
            (format!("{article} {words}"), issued.value.as_str())
        })
        .chain(client.map(|secret| ("the client secret".to_owned(), secret.as_str())))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// What an app is given.
const KINDS: [&str; 4] = [
    "authorization-code",
    "access-token",
    "refresh-token",
    "id-token",
];

/// Which of these a text holds: as it is, or in base64, compressed or not, as sessions that live in a cookie are often
/// written.
fn held(text: &str, secrets: &[(String, &str)]) -> Option<String> {
    let inner: Vec<String> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || "-_+/".contains(c)))
        .filter(|run| run.len() >= SHORTEST)
        .filter_map(decoded)
        .collect();
    let inside = |secret: &str| {
        let mut texts = std::iter::once(text).chain(inner.iter().map(String::as_str));
        texts.any(|text| text.contains(secret))
    };
    secrets
        .iter()
        .find(|(_, value)| inside(value))
        .map(|(kind, _)| kind.clone())
}

fn decoded(run: &str) -> Option<String> {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabets = [base64::alphabet::URL_SAFE, base64::alphabet::STANDARD];
    alphabets.iter().find_map(|alphabet| {
        let engine = GeneralPurpose::new(alphabet, lenient);
        let bytes = engine.decode(run).ok()?;
        let bytes = inflated(&bytes).unwrap_or(bytes);
        Some(String::from_utf8_lossy(&bytes).into_owned())
    })
}

/// What was compressed with zlib (RFC 1950).
fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut decoder = ZlibDecoder::new(bytes).take(LONGEST);
    decoder.read_to_end(&mut plain).ok()?;
    Some(plain)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use flate2::{Compression, read::ZlibEncoder};

    use super::*;
    use crate::{
        check::CookieSeen,
        result::{Exchange, Issued},
    };

    const TOKEN: &str = "opaque-access-token-1";

    fn evidence(cookie: &str, line: &str) -> Evidence {
        Evidence {
            cookies: vec![CookieSeen {
                name: "session".into(),
                value: cookie.into(),
                path: "/".into(),
                http_only: true,
                secure: false,
                same_site: None,
            }],
            log: vec!["listening".into(), line.into()],
            client_secrets: vec!["client-secret".into()],
            requests: vec![Exchange {
                issued: vec![
                    Issued {
                        kind: "access-token".into(),
                        value: TOKEN.into(),
                        claims: None,
                    },
                    Issued {
                        kind: "session".into(),
                        value: "the-provider-s-own".into(),
                        claims: None,
                    },
                ],
                ..Exchange::default()
            }],
            ..Evidence::default()
        }
    }

    fn compressed(text: &str) -> Vec<u8> {
        let mut compressed = Vec::new();
        ZlibEncoder::new(text.as_bytes(), Compression::best())
            .read_to_end(&mut compressed)
            .unwrap();
        compressed
    }

    #[test]
    fn secrets_are_found_as_they_are_and_in_base64() {
        let json = format!(r#"{{"user":1,"token":"{TOKEN}"}}"#);
        let cases = [
            ("opaque", None),
            ("the-provider-s-own", None),
            (TOKEN, Some("an access token is in the cookie session")),
            (
                &format!("s:{}.signature", URL_SAFE_NO_PAD.encode(&json)),
                Some("an access token is in the cookie session"),
            ),
            (
                &STANDARD.encode(&json),
                Some("an access token is in the cookie session"),
            ),
            (
                &format!(".{}.signature", URL_SAFE_NO_PAD.encode(compressed(&json))),
                Some("an access token is in the cookie session"),
            ),
            (
                "client-secret",
                Some("the client secret is in the cookie session"),
            ),
        ];
        for (cookie, found) in cases {
            let wrong = judge(SecretPlace::Cookies, &evidence(cookie, ""));
            assert_eq!(
                wrong.map(|wrong| wrong.actual).as_deref(),
                found,
                "{cookie}"
            );
        }
    }

    #[test]
    fn the_log_and_the_cookies_are_places_of_their_own() {
        let seen = evidence("x", &format!("GET /?token={TOKEN} 200"));
        assert!(judge(SecretPlace::Cookies, &seen).is_none());
        let wrong = judge(SecretPlace::Log, &seen).unwrap();
        assert_eq!(wrong.actual, "an access token is in what the app prints");
    }
}
