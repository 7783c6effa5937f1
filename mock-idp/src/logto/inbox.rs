//! The messages that Logto would have sent: codes and links by e-mail and SMS. Nothing leaves the mock;
//! tests read them here (over the control API).

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::connectors::Kind;
use crate::base::clock::Moment;

/// How many messages are kept.
const CAPACITY: usize = 1_000;

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Channel {
    /// E-mail.
    Email,
    /// SMS.
    Sms,
}

impl Channel {
    /// The connectors that serve it.
    pub const fn connector(self) -> Kind {
        match self {
            Self::Email => Kind::Email,
            Self::Sms => Kind::Sms,
        }
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The address or number.
    pub to: String,
    /// How it travels.
    pub channel: Channel,
    /// Logto's template: `SignIn`, `Register`, `ForgotPassword`, `BindNewIdentifier`, …
    pub r#type: String,
    /// The verification code, if it has one.
    pub code: Option<String>,
    /// The link, if it has one.
    pub link: Option<String>,
    /// When it was sent, in milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
}

/// The last messages, oldest first.
#[derive(Debug, Default)]
pub struct Inbox(VecDeque<Message>);

impl Inbox {
    /// Delivers a message.
    pub fn deliver(&mut self, message: Message) {
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(message);
    }

    /// All messages, oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> + ExactSizeIterator {
        self.0.iter()
    }

    /// The last message to an address or number.
    pub fn last_to(&self, to: &str) -> Option<&Message> {
        self.0.iter().rev().find(|message| message.to == to)
    }

    /// Forgets all messages.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}
