//! Proof Key for Code Exchange (RFC 7636), S256 only: pure, no I/O.

use aws_lc_rs::digest;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::error::Error;

/// Whether a challenge or a verifier has the form of RFC 7636 section 4.1; `name` is the parameter's.
pub fn check_format(value: &str, name: &str) -> Result<(), Error> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_.~-".contains(&b);
    let length = value.chars().count();
    if length < 43 {
        Err(Error::invalid_request(format!(
            "{name} must be a string with a minimum length of 43 characters"
        ))
        .because(format!("{name} has {length} characters")))
    } else if length > 128 {
        Err(Error::invalid_request(format!(
            "{name} must be a string with a maximum length of 128 characters"
        ))
        .because(format!("{name} has {length} characters")))
    } else if !value.bytes().all(allowed) {
        Err(
            Error::invalid_request(format!("{name} contains invalid characters")).because(format!(
                "{name} may only hold A-Z a-z 0-9 - . _ ~ (RFC 7636 section 4.1)"
            )),
        )
    } else {
        Ok(())
    }
}

/// Whether `verifier` is the one that `challenge` was made from (section 4.6).
pub fn is_verified(verifier: &str, challenge: &str) -> bool {
    self::challenge(verifier) == challenge
}

/// The challenge that a verifier makes (section 4.2).
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_7636() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(is_verified(
            verifier,
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        ));
        assert!(!is_verified(
            verifier,
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN"
        ));
    }

    #[test]
    fn forms() {
        let cases = [
            (
                "a".repeat(42),
                "code_challenge must be a string with a minimum length of 43 characters",
            ),
            (
                "a".repeat(129),
                "code_challenge must be a string with a maximum length of 128 characters",
            ),
            ("*".repeat(43), "code_challenge contains invalid characters"),
        ];
        for (value, expected) in cases {
            let error = check_format(&value, "code_challenge").unwrap_err();
            assert_eq!(error.description.as_deref(), Some(expected));
        }
        assert_eq!(
            check_format(&"a-._~Z09".repeat(6), "code_challenge"),
            Ok(())
        );
    }
}
