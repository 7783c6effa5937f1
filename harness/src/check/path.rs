//! Paths into JSON: `user.emails[0].value`, `error`, `.`.

use serde_json::Value;

/// The member at a path. A member whose name is the whole rest of the path wins, so that names with dots
/// need no quotes.
pub fn lookup<'a>(json: &'a Value, path: &str) -> Option<&'a Value> {
    let path = path.trim_start_matches('.');
    if path.is_empty() {
        return Some(json);
    }
    if let Some(whole) = json.get(path) {
        return Some(whole);
    }
    if let Some((index, rest)) = path
        .strip_prefix('[')
        .and_then(|inner| inner.split_once(']'))
    {
        return lookup(json.get(index.parse::<usize>().ok()?)?, rest);
    }
    // Longer names first: `a.b` in `{"a.b": {"c": 1}}`.
    let ends = path
        .char_indices()
        .filter(|(_, c)| matches!(c, '.' | '['))
        .map(|(at, _)| at);
    ends.collect::<Vec<_>>()
        .into_iter()
        .rev()
        .find_map(|end| lookup(json.get(&path[..end])?, &path[end..]))
}

#[cfg(test)]
mod tests {
    use super::lookup;

    #[test]
    fn a_path_leads_to_a_member() {
        let json = serde_json::json!({
            "error": "invalid_grant",
            "user": { "emails": [{ "value": "a@b.c" }] },
            "https://example.com/roles": ["admin"],
            "list": [[1, 2]],
        });
        let cases = [
            ("error", Some("\"invalid_grant\"")),
            ("user.emails[0].value", Some("\"a@b.c\"")),
            ("https://example.com/roles[0]", Some("\"admin\"")),
            ("list[0][1]", Some("2")),
            ("user.name", None),
            ("list[7]", None),
            ("error.deeper", None),
        ];
        for (path, expected) in cases {
            assert_eq!(
                lookup(&json, path).map(ToString::to_string).as_deref(),
                expected,
                "{path}"
            );
        }
        assert_eq!(lookup(&json, "."), Some(&json));
    }
}
