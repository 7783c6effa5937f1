//! The `Set-Cookie` header as a browser reads it (RFC 6265bis section 5.6; dates: section 5.1.1).

use jiff::{Timestamp, civil, tz::TimeZone};

/// Names and values together may be this long (RFC 6265bis section 5.6, step 5).
const LONGEST_PAIR: usize = 4096;
/// A longer attribute value is ignored (step 6 of the attributes).
const LONGEST_ATTRIBUTE: usize = 1024;

/// When a cookie travels with a cross-site request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Never.
    Strict,
    /// With top-level navigations by a safe method.
    Lax,
    /// Always; needs `Secure`.
    None,
}

impl SameSite {
    /// The attribute's value as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "Strict",
            Self::Lax => "Lax",
            Self::None => "None",
        }
    }
}

/// What one header says, before it is decided whether it may be stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetCookie {
    /// The name; may be empty.
    pub name: String,
    /// The value; quotes are part of it.
    pub value: String,
    /// `Domain`, in lower case, without a leading dot. Empty as written counts as absent.
    pub domain: Option<String>,
    /// `Path`, where it starts with a slash.
    pub path: Option<String>,
    /// `Max-Age`, in seconds; it wins over `expires`.
    pub max_age: Option<i64>,
    /// `Expires`.
    pub expires: Option<Timestamp>,
    /// `Secure`.
    pub secure: bool,
    /// `HttpOnly`.
    pub http_only: bool,
    /// `SameSite`; absent also when its value is none of the three.
    pub same_site: Option<SameSite>,
}

impl SetCookie {
    /// Reads a header's value; nothing when a browser would ignore all of it.
    pub fn parse(header: &str) -> Option<Self> {
        if header
            .bytes()
            .any(|byte| (byte < 0x20 && byte != b'\t') || byte == 0x7f)
        {
            return None;
        }
        let mut parts = header.split(';');
        let pair = parts.next().unwrap_or_default();
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        let (name, value) = (blank_trimmed(name), blank_trimmed(value));
        if (name.is_empty() && value.is_empty()) || name.len() + value.len() > LONGEST_PAIR {
            return None;
        }
        let mut cookie = Self {
            name: name.into(),
            value: value.into(),
            ..Self::default()
        };
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = blank_trimmed(value);
            if value.len() <= LONGEST_ATTRIBUTE {
                cookie.take(&blank_trimmed(name).to_ascii_lowercase(), value);
            }
        }
        Some(cookie)
    }

    /// Takes one attribute; of several, the last counts.
    fn take(&mut self, name: &str, value: &str) {
        match name {
            "expires" => self.expires = date(value).or(self.expires),
            "max-age" => self.max_age = seconds(value).or(self.max_age),
            "domain" => {
                let domain = value
                    .strip_prefix('.')
                    .unwrap_or(value)
                    .to_ascii_lowercase();
                self.domain = (!domain.is_empty()).then_some(domain);
            }
            "path" => self.path = value.starts_with('/').then(|| value.to_owned()),
            "secure" => self.secure = true,
            "httponly" => self.http_only = true,
            "samesite" => {
                self.same_site = match value.to_ascii_lowercase().as_str() {
                    "strict" => Some(SameSite::Strict),
                    "lax" => Some(SameSite::Lax),
                    "none" => Some(SameSite::None),
                    _ => None,
                };
            }
            _ => {}
        }
    }
}

fn blank_trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// `Max-Age`: digits with an optional minus; more than fits is forever.
fn seconds(value: &str) -> Option<i64> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(value.parse().unwrap_or(if value.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    }))
}

/// A cookie date: time, day, month and year in any order, whatever is between them.
fn date(value: &str) -> Option<Timestamp> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    let delimiter = |c: char| !(c.is_ascii_alphanumeric() || c == ':' || !c.is_ascii());
    for token in value.split(delimiter).filter(|token| !token.is_empty()) {
        if time.is_none() && token.contains(':') {
            time = clock_time(token);
        } else if day.is_none() && (1..=2).contains(&leading_digits(token)) {
            day = digits(&token[..leading_digits(token)]);
        } else if month.is_none() && month_of(token).is_some() {
            month = month_of(token);
        } else if year.is_none() && (2..=4).contains(&leading_digits(token)) {
            year = digits(&token[..leading_digits(token)]);
        }
    }
    let year = match year? {
        short @ 70..=99 => short + 1900,
        short @ 0..=69 => short + 2000,
        full => full,
    };
    if year < 1601 {
        return None;
    }
    let (hour, minute, second) = time?;
    let day = i8::try_from(day?).ok()?;
    let moment = civil::DateTime::new(year, month?, day, hour, minute, second, 0).ok()?;
    // The last hours of the year 9999, a favourite of servers, are past the end of jiff's time.
    Some(
        moment
            .to_zoned(TimeZone::UTC)
            .map_or(Timestamp::MAX, |zoned| zoned.timestamp()),
    )
}

fn digits(token: &str) -> Option<i16> {
    token.parse().ok()
}

fn leading_digits(token: &str) -> usize {
    token.bytes().take_while(u8::is_ascii_digit).count()
}

fn month_of(token: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let start = token.get(..3)?.to_ascii_lowercase();
    MONTHS
        .iter()
        .position(|month| *month == start)
        .and_then(|at| i8::try_from(at + 1).ok())
}

fn clock_time(token: &str) -> Option<(i8, i8, i8)> {
    let mut fields = token.splitn(3, ':').map(|field| {
        let length = leading_digits(field);
        (1..=2)
            .contains(&length)
            .then(|| field[..length].parse().ok())
            .flatten()
    });
    Some((fields.next()??, fields.next()??, fields.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs() {
        for (header, pair) in [
            ("a=b", Some(("a", "b"))),
            (" a = b ; Path=/", Some(("a", "b"))),
            ("a=b=c", Some(("a", "b=c"))),
            ("a=\"quoted value\"", Some(("a", "\"quoted value\""))),
            ("a=", Some(("a", ""))),
            ("=b", Some(("", "b"))),
            ("b", Some(("", "b"))),
            ("", None),
            ("=", None),
            ("; Path=/", None),
            ("a=b\u{7}", None),
            ("a=b\tc", Some(("a", "b\tc"))),
        ] {
            let read = SetCookie::parse(header);
            let read = read
                .as_ref()
                .map(|cookie| (cookie.name.as_str(), cookie.value.as_str()));
            assert_eq!(read, pair, "{header:?}");
        }
        assert_eq!(
            SetCookie::parse(&format!("a={}", "x".repeat(LONGEST_PAIR))),
            None
        );
    }

    #[test]
    fn attributes() {
        let all = SetCookie::parse(
            "_session=v; path=/; DOMAIN=.Example.COM; Secure; httponly; SameSite=lax; max-age=60",
        );
        let expected = SetCookie {
            name: "_session".into(),
            value: "v".into(),
            domain: Some("example.com".into()),
            path: Some("/".into()),
            max_age: Some(60),
            expires: None,
            secure: true,
            http_only: true,
            same_site: Some(SameSite::Lax),
        };
        assert_eq!(all, Some(expected));
        for (header, expected) in [
            (
                "a=b; Path=x",
                SetCookie {
                    path: None,
                    ..SetCookie::default()
                },
            ),
            (
                "a=b; Domain=",
                SetCookie {
                    domain: None,
                    ..SetCookie::default()
                },
            ),
            (
                "a=b; SameSite=odd",
                SetCookie {
                    same_site: None,
                    ..SetCookie::default()
                },
            ),
            (
                "a=b; Max-Age=1x",
                SetCookie {
                    max_age: None,
                    ..SetCookie::default()
                },
            ),
            (
                "a=b; Max-Age=-1",
                SetCookie {
                    max_age: Some(-1),
                    ..SetCookie::default()
                },
            ),
            (
                "a=b; Path=/1; Path=/2",
                SetCookie {
                    path: Some("/2".into()),
                    ..SetCookie::default()
                },
            ),
            (
                "a=b; Max-Age=99999999999999999999",
                SetCookie {
                    max_age: Some(i64::MAX),
                    ..SetCookie::default()
                },
            ),
        ] {
            let expected = SetCookie {
                name: "a".into(),
                value: "b".into(),
                ..expected
            };
            assert_eq!(SetCookie::parse(header), Some(expected), "{header}");
        }
    }

    #[test]
    fn dates() {
        for (text, read) in [
            (
                "Thu, 01 Jan 1970 00:00:00 GMT",
                Some("1970-01-01T00:00:00Z"),
            ),
            (
                "Wed, 21-Oct-2015 07:28:00 GMT",
                Some("2015-10-21T07:28:00Z"),
            ),
            (
                "Sunday, 06-Nov-94 08:49:37 GMT",
                Some("1994-11-06T08:49:37Z"),
            ),
            ("Sun Nov  6 08:49:37 1994", Some("1994-11-06T08:49:37Z")),
            ("1 January 69 1:2:3", Some("2069-01-01T01:02:03Z")),
            ("31 Feb 2020 00:00:00", None),
            ("01 Jan 1500 00:00:00", None),
            ("01 Jan 2020 24:00:00", None),
            ("01 Jan 2020", None),
            ("tomorrow", None),
        ] {
            assert_eq!(date(text), read.map(|at| at.parse().unwrap()), "{text}");
        }
    }
}
