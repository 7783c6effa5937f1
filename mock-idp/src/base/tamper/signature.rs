//! What can be wrong with a token's signature.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::word;

/// A signature that a relying party must not accept (RFC 7515, RFC 8725 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "TamperSignature")]
pub enum SignatureFault {
    /// `alg` says `none` and there is no signature (RFC 7515 appendix A.5).
    None,
    /// `alg` stays and there is no signature.
    Empty,
    /// The right signature with every byte changed: exclusive or with 0x5A.
    Flipped,
    /// Signed by a key that is not in the JWKS, under the `kid` of the one that is.
    OtherKey,
    /// `alg` says `HS256`, and the HMAC's key is the text of the public key in PEM, as
    /// `openssl pkey -pubout` and Node's `export({ type: "spki", format: "pem" })` write it, with its last line
    /// break (RFC 8725 section 2.1). The public key is the one that signs: P-384 in a fresh Logto, RSA after a
    /// rotation to RSA and at Hugging Face.
    Hs256WithPublicKey,
    /// Signed by a foreign key that the header brings along as `jwk` (RFC 7515 section 4.1.3).
    ForeignJwk,
    /// Signed by a foreign key; `jku` in the header names a key set that has it, served by the mock's control
    /// listener (RFC 7515 section 4.1.2).
    ForeignJku,
    /// Signed by a foreign key; `x5u` in the header names its certificate in PEM, served by the mock's control
    /// listener (RFC 7515 section 4.1.5).
    ForeignX5u,
}

impl SignatureFault {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::Empty,
        Self::Flipped,
        Self::OtherKey,
        Self::Hs256WithPublicKey,
        Self::ForeignJwk,
        Self::ForeignJku,
        Self::ForeignX5u,
    ];

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Empty => "empty",
            Self::Flipped => "flipped",
            Self::OtherKey => "other-key",
            Self::Hs256WithPublicKey => "hs256-with-public-key",
            Self::ForeignJwk => "foreign-jwk",
            Self::ForeignJku => "foreign-jku",
            Self::ForeignX5u => "foreign-x5u",
        }
    }
}

impl<'de> Deserialize<'de> for SignatureFault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let mut all = Self::ALL.into_iter();
        all.find(|fault| fault.name() == written).ok_or_else(|| {
            de::Error::custom(word::unknown(
                "signature fault",
                &written,
                &Self::ALL.map(Self::name),
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for fault in SignatureFault::ALL {
            let name = serde_json::to_value(fault).unwrap();
            assert_eq!(name, fault.name());
            assert_eq!(
                serde_json::from_value::<SignatureFault>(name).unwrap(),
                fault
            );
        }
        assert_eq!(
            serde_json::from_str::<SignatureFault>("\"otherkey\"")
                .unwrap_err()
                .to_string(),
            "unknown signature fault `otherkey`; did you mean `other-key`?"
        );
    }
}
