//! Signing in with an account at another provider.

pub(super) mod buttons;
