//! What Logto answers to the engine's questions: about clients, users, resources and organizations.

mod claims;
mod client;
mod scopes;

use std::sync::Arc;

use serde_json::{Map, Value};

use super::model::{Application, Data};
use crate::base::clock::Moment;
use crate::oidc::{
    client::Client,
    directory::{ClaimsFor, Directory, Resource},
    error::Error,
};

/// The resource whose scopes are those of the organization template.
pub const ORGANIZATIONS_RESOURCE: &str = "urn:logto:resource:organizations";
/// The scope that lets an application see the user's organizations.
const ORGANIZATIONS_SCOPE: &str = "urn:logto:scope:organizations";

/// Seconds a token for that resource is good for.
const ORGANIZATIONS_RESOURCE_TTL: i64 = 3_600;

impl Directory for Data {
    fn client(&self, id: &str) -> Option<Result<Arc<Client>, Error>> {
        client::find(self, id).map(|found| found.map(Arc::new))
    }

    fn is_active(&self, account_id: &str) -> bool {
        self.users
            .get(account_id)
            .is_some_and(|user| !user.is_suspended)
    }

    fn claims(
        &self,
        account_id: &str,
        scopes: &[&str],
        wanted_for: ClaimsFor,
    ) -> Map<String, Value> {
        match self.users.get(account_id) {
            Some(user) => claims::of_scopes(self, user, scopes, wanted_for),
            None => Map::new(),
        }
    }

    fn resource(&self, indicator: &str) -> Option<Resource> {
        if indicator == ORGANIZATIONS_RESOURCE {
            return Some(Resource {
                indicator: indicator.into(),
                access_token_ttl: ORGANIZATIONS_RESOURCE_TTL,
            });
        }
        self.resource_by_indicator(indicator)
            .map(|resource| Resource {
                indicator: resource.indicator.as_str().into(),
                access_token_ttl: resource.access_token_ttl,
            })
    }

    fn default_resource(&self) -> Option<String> {
        self.resources
            .iter()
            .find(|resource| resource.is_default)
            .map(|resource| resource.indicator.clone())
    }

    fn user_resource_scopes(
        &self,
        account_id: &str,
        client: &Client,
        indicator: &str,
        organization: Option<&str>,
        asked: &[&str],
    ) -> Vec<String> {
        let within = match organization {
            Some(id) => scopes::Within::Organization(id),
            None if asked.contains(&ORGANIZATIONS_SCOPE) => scopes::Within::AnyOrganization,
            None => scopes::Within::Roles,
        };
        let has = scopes::of_user(self, account_id, indicator, within);
        match self.applications.get(&client.id) {
            Some(app) if app.is_third_party => scopes::allowed(app, indicator, has),
            Some(_) | None => scopes::names(has),
        }
    }

    fn client_resource_scopes(
        &self,
        client_id: &str,
        indicator: &str,
        organization: Option<&str>,
    ) -> Vec<String> {
        scopes::names(scopes::of_client(self, client_id, indicator, organization))
    }

    fn user_organization_scopes(
        &self,
        account_id: &str,
        organization: &str,
    ) -> Option<Vec<String>> {
        let organization = self.organizations.get(organization)?;
        let member = organization
            .members
            .iter()
            .find(|member| member.user_id == account_id)?;
        Some(scopes::of_organization_roles(self, &member.role_ids))
    }

    fn client_organization_scopes(
        &self,
        client_id: &str,
        organization: &str,
    ) -> Option<Vec<String>> {
        let organization = self.organizations.get(organization)?;
        let (_, role_ids) = organization
            .applications
            .iter()
            .find(|(id, _)| id == client_id)?;
        Some(scopes::of_organization_roles(self, role_ids))
    }

    fn organization_mfa_missing(&self, account_id: &str, organization: &str) -> bool {
        let asks = self
            .organizations
            .get(organization)
            .is_some_and(|organization| organization.is_mfa_required);
        asks && self
            .users
            .get(account_id)
            .is_none_or(|user| user.mfa_verifications.is_empty())
    }

    fn is_denied(&self, account_id: &str, client_id: &str) -> bool {
        self.applications
            .get(client_id)
            .is_some_and(|app| !lets_in(app, account_id))
    }

    fn session_ttl(&self) -> Option<i64> {
        self.configs.get("session")?.get("ttl")?.as_i64()
    }

    fn is_organization_granted(
        &self,
        account_id: &str,
        client_id: &str,
        organization: &str,
    ) -> bool {
        self.applications.get(client_id).is_some_and(|app| {
            app.user_consent
                .organizations
                .iter()
                .any(|(user, granted)| user == account_id && granted == organization)
        })
    }

    fn personal_access_token_owner(&self, token: &str, now: Moment) -> Option<String> {
        let counts = |known: &Value| {
            known["value"].as_str() == Some(token)
                && known["expiresAt"]
                    .as_i64()
                    .is_none_or(|at| at > now.millis())
        };
        self.users
            .iter()
            .find(|user| user.personal_access_tokens.iter().any(counts))
            .map(|user| user.id.clone())
    }

    /// None: Logto's customizers are JavaScript, which the mock does not run.
    fn custom_claims(&self, _: Option<&str>, _: &str, _: Moment) -> Map<String, Value> {
        Map::new()
    }
}

/// Whether application-level access control lets the user in.
fn lets_in(app: &Application, account_id: &str) -> bool {
    !app.app_level_access_control_enabled || app.allowed_user_ids.iter().any(|id| id == account_id)
}
