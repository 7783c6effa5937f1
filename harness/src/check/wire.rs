//! The wire oracle: what an app did with something poisoned after it was handed out.

use crate::result::{Exchange, Tampered};

/// A use of something poisoned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Use<'a> {
    /// What was poisoned.
    pub mark: &'a Tampered,
    /// The request that uses it.
    pub by: &'a Exchange,
}

/// All uses of what was poisoned, in order.
///
/// - an authorization response is used by redeeming its code (RFC 6749 section 4.1.3)
/// - an ID token, and the token response around it, by using the tokens that came with it (OpenID Connect
///   Core section 3.1.3.7: the checks come first)
/// - discovery by sending a user to where it says (OpenID Connect Discovery section 4.3)
/// - keys by using tokens that they were to vouch for
///
/// Revoking a token is no use of it.
pub fn uses(seen: &[Exchange]) -> Vec<Use<'_>> {
    let mut found: Vec<Use<'_>> = Vec::new();
    for (at, poisoned) in seen.iter().enumerate() {
        let later = seen.get(at + 1..).unwrap_or_default();
        for mark in &poisoned.tampered {
            for by in later.iter().filter(|one| uses_it(poisoned, mark, one)) {
                if !found.iter().any(|known| known.by.seq == by.seq) {
                    found.push(Use { mark, by });
                }
            }
        }
    }
    found
}

fn uses_it(poisoned: &Exchange, mark: &Tampered, later: &Exchange) -> bool {
    // What comes from Hugging Face is used by Logto, which is not under test.
    if poisoned.provider != "logto" || later.provider != "logto" {
        return false;
    }
    let redeems =
        later.endpoint == "token" && later.param("grant_type") == Some("authorization_code");
    match mark.artefact.as_str() {
        "authorization-response" => redeems,
        "id-token" | "token-response" => carries(later, &poisoned.issued),
        "discovery" => later.endpoint == "authorize",
        "jwks" => later.bearer.is_some(),
        _ => false,
    }
}

/// Whether a request carries one of the tokens that were issued.
fn carries(request: &Exchange, issued: &[crate::result::Issued]) -> bool {
    if request.endpoint == "revocation" {
        return false;
    }
    let of = |kind: &str, value: Option<&str>| {
        value.is_some_and(|value| {
            issued
                .iter()
                .any(|one| one.kind == kind && one.value == value)
        })
    };
    of("access-token", request.bearer.as_deref())
        || of("access-token", request.param("access_token"))
        || of("refresh-token", request.param("refresh_token"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Issued;

    fn seen(seq: u64, endpoint: &str) -> Exchange {
        Exchange {
            seq,
            provider: "logto".into(),
            endpoint: endpoint.into(),
            ..Exchange::default()
        }
    }

    fn poisoned(seq: u64, endpoint: &str, artefact: &str) -> Exchange {
        let mark = Tampered {
            artefact: artefact.into(),
            field: "x".into(),
            operation: "append".into(),
            before: None,
            after: None,
        };
        Exchange {
            tampered: vec![mark],
            issued: vec![Issued {
                kind: "access-token".into(),
                value: "poisoned".into(),
                claims: None,
            }],
            ..seen(seq, endpoint)
        }
    }

    fn with(mut one: Exchange, bearer: &str, params: &[(&str, &str)]) -> Exchange {
        one.bearer = (!bearer.is_empty()).then(|| bearer.to_owned());
        one.params = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        one
    }

    #[test]
    fn each_artefact_is_used_in_its_own_way() {
        let code = &[("grant_type", "authorization_code")][..];
        let refresh = &[("grant_type", "refresh_token")][..];
        let cases = [
            (
                "authorization-response",
                with(seen(2, "token"), "", code),
                true,
            ),
            (
                "authorization-response",
                with(seen(2, "token"), "", refresh),
                false,
            ),
            ("id-token", with(seen(2, "userinfo"), "poisoned", &[]), true),
            ("id-token", with(seen(2, "userinfo"), "another", &[]), false),
            ("id-token", with(seen(2, "account"), "poisoned", &[]), true),
            (
                "token-response",
                with(seen(2, "userinfo"), "", &[("access_token", "poisoned")]),
                true,
            ),
            (
                "id-token",
                with(seen(2, "revocation"), "", &[("token", "poisoned")]),
                false,
            ),
            ("discovery", seen(2, "authorize"), true),
            ("discovery", seen(2, "jwks"), false),
            ("jwks", with(seen(2, "userinfo"), "any", &[]), true),
            (
                "userinfo",
                with(seen(2, "userinfo"), "poisoned", &[]),
                false,
            ),
        ];
        for (artefact, later, used) in cases {
            let journal = [poisoned(1, "token", artefact), later.clone()];
            assert_eq!(
                !uses(&journal).is_empty(),
                used,
                "{artefact} by {}",
                later.endpoint
            );
        }
    }

    #[test]
    fn what_came_before_the_poison_is_no_use_of_it() {
        let journal = [
            with(seen(1, "userinfo"), "poisoned", &[]),
            poisoned(2, "token", "id-token"),
        ];
        assert_eq!(uses(&journal), []);
    }
}
