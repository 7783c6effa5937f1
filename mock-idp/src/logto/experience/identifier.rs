//! What people are found by.

use serde_json::{Value, json};

use crate::logto::{
    ApiError,
    model::{Data, User, sign_in_experience::IdentifierType},
};

/// A user name, an e-mail address or a phone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// Which of them.
    pub kind: IdentifierType,
    /// The value as typed.
    pub value: String,
}

impl Identifier {
    /// An identifier.
    pub fn new(kind: IdentifierType, value: impl Into<String>) -> Self {
        Self {
            kind,
            value: value.into(),
        }
    }

    /// The user it belongs to.
    pub fn user<'a>(&self, data: &'a Data) -> Option<&'a User> {
        match self.kind {
            IdentifierType::Username => data.user_by_username(&self.value),
            IdentifierType::Email => data.user_by_email(&self.value),
            IdentifierType::Phone => data.user_by_phone(&self.value),
        }
    }

    /// The user it belongs to, or 404 `user.user_not_exist`.
    pub fn existing_user<'a>(&self, data: &'a Data) -> Result<&'a User, ApiError> {
        self.user(data).ok_or_else(|| {
            ApiError::not_found("user.user_not_exist")
                .with("identifier", self.value.clone())
                .with_data(json!({"identifier": self.value}))
        })
    }

    /// As the API shows it.
    pub fn to_json(&self) -> Value {
        json!({"type": self.kind.name(), "value": self.value})
    }
}
