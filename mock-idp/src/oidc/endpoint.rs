//! The endpoints below a provider's mount: paths, methods, CORS and caching. Written once, read by
//! the dispatcher and by whoever builds an address.

use http::Method;

use super::cors::Cors;
use crate::base::tamper::Artefact;

/// An endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// OpenID Connect Discovery section 4, RFC 8414.
    Discovery,
    /// RFC 7517.
    Jwks,
    /// RFC 6749 section 3.1.
    Authorization,
    /// Where an authorization request is taken up again.
    Resume,
    /// RFC 6749 section 3.2.
    Token,
    /// OpenID Connect Core section 5.3.
    Userinfo,
    /// RFC 7662.
    Introspection,
    /// RFC 7009.
    Revocation,
    /// RFC 9126.
    PushedAuthorization,
    /// RFC 8628 section 3.1.
    DeviceAuthorization,
    /// RFC 8628 section 3.3: what the user's browser talks to.
    Device,
    /// Where a device's authorization is taken up again.
    DeviceResume,
    /// RP-Initiated Logout section 2.
    EndSession,
    /// The user's answer to it.
    EndSessionConfirm,
    /// Where it ends without a redirect.
    EndSessionSuccess,
}

/// Endpoints with a fixed path, by that path.
const FIXED: &[(&str, Endpoint)] = &[
    ("/auth", Endpoint::Authorization),
    ("/token", Endpoint::Token),
    ("/me", Endpoint::Userinfo),
    ("/jwks", Endpoint::Jwks),
    ("/.well-known/openid-configuration", Endpoint::Discovery),
    (
        "/.well-known/oauth-authorization-server",
        Endpoint::Discovery,
    ),
    ("/session/end", Endpoint::EndSession),
    ("/session/end/confirm", Endpoint::EndSessionConfirm),
    ("/session/end/success", Endpoint::EndSessionSuccess),
    ("/token/introspection", Endpoint::Introspection),
    ("/token/revocation", Endpoint::Revocation),
    ("/request", Endpoint::PushedAuthorization),
    ("/device", Endpoint::Device),
    ("/device/auth", Endpoint::DeviceAuthorization),
];

impl Endpoint {
    /// The endpoint of a path below the mount, and what stands in its last segment where that is
    /// part of the address. Case and one slash at the end do not matter.
    pub fn of(path: &str) -> Option<(Self, Option<&str>)> {
        let path = path.strip_suffix('/').unwrap_or(path);
        if let Some((_, endpoint)) = FIXED.iter().find(|(p, _)| p.eq_ignore_ascii_case(path)) {
            return Some((*endpoint, None));
        }
        let (head, uid) = path.rsplit_once('/')?;
        let endpoint = match head.to_ascii_lowercase().as_str() {
            "/auth" => Self::Resume,
            "/device" => Self::DeviceResume,
            _ => return None,
        };
        (!uid.is_empty()).then_some((endpoint, Some(uid)))
    }

    /// What the journal calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
            Self::Authorization => "authorize",
            Self::Resume => "resume",
            Self::Token => "token",
            Self::Userinfo => "userinfo",
            Self::Introspection => "introspection",
            Self::Revocation => "revocation",
            Self::PushedAuthorization => "pushed-authorization-request",
            Self::DeviceAuthorization => "device-authorization",
            Self::Device | Self::DeviceResume => "device",
            Self::EndSession => "end-session",
            Self::EndSessionConfirm => "end-session-confirm",
            Self::EndSessionSuccess => "end-session-success",
        }
    }

    /// What its answers are. Those of the authorization endpoint and of a sign-out depend on where they go.
    pub const fn artefact(self) -> Option<Artefact> {
        match self {
            Self::Discovery => Some(Artefact::Discovery),
            Self::Jwks => Some(Artefact::Jwks),
            Self::Token => Some(Artefact::TokenResponse),
            Self::Userinfo => Some(Artefact::Userinfo),
            Self::Introspection => Some(Artefact::Introspection),
            Self::Authorization
            | Self::Resume
            | Self::Revocation
            | Self::PushedAuthorization
            | Self::DeviceAuthorization
            | Self::Device
            | Self::DeviceResume
            | Self::EndSession
            | Self::EndSessionConfirm
            | Self::EndSessionSuccess => None,
        }
    }

    /// Whether the method is answered. HEAD is answered wherever GET is.
    pub fn allows(self, method: &Method) -> bool {
        let get = method == Method::GET || method == Method::HEAD;
        let post = method == Method::POST;
        match self {
            Self::Discovery
            | Self::Jwks
            | Self::Resume
            | Self::DeviceResume
            | Self::EndSessionSuccess => get,
            Self::Token
            | Self::Introspection
            | Self::Revocation
            | Self::PushedAuthorization
            | Self::DeviceAuthorization
            | Self::EndSessionConfirm => post,
            Self::Authorization | Self::Userinfo | Self::Device | Self::EndSession => get || post,
        }
    }

    /// How other origins' scripts may call it, where they may.
    pub const fn cors(self) -> Option<Cors> {
        match self {
            Self::Discovery | Self::Jwks => Some(Cors::open("GET")),
            Self::Token
            | Self::Introspection
            | Self::Revocation
            | Self::PushedAuthorization
            | Self::DeviceAuthorization => Some(Cors::of_clients("POST")),
            Self::Userinfo => Some(Cors::of_clients("GET,POST")),
            Self::Authorization
            | Self::Resume
            | Self::Device
            | Self::DeviceResume
            | Self::EndSession
            | Self::EndSessionConfirm
            | Self::EndSessionSuccess => None,
        }
    }

    /// Whether answers carry `Cache-Control: no-store`. The device pages decide for themselves.
    pub const fn is_never_stored(self) -> bool {
        match self {
            Self::Authorization
            | Self::Resume
            | Self::Token
            | Self::Userinfo
            | Self::Introspection
            | Self::PushedAuthorization
            | Self::DeviceAuthorization
            | Self::DeviceResume
            | Self::EndSession
            | Self::EndSessionConfirm
            | Self::EndSessionSuccess => true,
            Self::Discovery | Self::Jwks | Self::Revocation | Self::Device => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (path, expected) in [
            ("/token", Some((Endpoint::Token, None))),
            ("/TOKEN/", Some((Endpoint::Token, None))),
            ("/token//", None),
            ("/auth/AbC", Some((Endpoint::Resume, Some("AbC")))),
            ("/auth/", Some((Endpoint::Authorization, None))),
            ("/device/auth", Some((Endpoint::DeviceAuthorization, None))),
            ("/device/x", Some((Endpoint::DeviceResume, Some("x")))),
            ("/", None),
            ("", None),
            ("/reg", None),
            ("/auth/a/b", None),
        ] {
            assert_eq!(Endpoint::of(path), expected, "{path}");
        }
    }
}
