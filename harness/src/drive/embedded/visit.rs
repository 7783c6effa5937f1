//! Visits: one navigation from its first request to the document, as a browser makes it.
//!
//! Redirects are followed by hand (Fetch 4.4: at most 20, and 301 and 302 turn POST into GET as
//! browsers do), cookies are kept, and what servers look at is sent along: `Referer`, `Origin`, and
//! the `Sec-Fetch` headers.

use reqwest::Method;
use url::{Origin, Url};

use super::referrer;
use crate::{
    clock::{self, Deadline},
    drive::{
        agent::AgentError,
        cookies::{Jar, Visit, site},
        wire::{Request, Response, Wire},
    },
};

/// As many redirects as browsers follow.
const MOST_REDIRECTS: usize = 20;

const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const USER_AGENT: &str = concat!(
    "Mozilla/5.0 (compatible; harness/",
    env!("CARGO_PKG_VERSION"),
    ")"
);

/// Where a visit goes, and what led there.
#[derive(Clone, Debug)]
pub(super) struct Going {
    pub(super) url: Url,
    /// Content type and body of a POST.
    pub(super) post: Option<(String, Vec<u8>)>,
    /// The page that leads there; none when the address was typed.
    pub(super) from: Option<From>,
    /// Whether a person did it, rather than the page by itself.
    pub(super) by_hand: bool,
}

/// The page that leads somewhere.
#[derive(Clone, Debug)]
pub(super) struct From {
    pub(super) url: Url,
    /// Its referrer policy, as written.
    pub(super) policy: Option<String>,
}

/// Where a visit ended.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) url: Url,
    pub(super) response: Response,
}

/// Makes a visit. Nothing when the answer leaves the page where it is (204, a download).
pub(super) async fn visit(
    wire: &Wire,
    jar: &mut Jar,
    going: Going,
    deadline: Deadline,
) -> Result<Option<Arrived>, AgentError> {
    let Going {
        mut url,
        mut post,
        mut from,
        by_hand,
    } = going;
    let mut chain = Chain::new(from.as_ref(), &url);
    for _ in 0..=MOST_REDIRECTS {
        let request = request(&url, post.as_ref(), from.as_ref(), &chain, by_hand, jar);
        let response = wire.exchange(request, deadline.left()).await?;
        for (name, value) in &response.headers {
            if name == "set-cookie" {
                // A browser drops what it may not store without a word, too.
                let _ = jar.store(value, &url, clock::wall());
            }
        }
        let Some(next) = redirect(&url, &response)? else {
            let stays = matches!(response.status, 204 | 205)
                || response
                    .header("content-disposition")
                    .is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("attachment"));
            return Ok((!stays).then_some(Arrived { url, response }));
        };
        let drops_body = response.status == 303 || matches!(response.status, 301 | 302);
        if drops_body {
            post = None;
        }
        if let (Some(from), Some(policy)) = (&mut from, response.header("referrer-policy")) {
            from.policy = Some(policy.to_owned());
        }
        chain.step(&url, &next);
        url = next;
    }
    Err(AgentError::Unreachable {
        url: url.to_string(),
        cause: format!("more than {MOST_REDIRECTS} redirects"),
    })
}

/// Where a redirect leads; nothing when the answer is none. A fragment is inherited.
fn redirect(url: &Url, response: &Response) -> Result<Option<Url>, AgentError> {
    let is_redirect = matches!(response.status, 301 | 302 | 303 | 307 | 308);
    let Some(location) = response.header("location").filter(|_| is_redirect) else {
        return Ok(None);
    };
    let unreachable = |cause: String| AgentError::Unreachable {
        url: location.to_owned(),
        cause,
    };
    let mut next = url.join(location).map_err(|cause| {
        unreachable(format!(
            "{url} redirects there, and it is no address: {cause}"
        ))
    })?;
    if !matches!(next.scheme(), "http" | "https") {
        return Err(unreachable(format!(
            "{url} redirects there, and no browser opens {}: addresses",
            next.scheme()
        )));
    }
    if next.fragment().is_none() {
        next.set_fragment(url.fragment());
    }
    Ok(Some(next))
}

/// What a chain of redirects has been through: it decides `Origin` and `Sec-Fetch-Site`.
struct Chain {
    /// Whether the origin that started it may no longer be told.
    tainted: bool,
    site: SiteRelation,
    initiator: Option<Url>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum SiteRelation {
    None,
    SameOrigin,
    SameSite,
    CrossSite,
}

impl Chain {
    fn new(from: Option<&From>, url: &Url) -> Self {
        let initiator = from.map(|from| from.url.clone());
        let mut chain = Self {
            tainted: false,
            site: SiteRelation::None,
            initiator,
        };
        chain.relate(url);
        chain
    }

    fn step(&mut self, url: &Url, next: &Url) {
        let from = self.initiator.as_ref().map(Url::origin);
        self.tainted |= url.origin() != next.origin() && from != Some(url.origin());
        self.relate(next);
    }

    fn relate(&mut self, url: &Url) {
        let Some(from) = &self.initiator else { return };
        let relation = if from.origin() == url.origin() {
            SiteRelation::SameOrigin
        } else if site::same_site(from, url) {
            SiteRelation::SameSite
        } else {
            SiteRelation::CrossSite
        };
        self.site = self.site.max(relation);
    }
}

fn request(
    url: &Url,
    post: Option<&(String, Vec<u8>)>,
    from: Option<&From>,
    chain: &Chain,
    by_hand: bool,
    jar: &Jar,
) -> Request {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &str| headers.push((name.to_owned(), value.to_owned()));
    add("user-agent", USER_AGENT);
    add("accept", ACCEPT);
    add("accept-language", "en-US,en;q=0.9");
    add("upgrade-insecure-requests", "1");
    if site::is_trustworthy(url) {
        add(
            "sec-fetch-site",
            match chain.site {
                SiteRelation::None => "none",
                SiteRelation::SameOrigin => "same-origin",
                SiteRelation::SameSite => "same-site",
                SiteRelation::CrossSite => "cross-site",
            },
        );
        add("sec-fetch-mode", "navigate");
        add("sec-fetch-dest", "document");
        if by_hand {
            add("sec-fetch-user", "?1");
        }
    }
    if let Some(referrer) = from.and_then(|from| referrer::header(from, url)) {
        add("referer", &referrer);
    }
    if let Some((kind, _)) = post {
        add("content-type", kind);
        if let Some(from) = from {
            let silent = from
                .policy
                .as_deref()
                .is_some_and(|p| referrer::policy(p) == "no-referrer");
            let origin = from.url.origin();
            let hidden = silent || chain.tainted || matches!(origin, Origin::Opaque(_));
            add(
                "origin",
                &if hidden {
                    "null".to_owned()
                } else {
                    origin.ascii_serialization()
                },
            );
        }
    }
    let visit = Visit {
        initiator: from.map(|from| &from.url),
        safe: post.is_none(),
    };
    if let Some(cookies) = jar.header(url, visit, clock::wall()) {
        add("cookie", &cookies);
    }
    let method = if post.is_some() {
        Method::POST
    } else {
        Method::GET
    };
    let body = post.map(|(_, body)| body.clone());
    Request {
        method,
        url: url.clone(),
        headers,
        body,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects() {
        let at = |status, location: &str| {
            let headers = vec![("location".to_owned(), location.to_owned())];
            let response = Response {
                status,
                headers,
                body: Vec::new(),
            };
            redirect(&Url::parse("http://h/a/b?c#frag").unwrap(), &response)
                .map(|next| next.map(String::from))
                .map_err(|error| error.to_string())
        };
        for (status, location, expected) in [
            (302, "x", Ok(Some("http://h/a/x#frag"))),
            (303, "/x#own", Ok(Some("http://h/x#own"))),
            (
                307,
                "http://other/?code=1",
                Ok(Some("http://other/?code=1#frag")),
            ),
            (200, "/x", Ok(None)),
            (304, "/x", Ok(None)),
            (
                302,
                "com.example.app://callback",
                Err(
                    "cannot open com.example.app://callback: http://h/a/b?c#frag redirects there, \
                     and no browser opens com.example.app: addresses",
                ),
            ),
            (
                302,
                "http://[",
                Err(
                    "cannot open http://[: http://h/a/b?c#frag redirects there, and it is no \
                     address: invalid IPv6 address",
                ),
            ),
        ] {
            let expected = expected
                .map(|url| url.map(str::to_owned))
                .map_err(str::to_owned);
            assert_eq!(at(status, location), expected);
        }
    }

    #[test]
    fn a_chain_remembers_whom_it_met() {
        let start = From {
            url: Url::parse("http://127.0.0.1:1/").unwrap(),
            policy: None,
        };
        let step = |chain: &mut Chain, a: &str, b: &str| {
            chain.step(&Url::parse(a).unwrap(), &Url::parse(b).unwrap());
        };
        let (own, other) = ("http://127.0.0.1:1/sign_in", "http://localhost:2/auth");
        let mut chain = Chain::new(Some(&start), &Url::parse(own).unwrap());
        assert!(chain.site == SiteRelation::SameOrigin);
        step(&mut chain, own, other);
        assert!(chain.site == SiteRelation::CrossSite && !chain.tainted);
        step(&mut chain, other, own);
        assert!(chain.site == SiteRelation::CrossSite && chain.tainted);
    }
}
