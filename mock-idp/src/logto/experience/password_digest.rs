//! Whether a password is the one that is kept.
//!
//! Typed passwords are kept as they are: this is a mock. Imported digests of MD5, SHA1 and SHA256 are
//! checked; Argon2, Bcrypt and `Legacy` digests are kept and shown but never match.

use aws_lc_rs::{constant_time, digest};
use md5::{Digest, Md5};

use crate::logto::model::user::Password;

/// Whether `given` is the kept password.
pub fn matches(kept: &Password, given: &str) -> bool {
    match kept {
        Password::Plain(plain) => same(plain, given),
        Password::Digest { algorithm, digest } => {
            digest_of(algorithm, given).is_some_and(|hex| same(&digest.to_lowercase(), &hex))
        }
    }
}

/// The lower-case hexadecimal digest, where the algorithm is checked here.
fn digest_of(algorithm: &str, password: &str) -> Option<String> {
    let aws = |algorithm| hex(digest::digest(algorithm, password.as_bytes()).as_ref());
    match algorithm {
        "SHA1" => Some(aws(&digest::SHA1_FOR_LEGACY_USE_ONLY)),
        "SHA256" => Some(aws(&digest::SHA256)),
        "MD5" => Some(hex(&Md5::digest(password.as_bytes()))),
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

fn same(a: &str, b: &str) -> bool {
    constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imported_digests_match_their_password() {
        let digests = [
            ("MD5", "5f4dcc3b5aa765d61d8327deb882cf99", true),
            ("SHA1", "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", true),
            (
                "SHA256",
                "5E884898DA28047151D0E56F8DC6292773603D0D6AABBDD62A11EF721D1542D8",
                true,
            ),
            (
                "Argon2i",
                "$argon2i$v=19$m=8192,t=8,p=1$c2FsdA$aGFzaA",
                false,
            ),
        ];
        for (algorithm, digest, matching) in digests {
            let kept = Password::Digest {
                algorithm: algorithm.into(),
                digest: digest.into(),
            };
            assert_eq!(matches(&kept, "password"), matching, "{algorithm}");
            assert!(!matches(&kept, "Password"), "{algorithm}");
        }
        assert!(matches(&Password::Plain("x".into()), "x"));
    }
}
