//! The store of a user agent (RFC 6265bis section 5.7): what may be stored, and what travels when.

use jiff::{SignedDuration, Timestamp};
use url::{Host, Url};

use super::{
    set_cookie::{SameSite, SetCookie},
    site::{is_public_suffix, is_trustworthy, same_site},
};
use crate::drive::agent::Cookie;

/// The longest life a cookie gets (RFC 6265bis section 5.5): 400 days.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How long Chrome lets a cookie without `SameSite` travel with a cross-site POST.
const GRACE: SignedDuration = SignedDuration::from_mins(2);

/// How a top-level navigation came about, which decides whether `SameSite` cookies travel.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    /// The page that led there; none when the address was typed.
    pub initiator: Option<&'a Url>,
    /// Whether the method is safe (GET, HEAD): RFC 9110 section 9.2.1.
    pub safe: bool,
}

impl Visit<'_> {
    /// As if typed into the address bar: nothing is cross-site.
    pub const TYPED: Visit<'static> = Visit {
        initiator: None,
        safe: true,
    };
}

/// Why a cookie was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The header says nothing that is a cookie, or is too long, or holds control characters.
    #[error("not a cookie")]
    Malformed,
    /// The host does not belong to the `Domain`.
    #[error("its Domain is not this host's")]
    ForeignDomain,
    /// The `Domain` is shared by strangers.
    #[error("its Domain is a public suffix")]
    PublicSuffix,
    /// `Secure` over a connection that is not.
    #[error("it is Secure and the connection is not")]
    InsecureOrigin,
    /// A `Secure` cookie of this name would be shadowed by one that is not.
    #[error("it would overlay a Secure cookie")]
    OverlaysSecure,
    /// `SameSite=None` without `Secure`.
    #[error("SameSite=None needs Secure")]
    NoneWithoutSecure,
    /// `__Host-` or `__Secure-` without what the name promises.
    #[error("its name's prefix promises more than its attributes hold")]
    BrokenPromise,
}

#[derive(Clone, Debug)]
struct Stored {
    name: String,
    value: String,
    domain: String,
    host_only: bool,
    path: String,
    expires: Option<Timestamp>,
    created: Timestamp,
    /// Creation in order: two cookies of one instant keep theirs.
    order: u64,
    secure: bool,
    http_only: bool,
    same_site: Option<SameSite>,
}

/// The cookies of one user agent. Ports do not matter to cookies.
#[derive(Clone, Debug, Default)]
pub struct Jar {
    cookies: Vec<Stored>,
    next: u64,
    strict_default: bool,
}

impl Jar {
    /// An empty jar with Chrome's defaults: a cookie without `SameSite` is `Lax`, but travels with a
    /// cross-site POST for its first two minutes.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty jar without those two minutes (Chrome's `SameSiteDefaultChecksMethodRigorously`).
    pub fn without_grace() -> Self {
        Self {
            strict_default: true,
            ..Self::default()
        }
    }

    /// Stores what a `Set-Cookie` header of an answer from `url` says. Answers to top-level
    /// navigations may set `SameSite` cookies whoever led there, so the visit does not matter.
    pub fn store(&mut self, header: &str, url: &Url, now: Timestamp) -> Result<(), Refused> {
        let cookie = SetCookie::parse(header).ok_or(Refused::Malformed)?;
        let host = host_of(url);
        let trusted = is_trustworthy(url);
        let domain = belongs_to(&cookie, url, &host)?;
        let path = cookie.path.clone().unwrap_or_else(|| default_path(url));
        if cookie.secure && !trusted {
            return Err(Refused::InsecureOrigin);
        }
        if cookie.same_site == Some(SameSite::None) && !cookie.secure {
            return Err(Refused::NoneWithoutSecure);
        }
        keeps_its_promise(&cookie, domain.is_none())?;
        let host_only = domain.is_none();
        let domain = domain.unwrap_or(host);
        if !cookie.secure && !trusted && self.overlays_secure(&cookie.name, &domain, &path) {
            return Err(Refused::OverlaysSecure);
        }

        let expires = expiry(&cookie, now);
        let same = |old: &Stored| {
            old.name == cookie.name
                && old.domain == domain
                && old.host_only == host_only
                && old.path == path
        };
        let replaced = self
            .cookies
            .iter()
            .position(same)
            .map(|at| self.cookies.remove(at));
        if expires.is_some_and(|at| at <= now) {
            return Ok(());
        }
        let order = replaced.as_ref().map_or(self.next, |old| old.order);
        self.next += 1;
        self.cookies.push(Stored {
            name: cookie.name,
            value: cookie.value,
            domain,
            host_only,
            path,
            expires,
            created: replaced.map_or(now, |old| old.created),
            order,
            secure: cookie.secure,
            http_only: cookie.http_only,
            same_site: cookie.same_site,
        });
        Ok(())
    }

    /// The `Cookie` header of a request, or nothing when none travels.
    pub fn header(&self, url: &Url, visit: Visit<'_>, now: Timestamp) -> Option<String> {
        let pairs: Vec<String> = self
            .fitting(url, now)
            .into_iter()
            .filter(|cookie| self.travels(cookie, url, visit, now))
            .map(|cookie| match cookie.name.as_str() {
                "" => cookie.value.clone(),
                name => format!("{name}={}", cookie.value),
            })
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The cookies that belong to an address, in the order in which they would be sent.
    pub fn cookies(&self, url: &Url, now: Timestamp) -> Vec<Cookie> {
        self.fitting(url, now)
            .into_iter()
            .map(|cookie| Cookie {
                name: cookie.name.clone(),
                value: cookie.value.clone(),
                domain: cookie.domain.clone(),
                path: cookie.path.clone(),
                http_only: cookie.http_only,
                secure: cookie.secure,
                same_site: cookie.same_site.map(|same| same.as_str().to_owned()),
            })
            .collect()
    }

    /// Section 5.8.3 without the question of `SameSite`: longer paths first, then older cookies.
    fn fitting(&self, url: &Url, now: Timestamp) -> Vec<&Stored> {
        let (host, trusted) = (host_of(url), is_trustworthy(url));
        let mut fitting: Vec<&Stored> = self
            .cookies
            .iter()
            .filter(|cookie| cookie.expires.is_none_or(|at| at > now))
            .filter(|cookie| {
                if cookie.host_only {
                    cookie.domain == host
                } else {
                    domain_matches(&host, &cookie.domain)
                }
            })
            .filter(|cookie| path_matches(url.path(), &cookie.path))
            .filter(|cookie| trusted || !cookie.secure)
            .collect();
        fitting.sort_by_key(|cookie| (std::cmp::Reverse(cookie.path.len()), cookie.order));
        fitting
    }

    fn travels(&self, cookie: &Stored, url: &Url, visit: Visit<'_>, now: Timestamp) -> bool {
        if visit.initiator.is_none_or(|from| same_site(from, url)) {
            return true;
        }
        match cookie.same_site {
            Some(SameSite::None) => true,
            Some(SameSite::Lax) => visit.safe,
            Some(SameSite::Strict) => false,
            None => visit.safe || (!self.strict_default && now < cookie.created + GRACE),
        }
    }

    /// "Leave Secure cookies alone": section 5.7, step 16.
    fn overlays_secure(&self, name: &str, domain: &str, path: &str) -> bool {
        self.cookies.iter().any(|old| {
            old.secure
                && old.name == name
                && (domain_matches(&old.domain, domain) || domain_matches(domain, &old.domain))
                && path_matches(path, &old.path)
        })
    }
}

/// The domain a cookie is for, or nothing when it is for this host only.
fn belongs_to(cookie: &SetCookie, url: &Url, host: &str) -> Result<Option<String>, Refused> {
    let Some(domain) = &cookie.domain else {
        return Ok(None);
    };
    if !matches!(url.host(), Some(Host::Domain(_))) || is_public_suffix(domain) {
        // An address or a public suffix may only speak for itself.
        return match domain == host {
            true => Ok(None),
            false if is_public_suffix(domain) => Err(Refused::PublicSuffix),
            false => Err(Refused::ForeignDomain),
        };
    }
    if domain_matches(host, domain) {
        Ok(Some(domain.clone()))
    } else {
        Err(Refused::ForeignDomain)
    }
}

/// `__Secure-` and `__Host-` (section 4.1.3), in any case.
fn keeps_its_promise(cookie: &SetCookie, host_only: bool) -> Result<(), Refused> {
    let name = cookie.name.to_ascii_lowercase();
    let nameless = cookie.name.is_empty()
        && ["__secure-", "__host-"]
            .iter()
            .any(|prefix| cookie.value.to_ascii_lowercase().starts_with(prefix));
    let secure = !name.starts_with("__secure-") || cookie.secure;
    let host = !name.starts_with("__host-")
        || (cookie.secure
            && host_only
            && cookie.domain.is_none()
            && cookie.path.as_deref() == Some("/"));
    if nameless || !secure || !host {
        Err(Refused::BrokenPromise)
    } else {
        Ok(())
    }
}

/// Whether a cookie that somebody else keeps belongs to an address. A host cannot be told from its
/// domain there, so a subdomain counts.
pub(crate) fn applies(cookie: &Cookie, url: &Url) -> bool {
    domain_matches(&host_of(url), &cookie.domain)
        && path_matches(url.path(), &cookie.path)
        && (is_trustworthy(url) || !cookie.secure)
}

/// When a cookie ends; nothing when it lasts as long as the agent.
fn expiry(cookie: &SetCookie, now: Timestamp) -> Option<Timestamp> {
    let latest = now + LONGEST_LIFE;
    match cookie.max_age {
        Some(age) if age <= 0 => Some(Timestamp::MIN),
        Some(age) => Some(
            now.checked_add(SignedDuration::from_secs(age))
                .unwrap_or(latest)
                .min(latest),
        ),
        None => cookie.expires.map(|at| at.min(latest)),
    }
}

fn host_of(url: &Url) -> String {
    url.host_str()
        .unwrap_or_default()
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned()
}

/// Section 5.1.3; the caller has seen to it that addresses only match themselves.
fn domain_matches(host: &str, domain: &str) -> bool {
    host == domain
        || (host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
            && host.parse::<std::net::IpAddr>().is_err())
}

/// Section 5.1.4.
fn path_matches(path: &str, cookie: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

/// Section 5.1.4: the directory of the address.
fn default_path(url: &Url) -> String {
    match url.path().rsplit_once('/') {
        None | Some(("", _)) => "/".to_owned(),
        Some((directory, _)) => directory.to_owned(),
    }
}

#[cfg(test)]
mod tests;
