//! `/sign_in`: a sign-in begins (RFC 6749 section 4.1.1, RFC 7636 section 4.3).

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use url::Url;

use crate::{
    ambient,
    defects::{Defect, Defects},
    party::{Shared, to},
    refused::Refused,
    session::{Begun, COOKIE, cookie},
};

/// Where to go after sign-in.
#[derive(Debug, Deserialize)]
pub(crate) struct Wish {
    next: Option<String>,
}

/// Sends the browser to the provider.
pub(crate) async fn sign_in(
    State(party): State<Shared>,
    Query(wish): Query<Wish>,
    headers: HeaderMap,
) -> Response {
    let next = next(wish.next.as_deref().unwrap_or("/"), &party.defects);
    match begin(&party, &headers, next).await {
        Ok(response) => response,
        Err(refused) => refused.page("Sign-in failed"),
    }
}

/// Begins a sign-in in this browser.
pub(crate) async fn begin(
    party: &Shared,
    headers: &HeaderMap,
    next: String,
) -> Result<Response, Refused> {
    let has = |defect| party.defects.has(defect);
    let metadata = party.provider.metadata().await?;
    let text = |constant: Defect, none: &[Defect]| {
        if none.iter().any(|one| has(*one)) {
            None
        } else if has(constant) {
            Some("constant-constant-constant-constant-constant".to_owned())
        } else {
            Some(ambient::unguessable())
        }
    };
    let begun = Begun {
        state: text(Defect::ConstantState, &[]).unwrap_or_default(),
        nonce: text(Defect::ConstantNonce, &[Defect::NoNonce, Defect::NoBinding]),
        verifier: text(
            Defect::ConstantVerifier,
            &[Defect::NoPkce, Defect::NoBinding],
        ),
        next,
        at: ambient::now(),
    };
    let mut address = Url::parse(&metadata.authorization_endpoint)
        .map_err(|_| Refused::because("the authorization endpoint is no address"))?;
    let scope = if has(Defect::NoClaims) {
        "openid offline_access"
    } else {
        "openid profile email offline_access"
    };
    {
        let mut query = address.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &party.settings.client_id)
            .append_pair("redirect_uri", &party.redirect_uri())
            .append_pair("scope", scope)
            .append_pair("prompt", "consent");
        if party.defects.lacks(Defect::NoState) {
            query.append_pair("state", &begun.state);
        }
        if has(Defect::FormPostLax) || has(Defect::CrashOnPostedError) {
            query.append_pair("response_mode", "form_post");
        }
        if let Some(nonce) = &begun.nonce {
            query.append_pair("nonce", nonce);
        }
        if let Some(verifier) = &begun.verifier {
            let (challenge, method) = challenge(verifier, &party.defects);
            query
                .append_pair("code_challenge", &challenge)
                .append_pair("code_challenge_method", method);
        }
    }
    let known = party.sessions.of(headers);
    let brought = cookie(headers, COOKIE).filter(|_| has(Defect::SessionFixation));
    let (id, session) = match (known, brought) {
        (Some(known), _) => known,
        (None, Some(brought)) => party.sessions.open_as(brought),
        (None, None) => party.sessions.open(),
    };
    session.begin(begun);
    Ok(to(address.as_str(), &[party.cookie(&id)]))
}

fn challenge(verifier: &str, defects: &Defects) -> (String, &'static str) {
    if defects.has(Defect::PkcePlain) {
        (verifier.to_owned(), "plain")
    } else {
        let hash = digest(&SHA256, verifier.as_bytes());
        (URL_SAFE_NO_PAD.encode(hash), "S256")
    }
}

/// A path of our own, else home: `//host`, `/\host` and what browsers read as such are not ours.
fn next(wish: &str, defects: &Defects) -> String {
    let base = Url::parse("http://own.invalid").ok();
    let ours = base.is_some_and(|base| {
        wish.starts_with('/')
            && base
                .join(wish)
                .is_ok_and(|whole| whole.origin() == base.origin())
    });
    let careless = defects.has(Defect::OpenRedirect)
        || (defects.has(Defect::OpenRedirectSlashes) && wish.starts_with('/'));
    if ours || careless {
        wish.to_owned()
    } else {
        "/".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_our_own_are_gone_to() {
        let sound = Defects::default();
        for ours in ["/", "/account", "/account?tab=1#top"] {
            assert_eq!(next(ours, &sound), ours);
        }
        let theirs = [
            "//evil.example/",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "account",
            "",
        ];
        for theirs in theirs {
            assert_eq!(next(theirs, &sound), "/", "{theirs:?}");
        }
    }
}
