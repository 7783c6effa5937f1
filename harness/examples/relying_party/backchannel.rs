//! `/backchannel_logout`: the provider ends sessions (OpenID Connect Back-Channel Logout 1.0 section 2).

use axum::{
    Form,
    extract::{State, rejection::FormRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    ambient,
    defects::{Defect, Defects},
    id_token::{audiences, skew, time},
    jws::Jws,
    party::{Party, Shared, with_cookies},
    provider::locked,
    refused::{Refused, check},
};

/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// A logout token is sent at once: one older than this was kept by somebody.
const OLDEST: i64 = 300;

/// What the provider sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Notice {
    logout_token: String,
}

/// Ends the sessions that a good logout token names.
pub(crate) async fn backchannel_logout(
    State(party): State<Shared>,
    notice: Result<Form<Notice>, FormRejection>,
) -> Response {
    let done = match notice {
        Ok(Form(notice)) => party.logged_out(&notice.logout_token).await,
        Err(_) if party.defects.has(Defect::CrashOnNoLogoutToken) => Err(Refused::Crash),
        Err(_) => Err(Refused::because("there is no logout token")),
    };
    let status = match done {
        Ok(()) => StatusCode::OK,
        Err(Refused::Crash) => StatusCode::INTERNAL_SERVER_ERROR,
        Err(_) if party.defects.has(Defect::LogoutServerError) => StatusCode::INTERNAL_SERVER_ERROR,
        Err(_) => StatusCode::BAD_REQUEST,
    };
    if party.defects.has(Defect::LogoutCacheable) {
        status.into_response()
    } else {
        with_cookies(status, &[])
    }
}

impl Party {
    async fn logged_out(&self, token: &str) -> Result<(), Refused> {
        let has = |defect| self.defects.has(defect);
        let token = Jws::new(token, &self.defects)?;
        let unsigned = token
            .says("alg")
            .is_some_and(|alg| alg.eq_ignore_ascii_case("none"));
        if !(has(Defect::LogoutNoSignature) || (has(Defect::LogoutAlgNone) && unsigned)) {
            self.provider.verify(&token).await?;
        }
        let now = ambient::now();
        let (issuer, client) = (&self.provider.issuer, &self.settings.client_id);
        checked(&token, issuer, client, now, &self.defects)?;
        self.first_time(&token.claims, now)?;
        if !has(Defect::LogoutKeepsSession) {
            self.end_sessions(&token.claims);
        }
        Ok(())
    }

    /// A logout token is good once.
    fn first_time(&self, claims: &Map<String, Value>, now: i64) -> Result<(), Refused> {
        let id = claims.get("jti").and_then(Value::as_str);
        if id.is_none() && self.defects.has(Defect::LogoutNoJti) {
            return Ok(());
        }
        let id = id.ok_or_else(|| Refused::because("the logout token has no jti"))?;
        let mut used = locked(&self.used);
        used.retain(|_, until| *until > now);
        let until = now + OLDEST + 2 * skew(&self.defects);
        let before = used.insert(id.to_owned(), until);
        check(
            before.is_none() || self.defects.has(Defect::LogoutReplayed),
            "the logout token has been used",
        )
    }

    /// Ends the session that `sid` names; all of somebody's where there is only `sub`.
    fn end_sessions(&self, claims: &Map<String, Value>) {
        let has = |defect| self.defects.has(defect);
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let (sid, sub) = (text("sid"), text("sub"));
        for (id, session) in self.sessions.all() {
            let user = locked(&session.user).clone();
            let meant = user.is_some_and(|user| match (sid, sub) {
                _ if has(Defect::LogoutEverybody) => true,
                (Some(sid), sub) => {
                    user.sid.as_deref() == Some(sid)
                        && sub.is_none_or(|sub| user.subject == sub)
                        && !(has(Defect::LogoutIgnoresSid) && sub.is_none())
                }
                (None, Some(sub)) => user.subject == sub && !has(Defect::LogoutIgnoresSub),
                (None, None) => false,
            });
            if meant {
                self.sessions.end(&id);
            }
        }
    }
}

/// Back-Channel Logout 1.0 section 2.6.
fn checked(
    token: &Jws,
    issuer: &str,
    client: &str,
    now: i64,
    defects: &Defects,
) -> Result<(), Refused> {
    let has = |defect| defects.has(defect);
    let claims = &token.claims;
    let skew = skew(defects);
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    // Explicit typing is recommended to providers; where there is a type it must be the one.
    let typ = token
        .says("typ")
        .unwrap_or("logout+jwt")
        .to_ascii_lowercase();
    let typ = typ.trim_start_matches("application/");
    check(
        typ == "logout+jwt" || typ == "jwt" || has(Defect::LogoutTyp),
        "this is no logout token",
    )?;
    check(
        text("iss") == Some(issuer) || has(Defect::LogoutIssuer),
        "it is of another issuer",
    )?;
    check(
        audiences(claims).contains(&client) || has(Defect::LogoutAudience),
        "it is for another client",
    )?;
    let iat = match time(claims, "iat")? {
        None if has(Defect::LogoutNoIat) => now,
        iat => iat.ok_or_else(|| Refused::because("it has no iat"))?,
    };
    check(iat <= now.saturating_add(skew), "it comes from the future")?;
    check(
        iat.saturating_add(OLDEST + skew) > now || has(Defect::LogoutOldIat),
        "it was issued too long ago",
    )?;
    let exp = time(claims, "exp")?;
    check(
        exp.is_none_or(|exp| exp.saturating_add(skew) > now) || has(Defect::LogoutExpired),
        "it has expired",
    )?;
    match claims.get("events") {
        None => check(has(Defect::LogoutNoEvents), "it has no events")?,
        Some(events) => check(
            events.get(EVENT).is_some_and(Value::is_object) || has(Defect::LogoutWrongEvents),
            "it is about another event",
        )?,
    }
    check(
        !claims.contains_key("nonce") || has(Defect::LogoutNonce),
        "it has a nonce, as ID tokens have",
    )?;
    check(
        text("sub").is_some() || text("sid").is_some() || has(Defect::LogoutNobody),
        "it names nobody",
    )
}
