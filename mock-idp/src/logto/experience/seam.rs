//! Where the engine is asked about interactions.

use crate::oidc::{interaction::Interaction, profile::Profile};

/// Where the browser goes on.
pub fn resume_url(origin: &str, profile: &Profile, uid: &str, interaction: &Interaction) -> String {
    let flow = if interaction.device_code.is_some() {
        "device"
    } else {
        "auth"
    };
    format!("{origin}{}/{flow}/{uid}", profile.mount)
}
