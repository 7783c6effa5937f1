//! A tenant's data as one JSON document: keyed by id, in the Management API's words, secrets included.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::entities::{
    ApplicationRow, ConnectorRow, OrganizationRoleRow, OrganizationRow, OrganizationScopeRow,
    ResourceRow, RoleRow, UserRow,
};
use crate::huggingface::model as huggingface;
use crate::logto::model::{Data, Entities, SignInExperience, Users};

/// The one shape that there is.
const VERSION: u32 = 1;

/// Tables that the engine never asks about, by their API's path.
const OTHERS: [&str; 4] = [
    "hooks",
    "one-time-tokens",
    "organization-invitations",
    "sso-connectors",
];

/// Everything that a tenant knows, but for what people do in it (sessions, tokens, messages).
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Document {
    version: u32,
    #[serde(default)]
    applications: IndexMap<String, ApplicationRow>,
    #[serde(default)]
    users: IndexMap<String, UserRow>,
    #[serde(default)]
    connectors: IndexMap<String, ConnectorRow>,
    #[serde(default)]
    sign_in_experience: SignInExperience,
    #[serde(default)]
    resources: IndexMap<String, ResourceRow>,
    #[serde(default)]
    roles: IndexMap<String, RoleRow>,
    #[serde(default)]
    organizations: IndexMap<String, OrganizationRow>,
    #[serde(default)]
    organization_roles: IndexMap<String, OrganizationRoleRow>,
    #[serde(default)]
    organization_scopes: IndexMap<String, OrganizationScopeRow>,
    #[serde(default)]
    others: BTreeMap<String, IndexMap<String, Value>>,
    #[serde(default)]
    configs: Map<String, Value>,
    #[serde(default)]
    huggingface: huggingface::Seed,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("applications", &self.applications.len())
            .field("users", &self.users.len())
            .finish_non_exhaustive()
    }
}

/// Why a document is no tenant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Another shape.
    #[error("`version` is {0}, and {VERSION} is the one that this mock-idp reads")]
    Version(u32),
    /// A table that there is not.
    #[error("`others` has `{name}`, which is none of {}", OTHERS.join(", "))]
    UnknownTable {
        /// Its name.
        name: String,
    },
    /// Hugging Face's part contradicts itself.
    #[error(transparent)]
    HuggingFace(#[from] huggingface::seed::SeedError),
}

fn keyed<T, R>(
    rows: impl Iterator<Item = T>,
    id: impl Fn(&T) -> String,
    row: impl Fn(T) -> R,
) -> IndexMap<String, R> {
    rows.map(|entity| (id(&entity), row(entity))).collect()
}

fn entities<R, T>(rows: IndexMap<String, R>, entity: impl Fn(String, R) -> T) -> Entities<T> {
    let mut entities = Entities::default();
    for (id, row) in rows {
        entities.insert(id.clone(), entity(id, row));
    }
    entities
}

impl Document {
    /// What both providers know.
    pub fn of(data: &Data, huggingface: &huggingface::Data) -> Self {
        let others = data.others.iter().map(|(name, table)| {
            let rows = table.entries();
            let rows = rows.map(|(id, row)| (id.to_owned(), row.clone()));
            ((*name).to_owned(), rows.collect())
        });
        Self {
            version: VERSION,
            applications: keyed(
                data.applications.iter().cloned(),
                |e| e.id.clone(),
                ApplicationRow,
            ),
            users: keyed(data.users.iter().cloned(), |e| e.id.clone(), UserRow),
            connectors: keyed(
                data.connectors.iter().cloned(),
                |e| e.id.clone(),
                ConnectorRow,
            ),
            sign_in_experience: data.sign_in_experience.clone(),
            resources: keyed(
                data.resources.iter().cloned(),
                |e| e.id.clone(),
                ResourceRow,
            ),
            roles: keyed(data.roles.iter().cloned(), |e| e.id.clone(), RoleRow),
            organizations: keyed(
                data.organizations.iter().cloned(),
                |e| e.id.clone(),
                OrganizationRow,
            ),
            organization_roles: keyed(
                data.organization_roles.iter().cloned(),
                |e| e.id.clone(),
                OrganizationRoleRow,
            ),
            organization_scopes: keyed(
                data.organization_scopes.iter().cloned(),
                |e| e.id.clone(),
                OrganizationScopeRow,
            ),
            others: others.collect(),
            configs: data.configs.clone(),
            huggingface: huggingface.into(),
        }
    }

    /// What both providers are to know.
    ///
    /// # Errors
    ///
    /// Another version, a table that there is not, two people at Hugging Face who cannot be told apart.
    pub fn into_data(self) -> Result<(Data, huggingface::Data), DocumentError> {
        if self.version != VERSION {
            return Err(DocumentError::Version(self.version));
        }
        let mut users = Users::default();
        for (id, UserRow(mut user)) in self.users {
            user.id = id;
            users.insert(user);
        }
        let mut others = BTreeMap::new();
        for (name, rows) in self.others {
            let known = OTHERS.into_iter().find(|known| *known == name);
            let known = known.ok_or(DocumentError::UnknownTable { name })?;
            others.insert(known, entities(rows, |_, row| row));
        }
        let data = Data {
            // A tenant keeps its own.
            endpoint: String::new(),
            applications: entities(self.applications, |id, ApplicationRow(mut e)| {
                e.id = id;
                e
            }),
            users,
            connectors: entities(self.connectors, |id, ConnectorRow(mut e)| {
                e.id = id;
                e
            }),
            sign_in_experience: self.sign_in_experience,
            resources: entities(self.resources, |id, ResourceRow(mut e)| {
                e.id = id;
                e
            }),
            roles: entities(self.roles, |id, RoleRow(mut e)| {
                e.id = id;
                e
            }),
            organizations: entities(self.organizations, |id, OrganizationRow(mut e)| {
                e.id = id;
                e
            }),
            organization_roles: entities(
                self.organization_roles,
                |id, OrganizationRoleRow(mut e)| {
                    e.id = id;
                    e
                },
            ),
            organization_scopes: entities(
                self.organization_scopes,
                |id, OrganizationScopeRow(mut e)| {
                    e.id = id;
                    e
                },
            ),
            others,
            configs: self.configs,
        };
        Ok((data, self.huggingface.into_data()?))
    }
}
