//! Where the pages live. Every link, form and redirect of this room is built from here.

pub(super) const SIGN_IN: &str = "/sign-in";
pub(super) const SIGN_IN_PASSWORD: &str = "/sign-in/password";
pub(super) const SIGN_IN_CODE: &str = "/sign-in/verification-code";
pub(super) const REGISTER: &str = "/register";
pub(super) const REGISTER_PASSWORD: &str = "/register/password";
pub(super) const REGISTER_CODE: &str = "/register/verification-code";
pub(super) const FORGOT_PASSWORD: &str = "/forgot-password";
pub(super) const FORGOT_PASSWORD_RESET: &str = "/forgot-password/reset";
pub(super) const FORGOT_PASSWORD_CODE: &str = "/forgot-password/verification-code";
pub(super) const RESET_PASSWORD: &str = "/reset-password";
pub(super) const IDENTIFIER_SIGN_IN: &str = "/identifier-sign-in";
pub(super) const IDENTIFIER_REGISTER: &str = "/identifier-register";
pub(super) const SINGLE_SIGN_ON: &str = "/single-sign-on";
pub(super) const SINGLE_SIGN_ON_EMAIL: &str = "/single-sign-on/email";
pub(super) const ONE_TIME_TOKEN: &str = "/one-time-token";
pub(super) const CONSENT: &str = "/consent";
pub(super) const DEVICE: &str = "/device";
pub(super) const DEVICE_SUCCESS: &str = "/device/success";
pub(super) const UNKNOWN_SESSION: &str = "/unknown-session";
pub(super) const ACCOUNT_SUSPENDED: &str = "/account-suspended";
/// Followed by a connector's id.
pub(super) const CALLBACK: &str = "/callback/";
/// Followed by a connector's id.
pub(super) const CALLBACK_SOCIAL: &str = "/callback/social/";
/// Followed by a connector's id. The mock's own: what a script does in Logto's page.
pub(super) const SOCIAL_START: &str = "/social/start/";
/// Followed by a connector's id.
pub(super) const SOCIAL_LINK: &str = "/social/link/";
/// Followed by what is missing: `username`, `email`, `phone`, `emailOrPhone`, `password`, `extra-profile`.
pub(super) const CONTINUE: &str = "/continue/";
pub(super) const CONTINUE_CODE: &str = "/continue/verification-code";
