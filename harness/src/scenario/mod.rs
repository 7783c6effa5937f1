//! Scenario files as they were written: text → typed, with the place of every part.
//!
//! One type per kind of file ([`ScenarioFile`], [`FragmentFile`], [`ProfileFile`]) and the pieces they
//! share. Most parts have a short form (a text: what a person would call the thing) and a long one (a
//! map): [`Form`]. Nothing is interpreted here: variables are still `${…}`, fragments still names; that is
//! `plan`'s work. The only I/O is reading files ([`Folder`]).

mod at;
mod capture;
mod duration;
mod expect;
mod folder;
mod form;
mod fragment;
mod http;
mod matcher;
mod pairs;
mod profile;
mod read;
mod scenario_file;
mod schema;
mod step;
#[cfg(test)]
mod tests;

pub use at::At;
pub use capture::{
    CaptureForm, CaptureSource, HeaderCapture, SignatureName, SignedCapture, UrlCapture,
};
pub use duration::Period;
pub use expect::{
    CookieAttributes, CookieForm, ElementForm, ExpectForm, RequestForm, SnapshotForm,
};
pub use folder::{Folder, FolderError, Parsed};
pub use form::{Form, OneOrMany};
pub use fragment::FragmentFile;
pub use http::{BasicForm, FollowName, HttpForm};
pub use matcher::{MatcherForm, Operators};
pub use pairs::Pairs;
pub use profile::{ProfileFile, ReadyForm, StartForm};
pub use read::{parse, read};
pub use scenario_file::{AgentName, FoundationName, RowForm, ScenarioFile, SeverityName};
pub use schema::schemas;
pub use step::{ClockForm, KeyName, ProviderName, SignInForm, SignOutForm, StepForm, TargetForm};
