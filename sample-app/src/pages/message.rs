//! A page that says one thing: what went wrong, and the way back.

use askama::Template;

/// See the module's description.
#[derive(Clone, Debug, Template)]
#[template(path = "message.html")]
pub(crate) struct MessagePage {
    /// Title and heading.
    pub(crate) title: &'static str,
    /// What happened, for the person.
    pub(crate) text: String,
    /// What happened, in the words of the protocol.
    pub(crate) detail: Option<String>,
    /// What to do about it.
    pub(crate) hint: Option<String>,
    /// Another way on than home: address and text.
    pub(crate) action: Option<(&'static str, &'static str)>,
}
