//! A fresh tenant, as Logto's own seed leaves it: the Management API's resource and the role for it.

use super::{Data, Resource, ResourceScope, Role, RoleType};
use crate::base::clock::Moment;

/// The Management API's resource indicator.
pub const MANAGEMENT_API: &str = "https://default.logto.app/api";
/// The id of its resource.
pub const MANAGEMENT_API_ID: &str = "management-api";
/// The id of its scope `all`.
pub const MANAGEMENT_API_ALL: &str = "management-api-all";
/// The id of the role that has that scope. Logto makes it up; the mock's is always the same.
pub const MANAGEMENT_ROLE_ID: &str = "managementapiaccess00";

impl Data {
    /// A fresh tenant at this endpoint (`scheme://host`, no slash at the end).
    pub fn seeded(endpoint: impl Into<String>, now: Moment) -> Self {
        let mut data = Self {
            endpoint: endpoint.into(),
            ..Self::default()
        };
        data.resources.insert(
            MANAGEMENT_API_ID,
            Resource {
                tenant_id: "default",
                id: MANAGEMENT_API_ID.into(),
                name: "Logto Management API".into(),
                indicator: MANAGEMENT_API.into(),
                is_default: false,
                access_token_ttl: 3_600,
                scopes: vec![ResourceScope {
                    tenant_id: "default",
                    id: MANAGEMENT_API_ALL.into(),
                    resource_id: MANAGEMENT_API_ID.into(),
                    name: "all".into(),
                    description: Some(
                        "Default scope for Management API, allows all permissions.".into(),
                    ),
                    created_at: now,
                }],
            },
        );
        data.roles.insert(
            MANAGEMENT_ROLE_ID,
            Role {
                tenant_id: "default",
                id: MANAGEMENT_ROLE_ID.into(),
                name: "Logto Management API access".into(),
                description: "Default role for accessing Logto Management API.".into(),
                r#type: RoleType::MachineToMachine,
                is_default: false,
                scope_ids: vec![MANAGEMENT_API_ALL.into()],
            },
        );
        data
    }
}
