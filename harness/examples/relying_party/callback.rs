//! `/callback`: a sign-in ends (RFC 6749 section 4.1.2, RFC 9207, OpenID Connect Core 1.0 section 3.1.2.5).

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use url::form_urlencoded;

use crate::{
    ambient,
    defects::Defect,
    id_token::{Expected, check_claims},
    jws::Jws,
    pages,
    party::{Party, Shared, to, with_cookies},
    provider::locked,
    refused::{Refused, check},
    session::{Begun, User},
    signing_in,
    tokens::Tokens,
};

/// The parameters of a callback.
struct Answer(Vec<(String, String)>);

/// From so many bytes on a value is long.
const LONG: usize = 1000;
/// What a callback may say (RFC 6749 sections 4.1.2 and 4.1.2.1, RFC 9207 section 2).
const KNOWN: [&str; 6] = [
    "code",
    "state",
    "iss",
    "error",
    "error_description",
    "error_uri",
];

impl Answer {
    fn read(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes());
        Self(pairs.into_owned().collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.0.iter().rev();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    fn repeated(&self) -> bool {
        let times = |name: &str| self.0.iter().filter(|(known, _)| known == name).count();
        self.0.iter().any(|(name, _)| times(name) > 1)
    }
}

/// Takes the provider's answer.
pub(crate) async fn callback(
    State(party): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    if party.defects.has(Defect::LogsCallback) {
        ambient::say(&format!("GET /callback?{query}"));
    }
    let answer = Answer::read(&query);
    let mut response = match party.answered(&answer, &headers).await {
        Ok(response) => response,
        Err(refused) => party.turned_away(&refused, &answer),
    };
    if party.defects.has(Defect::UnsafeReferrer) {
        let policy = HeaderValue::from_static("unsafe-url");
        response
            .headers_mut()
            .insert(header::REFERRER_POLICY, policy);
    }
    response
}

/// Takes the provider's answer as a form: only who asks for it that way gets one.
pub(crate) async fn posted(
    State(party): State<Shared>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let answer = Answer::read(&body);
    if party.defects.has(Defect::CrashOnPostedError) && answer.get("error").is_some() {
        return Refused::Crash.page("Sign-in failed");
    }
    match party.answered(&answer, &headers).await {
        Ok(response) => response,
        Err(refused) => refused.page("Sign-in failed"),
    }
}

impl Party {
    /// The page of a failed callback.
    fn turned_away(&self, refused: &Refused, answer: &Answer) -> Response {
        let said: Vec<&str> = answer.0.iter().map(|(_, value)| value.as_str()).collect();
        let more = if self.defects.has(Defect::ReflectsCallback) {
            said.join(" ")
        } else if self.defects.has(Defect::CodeInErrorPage) {
            pages::escaped(answer.get("code").unwrap_or_default())
        } else {
            return refused.page("Sign-in failed");
        };
        let why = format!("{} {more}", pages::escaped(refused.reason()));
        let page = pages::failed("Sign-in failed", &why);
        (StatusCode::BAD_REQUEST, page).into_response()
    }

    async fn answered(
        self: &Shared,
        answer: &Answer,
        headers: &HeaderMap,
    ) -> Result<Response, Refused> {
        let has = |defect| self.defects.has(defect);
        // RFC 6749 section 3.1: parameters must not come twice.
        check(
            !answer.repeated() || has(Defect::DuplicateParameters),
            "the callback has a parameter twice",
        )?;
        check(
            !has(Defect::UnknownParameters)
                || answer
                    .0
                    .iter()
                    .all(|(name, _)| KNOWN.contains(&name.as_str())),
            "the callback has a parameter that nobody knows",
        )?;
        let long = |(_, value): &(String, String)| value.len() > LONG;
        if has(Defect::CrashOnLongValues) && answer.0.iter().any(long) {
            return Err(Refused::Crash);
        }
        let errs = answer.get("error").is_some();
        if has(Defect::CrashOnErrorWithoutState) && errs && answer.get("state").is_none() {
            return Err(Refused::Crash);
        }
        let begun = self.begun(answer, headers)?;
        self.issued_by_whom_it_was_asked(answer).await?;
        if let Some(error) = answer.get("error")
            && !(has(Defect::ErrorIgnored) && answer.get("code").is_some())
        {
            return self
                .error(error, answer.get("error_description"), headers)
                .await;
        }
        let code = answer
            .get("code")
            .filter(|code| !code.is_empty())
            .ok_or_else(|| Refused::because("the callback has no code"))?;
        let tokens = self.redeem(code, begun.verifier.as_deref()).await?;
        let user = self.believed(&tokens, begun.nonce.as_deref()).await?;
        Ok(self.signed_in(user, &begun, code, headers))
    }

    /// The sign-in that this is the answer to: begun in this browser, and not answered yet.
    fn begun(&self, answer: &Answer, headers: &HeaderMap) -> Result<Begun, Refused> {
        let has = |defect| self.defects.has(defect);
        let unknown = || Refused::because("the callback belongs to no sign-in of this browser");
        let state = answer.get("state");
        let careless = has(Defect::NoStateCheck)
            || has(Defect::NoState)
            || (has(Defect::MissingState) && state.is_none());
        let wanted = |one: &Begun| careless || state == Some(one.state.as_str());
        let (now, keep) = (ambient::now(), has(Defect::StateReusable));
        let own = self.sessions.of(headers);
        let found = own.and_then(|(_, session)| session.take(now, wanted, keep));
        if found.is_none() && has(Defect::UnaskedCallback) {
            return Ok(Begun {
                state: String::new(),
                nonce: None,
                verifier: None,
                next: "/".to_owned(),
                at: now,
            });
        }
        if found.is_none() && has(Defect::StateNotBound) {
            let mut all = self.sessions.all().into_iter();
            return all
                .find_map(|(_, session)| session.take(now, wanted, keep))
                .ok_or_else(unknown);
        }
        found.ok_or_else(unknown)
    }

    /// RFC 9207 section 2.4.
    async fn issued_by_whom_it_was_asked(&self, answer: &Answer) -> Result<(), Refused> {
        let metadata = self.provider.metadata().await?;
        let good = match answer.get("iss") {
            None => !metadata.names_itself || self.defects.has(Defect::MissingCallbackIssuer),
            Some(issuer) => issuer == self.provider.issuer,
        };
        check(
            good || self.defects.has(Defect::NoCallbackIssuerCheck),
            "the callback is of another provider",
        )
    }

    /// The provider says no.
    async fn error(
        self: &Shared,
        error: &str,
        description: Option<&str>,
        headers: &HeaderMap,
    ) -> Result<Response, Refused> {
        if self.defects.has(Defect::CrashOnError) {
            return Err(Refused::Crash);
        }
        if self.defects.has(Defect::LoginLoop) && error == "login_required" {
            return signing_in::begin(self, headers, "/".to_owned()).await;
        }
        let said = format!("{error}: {}", description.unwrap_or_default());
        let said = if self.defects.has(Defect::ReflectsError) {
            said
        } else {
            pages::escaped(&said)
        };
        let page = pages::failed("Sign-in failed", &said);
        Ok(with_cookies((StatusCode::BAD_REQUEST, page), &[]))
    }

    /// Somebody, if the ID token is good in every respect.
    async fn believed(&self, tokens: &Tokens, nonce: Option<&str>) -> Result<User, Refused> {
        let claims = match &tokens.id_token {
            Some(id_token) => {
                let expected = Expected {
                    nonce,
                    ..self.expected(tokens)
                };
                self.checked(id_token, &expected).await?.claims
            }
            None if self.defects.has(Defect::NoIdTokenNeeded) => {
                self.userinfo(&tokens.access_token, None).await?
            }
            None => return Err(Refused::because("the token response has no ID token")),
        };
        let (name, long) = (claims.get("name"), |claim: &Value| {
            claim.as_str().is_some_and(|text| text.len() > LONG)
        });
        let odd = self.defects.has(Defect::CrashOnOddClaims)
            && name.is_some_and(|name| !name.is_string() && !name.is_null());
        let long = self.defects.has(Defect::CrashOnLongValues) && claims.values().any(long);
        if odd || long {
            return Err(Refused::Crash);
        }
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let subject = text("sub").unwrap_or_default();
        let (account, name) = self.account(&subject, &claims);
        Ok(User {
            subject,
            sid: text("sid"),
            name,
            account,
            id_token: tokens.id_token.clone(),
            access_token: tokens.access_token.clone(),
            refresh_token: tokens.refresh_token.clone(),
            expires_at: tokens.expires_at,
            claims,
        })
    }

    /// What an ID token of these tokens is compared with.
    pub(crate) fn expected<'a>(&'a self, tokens: &'a Tokens) -> Expected<'a> {
        Expected {
            issuer: &self.provider.issuer,
            client: &self.settings.client_id,
            nonce: None,
            subject: None,
            access_token: &tokens.access_token,
            now: ambient::now(),
        }
    }

    /// An ID token whose signature and claims are good.
    pub(crate) async fn checked(
        &self,
        token: &str,
        expected: &Expected<'_>,
    ) -> Result<Jws, Refused> {
        let token = Jws::new(token, &self.defects).map_err(|refused| {
            if self.defects.has(Defect::CrashOnOddIdToken) {
                Refused::Crash
            } else {
                refused
            }
        })?;
        let refreshed = expected.subject.is_some();
        if !(refreshed && self.defects.has(Defect::RefreshAnySignature)) {
            self.provider.verify(&token).await?;
        }
        check_claims(&token, expected, &self.defects)?;
        Ok(token)
    }

    /// Remembers who it is, under a new name for the session, and sends the browser on.
    fn signed_in(&self, user: User, begun: &Begun, code: &str, headers: &HeaderMap) -> Response {
        let has = |defect| self.defects.has(defect);
        let access_token = user.access_token.clone();
        let (old, new) = match self.sessions.of(headers) {
            Some(old) if has(Defect::SessionFixation) => (None, old),
            old => (old, self.sessions.open()),
        };
        if let Some((id, session)) = old {
            // Other tabs of this browser may still be on their way.
            let others = std::mem::take(&mut *locked(&session.begun));
            *locked(&new.1.begun) = others;
            self.sessions.end(&id);
        }
        *locked(&new.1.user) = Some(user.clone());
        let mut cookies = vec![self.cookie(&new.0)];
        if has(Defect::TokenInCookie) {
            cookies.push(format!(
                "rp_token={access_token}; Path=/; HttpOnly; SameSite=Lax"
            ));
        }
        if has(Defect::StaysAtCallback) {
            return with_cookies(
                pages::home(Some(&user), &self.defects).into_response(),
                &cookies,
            );
        }
        let next = if has(Defect::CodeInRedirect) {
            format!("{}?code={code}", begun.next)
        } else if has(Defect::TokenInUrl) {
            format!("{}?access_token={access_token}", begun.next)
        } else {
            begun.next.clone()
        };
        to(&next, &cookies)
    }
}
