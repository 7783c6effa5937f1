//! A message that is shown for a moment on the next page. Logto's page keeps it in a script; here a cookie
//! carries it across one redirect.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::oidc::exchange::Request;

const COOKIE: &str = "_logto_toast";

/// Long enough for every text of the mock; a cookie must stay below 4 kB.
const LIMIT: usize = 300;

/// The toast that a previous page left for this one.
pub(super) fn take(request: &Request) -> Option<String> {
    let value = request.cookie(COOKIE).filter(|value| !value.is_empty())?;
    Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
}

/// The `Set-Cookie` value that leaves a toast for the next page.
pub(super) fn leave(message: &str) -> String {
    let short: String = message.chars().take(LIMIT).collect();
    format!(
        "{COOKIE}={}; path=/; max-age=60; samesite=lax; httponly",
        utf8_percent_encode(&short, NON_ALPHANUMERIC)
    )
}

/// The `Set-Cookie` value after it was shown.
pub(super) fn clear() -> String {
    format!("{COOKIE}=; path=/; max-age=0; samesite=lax; httponly")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_survives_the_cookie() {
        let text = "Error; \"{}\" ü\n";
        let cookie = leave(text);
        let (pair, _) = cookie.split_once("; ").unwrap();
        let mut request = Request::new(http::Method::GET, "http://localhost", "/");
        let cookie = format!("a=b; {pair}").parse().unwrap();
        request.headers.insert("cookie", cookie);
        assert_eq!(take(&request).as_deref(), Some(text));
    }
}
