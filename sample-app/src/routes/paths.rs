//! The addresses, written once. `config` derives the two that Logto must know from `BASE_URL`.

pub(crate) const HOME: &str = "/";
pub(crate) const SIGN_IN: &str = "/sign_in";
pub(crate) const CALLBACK: &str = "/callback";
pub(crate) const ACCOUNT: &str = "/account";
pub(crate) const SIGN_OUT: &str = "/sign_out";
pub(crate) const BACKCHANNEL_LOGOUT: &str = "/backchannel_logout";
pub(crate) const STYLE: &str = "/style.css";
pub(crate) const FAVICON: &str = "/favicon.svg";
