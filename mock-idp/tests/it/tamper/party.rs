//! A relying party and a browser without scripts, in front of a tenant whose provider lies.

use std::collections::BTreeMap;

use jsonwebtoken::{Algorithm, DecodingKey, TokenData, Validation, jwk::JwkSet};
use mock_idp::{MockIdp, Seed, journal::Entry};
use scraper::{Html, Selector};
use serde_json::Value;
use url::{Url, form_urlencoded::Serializer};

use super::arrival::Arrival;

/// Where the application would be; nothing listens there.
pub(super) const APP: &str = "http://127.0.0.1:9";

/// A tenant, the browser's cookies, and the application's HTTP client.
pub(super) struct Party {
    pub(super) mock: MockIdp,
    http: reqwest::Client,
    cookies: BTreeMap<String, String>,
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: http::HeaderMap,
    pub(super) body: String,
}

impl Answer {
    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    pub(super) fn header(&self, name: &str) -> &str {
        (self.headers.get(name)).map_or("", |value| value.to_str().unwrap())
    }
}

impl Party {
    /// A tenant with these tampers in its seed.
    pub(super) async fn start(tampers: &str) -> Self {
        let seed = format!(
            "
applications:
  web: {{ type: Traditional, secret: web-secret, redirectUris: ['{APP}/callback'],
         postLogoutRedirectUris: ['{APP}/bye'], backchannelLogoutUri: '{APP}/logout' }}
  other: {{ type: Traditional, secret: web-secret, redirectUris: ['{APP}/callback'] }}
users:
  alice: {{ password: wonderland, primaryEmail: alice@example.com, name: Alice }}
  bob: {{ password: wonderland, name: Bob }}
resources:
  https://api.example: {{ scopes: {{ read: Read }} }}
huggingface:
  apps: {{ hf: {{ name: Shop, secret: hf-secret, scopes: [openid, profile, email], redirectUris: ['{APP}/callback'] }} }}
  users: {{ alice-hf: {{ email: alice@example.com, fullname: Alice }} }}
tampers: {tampers}
"
        );
        let mock = MockIdp::start(Seed::from_yaml(&seed, "seed.yaml").unwrap()).await;
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build();
        Self {
            mock: mock.unwrap(),
            http: http.unwrap(),
            cookies: BTreeMap::new(),
        }
    }

    pub(super) fn logto(&self, path: &str) -> String {
        format!("{}{path}", self.mock.logto_url())
    }

    pub(super) fn huggingface(&self, path: &str) -> String {
        format!("{}{path}", self.mock.huggingface_url())
    }

    /// From here on another browser.
    pub(super) fn other_browser(&mut self) {
        self.cookies.clear();
    }

    /// Alice signs in to `web`; `more` are further parameters of the request.
    pub(super) async fn sign_in(&mut self, more: &[(&str, &str)]) -> Arrival {
        self.sign_in_as("alice", "web", more).await
    }

    /// Somebody signs in to some client.
    pub(super) async fn sign_in_as(
        &mut self,
        user: &str,
        client: &str,
        more: &[(&str, &str)],
    ) -> Arrival {
        let mut asked = vec![
            ("client_id", client),
            ("redirect_uri", "http://127.0.0.1:9/callback"),
            ("response_type", "code"),
            ("scope", "openid profile email offline_access"),
            ("prompt", "consent"),
            ("state", "st 4te"),
            ("nonce", "n0nce"),
        ];
        asked.extend(more);
        let start = self.logto(&format!("/oidc/auth?{}", form(&asked)));
        let typed = [("identifier", user), ("password", "wonderland")];
        self.browse(&start, &[("Sign in", &typed)]).await
    }

    /// Alice signs in to the Hugging Face application.
    pub(super) async fn sign_in_at_huggingface(&mut self) -> Arrival {
        let start = self.huggingface(&format!(
            "/oauth/authorize?{}",
            form(&[
                ("client_id", "hf"),
                ("redirect_uri", "http://127.0.0.1:9/callback"),
                ("response_type", "code"),
                ("scope", "openid profile"),
                ("state", "st 4te"),
                ("nonce", "n0nce"),
            ])
        ));
        let typed = [("username", "alice-hf"), ("password", "")];
        self.browse(&start, &[("Log in", &typed), ("Authorize", &[])])
            .await
    }

    /// Opens an address and presses buttons, until the application is reached.
    async fn browse(&mut self, start: &str, buttons: &[(&str, &[(&str, &str)])]) -> Arrival {
        let mut at = Url::parse(start).unwrap();
        let mut sent = None;
        let mut presses = buttons.iter();
        for _ in 0..16 {
            if at.as_str().starts_with(APP) {
                return Arrival {
                    url: at,
                    page: String::new(),
                };
            }
            let answer = self.visit(&at, sent.take()).await;
            if let Some(next) = answer.headers.get("location") {
                at = at.join(next.to_str().unwrap()).unwrap();
                continue;
            }
            if answer.body.contains(&format!("action=\"{APP}")) {
                return Arrival {
                    url: at,
                    page: answer.body,
                };
            }
            // A page that posts itself needs no button.
            let press = if answer.body.contains("submit();") && answer.body.contains("xsrf") {
                None
            } else {
                presses.next()
            };
            let (button, typed) = press.map_or(("", &[][..]), |(button, typed)| (*button, *typed));
            let (action, form) = fill(&answer.body, &at, button, typed);
            (at, sent) = (action, Some(form));
        }
        panic!("never arrived; last at {at}");
    }

    async fn visit(&mut self, at: &Url, sent: Option<Vec<(String, String)>>) -> Answer {
        let request = match sent {
            None => self.http.get(at.clone()),
            Some(fields) => self
                .http
                .post(at.clone())
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Serializer::new(String::new()).extend_pairs(fields).finish()),
        };
        let cookies: Vec<_> = (self.cookies.iter())
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        let answer = read(request.header("cookie", cookies.join("; "))).await;
        for line in answer.headers.get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.cookies.retain(|_, value| !value.is_empty());
        answer
    }

    /// The application asks for something.
    pub(super) async fn get(&self, url: &str) -> Answer {
        read(self.http.get(url)).await
    }

    /// The same with a header.
    pub(super) async fn get_with(&self, url: &str, name: &str, value: &str) -> Answer {
        read(self.http.get(url).header(name, value)).await
    }

    /// The application posts a form, authenticated.
    pub(super) async fn post(&self, url: &str, client: &str, fields: &[(&str, &str)]) -> Answer {
        let secret = if client == "hf" {
            "hf-secret"
        } else {
            "web-secret"
        };
        let request = self
            .http
            .post(url)
            .basic_auth(client, Some(secret))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form(fields));
        read(request).await
    }

    /// Redeems a code of `web` at Logto's token endpoint.
    pub(super) async fn redeem(&self, arrival: &Arrival) -> Answer {
        self.redeem_as("web", arrival).await
    }

    pub(super) async fn redeem_as(&self, client: &str, arrival: &Arrival) -> Answer {
        let url = if client == "hf" {
            self.huggingface("/oauth/token")
        } else {
            self.logto("/oidc/token")
        };
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &*arrival.get("code")),
            ("redirect_uri", "http://127.0.0.1:9/callback"),
        ];
        self.post(&url, client, &fields).await
    }

    /// Signs in and redeems: the ID token.
    pub(super) async fn id_token(&mut self) -> String {
        let arrival = self.sign_in(&[]).await;
        let answer = self.redeem(&arrival).await;
        answer.json()["id_token"].as_str().unwrap().to_owned()
    }

    /// Signs out with the ID token as hint.
    pub(super) async fn sign_out(&mut self, id_token: &str) -> Arrival {
        let start = self.logto(&format!(
            "/oidc/session/end?{}",
            form(&[
                ("id_token_hint", id_token),
                ("post_logout_redirect_uri", "http://127.0.0.1:9/bye"),
                ("state", "leaving"),
            ])
        ));
        self.browse(&start, &[]).await
    }

    /// What a careful application makes of an ID token: its claims, or nothing.
    pub(super) async fn verify(&self, token: &str) -> Option<TokenData<Value>> {
        let keys: JwkSet =
            serde_json::from_str(&self.get(&self.logto("/oidc/jwks")).await.body).ok()?;
        let header = jsonwebtoken::decode_header(token).ok()?;
        let key = keys.find(&header.kid?)?;
        let mut validation = Validation::new(Algorithm::ES384);
        validation.set_audience(&["web"]);
        validation.set_issuer(&[self.logto("/oidc")]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        jsonwebtoken::decode(token, &DecodingKey::from_jwk(key).ok()?, &validation).ok()
    }

    /// Entries that were tampered with, each as `endpoint: field operation before -> after`.
    pub(super) fn marks(&self) -> Vec<String> {
        let entries = self.mock.journal();
        let marks = |entry: Entry| {
            let endpoint = entry.endpoint.clone();
            entry.tampered.into_iter().map(move |mark| {
                let shown = |value: Option<Value>| value.map_or("-".into(), |v| v.to_string());
                format!(
                    "{endpoint}: {} {} {} {} -> {}",
                    mark.artefact,
                    mark.field,
                    mark.operation,
                    shown(mark.before),
                    shown(mark.after)
                )
            })
        };
        entries.into_iter().flat_map(marks).collect()
    }

    /// The last entry of an endpoint.
    pub(super) fn entry(&self, endpoint: &str) -> Entry {
        let mut entries = self.mock.journal().into_iter().rev();
        entries.find(|entry| entry.endpoint == endpoint).unwrap()
    }
}

/// A token without its signature being looked at: header and claims.
pub(super) fn opened(token: &str) -> (Value, Value) {
    let draft = mock_idp::base::jws::decode(token).unwrap();
    (Value::Object(draft.header), Value::Object(draft.claims))
}

fn fill(
    page: &str,
    at: &Url,
    button: &str,
    typed: &[(&str, &str)],
) -> (Url, Vec<(String, String)>) {
    let page = Html::parse_document(page);
    let forms = Selector::parse("form").unwrap();
    let buttons = Selector::parse("button").unwrap();
    let fits = |form: &scraper::ElementRef<'_>| {
        button.is_empty()
            || form
                .select(&buttons)
                .any(|found| found.text().collect::<String>().trim() == button)
    };
    let form = page.select(&forms).find(fits).unwrap_or_else(|| {
        panic!(
            "no button `{button}` at {at}: {}",
            page.root_element().html()
        )
    });
    let mut fields = Vec::new();
    let hidden = Selector::parse("input[type=hidden][name]").unwrap();
    for input in page.select(&hidden) {
        let name = input.attr("name").unwrap_or_default();
        fields.push((
            name.to_owned(),
            input.attr("value").unwrap_or_default().to_owned(),
        ));
    }
    let pressed = form
        .select(&buttons)
        .find(|found| found.text().collect::<String>().trim() == button);
    if let Some(name) = pressed.and_then(|pressed| pressed.attr("name")) {
        let value = pressed
            .and_then(|pressed| pressed.attr("value"))
            .unwrap_or_default();
        fields.push((name.to_owned(), value.to_owned()));
    }
    fields.extend(
        typed
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
    );
    (
        at.join(form.attr("action").unwrap_or(at.as_str())).unwrap(),
        fields,
    )
}

async fn read(request: reqwest::RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        body: answer.text().await.unwrap(),
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    // The last of a name counts: `more` overrides.
    let mut kept: Vec<(&str, &str)> = Vec::new();
    for (name, value) in pairs {
        kept.retain(|(known, _)| known != name);
        kept.push((name, value));
    }
    Serializer::new(String::new()).extend_pairs(kept).finish()
}
