//! The consent page: what an application wants, and two buttons.

use askama::Template;

use crate::huggingface::{
    avatar, login,
    model::{App, User},
    scope::Scope,
};

/// The consent page.
#[derive(Debug, Template)]
#[template(path = "huggingface/consent.html")]
pub struct ConsentPage {
    app_name: String,
    app_homepage: Option<String>,
    app_logo: Option<String>,
    app_initial: String,
    scopes: Vec<Scope>,
    orgs: Vec<OrgChoice>,
    username: String,
    user_picture: String,
    action: String,
    switch_account: String,
    device_code: Option<String>,
}

/// An organization to tick.
#[derive(Debug)]
struct OrgChoice {
    sub: String,
    name: String,
    fullname: String,
    is_picked: bool,
}

impl ConsentPage {
    /// The page for this application, user and request. `action` is the form's address, where the page
    /// can be asked for again, too.
    pub fn new(
        app: &App,
        user: &User,
        scopes: &[Scope],
        org_ids: &[String],
        action: String,
        issuer: &str,
    ) -> Self {
        let wants_orgs =
            !org_ids.is_empty() || scopes.iter().any(|scope| scope.concerns_organizations());
        let orgs = user.orgs.iter().filter(|_| wants_orgs);
        Self {
            app_name: app.name.clone(),
            app_homepage: app.homepage.clone().filter(|address| is_web(address)),
            app_logo: app.logo.clone(),
            app_initial: app
                .name
                .chars()
                .take(1)
                .flat_map(char::to_uppercase)
                .collect(),
            scopes: scopes.to_vec(),
            orgs: orgs
                .map(|org| OrgChoice {
                    sub: org.sub.clone(),
                    name: org.name.clone(),
                    fullname: org.fullname.clone(),
                    is_picked: org_ids.contains(&org.sub),
                })
                .collect(),
            username: user.username.clone(),
            user_picture: avatar::of_user(user, issuer),
            switch_account: login::sign_out_address(&action),
            action,
            device_code: None,
        }
    }

    /// The same for a device that shows this code. The form goes to `action`.
    #[must_use]
    pub fn for_device(mut self, code: &str, action: String) -> Self {
        self.device_code = Some(code.to_owned());
        self.action = action;
        self
    }
}

/// Whether a link may lead there.
pub fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
