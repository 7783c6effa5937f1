//! Common tampers, as switches.

use crate::base::tamper::{Artefact, Change, Plan, Tamper};

/// What a switch says and arms.
pub(super) struct Switch {
    /// Its name in forms.
    pub(super) name: &'static str,
    /// For people.
    pub(super) label: &'static str,
    plan: &'static str,
}

/// In the order of a sign-in.
pub(super) const ALL: [Switch; 12] = [
    switch(
        "discovery-500",
        "Discovery answers 500",
        "discovery: { respond: { status: 500 } }",
    ),
    switch(
        "state",
        "Callback carries another state",
        "authorization-response: { state: { append: x } }",
    ),
    switch(
        "callback-iss",
        "Callback names another issuer",
        "authorization-response: { iss: { set: 'https://evil.example' } }",
    ),
    switch(
        "token-500",
        "Token endpoint answers 500",
        "token-response: { respond: { status: 500 } }",
    ),
    switch(
        "token-slow",
        "Token endpoint takes 5 s",
        "token-response: { respond: { delay: 5s } }",
    ),
    switch(
        "nonce",
        "ID token has another nonce",
        "id-token: { nonce: { append: x } }",
    ),
    switch(
        "expired",
        "ID token has expired",
        "id-token: { exp: { add: -7200 } }",
    ),
    switch(
        "audience",
        "ID token is for another client",
        "id-token: { aud: { set: someone-else } }",
    ),
    switch(
        "issuer",
        "ID token has another issuer",
        "id-token: { iss: { set: 'https://evil.example' } }",
    ),
    switch(
        "signature",
        "ID token's signature is wrong",
        "id-token: { signature: flipped }",
    ),
    switch(
        "unsigned",
        "ID token is not signed",
        "id-token: { signature: none }",
    ),
    switch(
        "userinfo-sub",
        "Userinfo is about someone else",
        "userinfo: { sub: { set: someone-else } }",
    ),
];

const fn switch(name: &'static str, label: &'static str, plan: &'static str) -> Switch {
    Switch { name, label, plan }
}

impl Switch {
    /// What it arms.
    pub(super) fn changes(&self) -> Vec<(Artefact, Change)> {
        // A unit test reads every plan.
        let plan: Plan = self.plan.parse().unwrap_or_default();
        plan.into_iter().collect()
    }

    /// The ids of what it has armed; none: it is off.
    pub(super) fn armed(&self, tampers: &[Tamper]) -> Vec<u64> {
        let changes = self.changes();
        let mine = |tamper: &&Tamper| {
            let it = (tamper.artefact, &tamper.change);
            changes
                .iter()
                .any(|(artefact, change)| (*artefact, change) == it)
        };
        tampers
            .iter()
            .filter(mine)
            .map(|tamper| tamper.id)
            .collect()
    }

    /// The switch of that name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|switch| switch.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_arms_something() {
        for switch in &ALL {
            assert_eq!(switch.changes().len(), 1, "{}", switch.name);
        }
    }
}
