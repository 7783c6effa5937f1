//! What Logto knows of a kind of connector before one is configured.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};

use super::error::ConnectorError;

/// The type of a connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Signs people in with another provider.
    Social,
    /// Sends e-mail.
    Email,
    /// Sends text messages.
    Sms,
}

impl Kind {
    /// Logto's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Social => "Social",
            Self::Email => "Email",
            Self::Sms => "Sms",
        }
    }
}

/// Text by language tag, English first.
pub type Texts = &'static [(&'static str, &'static str)];

/// A kind of connector.
#[derive(Debug)]
pub struct Factory {
    /// Its id: a connector's `connectorId`.
    pub id: &'static str,
    /// Its type.
    pub kind: Kind,
    /// The key under which users' identities are kept.
    pub target: &'static str,
    /// `Universal` for social ones.
    pub platform: Option<&'static str>,
    /// Name.
    pub name: Texts,
    /// Description.
    pub description: Texts,
    /// The picture's letters and colour. Logos of others are not ours to copy.
    pub logo: (&'static str, &'static str),
    /// Whether it follows a standard: its metadata may be set, and there may be many.
    pub is_standard: bool,
    /// Whether the other provider's tokens can be stored.
    pub is_token_storage_supported: bool,
    /// The form of its settings.
    pub form_items: Option<fn() -> Value>,
    /// Whether these can be its settings.
    pub check: fn(&Map<String, Value>) -> Result<(), ConnectorError>,
    /// An example of its settings, where there is no form.
    pub config_template: Option<&'static str>,
}

impl Factory {
    /// Its picture as a `data:` address.
    pub fn logo(&self) -> String {
        let (letters, colour) = self.logo;
        let size = if letters.is_ascii() { 12 } else { 28 };
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 40\">\
             <rect width=\"40\" height=\"40\" rx=\"8\" fill=\"{colour}\"/>\
             <text x=\"20\" y=\"20\" dy=\".35em\" font-family=\"sans-serif\" font-size=\"{size}\" \
             font-weight=\"700\" fill=\"#fff\" text-anchor=\"middle\">{letters}</text></svg>"
        );
        format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))
    }

    /// Its notes. The real ones are long; the mock says what it does instead.
    pub fn readme(&self) -> String {
        let name = self.name.first().map_or(self.id, |(_, text)| text);
        let doing = match self.kind {
            Kind::Social => "calls the provider that it is configured for",
            Kind::Email | Kind::Sms => "delivers to the mock's inbox",
        };
        format!("# {name}\n\nThe mock's stand-in for this connector: it {doing}.\n")
    }
}
