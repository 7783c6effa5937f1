//! Request parameters as they came: in order, repeated ones kept; and the two checks that every
//! endpoint makes of them first.

use super::error::Error;

/// Parameters of a query, a form, or a flat JSON body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Decodes `application/x-www-form-urlencoded` text (a query without its `?`, or a form).
    pub fn decode(text: &str) -> Self {
        Self(
            url::form_urlencoded::parse(text.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// Parameters from pairs.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// The first value of a parameter. An empty one counts as absent (RFC 6749 section 3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, v)| n == name && !v.is_empty())
            .map(|(_, v)| v.as_str())
    }

    /// Every non-empty value of a parameter, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(n, v)| n == name && !v.is_empty())
            .map(|(_, v)| v.as_str())
    }

    /// Whether a parameter came more than once, empty values included.
    pub fn is_repeated(&self, name: &str) -> bool {
        self.0.iter().filter(|(n, _)| n == name).nth(1).is_some()
    }

    /// Refuses parameters that came more than once. `known` is the endpoint's list in the order in
    /// which they are named; only those of `may_repeat` may come twice (RFC 6749 section 3.1).
    pub fn reject_repeated(&self, known: &[&str], may_repeat: &[&str]) -> Result<(), Error> {
        let repeated: Vec<&str> = known
            .iter()
            .copied()
            .filter(|name| !may_repeat.contains(name) && self.is_repeated(name))
            .collect();
        if repeated.is_empty() {
            return Ok(());
        }
        Err(Error::invalid_request(format!(
            "{} {} must not be provided twice",
            list(&repeated),
            plural("parameter", repeated.len())
        )))
    }

    /// Refuses a request without one of these parameters.
    pub fn require(&self, names: &[&str]) -> Result<(), Error> {
        let missing: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| self.get(name).is_none())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::invalid_request(format!(
            "missing required {} {}",
            plural("parameter", missing.len()),
            list(&missing)
        )))
    }

    /// Takes every occurrence of a parameter out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(n, _)| n != name);
    }

    /// Puts a parameter in, in place of all of that name.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.remove(name);
        self.0.push((name.to_owned(), value.into()));
    }

    /// All pairs in order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// Encodes as `application/x-www-form-urlencoded`.
    pub fn encode(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish()
    }
}

/// Names in quotes, as a sentence lists them: `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`.
pub fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
    }
}

fn plural(word: &str, count: usize) -> String {
    format!("{word}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_and_missing_parameters_are_named_as_logto_names_them() {
        let params =
            Params::decode("state=1&state=2&nonce=&nonce=x&scope=a&scope=b&resource=r&resource=s");
        let known = ["nonce", "resource", "scope", "state"];
        let told = |result: Result<(), Error>| result.unwrap_err().description.unwrap();
        assert_eq!(
            told(params.reject_repeated(&known, &["resource"])),
            "'nonce', 'scope', and 'state' parameters must not be provided twice"
        );
        assert_eq!(
            told(params.reject_repeated(&["state"], &[])),
            "'state' parameter must not be provided twice"
        );
        assert!(params.reject_repeated(&["resource"], &["resource"]).is_ok());
        assert_eq!(
            told(params.require(&["code", "redirect_uri"])),
            "missing required parameters 'code' and 'redirect_uri'"
        );
        assert_eq!(
            told(params.require(&["state", "code"])),
            "missing required parameter 'code'"
        );
    }

    #[test]
    fn empty_counts_as_absent_and_repetition_is_seen() {
        let params = Params::decode("a=&b=1&b=2&c=x+y%20z");
        assert_eq!(params.get("a"), None);
        assert!(params.is_repeated("b"));
        assert_eq!(params.all("b").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(params.get("c"), Some("x y z"));
        assert_eq!(params.encode(), "a=&b=1&b=2&c=x+y+z");
    }
}
