//! The page that posts a form to another address by itself (OAuth 2.0 Form Post Response Mode).
//!
//! Also used for the engine's own hops that must be posts: sign-out without a session, the switch of
//! accounts, the device flow's code.

use std::fmt::Write as _;

/// The page: hidden inputs in order, a script that submits the form, a button for browsers without one.
pub fn page(action: &str, inputs: &[(&str, &str)]) -> String {
    let mut html = String::from(
        "<!DOCTYPE html>\n<html>\n<head>\n  <title>Submitting Callback</title>\n  <script>\n    \
         document.addEventListener('DOMContentLoaded', function () { document.forms[0].submit(); });\n  \
         </script>\n</head>\n<body>\n",
    );
    let _ = writeln!(
        html,
        "  <form method=\"post\" action=\"{}\">",
        escape(action)
    );
    for (name, value) in inputs {
        let _ = writeln!(
            html,
            "    <input type=\"hidden\" name=\"{}\" value=\"{}\"/>",
            escape(name),
            escape(value)
        );
    }
    html.push_str(
        "    <noscript>\n      Scripts are off in this browser: press the button to go on.<br/>\n      \
         <button autofocus type=\"submit\">Continue</button>\n    </noscript>\n  </form>\n</body>\n</html>\n",
    );
    html
}

/// The action and the inputs of a [`page`]; nothing for any other document.
pub(crate) fn read(html: &str) -> Option<(String, Vec<(String, String)>)> {
    let (_, form) = html.split_once("<form method=\"post\" action=\"")?;
    let (action, form) = form.split_once('"')?;
    let mut inputs = Vec::new();
    for input in form.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = input.split_once("\" value=\"")?;
        let (value, _) = rest.split_once('"')?;
        inputs.push((unescape(name), unescape(value)));
    }
    Some((unescape(action), inputs))
}

/// What [`escape`] made of a text, as it was.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Text as it may stand in an attribute or between tags.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped() {
        let html = page("https://app.example/?a=\"><script>", &[("state", "\"'<&>")]);
        assert!(html.contains("action=\"https://app.example/?a=&quot;&gt;&lt;script&gt;\""));
        assert!(html.contains("value=\"&quot;&#39;&lt;&amp;&gt;\""));
    }

    #[test]
    fn a_page_can_be_read() {
        let inputs = [
            ("state", "\"'<&amp;>"),
            ("code", ""),
            ("iss", "https://x/?a&b"),
        ];
        let action = "https://app.example/?a=1&b=\"";
        let owned = inputs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(
            read(&page(action, &inputs)),
            Some((action.to_owned(), owned.to_vec()))
        );
        assert_eq!(read("<h1>"), None);
    }
}
