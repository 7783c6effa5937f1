//! Signing in to and out of Hugging Face itself.

use http::{StatusCode, header::SET_COOKIE};

use super::{
    app::{SESSION_COOKIE, Tx},
    pages::{self, LoginPage},
    store::Session,
};
use crate::base::journal::{Issued, Problem};
use crate::oidc::{
    exchange::{Reply, Request},
    params::Params,
};

/// The sign-in page's address.
pub const PATH: &str = "/login";

/// Where a form that signs out goes.
pub const SIGN_OUT: &str = "/logout";

/// Seconds until a session ends: 30 days.
const SESSION_TTL: i64 = 30 * 24 * 3600;

/// The sign-in page's address, with the address to go on to.
pub fn address(next: &str) -> String {
    let next = Params::from_pairs([("next".to_owned(), next.to_owned())]);
    format!("{PATH}?{}", next.encode())
}

/// Where a form that signs out goes, with the address to go on to.
pub fn sign_out_address(next: &str) -> String {
    let next = Params::from_pairs([("next".to_owned(), next.to_owned())]);
    format!("{SIGN_OUT}?{}", next.encode())
}

/// `GET /login?next=…`.
pub fn show(tx: &mut Tx<'_>, request: &Request) -> Reply {
    page(tx, StatusCode::OK, next(&request.query), "", None).traced("login")
}

/// `POST /login?next=…` with `username` (or e-mail address) and `password`.
pub fn sign_in(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let next = next(&request.query).to_owned();
    let login = request.body.get("username").unwrap_or_default().trim();
    let password = request.body.get("password").unwrap_or_default();
    let user = tx.state.data.user_by_login(login);
    let Some(user) = user.filter(|user| {
        user.password
            .as_deref()
            .is_none_or(|right| right == password)
    }) else {
        let reason = match user {
            Some(user) => format!("wrong password for `{}`", user.username),
            None => format!("no user is called `{login}`"),
        };
        let error = "Invalid username or password";
        let mut reply =
            page(tx, StatusCode::UNAUTHORIZED, &next, login, Some(error)).traced("login");
        reply.trace.error = Some(Problem {
            error: "invalid_credentials".to_owned(),
            description: error.to_owned(),
            reason,
        });
        return reply;
    };
    let username = user.username.clone();
    if let Some(old) = request.cookie(SESSION_COOKIE) {
        tx.state.store.sessions.remove(old);
    }
    let id = tx.state.ids.opaque();
    tx.state.store.sessions.insert(
        &id,
        Session {
            username: username.as_str().into(),
            login_at: tx.now,
        },
        tx.now.plus_seconds(SESSION_TTL),
        tx.now,
    );
    let mut reply = Reply::see_other(next)
        .with_header(SET_COOKIE, &cookie(tx.issuer, &id, SESSION_TTL))
        .traced("login");
    reply.trace.user_id = Some(username);
    reply.trace.issued.push(Issued {
        kind: "session".to_owned(),
        value: id,
        claims: None,
    });
    reply
}

/// `POST /logout`, with an address to go on to.
pub fn sign_out(tx: &mut Tx<'_>, request: &Request) -> Reply {
    if let Some(id) = request.cookie(SESSION_COOKIE) {
        tx.state.store.sessions.remove(id);
    }
    Reply::see_other(next(&request.query))
        .with_header(SET_COOKIE, &cookie(tx.issuer, "", 0))
        .traced("login")
}

fn page(
    tx: &Tx<'_>,
    status: StatusCode,
    next: &str,
    username: &str,
    error: Option<&'static str>,
) -> Reply {
    let client = next
        .split_once('?')
        .and_then(|(_, query)| Params::decode(query).get("client_id").map(str::to_owned));
    let app = client.and_then(|id| tx.state.data.apps.get(&id));
    pages::show(
        status,
        &LoginPage {
            action: address(next),
            app_name: app.map(|app| app.name.clone()),
            username: username.to_owned(),
            usernames: tx.state.data.users.keys().cloned().collect(),
            error,
        },
    )
}

/// An address below the origin to go on to; never one elsewhere.
fn next(query: &Params) -> &str {
    query
        .get("next")
        .filter(|next| {
            next.starts_with('/')
                && !next[1..].starts_with(['/', '\\'])
                && !next.contains(|c: char| c.is_ascii_control())
        })
        .unwrap_or("/")
}

fn cookie(issuer: &str, value: &str, max_age: i64) -> String {
    let secure = if issuer.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    format!("{SESSION_COOKIE}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_never_sent_elsewhere() {
        for (asked, sent_to) in [
            ("/oauth/authorize?a=b", "/oauth/authorize?a=b"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("", "/"),
        ] {
            let query = Params::from_pairs([("next".to_owned(), asked.to_owned())]);
            assert_eq!(next(&query), sent_to);
        }
    }
}
