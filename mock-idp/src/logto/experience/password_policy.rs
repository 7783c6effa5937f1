//! Which passwords are good enough.
//!
//! Logto: length (8 to 256), kinds of characters, a list of known passwords (two of them, as in Logto's own
//! test mode: the mock asks nobody), and restricted runs: repetition, sequences, words, the user's own
//! data. A password may contain such runs as long as three characters are outside of them.

use serde_json::{Value, json};

use crate::logto::ApiError;

const SYMBOLS: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ";
const SEQUENCES: [&str; 14] = [
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "8ik",
    "9ol",
];
const KNOWN_PASSWORDS: [&str; 2] = ["123456aA", "test_password"];
/// Shorter runs are no repetition and no sequence.
const SHORTEST_RUN: usize = 3;
/// So many characters outside of restricted runs make a password good all the same.
const TOLERANCE: usize = 3;

/// What of the user a password should not repeat.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the members of a user, by their names")]
pub struct UserInfo {
    pub name: Option<String>,
    pub username: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl UserInfo {
    /// The pieces to look for, in lower case.
    fn pieces(&self) -> Vec<String> {
        let mut pieces = Vec::new();
        if let Some(name) = &self.name {
            pieces.push(name.clone());
            pieces.push(name.split_whitespace().collect());
            pieces.extend(name.split(' ').map(str::to_owned));
        }
        pieces.extend(self.username.clone());
        let prefix = self.email.as_deref().and_then(|e| e.split('@').next());
        pieces.extend(prefix.map(str::to_owned));
        pieces.extend(self.phone.clone());
        pieces.retain(|piece| !piece.is_empty());
        pieces.iter().map(|piece| piece.to_lowercase()).collect()
    }
}

/// 422 `password.rejected` with the reasons when the password is not good enough for the policy.
pub fn guard(policy: &Value, password: &str, user: &UserInfo) -> Result<(), ApiError> {
    let issues = check(policy, password, user);
    if issues.is_empty() {
        Ok(())
    } else {
        Err(ApiError::unprocessable("password.rejected").with_data(Value::Array(issues)))
    }
}

/// A policy as Logto keeps it: the groups that are said, each with the defaults of what it leaves out.
pub fn completed(policy: &Value) -> Value {
    let defaults = json!({
        "length": {"min": 8, "max": 256},
        "characterTypes": {"min": 1},
        "rejects": {"pwned": true, "repetitionAndSequence": true, "userInfo": true, "words": []},
    });
    let mut completed = serde_json::Map::new();
    for (group, defaults) in defaults.as_object().into_iter().flatten() {
        if let Some(Value::Object(said)) = policy.get(group) {
            let mut members = defaults.as_object().cloned().unwrap_or_default();
            let known = said
                .iter()
                .filter(|(name, _)| !defaults[name.as_str()].is_null());
            members.extend(known.map(|(name, value)| (name.clone(), value.clone())));
            completed.insert(group.clone(), Value::Object(members));
        }
    }
    Value::Object(completed)
}

/// Why the password is not good enough: `[{code, interpolation?}]`.
pub fn check(policy: &Value, password: &str, user: &UserInfo) -> Vec<Value> {
    let issue = |code: &str| json!({"code": format!("password_rejected.{code}")});
    let mut issues = shape(policy, password);
    let rejects = &policy["rejects"];
    let on = |name: &str| rejects[name].as_bool().unwrap_or(true);
    if on("pwned") && KNOWN_PASSWORDS.contains(&password) {
        issues.push(issue("pwned"));
    }
    let lower: Vec<char> = password.chars().flat_map(char::to_lowercase).collect();
    let mut restricted = Restricted::new(lower.len());
    let words: Vec<String> = rejects["words"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|word| word.as_str().map(str::to_lowercase))
        .collect();
    let pieces = if on("userInfo") {
        user.pieces()
    } else {
        Vec::new()
    };
    for start in 0..lower.len() {
        let rest = &lower[start..];
        if on("repetitionAndSequence") {
            restricted.mark(start, repetition(rest), "restricted.repetition");
            restricted.mark(start, sequence(rest), "restricted.sequence");
        }
        restricted.mark(start, longest_prefix(rest, &words), "restricted.words");
        restricted.mark(start, longest_prefix(rest, &pieces), "restricted.user_info");
    }
    if restricted.is_too_much() {
        issues.extend(restricted.codes.iter().map(|code| issue(code)));
    }
    issues
}

/// Length and kinds of characters.
fn shape(policy: &Value, password: &str) -> Vec<Value> {
    let limit =
        |group: &str, name: &str, default: u64| policy[group][name].as_u64().unwrap_or(default);
    let (min, max) = (limit("length", "min", 8), limit("length", "max", 256));
    // JavaScript counts UTF-16 units.
    let length = password.encode_utf16().count() as u64;
    let mut issues = Vec::new();
    if length < min {
        issues.push(json!({"code": "password_rejected.too_short", "interpolation": {"min": min}}));
    } else if length > max {
        issues.push(json!({"code": "password_rejected.too_long", "interpolation": {"max": max}}));
    }
    let has = |test: fn(char) -> bool| u64::from(password.chars().any(test));
    let symbol = |c: char| SYMBOLS.contains(c);
    if password
        .chars()
        .any(|c| !c.is_ascii_alphanumeric() && !symbol(c))
    {
        issues.push(json!({"code": "password_rejected.unsupported_characters"}));
        return issues;
    }
    let kinds = has(|c| c.is_ascii_lowercase())
        + has(|c| c.is_ascii_uppercase())
        + has(|c| c.is_ascii_digit())
        + u64::from(password.chars().any(symbol));
    let min = limit("characterTypes", "min", 1);
    if kinds < min {
        issues.push(
            json!({"code": "password_rejected.character_types", "interpolation": {"min": min}}),
        );
    }
    issues
}

/// Which characters are inside restricted runs, and of which kinds the runs are.
struct Restricted {
    inside: Vec<bool>,
    codes: Vec<&'static str>,
}

impl Restricted {
    fn new(length: usize) -> Self {
        Self {
            inside: vec![false; length],
            codes: Vec::new(),
        }
    }

    fn mark(&mut self, start: usize, length: usize, code: &'static str) {
        if length == 0 {
            return;
        }
        for inside in self.inside.iter_mut().skip(start).take(length) {
            *inside = true;
        }
        if !self.codes.contains(&code) {
            self.codes.push(code);
        }
    }

    fn is_too_much(&self) -> bool {
        let inside = self.inside.iter().filter(|inside| **inside).count();
        inside > self.inside.len().saturating_sub(TOLERANCE).max(1)
    }
}

fn repetition(rest: &[char]) -> usize {
    let length = rest.iter().take_while(|c| Some(*c) == rest.first()).count();
    if length < SHORTEST_RUN { 0 } else { length }
}

/// How long the start of `rest` runs along one of the known sequences, forwards or backwards.
fn sequence(rest: &[char]) -> usize {
    let known = |run: &[char]| {
        let forwards: String = run.iter().collect();
        let backwards: String = run.iter().rev().collect();
        SEQUENCES
            .iter()
            .any(|s| s.contains(&forwards) || s.contains(&backwards))
    };
    let longest = SEQUENCES.iter().map(|s| s.len()).max().unwrap_or(0);
    let mut length = rest.len().min(1);
    while length < rest.len().min(longest) && known(&rest[..=length]) {
        length += 1;
    }
    if length < SHORTEST_RUN { 0 } else { length }
}

fn longest_prefix(rest: &[char], pieces: &[String]) -> usize {
    pieces
        .iter()
        .filter(|piece| piece.chars().count() <= rest.len())
        .filter(|piece| piece.chars().zip(rest).all(|(a, b)| a == *b))
        .map(|piece| piece.chars().count())
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(policy: &Value, password: &str) -> String {
        let user = UserInfo {
            name: Some("Alice Liddell".into()),
            username: Some("wonder".into()),
            email: Some("teapot@mail.example".into()),
            phone: None,
        };
        let issues = check(policy, password, &user);
        let code = |i: &Value| {
            i["code"]
                .as_str()
                .unwrap()
                .replace("password_rejected.", "")
        };
        issues.iter().map(code).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_default_policy() {
        let cases = [
            ("Wond3rland!42", ""),
            ("", "too_short character_types"),
            ("Ab1!", "too_short"),
            ("aaaaaaaa", "restricted.repetition"),
            ("abcdefgh", "restricted.sequence"),
            ("hgfedcba", "restricted.sequence"),
            ("111abcde", "restricted.repetition restricted.sequence"),
            ("123456aA", "pwned restricted.sequence"),
            ("password-with-ü", "unsupported_characters"),
            ("alice_12", ""),
            ("Teapot12", "restricted.user_info"),
            ("AliceLiddell1", "restricted.user_info"),
        ];
        for (password, expected) in cases {
            assert_eq!(codes(&json!({}), password), expected, "{password}");
        }
        assert_eq!(codes(&json!({}), &"aB3$".repeat(65)), "too_long");
    }

    #[test]
    fn groups_that_are_said_are_completed() {
        assert_eq!(
            completed(&json!({"rejects": {"pwned": false}, "length": {"min": 3}, "more": 1})),
            json!({
                "length": {"min": 3, "max": 256},
                "rejects": {
                    "pwned": false, "repetitionAndSequence": true, "userInfo": true, "words": [],
                },
            })
        );
        assert_eq!(completed(&json!({})), json!({}));
    }

    #[test]
    fn a_policy_of_ones_own() {
        let policy = json!({
            "length": {"min": 4, "max": 6}, "characterTypes": {"min": 3},
            "rejects": {"pwned": false, "repetitionAndSequence": false, "userInfo": false, "words": ["logto"]},
        });
        assert_eq!(codes(&policy, "aaaaa"), "character_types");
        assert_eq!(codes(&policy, "Logto1"), "restricted.words");
        assert_eq!(codes(&policy, "aB1aB1a"), "too_long");
    }
}
