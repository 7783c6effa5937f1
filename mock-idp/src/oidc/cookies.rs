//! Signed cookies: reading, and the `Set-Cookie` lines of one answer.
//!
//! Every cookie has a companion `<name>.sig` with the same attributes: base64url of HMAC-SHA1 over
//! `<name>=<value>`. A cookie whose signature is missing or wrong counts as absent; a wrong one is
//! also cleared.

use std::borrow::Cow;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue, header::SET_COOKIE};

use super::exchange::Request;
use crate::base::clock::Moment;

/// The key that signs cookies.
#[derive(Clone, Debug)]
pub struct CookieKey(hmac::Key);

impl CookieKey {
    /// The key that this text is.
    pub fn new(text: &str) -> Self {
        let algorithm = hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY;
        Self(hmac::Key::new(algorithm, text.as_bytes()))
    }

    /// The value of `<name>.sig`: 27 characters.
    pub fn signature(&self, name: &str, value: &str) -> String {
        let mut signed = hmac::Context::with_key(&self.0);
        for part in [name, "=", value] {
            signed.update(part.as_bytes());
        }
        URL_SAFE_NO_PAD.encode(signed.sign())
    }
}

/// What a cookie says besides its value. `SameSite=Lax` and `Secure` on https are always said.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    /// The path.
    pub path: Cow<'a, str>,
    /// When it expires; absent: with the browser's session.
    pub expires: Option<Moment>,
    /// Whether scripts cannot read it.
    pub http_only: bool,
    /// Whether `expires` stands behind all other attributes, as it does for sessions.
    pub expires_last: bool,
}

impl<'a> Attributes<'a> {
    /// For the whole origin, hidden from scripts, until `expires`.
    pub fn until(expires: Moment) -> Self {
        Self {
            path: Cow::Borrowed("/"),
            expires: Some(expires),
            http_only: true,
            expires_last: false,
        }
    }

    /// For the whole origin, readable by scripts, until the browser is closed.
    pub fn readable() -> Self {
        Self {
            path: Cow::Borrowed("/"),
            expires: None,
            http_only: false,
            expires_last: false,
        }
    }

    /// The same at another path.
    #[must_use]
    pub fn at(mut self, path: impl Into<Cow<'a, str>>) -> Self {
        self.path = path.into();
        self
    }
}

/// The cookies of one request and its answer.
#[derive(Debug)]
pub struct Cookies<'a> {
    key: Option<&'a CookieKey>,
    secure: bool,
    /// The moment of the request; lifetimes count from it.
    pub now: Moment,
    written: Vec<(String, String)>,
}

/// What a request says about a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found<'a> {
    Absent,
    Forged,
    Good(&'a str),
}

impl<'a> Cookies<'a> {
    /// Cookies signed with `key`, if any, for an answer to a request at `origin`.
    pub fn new(key: Option<&'a CookieKey>, origin: &str, now: Moment) -> Self {
        Self {
            key,
            secure: origin.starts_with("https:"),
            now,
            written: Vec::new(),
        }
    }

    /// A cookie of the request with a good signature. A wrong signature is cleared.
    pub fn read<'r>(&mut self, request: &'r Request, name: &str) -> Option<&'r str> {
        match find(self.key, request, name) {
            Found::Good(value) => Some(value),
            Found::Absent => None,
            Found::Forged => {
                let name = format!("{name}.sig");
                let line =
                    format!("{name}=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly");
                self.push(name, line);
                None
            }
        }
    }

    /// Sets a cookie and its signature, in place of what this answer said of it before. A value that no
    /// header can carry to every browser (not printable ASCII) is left out.
    pub fn set(&mut self, name: &str, value: &str, attributes: &Attributes<'_>) {
        if !value.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            return;
        }
        let tail = self.tail(attributes);
        self.push(name.to_owned(), [name, "=", value, &tail].concat());
        if let Some(key) = self.key {
            let companion = [name, ".sig"].concat();
            let signature = key.signature(name, value);
            let line = [&companion, "=", &signature, &tail].concat();
            self.push(companion, line);
        }
    }

    /// Clears a cookie that was set with these attributes.
    pub fn clear(&mut self, name: &str, attributes: &Attributes<'_>) {
        let gone = Attributes {
            expires: Some(Moment(0)),
            expires_last: false,
            ..attributes.clone()
        };
        self.set(name, "", &gone);
    }

    /// Writes all lines to an answer's headers, in order.
    pub fn write_to(self, headers: &mut HeaderMap) {
        for (_, line) in self.written {
            if let Ok(line) = HeaderValue::from_bytes(line.as_bytes()) {
                headers.append(SET_COOKIE, line);
            }
        }
    }

    fn push(&mut self, name: String, line: String) {
        self.written.retain(|(written, _)| *written != name);
        self.written.push((name, line));
    }

    fn tail(&self, attributes: &Attributes<'_>) -> String {
        let date = attributes.expires.map(http_date).unwrap_or_default();
        let expires: &[&str] = if date.is_empty() {
            &[]
        } else {
            &["; expires=", &date]
        };
        let (early, late): (&[&str], &[&str]) = if attributes.expires_last {
            (&[], expires)
        } else {
            (expires, &[])
        };
        let secure = if self.secure { "; secure" } else { "" };
        let http_only = if attributes.http_only {
            "; httponly"
        } else {
            ""
        };
        let path = ["; path=", &attributes.path];
        let flags = ["; samesite=lax", secure, http_only];
        [&path, early, &flags, late].concat().concat()
    }
}

/// A cookie of the request with a good signature, where there is no answer to clear it in.
pub fn peek<'r>(key: Option<&CookieKey>, request: &'r Request, name: &str) -> Option<&'r str> {
    match find(key, request, name) {
        Found::Good(value) => Some(value),
        Found::Absent | Found::Forged => None,
    }
}

fn find<'r>(key: Option<&CookieKey>, request: &'r Request, name: &str) -> Found<'r> {
    let Some(value) = request.cookie(name) else {
        return Found::Absent;
    };
    let Some(key) = key else {
        return Found::Good(value);
    };
    let companion = request.cookie_named(|other| other.strip_suffix(".sig") == Some(name));
    match companion {
        None => Found::Absent,
        Some(given) if given == key.signature(name, value) => Found::Good(value),
        Some(_) => Found::Forged,
    }
}

/// A date as HTTP writes it (RFC 9110 section 5.6.7).
fn http_date(at: Moment) -> String {
    jiff::Timestamp::from_second(at.seconds())
        .ok()
        .and_then(|at| {
            jiff::fmt::rfc2822::DateTimePrinter::new()
                .timestamp_to_rfc9110_string(&at)
                .ok()
        })
        .unwrap_or_else(|| "Thu, 01 Jan 1970 00:00:00 GMT".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_cookie(line: &str) -> Request {
        Request::new(http::Method::GET, "http://localhost:3001", "/auth")
            .with_header(http::header::COOKIE, line)
    }

    fn lines(cookies: Cookies<'_>) -> String {
        let mut headers = HeaderMap::new();
        cookies.write_to(&mut headers);
        let lines: Vec<_> = headers
            .get_all(SET_COOKIE)
            .iter()
            .map(|line| line.to_str().unwrap())
            .collect();
        lines.join("\n")
    }

    #[test]
    fn lines_have_the_attributes_in_order_and_a_signature() {
        let now = Moment::from_seconds(1_785_000_000);
        let key = CookieKey::new("a-key");
        let mut cookies = Cookies::new(Some(&key), "https://id.example", now);
        let long = Attributes {
            expires_last: true,
            ..Attributes::until(now.plus_seconds(60))
        };
        cookies.set("_session", "jti", &long);
        cookies.set(
            "_interaction_resume",
            "uid",
            &Attributes::until(now).at("/oidc/auth/uid"),
        );
        cookies.set("_logto", "{}", &Attributes::readable());
        cookies.clear("_interaction", &long);
        cookies.clear("_logto", &Attributes::readable());
        insta::assert_snapshot!(lines(cookies), @"
        _session=jti; path=/; samesite=lax; secure; httponly; expires=Sat, 25 Jul 2026 17:21:00 GMT
        _session.sig=tbBuFa67gT3NJMXzNSaGTwNXYpc; path=/; samesite=lax; secure; httponly; expires=Sat, 25 Jul 2026 17:21:00 GMT
        _interaction_resume=uid; path=/oidc/auth/uid; expires=Sat, 25 Jul 2026 17:20:00 GMT; samesite=lax; secure; httponly
        _interaction_resume.sig=GQrJQfOOIMDDox2t6TCjZtAwluQ; path=/oidc/auth/uid; expires=Sat, 25 Jul 2026 17:20:00 GMT; samesite=lax; secure; httponly
        _interaction=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax; secure; httponly
        _interaction.sig=rNZFR59gIpj1h_dPjHyUzItlMpU; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax; secure; httponly
        _logto=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax; secure
        _logto.sig=WsBer7bpk9VSGjjkxVpAlbIPdu0; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax; secure
        ");
    }

    #[test]
    fn a_signature_is_checked_and_a_wrong_one_cleared() {
        let key = CookieKey::new("a-key");
        let mut cookies = Cookies::new(Some(&key), "http://localhost:3001", Moment(0));
        let signed = format!(
            "_session=x; _session.sig={}",
            key.signature("_session", "x")
        );
        assert_eq!(cookies.read(&with_cookie(&signed), "_session"), Some("x"));
        assert_eq!(cookies.read(&with_cookie("_session=x"), "_session"), None);
        let forged = with_cookie("_session=x; _session.sig=AAAAAAAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(cookies.read(&forged, "_session"), None);
        assert_eq!(peek(Some(&key), &forged, "_session"), None);
        insta::assert_snapshot!(lines(cookies), @"_session.sig=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly");
    }
}
