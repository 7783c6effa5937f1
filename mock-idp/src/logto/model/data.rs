//! All tables of a tenant.

use serde_json::{Map, Value};

use super::{
    Application, Connector, Entities, Organization, OrganizationRole, OrganizationScope, Resource,
    Role, SignInExperience, User, Users,
};

/// What a tenant knows: everything but sessions, interactions, grants and tokens.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// `scheme://host` of this Logto: the redirect URIs of its built-in applications begin with it.
    pub endpoint: String,
    /// Clients.
    pub applications: Entities<Application>,
    /// Users.
    pub users: Users,
    /// Connectors.
    pub connectors: Entities<Connector>,
    /// The sign-in experience.
    pub sign_in_experience: SignInExperience,
    /// API resources with their scopes.
    pub resources: Entities<Resource>,
    /// Roles.
    pub roles: Entities<Role>,
    /// Organizations with their members.
    pub organizations: Entities<Organization>,
    /// Roles of the organization template.
    pub organization_roles: Entities<OrganizationRole>,
    /// Scopes of the organization template.
    pub organization_scopes: Entities<OrganizationScope>,
    /// Entities that the engine never asks about, by their API's path (`hooks`, `one-time-tokens`,
    /// `sso-connectors`, `organization-invitations`, …), as the API shows them.
    pub others: std::collections::BTreeMap<&'static str, Entities<Value>>,
    /// Settings by name (`id-token`, `session`, `jwt-customizer`, `account-center`, …).
    pub configs: Map<String, Value>,
}

impl Data {
    /// The user with that user name. Logto compares case-sensitively unless the user name policy
    /// says otherwise.
    pub fn user_by_username(&self, username: &str) -> Option<&User> {
        let policy = &self.sign_in_experience.username_policy;
        let case_sensitive = policy["caseSensitive"].as_bool().unwrap_or(true);
        self.users.by_username(username, case_sensitive)
    }

    /// The user with that e-mail address, ignoring case.
    pub fn user_by_email(&self, email: &str) -> Option<&User> {
        self.users.by_email(email)
    }

    /// The user with that phone number.
    pub fn user_by_phone(&self, phone: &str) -> Option<&User> {
        self.users.by_phone(phone)
    }

    /// The user with that social identity.
    pub fn user_by_identity(&self, target: &str, user_id: &str) -> Option<&User> {
        self.users.by_identity(target, user_id)
    }

    /// The resource with that indicator.
    pub fn resource_by_indicator(&self, indicator: &str) -> Option<&Resource> {
        self.resources
            .iter()
            .find(|resource| resource.indicator == indicator)
    }
}
