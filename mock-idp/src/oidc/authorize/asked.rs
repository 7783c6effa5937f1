//! An authorization request on its way through the checks.

use std::sync::Arc;

use super::Endpoint;
use crate::oidc::{client::Client, error::Error, params::Params, profile::Profile};

/// Parameters in the order in which repeated ones are named; a provider's extra ones follow.
/// OpenID Connect Core section 3.1.2.1, RFC 7636, RFC 8707, RFC 9101.
const PARAMETERS: [&str; 21] = [
    "acr_values",
    "claims_locales",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "display",
    "id_token_hint",
    "login_hint",
    "max_age",
    "nonce",
    "prompt",
    "redirect_uri",
    "registration",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "ui_locales",
    "resource",
];

/// Parameters that mean nothing in a device authorization request.
const NOT_FOR_DEVICES: [&str; 7] = [
    "response_type",
    "response_mode",
    "code_challenge_method",
    "code_challenge",
    "state",
    "redirect_uri",
    "prompt",
];

/// A resource that tokens are asked for, with those of its scopes that the user has.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) indicator: Arc<str>,
    pub(crate) scopes: Vec<String>,
}

/// The request so far. Checks read it, and fill in what they find out.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Which endpoint it came to.
    pub(crate) endpoint: Endpoint,
    /// What is known of its parameters; unknown ones are gone.
    pub(crate) params: Params,
    /// The client, once found.
    pub(crate) client: Option<Arc<Client>>,
    /// The resources, once found.
    pub(crate) resources: Vec<Target>,
    /// Whom the ID token hint names, once verified.
    pub(crate) hinted: Option<String>,
    /// Whether `redirect_uri` was found to be a registered one.
    pub(crate) is_redirect_uri_checked: bool,
}

impl Asked {
    /// The known ones among `raw`, repeated and empty ones included. `resource=a,b` means two.
    pub(crate) fn new(endpoint: Endpoint, raw: &Params, profile: &Profile) -> Self {
        let names: Vec<&str> = known(endpoint, profile).collect();
        let pairs = raw
            .pairs()
            .iter()
            .filter(|(name, _)| names.contains(&name.as_str()))
            .flat_map(|(name, value)| {
                let parts: Vec<&str> = if name == "resource" {
                    value.split(',').collect()
                } else {
                    vec![value]
                };
                parts
                    .into_iter()
                    .map(|part| (name.clone(), part.to_owned()))
                    .collect::<Vec<_>>()
            });
        Self::resumed(endpoint, Params::from_pairs(pairs))
    }

    /// A request that was checked before and is taken up again.
    pub(crate) fn resumed(endpoint: Endpoint, params: Params) -> Self {
        Self {
            endpoint,
            params,
            client: None,
            resources: Vec::new(),
            hinted: None,
            is_redirect_uri_checked: false,
        }
    }

    /// The client. Before [`super::client::check`] there is none, which is what the error says.
    pub(crate) fn client(&self) -> Result<&Arc<Client>, Error> {
        self.client.as_ref().ok_or_else(|| {
            Error::invalid_request("missing required parameter 'client_id'")
                .because("every request must say from which client it comes")
        })
    }

    /// Requested scopes, each once, in order.
    pub(crate) fn scopes(&self) -> Vec<&str> {
        let mut scopes = Vec::new();
        for scope in words(self.params.get("scope")) {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        scopes
    }

    /// Requested scopes that the provider knows, in order.
    pub(crate) fn known_scopes(&self, profile: &Profile) -> Vec<&str> {
        let mut scopes = self.scopes();
        scopes.retain(|scope| profile.scopes.contains(scope));
        scopes
    }

    /// Whether a prompt is among those requested.
    pub(crate) fn has_prompt(&self, name: &str) -> bool {
        words(self.params.get("prompt")).any(|prompt| prompt == name)
    }

    /// Requested scopes of this resource that the user has, in order.
    pub(crate) fn scopes_of<'a>(&'a self, target: &'a Target) -> impl Iterator<Item = &'a str> {
        self.scopes()
            .into_iter()
            .filter(|scope| target.scopes.iter().any(|known| known == scope))
    }
}

/// The names of the parameters that an endpoint knows, in the order in which repeated ones are named.
pub(crate) fn known(
    endpoint: Endpoint,
    profile: &Profile,
) -> impl Iterator<Item = &'static str> + use<> {
    let extras = profile
        .extra_params
        .iter()
        .copied()
        .filter(|extra| !PARAMETERS.contains(extra));
    PARAMETERS.into_iter().chain(extras).filter(move |name| {
        endpoint != Endpoint::DeviceAuthorization || !NOT_FOR_DEVICES.contains(name)
    })
}

/// The words of a parameter that is a list separated by blanks.
pub(crate) fn words(value: Option<&str>) -> impl Iterator<Item = &str> {
    value
        .unwrap_or_default()
        .split(' ')
        .filter(|word| !word.is_empty())
}
