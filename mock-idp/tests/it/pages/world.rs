//! The tenant that the pages are tested with: Alice, the Bookstore, and a Reading Club that must ask.

use serde_json::json;

use mock_idp::{
    base::{
        clock::{Clock, Moment},
        ids::Ids,
        journal::Journal,
        keys::Keys,
    },
    logto::{
        App,
        model::{
            Application, ApplicationType, Connector, Data, OidcClientMetadata, Resource,
            ResourceScope, Role, RoleType, User, application::UserConsentScopes,
            sign_in_experience::SignIn, user::Password,
        },
        profile::profile,
    },
};

pub(super) const NOW: Moment = Moment::from_seconds(1_700_000_000);
pub(super) const ORIGIN: &str = "http://op.example:3001";
pub(super) const APP_CALLBACK: &str = "http://app.example:3000/callback";

/// The tenant, changed by `change` before it starts.
pub(super) fn app(change: impl FnOnce(&mut Data)) -> App {
    let mut data = data();
    change(&mut data);
    App::new(
        data,
        Keys::generate("key", NOW).unwrap(),
        Ids::seeded(1),
        Clock::frozen(NOW),
        Journal::default(),
        profile(ORIGIN, "cookie-key".into()),
        "http://hf.example".into(),
    )
}

fn data() -> Data {
    let mut data = Data::default();
    data.applications
        .insert("bookstore", application("bookstore", "Bookstore", false));
    data.applications
        .insert("club", application("club", "Reading Club", true));
    data.resources.insert("api", api());
    data.roles.insert("reader", reader());
    data.users.insert(User {
        username: Some("alice".into()),
        name: Some("Alice Liddell".into()),
        primary_email: Some("alice@example.com".into()),
        password: Some(Password::Plain("wonderland-42".into())),
        role_ids: vec!["reader".into()],
        ..User::new("alice-id", NOW)
    });
    data.connectors
        .insert("hf", connector("hf", "huggingface-universal"));
    data.sign_in_experience.social_sign_in_connector_targets = vec!["huggingface".into()];
    data
}

/// A connector of this kind, with settings that do for each of them.
pub(super) fn connector(id: &str, kind: &str) -> Connector {
    let config = json!({"clientId": "hf-client", "clientSecret": "hf-secret"});
    Connector {
        id: id.into(),
        connector_id: kind.into(),
        config: config.as_object().cloned().unwrap(),
        metadata: serde_json::Map::new(),
        sync_profile: false,
        enable_token_storage: false,
        created_at: NOW,
    }
}

/// The mock's social connector, which believes whatever the callback says.
pub(super) fn with_mock_social(data: &mut Data) {
    data.connectors
        .insert("mock", connector("mock", "mock-social-connector"));
    data.sign_in_experience.social_sign_in_connector_targets = vec!["mock-social".into()];
}

/// Codes by e-mail, also for forgotten passwords.
pub(super) fn with_mail(data: &mut Data) {
    data.connectors
        .insert("mail", connector("mail", "mock-email-service"));
    data.sign_in_experience.forgot_password_methods = json!(["EmailVerificationCode"]);
}

/// Ways to sign in: (identifier, whether with codes, whether the password comes first).
pub(super) fn with_methods(data: &mut Data, methods: &[(&str, bool, bool)]) {
    let methods = methods.iter().map(|(identifier, code, password_first)| {
        json!({"identifier": identifier, "password": true, "verificationCode": code,
               "isPasswordPrimary": password_first})
    });
    let methods = serde_json::from_value(methods.collect()).unwrap();
    data.sign_in_experience.sign_in = SignIn { methods };
}

/// Terms of use and a privacy policy, agreed to in this way.
pub(super) fn with_terms(data: &mut Data, policy: &str) {
    let experience = &mut data.sign_in_experience;
    experience.agree_to_terms_policy = policy.into();
    experience.terms_of_use_url = Some("https://terms.example/".into());
    experience.privacy_policy_url = Some("https://privacy.example/".into());
}

/// Nothing is asked of new accounts: people come with accounts of other providers.
pub(super) fn with_social_accounts_only(data: &mut Data) {
    let experience = &mut data.sign_in_experience;
    experience.sign_up = json!({"identifiers": [], "password": false, "verify": false});
}

fn application(id: &str, name: &str, is_third_party: bool) -> Application {
    Application {
        tenant_id: "default",
        id: id.into(),
        name: name.into(),
        legacy_secret: Some("secret".into()),
        description: None,
        r#type: ApplicationType::Traditional,
        oidc_client_metadata: OidcClientMetadata {
            redirect_uris: vec![APP_CALLBACK.into()],
            ..OidcClientMetadata::default()
        },
        custom_client_metadata: serde_json::Map::new(),
        protected_app_metadata: None,
        custom_data: serde_json::Map::new(),
        is_third_party,
        app_level_access_control_enabled: false,
        created_at: NOW,
        secrets: Vec::new(),
        role_ids: Vec::new(),
        user_consent: UserConsentScopes {
            user_scopes: vec!["profile".into(), "email".into()],
            resource_scopes: vec!["read".into()],
            ..UserConsentScopes::default()
        },
        sign_in_experience: None,
        allowed_user_ids: Vec::new(),
    }
}

fn api() -> Resource {
    Resource {
        tenant_id: "default",
        id: "api".into(),
        name: "Bookstore API".into(),
        indicator: "https://api.bookstore.example".into(),
        is_default: false,
        access_token_ttl: 3_600,
        scopes: vec![ResourceScope {
            tenant_id: "default",
            id: "read".into(),
            resource_id: "api".into(),
            name: "read:books".into(),
            description: Some("Read your books".into()),
            created_at: NOW,
        }],
    }
}

fn reader() -> Role {
    Role {
        tenant_id: "default",
        id: "reader".into(),
        name: "reader".into(),
        description: String::new(),
        r#type: RoleType::User,
        is_default: false,
        scope_ids: vec!["read".into()],
    }
}
