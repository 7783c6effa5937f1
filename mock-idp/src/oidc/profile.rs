//! What differs between providers, as data.

use super::{
    cookies::{CookieKey, Cookies},
    exchange::Request,
    interaction::Interaction,
    params::Params,
};

/// Lifetimes in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// An authorization code or a pushed request.
    pub code: i64,
    /// An opaque access token.
    pub access_token: i64,
    /// An ID token, where the client does not say.
    pub id_token: i64,
    /// A refresh token, where the client does not say.
    pub refresh_token: i64,
    /// A device code.
    pub device_code: i64,
    /// An interaction.
    pub interaction: i64,
    /// A session; sliding.
    pub session: i64,
    /// A grant.
    pub grant: i64,
    /// A logout token.
    pub logout_token: i64,
    /// How long a consumed refresh token is still accepted.
    pub refresh_reuse_leeway: i64,
    /// How long past its end an opaque access token is still accepted.
    pub clock_tolerance: i64,
}

/// Names of the engine's cookies.
#[derive(Clone, Copy, Debug)]
pub struct CookieNames {
    /// The session.
    pub session: &'static str,
    /// Which interactions the browser is in.
    pub interaction: &'static str,
    /// Which interaction may be resumed.
    pub resume: &'static str,
}

/// The device flow's pages, which are the provider's.
#[derive(Clone, Copy, Debug)]
pub struct DeviceProfile {
    /// Path of the page where the user types the code; below it `/success`.
    pub page: &'static str,
    /// Cookies that the page needs: sets them for this xsrf value, or clears them.
    pub cookies: fn(Option<&str>, &mut Cookies<'_>),
}

/// A provider, as the engine needs to know it.
#[derive(Clone, Debug)]
pub struct Profile {
    /// `iss`, everywhere.
    pub issuer: String,
    /// What stands between the origin and the engine's paths: `/oidc` for Logto, nothing for Hugging Face.
    pub mount: &'static str,
    /// Lifetimes.
    pub lifetimes: Lifetimes,
    /// Claims that the provider knows, for discovery.
    pub claims: &'static [&'static str],
    /// Whether `X-Forwarded-Proto` and `X-Forwarded-Host` say under which address the request came.
    pub trust_proxy: bool,
    /// Scopes that are known; the rest is ignored.
    pub scopes: &'static [&'static str],
    /// Extra authorization parameters that are carried along.
    pub extra_params: &'static [&'static str],
    /// Where an interaction sends the browser: a relative or absolute address.
    pub interaction_url: fn(&Interaction, &Params) -> String,
    /// Cookies that the provider sets before the engine's when an interaction starts.
    pub interaction_cookies: fn(&Interaction, &mut Cookies<'_>),
    /// The device flow's user-facing part, where the provider has one.
    pub device: Option<DeviceProfile>,
    /// The page that says that the user is signed out, in a language that the request accepts.
    pub signed_out_page: fn(&Request) -> String,
    /// What the engine's own cookies are called. Cookies do not know ports: two providers on one host
    /// need different names.
    pub cookie_names: CookieNames,
    /// The key that signs cookies; none: cookies are not signed.
    pub cookie_key: Option<CookieKey>,
    /// Whether consent of a client that is no third party is given without asking.
    pub auto_consent: bool,
}
