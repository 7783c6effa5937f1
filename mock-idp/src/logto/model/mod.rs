//! Logto's entities, with the member names and order of its Management API, and the tables of a tenant.
//!
//! Serialising an entity gives the body that Logto answers, but for the members marked as kept back.

pub mod application;
pub mod connector;
pub mod data;
pub mod entities;
pub mod organization;
pub mod resource;
pub mod seeded;
pub mod sign_in_experience;
pub mod social_user;
pub mod user;
pub mod users;

pub use application::{Application, ApplicationSecret, ApplicationType, OidcClientMetadata};
pub use connector::Connector;
pub use data::Data;
pub use entities::Entities;
pub use organization::{Organization, OrganizationRole, OrganizationScope};
pub use resource::{Resource, ResourceScope, Role, RoleType};
pub use sign_in_experience::SignInExperience;
pub use social_user::SocialUser;
pub use user::{Identity, User};
pub use users::Users;

/// `tenantId` of every entity.
pub(crate) const fn tenant_id() -> &'static str {
    "default"
}
