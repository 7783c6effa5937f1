//! What is going to be played: selected, expanded, resolved.
//!
//! Scenario files, fragments and the app's profile go in; [`Case`]s come out, one for each row of a table,
//! with every fragment unfolded and every variable known to have a value by the time it is used. What is
//! optional in a file is decided here. Nothing is played: that is `run`.

mod builder;
mod capture;
mod case;
mod endpoint;
mod expect;
mod fragment;
mod http;
mod matcher;
mod named;
mod parameter;
mod profile;
mod scope;
mod select;
mod step;
mod suite;
mod tag;
mod target;
mod template;
mod tenant;
#[cfg(test)]
mod tests;
mod trial;
mod verbs;

pub use capture::{BadSignature, Capture, Cut, Signed};
pub use case::Case;
pub use expect::{Expectations, Subject};
pub use http::{Follow, HttpBody, HttpStep};
pub use profile::{Instance, ReadySign};
pub use scope::{BUILT_IN, app_variable};
pub use select::{Selection, Shard};
pub use step::{Key, Provider, SignIn, Step, Verb};
pub use suite::{Build, Plan, Suite};
pub use tag::TagExpression;
pub use template::{Filter, Template, Variables};
pub use trial::{ControlRun, Tamper, Trial};
