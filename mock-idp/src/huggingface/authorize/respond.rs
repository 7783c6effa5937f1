//! What an authorization request is answered with: redirects to the application, or a page when that
//! would send people to an address that is not the application's.

use std::sync::Arc;

use http::StatusCode;

use super::request::AuthorizationRequest;
use crate::base::{
    journal::{Issued, Problem},
    tamper::Artefact,
};
use crate::huggingface::{
    app::Tx,
    pages::{self, ErrorPage},
    store::{Code, Grant, Session},
};
use crate::oidc::{exchange::Reply, params::Params};

/// Seconds until a code expires: the most that RFC 6749 section 4.1.2 recommends.
const CODE_TTL: i64 = 600;

/// The application's redirection endpoint and the state to hand back.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// As it was asked for.
    pub uri: Box<str>,
    /// `state`.
    pub state: Option<Box<str>>,
}

impl Redirect {
    /// The address with these parameters and the state added to its query.
    fn with(&self, params: Vec<(&str, &str)>) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        let query = Params::from_pairs(
            params
                .into_iter()
                .chain(state)
                .map(|(name, value)| (name.to_owned(), value.to_owned())),
        )
        .encode();
        let (uri, fragment) = match self.uri.split_once('#') {
            Some((uri, fragment)) => (uri, format!("#{fragment}")),
            None => (&*self.uri, String::new()),
        };
        let separator = if uri.contains('?') { '&' } else { '?' };
        format!("{uri}{separator}{query}{fragment}")
    }
}

/// Why a request is refused, and who is told.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The user: the redirection endpoint is not known to be the application's.
    Page {
        /// What is wrong, as Hugging Face puts it.
        what: &'static str,
        /// What exactly, which Hugging Face keeps to itself.
        help: String,
        /// What would have been right.
        choices: Vec<String>,
    },
    /// The application.
    Redirect {
        /// The application.
        client_id: Arc<str>,
        /// Where to.
        to: Redirect,
        /// The error code.
        error: &'static str,
        /// The error's description.
        description: String,
    },
}

/// Tells of a refusal.
pub fn refuse(refusal: Refusal) -> Reply {
    match refusal {
        Refusal::Page {
            what,
            help,
            choices,
        } => {
            let problem = Problem {
                error: what.to_owned(),
                description: format!("Error: {what}."),
                reason: help.clone(),
            };
            let mut reply = pages::show(
                StatusCode::BAD_REQUEST,
                &ErrorPage {
                    status: 400,
                    what: format!("Error: {what}."),
                    help,
                    choices,
                },
            )
            .traced("authorize");
            reply.trace.error = Some(problem);
            reply
        }
        Refusal::Redirect {
            client_id,
            to,
            error,
            description,
        } => {
            let location = to.with(vec![("error", error), ("error_description", &description)]);
            let mut reply = Reply::see_other(location)
                .traced("authorize")
                .as_artefact(Artefact::HuggingfaceAuthorizationResponse);
            reply.trace.client_id = Some(client_id.to_string());
            reply.trace.error = Some(Problem {
                error: error.to_owned(),
                description,
                reason: String::new(),
            });
            reply
        }
    }
}

/// The same refusal of a request that had passed its checks.
pub fn refused(request: &AuthorizationRequest, error: &'static str, description: &str) -> Reply {
    refuse(Refusal::Redirect {
        client_id: Arc::from(request.app.id.as_str()),
        to: request.redirect.clone(),
        error,
        description: description.to_owned(),
    })
}

/// Sends the application a code for what was asked.
pub fn grant(
    tx: &mut Tx<'_>,
    request: &AuthorizationRequest,
    session: &Session,
    orgs: Vec<Box<str>>,
) -> Reply {
    let code = tx.state.ids.url_safe(32);
    let location = request.redirect.with(vec![("code", &code)]);
    let grant = Grant {
        client_id: Arc::from(request.app.id.as_str()),
        username: session.username.clone(),
        scopes: request.scopes.clone(),
        orgs,
        nonce: request.nonce.clone(),
        auth_time: session.login_at,
    };
    tx.state.store.codes.insert(
        &code,
        Code {
            grant: Arc::new(grant),
            redirect_uri: request.redirect.uri.clone(),
            challenge: request.challenge.clone(),
            is_consumed: false,
        },
        tx.now.plus_seconds(CODE_TTL),
        tx.now,
    );
    let mut reply = Reply::see_other(location)
        .traced("authorize")
        .as_artefact(Artefact::HuggingfaceAuthorizationResponse);
    reply.trace.client_id = Some(request.app.id.clone());
    reply.trace.user_id = Some(session.username.to_string());
    reply.trace.issued.push(Issued {
        kind: "authorization-code".to_owned(),
        value: code,
        claims: None,
    });
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_join_the_query_that_is_there() {
        let with = |uri: &str| {
            Redirect {
                uri: uri.into(),
                state: Some("a b".into()),
            }
            .with(vec![("code", "c")])
        };
        assert_eq!(
            with("https://a.example/cb"),
            "https://a.example/cb?code=c&state=a+b"
        );
        assert_eq!(
            with("https://a.example/cb?x=1"),
            "https://a.example/cb?x=1&code=c&state=a+b"
        );
        assert_eq!(with("my-app:cb#f"), "my-app:cb?code=c&state=a+b#f");
    }
}
