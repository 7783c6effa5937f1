//! Whether an address is the expected one.

use url::Url;

/// Scheme, host, port and path must be the same; of the query and the fragment, what the expected address
/// has of them.
pub(super) fn fits(expected: &str, actual: &str) -> bool {
    let (Ok(expected), Ok(actual)) = (Url::parse(expected), Url::parse(actual)) else {
        return expected == actual;
    };
    let base = |url: &Url| {
        let mut url = url.clone();
        url.set_query(None);
        url.set_fragment(None);
        url
    };
    let actual_query: Vec<_> = actual.query_pairs().collect();
    base(&expected) == base(&actual)
        && expected
            .query_pairs()
            .all(|pair| actual_query.contains(&pair))
        && (expected.fragment().is_none() || expected.fragment() == actual.fragment())
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn an_address_is_compared_by_what_is_expected_of_it() {
        let cases = [
            ("http://h/sign-in", "http://h/sign-in?app_id=app", true),
            ("http://h", "http://h/", true),
            ("http://h/sign-in", "http://h/sign-in/", false),
            ("http://h/sign-in", "http://h:81/sign-in", false),
            (
                "http://h/x?error=access_denied",
                "http://h/x?state=1&error=access_denied",
                true,
            ),
            (
                "http://h/x?error=access_denied",
                "http://h/x?error=server_error",
                false,
            ),
            ("http://h/x?a=b%20c", "http://h/x?a=b+c", true),
            ("http://h/x#top", "http://h/x#bottom", false),
            ("http://h/x", "http://h/x#bottom", true),
            ("about:blank", "about:blank", true),
            ("/relative", "http://h/relative", false),
        ];
        for (expected, actual, result) in cases {
            assert_eq!(fits(expected, actual), result, "{expected} {actual}");
        }
    }
}
