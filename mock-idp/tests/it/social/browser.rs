//! A browser without scripts: cookies, redirects, forms.

use std::collections::BTreeMap;

use mock_idp::{MockIdp, Seed};
use scraper::{Html, Selector};
use url::{Url, form_urlencoded::Serializer};

/// Where the application would be; nothing listens there.
const APP: &str = "http://localhost:3000/";

/// A tenant with this sign-in experience; `carol` is at Hugging Face only, `alice` is in both.
pub(super) async fn tenant(experience: &str) -> MockIdp {
    let seed = format!(
        "
applications:
  web: {{ type: Traditional, secret: web-secret, redirectUris: ['{APP}callback'] }}
users:
  alice: {{ password: wonderland, primaryEmail: alice@example.com, name: Alice }}
connectors:
  huggingface: {{ clientId: hf-client, clientSecret: hf-secret, scope: profile email }}
signInExperience: {experience}
huggingface:
  apps: {{ hf-client: {{ name: Bookstore, secret: hf-secret, scopes: [profile, email] }} }}
  users:
    alice-hf: {{ email: alice@example.com, fullname: Alice Liddell }}
    carol-hf: {{ email: carol@example.com, fullname: Carol Smith, password: sesame }}
"
    );
    let seed = Seed::from_yaml(&seed, "seed.yaml").unwrap();
    MockIdp::start(seed).await.unwrap()
}

/// A browser in front of a tenant.
pub(super) struct Browser<'a> {
    mock: &'a MockIdp,
    http: reqwest::Client,
    cookies: BTreeMap<String, String>,
    /// Where it is.
    pub(super) url: Url,
    /// What it shows.
    page: String,
}

impl<'a> Browser<'a> {
    pub(super) fn new(mock: &'a MockIdp) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build();
        Self {
            mock,
            http: http.unwrap(),
            cookies: BTreeMap::new(),
            url: Url::parse(APP).unwrap(),
            page: String::new(),
        }
    }

    /// Starts signing in at the application.
    pub(super) async fn open_app(&mut self) {
        let query = query(&[
            ("client_id", "web"),
            ("redirect_uri", &format!("{APP}callback")),
            ("response_type", "code"),
            ("scope", "openid profile email identities"),
            ("state", "st4te"),
        ]);
        let address = format!("{}/oidc/auth?{query}", self.mock.logto_url());
        self.go(Url::parse(&address).unwrap(), None).await;
    }

    /// The page's text, white space folded.
    pub(super) fn text(&self) -> String {
        let page = Html::parse_document(&self.page);
        let body = Selector::parse("body").unwrap();
        let words = page.select(&body).flat_map(|body| body.text());
        let words: Vec<_> = words.flat_map(str::split_whitespace).collect();
        words.join(" ")
    }

    /// Fills in the form whose button has this text, and presses it.
    pub(super) async fn press(&mut self, button: &str, typed: &[(&str, &str)]) {
        let (address, mut form) = {
            let page = Html::parse_document(&self.page);
            let forms = Selector::parse("form").unwrap();
            let buttons = Selector::parse("button").unwrap();
            let (form, pressed) = page
                .select(&forms)
                .flat_map(|form| form.select(&buttons).map(move |button| (form, button)))
                .find(|(_, found)| found.text().collect::<String>().trim() == button)
                .unwrap_or_else(|| panic!("no button `{button}` on {}: {}", self.url, self.text()));
            let mut fields = Vec::new();
            let hidden = Selector::parse("input[type=hidden][name]").unwrap();
            for input in form.select(&hidden).chain([pressed]) {
                if let Some(name) = input.attr("name") {
                    let value = input.attr("value").unwrap_or_default();
                    fields.push((name.to_owned(), value.to_owned()));
                }
            }
            let action = form.attr("action").unwrap_or(self.url.as_str());
            (self.url.join(action).unwrap(), fields)
        };
        form.extend(
            typed
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
        );
        self.go(address, Some(form)).await;
    }

    /// The code that the application got.
    #[track_caller]
    pub(super) fn code(&self) -> String {
        assert!(
            self.url.as_str().starts_with(APP),
            "{} {}",
            self.url,
            self.text()
        );
        let mut params = self.url.query_pairs();
        params
            .find(|(name, _)| name == "code")
            .unwrap()
            .1
            .into_owned()
    }

    /// What Logto tells the application of the user.
    pub(super) async fn user(&self) -> serde_json::Value {
        let form = query(&[
            ("grant_type", "authorization_code"),
            ("code", &self.code()),
            ("redirect_uri", &format!("{APP}callback")),
        ]);
        let token = self
            .http
            .post(format!("{}/oidc/token", self.mock.logto_url()))
            .basic_auth("web", Some("web-secret"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let token = read(token).await["access_token"]
            .as_str()
            .unwrap()
            .to_owned();
        let me = format!("{}/oidc/me", self.mock.logto_url());
        read(self.http.get(me).bearer_auth(token)).await
    }

    async fn go(&mut self, url: Url, form: Option<Vec<(String, String)>>) {
        let (mut url, mut form) = (url, form);
        for _ in 0..12 {
            if url.as_str().starts_with(APP) {
                (self.url, self.page) = (url, String::new());
                return;
            }
            let request = match form.take() {
                None => self.http.get(url.clone()),
                Some(form) => self
                    .http
                    .post(url.clone())
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(Serializer::new(String::new()).extend_pairs(form).finish()),
            };
            let cookies: Vec<_> = self
                .cookies
                .iter()
                .map(|(n, v)| format!("{n}={v}"))
                .collect();
            let answer = request
                .header("cookie", cookies.join("; "))
                .send()
                .await
                .unwrap();
            for line in answer.headers().get_all("set-cookie") {
                let pair = line.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            self.cookies.retain(|_, value| !value.is_empty());
            let Some(next) = answer.headers().get("location") else {
                self.url = url;
                self.page = answer.text().await.unwrap();
                return;
            };
            url = url.join(next.to_str().unwrap()).unwrap();
        }
        panic!("too many redirects, last to {url}");
    }
}

async fn read(request: reqwest::RequestBuilder) -> serde_json::Value {
    let text = request.send().await.unwrap().text().await.unwrap();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"))
}

fn query(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}
