//! The plain pages.

use askama::Template;

/// An error that no application is told of.
#[derive(Debug, Template)]
#[template(path = "huggingface/error.html")]
pub struct ErrorPage {
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, as Hugging Face puts it.
    pub what: String,
    /// What exactly: the mock says more than Hugging Face.
    pub help: String,
    /// What would have been right.
    pub choices: Vec<String>,
}

/// The sign-in page.
#[derive(Debug, Template)]
#[template(path = "huggingface/login.html")]
pub struct LoginPage {
    /// Where the form goes.
    pub action: String,
    /// The application that is waiting, if any.
    pub app_name: Option<String>,
    /// What was typed before.
    pub username: String,
    /// Whom the tenant knows, to pick from.
    pub usernames: Vec<String>,
    /// Why it is shown again.
    pub error: Option<&'static str>,
}

/// The page on which a device's code is typed.
#[derive(Debug, Template)]
#[template(path = "huggingface/device.html")]
pub struct DevicePage {
    /// Where the form goes.
    pub action: &'static str,
    /// What was typed before.
    pub user_code: String,
    /// Why it is shown again.
    pub error: Option<&'static str>,
    /// What came of it, once it is over.
    pub done: Option<&'static str>,
}

/// The user's own page: connected apps, sign-out.
#[derive(Debug, Template)]
#[template(path = "huggingface/settings.html")]
pub struct SettingsPage {
    /// User name.
    pub username: String,
    /// Display name.
    pub fullname: String,
    /// What the user consented to.
    pub apps: Vec<ConnectedApp>,
    /// Where a revocation goes.
    pub revoke: &'static str,
}

/// An application that the user consented to.
#[derive(Debug)]
pub struct ConnectedApp {
    /// Its id.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub scopes: String,
}

/// A user's public page.
#[derive(Debug, Template)]
#[template(path = "huggingface/profile.html")]
pub struct ProfilePage {
    /// User name.
    pub username: String,
    /// Display name.
    pub fullname: String,
    /// Picture address.
    pub picture: String,
    /// Personal web site.
    pub website: Option<String>,
    /// Whether they pay for a PRO account.
    pub is_pro: bool,
    /// Organizations: name and display name.
    pub orgs: Vec<(String, String)>,
}
