//! Hugging Face's scopes: their names and what the consent page says of them.

/// A scope. A place in the table of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(u8);

/// Name, what the consent page says, and whether it reaches resources that organizations own too.
const ALL: &[(&str, &str, bool)] = &[
    ("openid", "Confirm who you are", false),
    (
        "profile",
        "Read your public profile: user name, full name, avatar",
        false,
    ),
    ("email", "Read your email address", false),
    (
        "read-billing",
        "Know whether you have a payment method set up",
        true,
    ),
    (
        "read-memberships",
        "Read the organizations you are a member of",
        true,
    ),
    (
        "read-repos",
        "Read your repositories, including private ones",
        true,
    ),
    (
        "gated-repos",
        "Read public gated repositories that you can access",
        true,
    ),
    (
        "contribute-repos",
        "Create repositories, and write to those it created",
        true,
    ),
    ("write-repos", "Read and write your repositories", true),
    (
        "manage-repos",
        "Fully manage your repositories: create, delete, change settings",
        true,
    ),
    (
        "read-collections",
        "Read your collections, including private ones",
        true,
    ),
    ("write-collections", "Read and write your collections", true),
    (
        "inference-api",
        "Call Inference Providers on your behalf",
        true,
    ),
    ("read-endpoints", "Read your Inference Endpoints", true),
    (
        "write-endpoints",
        "Read and write your Inference Endpoints",
        true,
    ),
    ("jobs", "Run jobs on your behalf", true),
    ("webhooks", "Manage your webhooks", true),
    (
        "write-discussions",
        "Open discussions and pull requests, and comment, on your behalf",
        true,
    ),
    (
        "read-mcp",
        "Use the Hugging Face MCP server on your behalf",
        false,
    ),
];

/// `openid`: an ID token is wanted.
pub const OPENID: Scope = Scope(0);
/// `profile`: name, user name, picture, organizations.
pub const PROFILE: Scope = Scope(1);
/// `email`.
pub const EMAIL: Scope = Scope(2);
/// `read-billing`: adds `canPay`.
pub const READ_BILLING: Scope = Scope(3);
/// `read-memberships`: adds roles and restrictions to organizations.
pub const READ_MEMBERSHIPS: Scope = Scope(4);

impl Scope {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        ALL[usize::from(self.0)].0
    }

    /// What it lets an application do, for people.
    pub fn description(self) -> &'static str {
        ALL[usize::from(self.0)].1
    }

    /// Whether it reaches what organizations own: then the user picks organizations.
    pub fn concerns_organizations(self) -> bool {
        ALL[usize::from(self.0)].2
    }
}

/// The scope of that name.
pub fn by_name(name: &str) -> Option<Scope> {
    let place = ALL.iter().position(|(n, ..)| *n == name)?;
    u8::try_from(place).ok().map(Scope)
}

/// The names of all scopes, for messages.
pub fn names() -> String {
    let names: Vec<_> = ALL.iter().map(|(name, ..)| *name).collect();
    names.join(", ")
}

/// Scopes as the wire writes them: separated by blanks.
pub fn join(scopes: &[Scope]) -> String {
    let names: Vec<_> = scopes.iter().map(|scope| scope.name()).collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_stand_for_their_names() {
        let named = [OPENID, PROFILE, EMAIL, READ_BILLING, READ_MEMBERSHIPS];
        assert_eq!(
            join(&named),
            "openid profile email read-billing read-memberships"
        );
        assert_eq!(by_name("email"), Some(EMAIL));
        assert_eq!(by_name("Email"), None);
    }
}
