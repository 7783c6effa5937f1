//! The Management API: everything of the tenant, read and changed by programs, under `/api`.
//!
//! One folder or file per resource, each with a `routes` function that lists its calls. What they share:
//!
//! - [`route`]: from the list of calls to an axum router; the lock, the journal, the webhooks of each call.
//! - [`authenticate`]: whose bearer token opens the API.
//! - [`pagination`], [`search`]: what lists take from the query and add to the answer.
//! - [`entity`]: the refusals that all resources have in common.
//! - [`webhooks`]: which calls are occasions for webhooks, and their delivery.
//!
//! How JSON calls are read and input is checked is the business of [`api`](super::api).

mod applications;
mod authenticate;
mod configs;
mod connectors;
mod custom_phrases;
mod dashboard;
mod entity;
mod hooks;
mod logs;
mod one_time_tokens;
mod openapi;
mod organization_invitations;
mod organization_template;
mod organizations;
mod pagination;
mod resources;
mod rest;
mod roles;
mod route;
mod router;
mod search;
mod sentinel_activities;
mod sign_in_experience;
mod sso_connectors;
mod subject_tokens;
mod users;
mod verification_codes;
mod webhooks;

pub(in crate::logto) use authenticate::bearer;
pub(super) use router::routes;
pub(in crate::logto) use sign_in_experience::account_center;
pub(in crate::logto) use users::{
    TEXT_LENGTH, URL_LENGTH, change_settings_of, end_session, guard_length, is_totp_secret,
    profile_members, said_of_settings, shown_factor, shown_grants, shown_sessions, shown_settings,
};
pub use webhooks::deliver;
