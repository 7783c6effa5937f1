//! How a sign-in begins: what Logto's SDKs let an application choose, and the parameters it becomes.

use openidconnect::core::CoreAuthPrompt;

const ORGANIZATIONS_SCOPE: &str = "urn:logto:scope:organizations";
const ORGANIZATIONS_RESOURCE: &str = "urn:logto:resource:organizations";

/// Parameters that `extra` cannot touch.
const OWN_PARAMETERS: [&str; 15] = [
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "first_screen",
    "identifier",
    "login_hint",
    "direct_sign_in",
    "nonce",
    "prompt",
    "redirect_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

/// How a sign-in shall begin; the default is Logto's sign-in page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignInOptions {
    /// The page that opens first.
    pub first_screen: Option<FirstScreen>,
    /// What the `identifier:` first screens ask for.
    pub identifiers: Vec<Identifier>,
    /// An e-mail address, phone number or username to fill in.
    pub login_hint: Option<String>,
    /// Skips Logto's page and goes straight to a social or enterprise provider.
    pub direct_sign_in: Option<DirectSignIn>,
    /// What to ask even if it was answered before. `None` asks for consent if `offline_access` is among
    /// the scopes, because Logto drops that scope otherwise (Core section 11 says it must).
    pub prompt: Option<Vec<Prompt>>,
    /// API resources besides the configured ones.
    pub resources: Vec<String>,
    /// Further parameters, such as `ui_locales` or `organization_id`. Parameters that protect the
    /// request cannot be replaced; such entries are left out.
    pub extra: Vec<(String, String)>,
}

/// Logto's `first_screen`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstScreen {
    /// The sign-in page.
    SignIn,
    /// The registration page.
    Register,
    /// The page for a forgotten password.
    ResetPassword,
    /// A sign-in page that asks for the given identifiers only.
    IdentifierSignIn,
    /// A registration page that asks for the given identifiers only.
    IdentifierRegister,
    /// The page for enterprise single sign-on.
    SingleSignOn,
}

impl FirstScreen {
    const ALL: [Self; 6] = [
        Self::SignIn,
        Self::Register,
        Self::ResetPassword,
        Self::IdentifierSignIn,
        Self::IdentifierRegister,
        Self::SingleSignOn,
    ];

    /// The value of the parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Register => "register",
            Self::ResetPassword => "reset_password",
            Self::IdentifierSignIn => "identifier:sign_in",
            Self::IdentifierRegister => "identifier:register",
            Self::SingleSignOn => "single_sign_on",
        }
    }

    /// The screen of a parameter's value.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|screen| screen.as_str() == text)
    }
}

/// Logto's `identifier`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// The username.
    Username,
    /// The e-mail address.
    Email,
    /// The phone number.
    Phone,
}

impl Identifier {
    /// The word in the parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// The identifier of a word in the parameter.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Username, Self::Email, Self::Phone]
            .into_iter()
            .find(|it| it.as_str() == text)
    }
}

/// Logto's `direct_sign_in`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectSignIn {
    /// A social connector by its target, such as `huggingface`.
    Social(String),
    /// An enterprise connector by its id.
    Sso(String),
}

impl DirectSignIn {
    /// The value of the parameter: method, colon, target.
    pub fn value(&self) -> String {
        match self {
            Self::Social(target) => format!("social:{target}"),
            Self::Sso(connector) => format!("sso:{connector}"),
        }
    }

    /// The way of a parameter's value.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            (_, "") => None,
            ("social", target) => Some(Self::Social(target.to_owned())),
            ("sso", connector) => Some(Self::Sso(connector.to_owned())),
            _ => None,
        }
    }
}

/// The values of `prompt` that Logto knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Show nothing; fail if anything has to be asked.
    None,
    /// Ask for credentials even if somebody is signed in at Logto.
    Login,
    /// Ask for consent; needed for a refresh token.
    Consent,
}

impl Prompt {
    /// The prompt of a word in the parameter.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "none" => Some(Self::None),
            "login" => Some(Self::Login),
            "consent" => Some(Self::Consent),
            _ => None,
        }
    }

    pub(crate) fn protocol(self) -> CoreAuthPrompt {
        match self {
            Self::None => CoreAuthPrompt::None,
            Self::Login => CoreAuthPrompt::Login,
            Self::Consent => CoreAuthPrompt::Consent,
        }
    }
}

impl SignInOptions {
    /// What to ask even if it was answered before.
    pub(crate) fn prompts(&self, scopes: &[String]) -> Vec<Prompt> {
        let offline = scopes.iter().any(|scope| scope == "offline_access");
        let default = || {
            if offline {
                vec![Prompt::Consent]
            } else {
                Vec::new()
            }
        };
        self.prompt.clone().unwrap_or_else(default)
    }

    /// The parameters that OpenID Connect Core does not know.
    pub(crate) fn parameters(
        self,
        scopes: &[String],
        resources: &[String],
    ) -> Vec<(String, String)> {
        let mut parameters = Vec::new();
        let mut add = |name: &str, value: String| parameters.push((name.to_owned(), value));
        // Without this resource the refresh token is not good for organization tokens.
        let organizations = scopes.iter().any(|scope| scope == ORGANIZATIONS_SCOPE);
        let organizations = organizations.then(|| ORGANIZATIONS_RESOURCE.to_owned());
        let mut named: Vec<String> = Vec::new();
        for resource in resources
            .iter()
            .cloned()
            .chain(self.resources)
            .chain(organizations)
        {
            if !named.contains(&resource) {
                named.push(resource.clone());
                add("resource", resource);
            }
        }
        if let Some(screen) = self.first_screen {
            add("first_screen", screen.as_str().to_owned());
        }
        if !self.identifiers.is_empty() {
            let words: Vec<_> = self.identifiers.iter().map(|it| it.as_str()).collect();
            add("identifier", words.join(" "));
        }
        if let Some(direct) = self.direct_sign_in {
            add("direct_sign_in", direct.value());
        }
        for (name, value) in self.extra {
            if !OWN_PARAMETERS.contains(&name.as_str()) {
                add(&name, value);
            }
        }
        parameters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(options: SignInOptions, scopes: &[&str], resources: &[&str]) -> Vec<String> {
        let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let parameters = options.parameters(&owned(scopes), &owned(resources));
        parameters
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    }

    #[test]
    fn options_become_logto_parameters() {
        let options = SignInOptions {
            first_screen: Some(FirstScreen::IdentifierRegister),
            identifiers: vec![Identifier::Email, Identifier::Phone],
            direct_sign_in: Some(DirectSignIn::Social("huggingface".to_owned())),
            extra: vec![("ui_locales".to_owned(), "fr".to_owned())],
            ..SignInOptions::default()
        };
        assert_eq!(
            written(options, &["openid"], &[]),
            [
                "first_screen=identifier:register",
                "identifier=email phone",
                "direct_sign_in=social:huggingface",
                "ui_locales=fr",
            ]
        );
    }

    #[test]
    fn the_organizations_scope_brings_its_resource() {
        let options = SignInOptions {
            resources: vec!["https://api".to_owned()],
            ..SignInOptions::default()
        };
        assert_eq!(
            written(options, &["openid", ORGANIZATIONS_SCOPE], &["https://api"]),
            [
                "resource=https://api",
                "resource=urn:logto:resource:organizations"
            ]
        );
    }

    #[test]
    fn extra_parameters_cannot_weaken_the_request() {
        let extra = [
            "state",
            "nonce",
            "code_challenge",
            "redirect_uri",
            "response_mode",
        ]
        .map(|name| (name.to_owned(), "x".to_owned()));
        let options = SignInOptions {
            extra: extra.into(),
            ..SignInOptions::default()
        };
        assert_eq!(written(options, &["openid"], &[]), [""; 0]);
    }

    #[test]
    fn consent_is_asked_for_when_a_refresh_token_is_wanted() {
        let options = SignInOptions::default();
        assert_eq!(
            options.prompts(&["offline_access".to_owned()]),
            [Prompt::Consent]
        );
        assert_eq!(options.prompts(&["openid".to_owned()]), []);
    }

    #[test]
    fn values_from_addresses_are_read() {
        assert_eq!(FirstScreen::parse("register"), Some(FirstScreen::Register));
        assert_eq!(FirstScreen::parse("bogus"), None);
        assert_eq!(
            DirectSignIn::parse("sso:acme"),
            Some(DirectSignIn::Sso("acme".to_owned()))
        );
        assert_eq!(DirectSignIn::parse("social:"), None);
        assert_eq!(DirectSignIn::parse("huggingface"), None);
    }
}
