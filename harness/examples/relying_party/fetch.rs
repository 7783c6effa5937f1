//! Requests to the provider: with a deadline and a limit, and nothing followed.

use std::time::Duration;

use reqwest::{RequestBuilder, redirect::Policy};
use serde_json::{Map, Value};

use crate::{
    defects::{Defect, Defects},
    refused::{Refused, check},
};

/// So long the provider may take for one answer.
const DEADLINE: Duration = Duration::from_secs(4);
/// So much it may answer: a key set with a hundred keys is a tenth of it.
const LIMIT: usize = 256 * 1024;

/// An answer of the provider.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: u16,
    content_type: String,
    body: Vec<u8>,
}

impl Answer {
    /// The body, if the answer says that it is JSON and it is an object.
    pub(crate) fn json(&self) -> Result<Map<String, Value>, Refused> {
        let media = self.content_type.split(';').next().unwrap_or_default();
        let media = media.trim().to_ascii_lowercase();
        check(
            media == "application/json" || media.ends_with("+json"),
            "the provider's answer is not JSON",
        )?;
        self.json_whatever_it_says()
    }

    /// The body, if it is a JSON object.
    pub(crate) fn json_whatever_it_says(&self) -> Result<Map<String, Value>, Refused> {
        serde_json::from_slice(&self.body)
            .map_err(|_| Refused::because("the provider's answer is no JSON object"))
    }

    /// The body as it is.
    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// The body with every byte taken for a character.
    pub(crate) fn as_latin1(&self) -> Self {
        let text: String = self.body.iter().map(|&byte| char::from(byte)).collect();
        Self {
            body: text.into_bytes(),
            ..self.clone()
        }
    }
}

/// The way to the provider.
pub(crate) fn client(defects: &Defects) -> reqwest::Result<reqwest::Client> {
    let client = reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .user_agent("relying-party");
    if defects.has(Defect::HangsOnSlow) {
        client.build()
    } else if defects.has(Defect::Impatient) {
        client.timeout(DEADLINE / 8).build()
    } else {
        client.timeout(DEADLINE).build()
    }
}

/// Sends a request and reads the answer to its end.
pub(crate) async fn fetch(request: RequestBuilder) -> Result<Answer, Refused> {
    let unreachable = |_| Refused::because("the provider does not answer as it should");
    let mut response = request.send().await.map_err(unreachable)?;
    let content_type = response.headers().get("content-type");
    let mut answer = Answer {
        status: response.status().as_u16(),
        content_type: content_type
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned(),
        body: Vec::new(),
    };
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        check(
            answer.body.len() + chunk.len() <= LIMIT,
            "the provider's answer is too long",
        )?;
        answer.body.extend_from_slice(&chunk);
    }
    Ok(answer)
}
