//! Lists of scopes as rows keep them: one text, which rows of the same list share.

use std::sync::Arc;

use crate::base::names::Names;

/// Scopes in order, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(Arc<str>);

impl Scopes {
    /// Each scope.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|scope| !scope.is_empty())
    }

    /// All of them, with blanks between.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a scope is among them.
    pub fn contains(&self, scope: &str) -> bool {
        self.iter().any(|known| known == scope)
    }

    /// These scopes with more behind them.
    #[must_use]
    pub fn with<'a>(&'a self, more: impl IntoIterator<Item = &'a str>, names: &mut Names) -> Self {
        let all: Self = self.iter().chain(more).collect();
        Self(names.share(&all.0))
    }
}

impl<'a> FromIterator<&'a str> for Scopes {
    fn from_iter<I: IntoIterator<Item = &'a str>>(scopes: I) -> Self {
        let mut all: Vec<&str> = Vec::new();
        for scope in scopes {
            if !scope.is_empty() && !all.contains(&scope) {
                all.push(scope);
            }
        }
        Self(all.join(" ").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_grow_without_repetition_and_are_shared() {
        let mut names = Names::default();
        let none = Scopes::default();
        let first = none.with(["openid", "profile"], &mut names);
        let more = first.with(["email", "openid"], &mut names);
        assert_eq!(
            more.iter().collect::<Vec<_>>(),
            ["openid", "profile", "email"]
        );
        assert!(more.contains("email") && !more.contains("mail") && !none.contains(""));
        let again = none.with(["openid", "profile"], &mut names);
        assert!(Arc::ptr_eq(&first.0, &again.0));
    }
}
