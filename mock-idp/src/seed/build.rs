//! From what was written to what is meant: a tenant's data, or the first contradiction.

use std::collections::HashMap;

use serde_json::Map;
use serde_saphyr::Spanned;

use super::{
    Seed, SeedError,
    file::{ApplicationSeed, ConnectorSeed, UserSeed},
    references, ways_in,
};
use crate::base::{clock::Moment, ids::Ids};
use crate::logto::model::{
    Application, ApplicationType, Connector, Data, OidcClientMetadata, User, user::Password,
};

/// The connector factory that is meant when a seed names none.
const HUGGING_FACE: &str = "huggingface-universal";

/// What two providers start from.
#[derive(Debug)]
pub struct Built {
    /// Logto's tables.
    pub logto: Data,
    /// Hugging Face's tables.
    pub huggingface: crate::huggingface::model::Data,
}

impl Seed {
    /// Makes a tenant's data for a Logto at `endpoint` (`scheme://host`).
    ///
    /// # Errors
    ///
    /// The first contradiction: a role that is not there, an address used twice, a public application
    /// with a secret, …
    pub fn build(&self, endpoint: &str, now: Moment, ids: &mut Ids) -> Result<Built, SeedError> {
        let mut data = Data::seeded(endpoint, now);
        references::permissions(self, &mut data, now, ids)?;
        for (id, written) in &self.file.applications {
            let application = self.application(id, written, &data, now, ids)?;
            data.applications.insert(id.value.clone(), application);
        }
        self.users(&mut data, now)?;
        references::organizations(self, &mut data, now, ids)?;
        for (id, written) in &self.file.connectors {
            data.connectors
                .insert(id.value.clone(), self.connector(id, written, now)?);
        }
        ways_in::apply(self, &mut data)?;
        let huggingface = self.file.huggingface.clone().into_data().map_err(|error| {
            self.source
                .error(serde_saphyr::Location::UNKNOWN, error.to_string(), "")
        })?;
        Ok(Built {
            logto: data,
            huggingface,
        })
    }

    fn application(
        &self,
        id: &Spanned<String>,
        written: &ApplicationSeed,
        data: &Data,
        now: Moment,
        ids: &mut Ids,
    ) -> Result<Application, SeedError> {
        let confidential = match written.r#type {
            ApplicationType::Traditional | ApplicationType::MachineToMachine => true,
            ApplicationType::Native | ApplicationType::Spa => false,
            ApplicationType::Protected | ApplicationType::Saml => {
                return Err(self.source.at(
                    id,
                    format!(
                        "application `{}` is of a type that the mock does not serve",
                        id.value
                    ),
                    "use Traditional, SPA, Native or MachineToMachine",
                ));
            }
        };
        if !confidential && written.secret.is_some() {
            return Err(self.source.at(
                id,
                format!("application `{}` is public and has a secret", id.value),
                "leave the secret out, or make it `type: Traditional`",
            ));
        }
        let is_machine = written.r#type == ApplicationType::MachineToMachine;
        if is_machine && !written.redirect_uris.is_empty() {
            return Err(self.source.at(
                id,
                format!(
                    "application `{}` is a machine and has redirectUris",
                    id.value
                ),
                "nobody signs in to a MachineToMachine application: leave them out",
            ));
        }
        if !is_machine && !written.roles.is_empty() {
            return Err(self.source.at(
                id,
                format!(
                    "application `{}` has roles, which only a MachineToMachine application can",
                    id.value
                ),
                "give the roles to users",
            ));
        }
        for address in written
            .redirect_uris
            .iter()
            .chain(&written.post_logout_redirect_uris)
        {
            // Patterns (`https://*.example.com/callback`) are no addresses, but they parse as such.
            if url::Url::parse(address).is_err() {
                return Err(self.source.at(
                    id,
                    format!(
                        "application `{}`: `{address}` is no absolute address",
                        id.value
                    ),
                    "write scheme, host and path, like http://localhost:3000/callback",
                ));
            }
        }
        let role_ids = references::role_ids(
            self,
            data,
            &written.roles,
            crate::logto::model::RoleType::MachineToMachine,
        )?;
        let mut user_consent = crate::logto::model::application::UserConsentScopes::default();
        user_consent.user_scopes.clone_from(&written.user_scopes);
        Ok(Application {
            tenant_id: "default",
            id: id.value.clone(),
            name: written.name.clone().unwrap_or_else(|| id.value.clone()),
            legacy_secret: confidential
                .then(|| written.secret.clone().unwrap_or_else(|| ids.secret())),
            description: written.description.clone(),
            r#type: written.r#type,
            oidc_client_metadata: OidcClientMetadata {
                redirect_uris: written.redirect_uris.clone(),
                post_logout_redirect_uris: written.post_logout_redirect_uris.clone(),
                backchannel_logout_uri: written.backchannel_logout_uri.clone(),
                backchannel_logout_session_required: written.backchannel_logout_session_required,
                logo_uri: None,
            },
            custom_client_metadata: written.custom_client_metadata.clone(),
            protected_app_metadata: None,
            custom_data: written.custom_data.clone(),
            is_third_party: written.is_third_party,
            app_level_access_control_enabled: false,
            created_at: now,
            secrets: Vec::new(),
            role_ids,
            user_consent,
            sign_in_experience: None,
            allowed_user_ids: Vec::new(),
        })
    }

    fn users(&self, data: &mut Data, now: Moment) -> Result<(), SeedError> {
        let mut taken: HashMap<(&'static str, String), String> = HashMap::new();
        for (id, written) in &self.file.users {
            let user = self.user(id, written, data, now)?;
            let places = [
                ("user name", user.username.clone(), id),
                (
                    "e-mail address",
                    user.primary_email.as_ref().map(|e| e.to_lowercase()),
                    written.primary_email.as_ref().unwrap_or(id),
                ),
                (
                    "phone number",
                    user.primary_phone.clone(),
                    written.primary_phone.as_ref().unwrap_or(id),
                ),
            ];
            for (what, value, place) in places {
                let Some(value) = value else { continue };
                if let Some(other) = taken.insert((what, value.clone()), id.value.clone()) {
                    return Err(self.source.at(
                        place,
                        format!(
                            "users `{other}` and `{}` have the same {what} `{value}`",
                            id.value
                        ),
                        "give each user their own",
                    ));
                }
            }
            data.users.insert(user);
        }
        Ok(())
    }

    fn user(
        &self,
        id: &Spanned<String>,
        written: &UserSeed,
        data: &Data,
        now: Moment,
    ) -> Result<User, SeedError> {
        let mut user = User::new(id.value.clone(), now);
        user.username = Some(written.username.clone().unwrap_or_else(|| id.value.clone()));
        user.password = written.password.clone().map(Password::Plain);
        user.primary_email = written
            .primary_email
            .as_ref()
            .map(|email| email.value.clone());
        user.primary_phone = written
            .primary_phone
            .as_ref()
            .map(|phone| phone.value.clone());
        user.name.clone_from(&written.name);
        user.avatar.clone_from(&written.avatar);
        user.custom_data.clone_from(&written.custom_data);
        user.profile.clone_from(&written.profile);
        user.identities.clone_from(&written.identities);
        user.is_suspended = written.is_suspended;
        user.role_ids = references::role_ids(
            self,
            data,
            &written.roles,
            crate::logto::model::RoleType::User,
        )?;
        Ok(user)
    }

    fn connector(
        &self,
        id: &Spanned<String>,
        written: &ConnectorSeed,
        now: Moment,
    ) -> Result<Connector, SeedError> {
        let factory = written.connector_id.as_deref().unwrap_or(HUGGING_FACE);
        let mut config = Map::new();
        let short = [
            ("clientId", &written.client_id),
            ("clientSecret", &written.client_secret),
            ("scope", &written.scope),
        ];
        for (name, value) in short {
            if let Some(value) = value {
                config.insert(name.into(), value.clone().into());
            }
        }
        config.extend(written.config.clone());
        if factory == HUGGING_FACE {
            for name in ["clientId", "clientSecret"] {
                if !config.contains_key(name) {
                    return Err(self.source.at(
                        id,
                        format!("connector `{}` has no {name}", id.value),
                        "name an application of `huggingface.apps` and its secret",
                    ));
                }
            }
            self.known_at_hugging_face(id, &config)?;
        }
        Ok(Connector {
            id: id.value.clone(),
            connector_id: factory.to_owned(),
            config,
            metadata: written.metadata.clone(),
            sync_profile: written.sync_profile,
            enable_token_storage: false,
            created_at: now,
        })
    }

    /// A seed that describes a Hugging Face must know the connector there.
    fn known_at_hugging_face(
        &self,
        id: &Spanned<String>,
        config: &Map<String, serde_json::Value>,
    ) -> Result<(), SeedError> {
        let apps = &self.file.huggingface.apps;
        if apps.is_empty() {
            return Ok(());
        }
        let client_id = config
            .get("clientId")
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default();
        let Some(app) = apps.get(client_id) else {
            let known: Vec<&str> = apps.keys().map(String::as_str).collect();
            return Err(self.source.at(
                id,
                format!(
                    "connector `{}` is client `{client_id}` of Hugging Face, which knows only {}",
                    id.value,
                    known.join(", ")
                ),
                format!("add `{client_id}` to `huggingface.apps`, or name one of those"),
            ));
        };
        if app.secret.as_deref()
            != config
                .get("clientSecret")
                .and_then(serde_json::Value::as_str)
        {
            return Err(self.source.at(
                id,
                format!(
                    "connector `{}` has another secret than `huggingface.apps.{client_id}`",
                    id.value
                ),
                "write the same secret in both places",
            ));
        }
        Ok(())
    }
}
