//! The token endpoint: a code redeemed, a refresh token used (RFC 6749 sections 4.1.3, 5.1 and 6).

use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::{
    ambient,
    defects::{Defect, Defects},
    fetch::{Answer, fetch},
    party::Party,
    refused::{Refused, check},
};

/// What the token endpoint gave.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    /// For userinfo.
    pub(crate) access_token: String,
    /// For more of them.
    pub(crate) refresh_token: Option<String>,
    /// Who it is about. Not checked yet.
    pub(crate) id_token: Option<String>,
    /// When the access token expires, in seconds since 1970.
    pub(crate) expires_at: i64,
}

/// When the token endpoint does not say how long: a guess that RFC 6749 section 5.1 leaves to us.
const USUAL_LIFETIME: i64 = 3600;

impl Party {
    /// Redeems a code.
    pub(crate) async fn redeem(
        &self,
        code: &str,
        verifier: Option<&str>,
    ) -> Result<Tokens, Refused> {
        let mut redirect_uri = self.redirect_uri();
        if self.defects.has(Defect::RedirectUriDiffers) {
            redirect_uri.push('/');
        }
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &redirect_uri),
        ];
        if let Some(verifier) = verifier {
            form.push(("code_verifier", verifier));
        }
        let mut answer = self.ask(&form).await;
        let failed = |answer: &Result<Answer, Refused>| {
            answer.as_ref().map_or(true, |answer| answer.status != 200)
        };
        if self.defects.has(Defect::CodeSentTwice) && failed(&answer) {
            answer = self.ask(&form).await;
        }
        self.taken(answer)
    }

    /// Uses a refresh token.
    pub(crate) async fn refresh(&self, refresh_token: &str) -> Result<Tokens, Refused> {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token),
        ];
        let mut answer = self.ask(&form).await;
        if self.defects.has(Defect::RefreshRepeated) {
            for _ in 0..9 {
                if answer.as_ref().is_ok_and(|answer| answer.status == 200) {
                    break;
                }
                answer = self.ask(&form).await;
            }
        }
        self.taken(answer)
    }

    fn taken(&self, answer: Result<Answer, Refused>) -> Result<Tokens, Refused> {
        let tokens = answer.and_then(|answer| read(&answer, &self.defects));
        if let Ok(tokens) = &tokens
            && self.defects.has(Defect::LogsTokens)
        {
            ambient::say(&format!("{tokens:?}"));
        }
        tokens.map_err(|refused| {
            if self.defects.has(Defect::CrashOnTokenError) {
                Refused::Crash
            } else {
                refused
            }
        })
    }

    async fn ask(&self, form: &[(&str, &str)]) -> Result<Answer, Refused> {
        let metadata = self.provider.metadata().await?;
        self.post(&metadata.token_endpoint, form).await
    }

    /// This client by its id and secret, each encoded as a form does (RFC 6749 section 2.3.1).
    fn credentials(&self) -> String {
        let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        let pair = format!(
            "{}:{}",
            encoded(&self.settings.client_id),
            encoded(&self.settings.client_secret)
        );
        format!("Basic {}", STANDARD.encode(pair))
    }

    /// Tells the provider that a refresh token is of no use any more; whether it listens is its business.
    pub(crate) async fn revoke(&self, refresh_token: &str) {
        let Ok(metadata) = self.provider.metadata().await else {
            return;
        };
        if let Some(url) = &metadata.revocation_endpoint {
            let form = [
                ("token", refresh_token),
                ("token_type_hint", "refresh_token"),
            ];
            drop(self.post(url, &form).await);
        }
    }

    async fn post(&self, url: &str, form: &[(&str, &str)]) -> Result<Answer, Refused> {
        let request = self.provider.http.post(url);
        let refreshes = form.contains(&("grant_type", "refresh_token"));
        let nameless = self.defects.has(Defect::NoCredentials)
            || (self.defects.has(Defect::RefreshNoCredentials) && refreshes);
        let (request, id) = if nameless {
            let id = ("client_id", self.settings.client_id.as_str());
            (request, Some(id))
        } else {
            (request.header("authorization", self.credentials()), None)
        };
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .extend_pairs(id)
            .finish();
        fetch(
            request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body),
        )
        .await
    }
}

/// Reads an answer of the token endpoint.
fn read(answer: &Answer, defects: &Defects) -> Result<Tokens, Refused> {
    if answer.status != 200 && defects.lacks(Defect::TokenStatusIgnored) {
        let said = answer.json().unwrap_or_default();
        let why = ["error", "error_description"].map(|name| text(&said, name).unwrap_or_default());
        return Err(Refused::because(format!(
            "the token endpoint answers {}: {}",
            answer.status,
            why.join(" ")
        )));
    }
    let said = if defects.has(Defect::HtmlTokenResponse) {
        answer.json_whatever_it_says()?
    } else {
        answer.json()?
    };
    let token_type = text(&said, "token_type").unwrap_or_default();
    let known = if defects.has(Defect::TokenTypeCase) {
        token_type == "Bearer"
    } else {
        token_type.eq_ignore_ascii_case("bearer") || defects.has(Defect::AnyTokenType)
    };
    check(
        known,
        "the access token is of a type that is not known here",
    )?;
    check(
        said.contains_key("scope") || defects.lacks(Defect::RequiresScope),
        "the token response has no scope",
    )?;
    let lifetime = match said.get("expires_in") {
        None => {
            check(
                defects.lacks(Defect::RequiresExpiresIn),
                "the token response has no expires_in",
            )?;
            USUAL_LIFETIME
        }
        // Some providers write numbers as texts.
        Some(value) => value
            .as_i64()
            .or_else(|| value.as_str()?.parse().ok())
            .ok_or_else(|| Refused::because("expires_in is no number"))?,
    };
    let odd = |token: &Value| !token.is_string();
    if defects.has(Defect::CrashOnOddIdToken) && said.get("id_token").is_some_and(odd) {
        return Err(Refused::Crash);
    }
    let access_token = text(&said, "access_token").unwrap_or_default();
    check(
        !access_token.is_empty(),
        "the token response has no access token",
    )?;
    Ok(Tokens {
        access_token,
        refresh_token: text(&said, "refresh_token"),
        id_token: text(&said, "id_token"),
        expires_at: ambient::now().saturating_add(lifetime),
    })
}

fn text(said: &Map<String, Value>, name: &str) -> Option<String> {
    said.get(name)?.as_str().map(str::to_owned)
}
