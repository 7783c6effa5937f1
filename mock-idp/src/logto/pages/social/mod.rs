//! Signing in with an account at another provider: the way there and the way back.
//!
//! ```text
//! button | /direct ─► start ─► the other provider ─► /callback/:id ─► /callback/social/:id
//!                                                       who is it? ─► signed in | /social/link | register
//! ```

pub(super) mod buttons;
pub(super) mod callback;
pub(super) mod link;
pub(super) mod start;
pub(super) mod state;
