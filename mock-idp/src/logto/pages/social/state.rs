//! `state`: what ties a return to the visit that it belongs to.
//!
//! Logto's page keeps it in the browser's storage, together with the id of the verification and the
//! application; here a cookie holds it, for as long as Logto's fallback storage does (ten minutes). Several
//! visits may be on their way at a time.

use url::form_urlencoded;

use crate::oidc::{exchange::Request, params::Params};

const COOKIE: &str = "_logto_social_state";

/// How long a visit may take, in seconds.
const LIFETIME: i64 = 600;

/// So many visits are remembered; the oldest is forgotten first.
const VISITS: usize = 5;

/// A visit to another provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Going {
    pub state: String,
    pub connector_id: String,
    pub verification_id: String,
    /// The application that the person signs in to; empty where the page was not told.
    pub app_id: String,
}

impl Going {
    fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("state", &self.state)
            .append_pair("connector", &self.connector_id)
            .append_pair("verification", &self.verification_id)
            .append_pair("app", &self.app_id)
            .finish()
    }

    fn decode(text: &str) -> Option<Self> {
        let params = Params::decode(text);
        let get = |name| params.get(name).map(str::to_owned);
        Some(Self {
            state: get("state")?,
            connector_id: get("connector")?,
            verification_id: get("verification")?,
            app_id: get("app").unwrap_or_default(),
        })
    }
}

/// All visits that the browser has on their way.
fn all(request: &Request) -> Vec<Going> {
    let value = request.cookie(COOKIE).unwrap_or_default();
    value.split('|').filter_map(Going::decode).collect()
}

/// The visit that a return belongs to.
pub(super) fn find(request: &Request, connector_id: &str, state: &str) -> Option<Going> {
    all(request)
        .into_iter()
        .find(|going| going.state == state && going.connector_id == connector_id)
}

/// The `Set-Cookie` value that remembers one visit more.
pub(super) fn with(request: &Request, going: &Going) -> String {
    let mut visits = all(request);
    visits.push(going.clone());
    let from = visits.len().saturating_sub(VISITS);
    cookie(&visits[from..])
}

/// The `Set-Cookie` value that forgets a visit: a return counts once.
pub(super) fn without(request: &Request, state: &str) -> String {
    let mut visits = all(request);
    visits.retain(|going| going.state != state);
    cookie(&visits)
}

fn cookie(visits: &[Going]) -> String {
    let value: Vec<String> = visits.iter().map(Going::encode).collect();
    let lifetime = if visits.is_empty() { 0 } else { LIFETIME };
    format!(
        "{COOKIE}={}; path=/; max-age={lifetime}; samesite=lax; httponly",
        value.join("|")
    )
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    fn going(state: &str) -> Going {
        Going {
            state: state.into(),
            connector_id: "h&f|1".into(),
            verification_id: "v".into(),
            app_id: "a;b".into(),
        }
    }

    fn with_cookie(set: &str) -> Request {
        let mut request = Request::new(Method::GET, "http://op.example", "/");
        let pair = set.split(';').next().unwrap();
        request.headers.insert("cookie", pair.parse().unwrap());
        request
    }

    #[test]
    fn several_visits_are_on_their_way_and_each_returns_once() {
        let mut request = Request::new(Method::GET, "http://op.example", "/");
        for n in 0..=VISITS {
            request = with_cookie(&with(&request, &going(&format!("s{n}"))));
        }
        let found = |request: &Request, state| find(request, "h&f|1", state);
        assert_eq!(found(&request, "s0"), None);
        assert_eq!(found(&request, "s3"), Some(going("s3")));
        assert_eq!(find(&request, "other", "s3"), None);
        request = with_cookie(&without(&request, "s3"));
        assert_eq!(found(&request, "s3"), None);
        assert_eq!(found(&request, "s4"), Some(going("s4")));
    }
}
