//! The engine: OAuth 2.0 and OpenID Connect, pure and synchronous, unaware of which provider it serves.
//!
//! A [`Request`](exchange::Request) and a transaction [`Tx`](tx::Tx) go in, a
//! [`Reply`](exchange::Reply) comes out. What differs between providers is data
//! ([`Profile`](profile::Profile)) or a question to the [`Directory`](directory::Directory).
//! Error envelopes, pages and connectors are wrapped around the engine from outside.

pub mod authorize;
mod backchannel;
pub mod client;
pub mod client_auth;
pub mod consent;
pub mod cookies;
pub mod cors;
mod device;
pub mod directory;
pub mod discovery;
pub mod dispatch;
mod end_session;
pub mod endpoint;
pub mod error;
pub mod exchange;
pub mod form_post;
pub mod grant;
mod id_token_hint;
pub mod interaction;
pub mod introspection;
pub mod issue;
pub mod jwks;
mod par;
pub mod params;
pub mod pkce;
pub mod profile;
pub mod redirect_origin;
pub mod redirect_uri;
pub mod revocation;
pub mod scopes;
pub mod session;
pub mod sessions;
pub mod standing;
pub mod token;
pub mod tokens;
pub mod transport;
pub mod tx;
pub mod userinfo;
