//! Registered applications ("connected apps").

use super::super::scope::{self, Scope};

/// Where an application may have people sent back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirects {
    /// To these addresses.
    Registered(Vec<String>),
    /// To the tenant's own Logto: `<logto>/callback/<connector id>`, whatever the connector's id.
    /// What a seed means that says nothing.
    LogtoCallback,
}

/// A registered application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// `client_id`. Hugging Face makes UUIDs; a seed may say anything.
    pub id: String,
    /// For the consent page.
    pub name: String,
    /// Its secret. Without one it is a public app: PKCE or device flow, no client authentication.
    pub secret: Option<String>,
    /// All that it may ask for.
    pub scopes: Vec<Scope>,
    /// Redirection endpoints.
    pub redirects: Redirects,
    /// For the consent page.
    pub homepage: Option<String>,
    /// Address of a picture for the consent page.
    pub logo: Option<String>,
    /// The name of the organization that owns it; only such an app may exchange e-mail addresses for tokens.
    pub org: Option<String>,
}

impl App {
    /// Whether it has no secret.
    pub fn is_public(&self) -> bool {
        self.secret.is_none()
    }

    /// The scopes that a request means: those it names, all of the app's when it names none.
    ///
    /// # Errors
    ///
    /// The first name that is unknown or not among the app's scopes.
    pub fn scopes_for(&self, asked: Option<&str>) -> Result<Vec<Scope>, String> {
        let Some(asked) = asked else {
            return Ok(self.scopes.clone());
        };
        let mut scopes = Vec::new();
        for name in asked.split_ascii_whitespace() {
            let scope = scope::by_name(name)
                .filter(|scope| self.scopes.contains(scope))
                .ok_or_else(|| name.to_owned())?;
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        Ok(scopes)
    }
}
