//! What a person is told once, at home, after something ended without their asking.

/// A notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    /// The refresh token is not honoured any more.
    SessionEnded,
    /// A refreshed ID token failed a check.
    Untrusted,
    /// Signed out here, but Logto could not be asked to do the same.
    LogtoStillOpen,
}

impl Notice {
    /// The words. None of them may be taken for the link that signs somebody in or out.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::SessionEnded => "Your session has ended at Logto, so it has ended here too.",
            Self::Untrusted => {
                "An answer from Logto did not pass our checks, so your session has been ended."
            }
            Self::LogtoStillOpen => {
                "You have left this app. Logto could not be reached, so your session there may still \
                 be open."
            }
        }
    }
}
