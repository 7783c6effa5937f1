//! A mock, a client of its control API, and plain HTTP.

use std::future::Future;

use http::{HeaderMap, Method, StatusCode};
use mock_idp::{
    MockIdp, Seed,
    control::{Client, Refusal, client::ClientError},
};
use serde_json::Value;

/// A running mock with its client.
pub(super) struct World {
    pub(super) idp: MockIdp,
    pub(super) client: Client,
    pub(super) http: reqwest::Client,
}

/// What was answered.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }
}

impl World {
    pub(super) async fn start() -> Self {
        Self::of("{}").await
    }

    /// A mock with this seed beside the built-in one's users and applications.
    pub(super) async fn of(yaml: &str) -> Self {
        let seed = if yaml == "{}" {
            Seed::built_in()
        } else {
            Seed::from_yaml(yaml, "seed.yaml").unwrap()
        };
        let idp = MockIdp::start(seed).await.unwrap();
        let client = Client::new(idp.control_url());
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build();
        Self {
            idp,
            client,
            http: http.unwrap(),
        }
    }

    /// A request to the control listener with these headers.
    pub(super) async fn raw(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let url = format!("{}{path}", self.idp.control_url());
        let mut request = self.http.request(method, url).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.send()).await
    }

    /// A GET of any address with this `Cookie`.
    pub(super) async fn get(&self, url: &str, cookies: &str) -> Answer {
        answer(self.http.get(url).header("cookie", cookies).send()).await
    }

    /// A client credentials request of the built-in machine.
    pub(super) async fn machine_token(&self, secret: &str) -> Answer {
        let url = format!("{}/oidc/token", self.idp.logto_url());
        let form = format!(
            "grant_type=client_credentials&client_id=management&client_secret={secret}\
             &resource=https%3A%2F%2Fdefault.logto.app%2Fapi&scope=all"
        );
        let kind = "application/x-www-form-urlencoded";
        let request = self.http.post(url).header("content-type", kind).body(form);
        answer(request.send()).await
    }
}

async fn answer(sent: impl Future<Output = reqwest::Result<reqwest::Response>>) -> Answer {
    let response = sent.await.unwrap();
    Answer {
        status: response.status(),
        headers: response.headers().clone(),
        text: response.text().await.unwrap(),
    }
}

/// The refusal that a call met.
#[track_caller]
pub(super) fn refusal<T: std::fmt::Debug>(result: Result<T, ClientError>) -> Refusal {
    match result {
        Err(ClientError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}
