//! Signing people in with Logto, over the `openidconnect` crate.
//!
//! [`Logto`] is what the application shares: settings, HTTP, the provider's metadata and keys.
//! [`LogtoClient`] joins it with the [`Memory`] of one browser session and gives the surface that
//! Logto's own SDKs give:
//!
//! | here | what it does |
//! |---|---|
//! | [`LogtoClient::sign_in`] | notes an attempt, answers the address to send the browser to |
//! | [`LogtoClient::handle_sign_in_callback`] | checks the answer, redeems the code, answers a new memory |
//! | [`LogtoClient::is_authenticated`], [`LogtoClient::id_token_claims`] | who is signed in |
//! | [`LogtoClient::access_token`] | a token for Logto, an API or an organization; refreshed when expired |
//! | [`LogtoClient::fetch_user_info`] | the userinfo claims of the same person |
//! | [`LogtoClient::sign_out`] | revokes, forgets, answers the address to leave through |
//! | [`Logto::accept_logout_token`] | checks what Logto says over the back channel |
//!
//! Cookies, session ids and pages are not known here.

mod attempt;
mod callback;
mod client;
mod http;
mod id_token;
mod jws;
mod logout_token;
mod memory;
mod metadata;
mod options;
mod provider;
mod refresh;
mod sign_in;
mod sign_out;
mod token_endpoint;
mod tokens;
mod user_info;

pub use callback::SignInError;
pub use client::{Logto, LogtoClient};
pub use http::HttpError;
pub use id_token::Claims;
pub use logout_token::{LogoutToken, LogoutTokenError};
pub use memory::Memory;
pub use options::{DirectSignIn, FirstScreen, Identifier, Prompt, SignInOptions};
pub use provider::ProviderError;
pub use tokens::{AccessToken, TokenError};
pub use user_info::UserInfoError;
