//! `/oidc` through the router.

mod client_auth;
mod code;
mod device;
mod exchange;
mod introspection;
mod kit;
mod machine;
mod organization;
mod random;
mod refresh;
mod rotation;
mod transport;
mod userinfo;
mod world;
