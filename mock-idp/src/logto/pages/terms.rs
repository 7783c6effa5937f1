//! Terms of use and privacy policy: where they are shown and where one must agree to them.
//!
//! Logto: `Automatic` says below the form that going on means agreeing; `ManualRegistrationOnly` asks on
//! pages that make accounts and only links elsewhere; `Manual` asks everywhere. Without any address
//! there is nothing to show.

use crate::logto::model::SignInExperience;

/// What kind of page the terms are shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where people with an account go.
    SignIn,
    /// Where accounts are made.
    Register,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    Automatic,
    ManualRegistrationOnly,
    Manual,
}

/// The terms as one page shows them.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub of_use: Option<String>,
    pub privacy: Option<String>,
    /// Whether the box is ticked.
    pub agreed: bool,
    policy: Policy,
    place: Place,
}

impl Terms {
    /// The tenant's terms.
    pub(super) fn new(experience: &SignInExperience, place: Place) -> Self {
        let given = |url: &Option<String>| url.clone().filter(|url| !url.is_empty());
        Self {
            of_use: given(&experience.terms_of_use_url),
            privacy: given(&experience.privacy_policy_url),
            agreed: false,
            policy: match &*experience.agree_to_terms_policy {
                "Manual" => Policy::Manual,
                "ManualRegistrationOnly" => Policy::ManualRegistrationOnly,
                _ => Policy::Automatic,
            },
            place,
        }
    }

    /// An application's own terms, which its consent page names.
    pub(super) fn of_application(of_use: Option<String>, privacy: Option<String>) -> Self {
        Self {
            of_use,
            privacy,
            agreed: false,
            policy: Policy::Automatic,
            place: Place::SignIn,
        }
    }

    /// The same terms; whether the box is ticked.
    pub(super) fn ticked(mut self, agreed: bool) -> Self {
        self.agreed = agreed;
        self
    }

    /// Whether there are any.
    pub(super) fn exist(&self) -> bool {
        self.of_use.is_some() || self.privacy.is_some()
    }

    /// Whether one must agree before going on.
    pub(super) fn asks(&self) -> bool {
        self.exist()
            && match self.policy {
                Policy::Automatic => false,
                Policy::ManualRegistrationOnly => self.place == Place::Register,
                Policy::Manual => true,
            }
    }

    /// Whether going on means agreeing.
    pub(super) fn is_automatic(&self) -> bool {
        self.policy == Policy::Automatic
    }

    /// Whether they stand below the form.
    pub(super) fn shows_footer(&self) -> bool {
        self.exist() && self.policy != Policy::Manual && !self.asks()
    }
}

/// The dialog that asks for agreement: the form that is sent again once it is given.
#[derive(Debug)]
pub(super) struct Agree {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_terms_are_asked_for_and_where_they_are_only_shown() {
        let shown = |policy: &str, place, url: Option<&str>| {
            let experience = SignInExperience {
                agree_to_terms_policy: policy.into(),
                terms_of_use_url: url.map(str::to_owned),
                ..SignInExperience::default()
            };
            let terms = Terms::new(&experience, place);
            (terms.asks(), terms.shows_footer())
        };
        let url = Some("https://terms.example/");
        assert_eq!(shown("Automatic", Place::SignIn, url), (false, true));
        assert_eq!(
            shown("ManualRegistrationOnly", Place::SignIn, url),
            (false, true)
        );
        assert_eq!(
            shown("ManualRegistrationOnly", Place::Register, url),
            (true, false)
        );
        assert_eq!(shown("Manual", Place::SignIn, url), (true, false));
        assert_eq!(shown("Manual", Place::SignIn, None), (false, false));
    }
}
