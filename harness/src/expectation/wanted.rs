//! How an app must take what a provider does wrong.

/// How an app must take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Nobody is signed in, and nothing that is poisoned is used.
    Rejected,
    /// Nothing that is poisoned is used; a session may live on.
    Discarded,
    /// Somebody is signed in.
    Accepted,
    /// Both ways are good, as long as the app stays whole.
    Either,
}

impl Wanted {
    /// All of them, with the names they have in scenarios.
    pub const ALL: [(&'static str, Self); 4] = [
        ("rejected", Self::Rejected),
        ("discarded", Self::Discarded),
        ("accepted", Self::Accepted),
        ("either", Self::Either),
    ];
}

/// What a module of the OpenID Foundation's suite goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foundation {
    /// The flow goes on to the userinfo request, or to whatever comes last.
    Flow,
    /// Nothing is asked of the provider for five seconds.
    Silence,
    /// The same, but an app that does not check the signature of a token from the token endpoint is skipped.
    Skippable,
    /// Both ways are good.
    Either,
    /// A request comes at all.
    Call,
    /// The status that the app answers.
    Status,
}
