//! The only source of randomness: session ids, `state`, `nonce` and PKCE verifiers.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand_core::{OsRng, RngCore};

/// 256 bits of the operating system's entropy as 43 characters of base64url: fits a cookie, a query
/// and a PKCE verifier (RFC 7636 section 4.1 asks for 43 to 128 characters).
pub(crate) fn token() -> String {
    let mut bytes = [0_u8; 32];
    OsRng.fill_bytes(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::token;

    #[test]
    fn tokens_are_43_characters_and_differ() {
        let (one, other) = (token(), token());
        assert_eq!(one.len(), 43);
        assert_ne!(one, other);
    }
}
