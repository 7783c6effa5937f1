//! All that a Hugging Face knows.

use indexmap::IndexMap;

use super::{App, User};

/// Applications and users, in the order of the seed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// Registered applications by `client_id`.
    pub apps: IndexMap<String, App>,
    /// Users by user name.
    pub users: IndexMap<String, User>,
    /// `scheme://host` of the tenant's own Logto: where apps without registered addresses send people back to.
    pub logto_origin: Option<String>,
}

impl Data {
    /// The user with that name or e-mail address, ignoring case, as the sign-in page finds them.
    pub fn user_by_login(&self, login: &str) -> Option<&User> {
        self.users.values().find(|user| {
            user.username.eq_ignore_ascii_case(login)
                || user
                    .email
                    .as_deref()
                    .is_some_and(|email| email.eq_ignore_ascii_case(login))
        })
    }

    /// The user with that e-mail address, ignoring case.
    pub fn user_by_email(&self, email: &str) -> Option<&User> {
        self.users.values().find(|user| {
            user.email
                .as_deref()
                .is_some_and(|e| e.eq_ignore_ascii_case(email))
        })
    }
}
