//! A Hugging Face with a frozen clock and seeded ids, and a browser with one cookie.

use axum::{Router, body::Body, body::to_bytes};
use http::{HeaderMap, Request, StatusCode, header};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::base::{
    clock::{Clock, Moment},
    ids::Ids,
    journal::{Journal, Trace},
};
use crate::huggingface::{App, model::Seed, router};
use crate::oidc::params::Params;

const SEED: &str = "
apps:
  web: { name: Bookstore, secret: s3cret, scopes: [openid, profile, email, read-repos, read-memberships],
         redirectUris: ['https://app.example/cb'], homepage: 'https://app.example/', org: acme }
  cli: { name: Reader, scopes: [openid, profile], redirectUris: ['http://localhost/cb'] }
  hf-client: { secret: s, scopes: [profile, email] }
users:
  alice-hf: { email: alice@example.com, fullname: Alice Liddell, password: wonderland, isPro: true,
              orgs: [{ name: acme, fullname: Acme, role: admin, plan: enterprise, canPay: true }] }
  bob-hf: { email: bob@example.com }
";

pub(super) const WEB: &str = "/oauth/authorize?client_id=web&redirect_uri=https%3A%2F%2Fapp.example%2Fcb\
                              &response_type=code&scope=openid+profile+email&state=st4te&nonce=n0nce";

/// A provider and a browser.
pub(super) struct Site {
    router: Router,
    pub(super) clock: Clock,
    pub(super) cookie: Option<String>,
}

/// An answer, read to its end.
#[must_use]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    pub(super) trace: Trace,
}

impl Site {
    pub(super) fn new() -> Self {
        let seed: Seed = serde_saphyr::from_str(SEED).unwrap();
        let mut data = seed.into_data().unwrap();
        data.logto_origin = Some("http://localhost:3001".to_owned());
        let clock = Clock::frozen(Moment::from_seconds(1_900_000_000));
        let app = App::new(
            data,
            Ids::seeded(1),
            clock.clone(),
            Journal::default(),
            crate::base::tamper::Tampers::new(clock.clone()),
            "http://localhost:3003".to_owned(),
        );
        Self {
            router: router(app),
            clock,
            cookie: None,
        }
    }

    /// A site whose browser is signed in.
    pub(super) async fn signed_in(username: &str) -> Self {
        let mut site = Self::new();
        let form = [("username", username), ("password", "wonderland")];
        let answer = site.post("/login", &form).await;
        assert_eq!(answer.status, 303);
        site
    }

    pub(super) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub(super) async fn get_as(&mut self, path: &str, token: &str) -> Answer {
        let request = Request::get(path).header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(super) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.post_as(path, None, form).await
    }

    /// With an Authorization header.
    pub(super) async fn post_as(
        &mut self,
        path: &str,
        authorization: Option<&str>,
        form: &[(&str, &str)],
    ) -> Answer {
        let form = form.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let mut request =
            Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let body = Params::from_pairs(form).encode();
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(super) async fn send(&mut self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie {
            let cookie = cookie.parse().unwrap();
            request.headers_mut().insert(header::COOKIE, cookie);
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        if let Some(set) = parts.headers.get(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(pair.to_owned());
        }
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
            trace: parts.extensions.get::<Trace>().cloned().unwrap_or_default(),
        }
    }

    /// The code that the web application gets when the user agrees.
    pub(super) async fn code(&mut self, address: &str) -> String {
        let answer = self.post(address, &[("decision", "authorize")]).await;
        answer.sent_to("code")
    }

    /// The token answer for that code.
    pub(super) async fn tokens(&mut self, address: &str) -> Value {
        let code = self.code(address).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", "https://app.example/cb"),
        ];
        let answer = self.post_as("/oauth/token", Some(BASIC), &form).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }
}

/// `web:s3cret`.
pub(super) const BASIC: &str = "Basic d2ViOnMzY3JldA==";

impl Answer {
    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// Status and body, for snapshots.
    pub(super) fn short(&self) -> String {
        format!("{} {}", self.status.as_u16(), self.text)
    }

    #[track_caller]
    pub(super) fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// A parameter of the address that the browser is sent to.
    #[track_caller]
    pub(super) fn sent_to(&self, name: &str) -> String {
        assert_eq!(self.status, 303, "{}", self.text);
        let (_, query) = self.location().split_once('?').unwrap();
        Params::decode(query).get(name).unwrap().to_owned()
    }

    /// The page's text, white space folded.
    pub(super) fn page(&self) -> String {
        let page = scraper::Html::parse_document(&self.text);
        let main = scraper::Selector::parse("title, main").unwrap();
        let words = page
            .select(&main)
            .flat_map(|part| part.text().flat_map(str::split_whitespace).chain(["\n"]))
            .collect::<Vec<_>>();
        words.join(" ")
    }
}
