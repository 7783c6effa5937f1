//! Ids, codes and secrets in Logto's shapes, from one seedable source.

use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};

const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LOWER: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const ALPHANUMERIC: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Letters of a device flow's user code (RFC 8628 section 6.1).
const USER_CODE: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";
const HEX: &[u8; 16] = b"0123456789abcdef";
const DIGITS: &[u8] = b"0123456789";

/// The source of everything that is made up: ids, codes, secrets.
#[derive(Clone)]
pub struct Ids(ChaCha20Rng);

impl std::fmt::Debug for Ids {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ids")
    }
}

impl Ids {
    /// Seeded by the operating system: unpredictable.
    pub fn random() -> Self {
        Self(ChaCha20Rng::from_entropy())
    }

    /// Seeded by a number: the same ids in the same order, for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// 43 characters of `A-Za-z0-9_-`: opaque tokens, codes, session and interaction ids.
    pub fn opaque(&mut self) -> String {
        self.url_safe(43)
    }

    /// `length` characters of `A-Za-z0-9_-`.
    pub fn url_safe(&mut self, length: usize) -> String {
        let mut bytes = vec![0; length];
        self.0.fill_bytes(&mut bytes);
        bytes
            .iter()
            .map(|b| char::from(URL_SAFE[usize::from(b & 63)]))
            .collect()
    }

    /// 12 characters of `0-9a-z`: users, connectors, organizations.
    pub fn short(&mut self) -> String {
        self.from(LOWER, 12)
    }

    /// 21 characters of `0-9a-z`: every other entity.
    pub fn long(&mut self) -> String {
        self.from(LOWER, 21)
    }

    /// 32 characters of `0-9A-Za-z`: application secrets, one-time tokens.
    pub fn secret(&mut self) -> String {
        self.from(ALPHANUMERIC, 32)
    }

    /// `length` lower-case hexadecimal digits: xsrf values (48), Hugging Face subjects (24).
    pub fn hex(&mut self, length: usize) -> String {
        self.from(HEX, length)
    }

    /// A device flow's user code, `XXXX-XXXX`.
    pub fn user_code(&mut self) -> String {
        format!("{}-{}", self.from(USER_CODE, 4), self.from(USER_CODE, 4))
    }

    /// `length` decimal digits: verification codes (6).
    pub fn digits(&mut self, length: usize) -> String {
        self.from(DIGITS, length)
    }

    /// A version 4 UUID (RFC 9562 section 5.4).
    pub fn uuid(&mut self) -> String {
        let mut b = [0_u8; 16];
        self.0.fill_bytes(&mut b);
        b[6] = (b[6] & 0x0f) | 0x40;
        b[8] = (b[8] & 0x3f) | 0x80;
        let hex: String = b
            .iter()
            .flat_map(|byte| [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]])
            .map(char::from)
            .collect();
        format!(
            "{}-{}-{}-{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..]
        )
    }

    /// Raw bytes: key material.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    /// A generator of its own, seeded from this one: for work that must not hold the lock.
    pub fn split(&mut self) -> ChaCha20Rng {
        let mut seed = [0; 32];
        self.0.fill_bytes(&mut seed);
        ChaCha20Rng::from_seed(seed)
    }

    /// `length` characters of `alphabet`, each equally likely.
    fn from(&mut self, alphabet: &[u8], length: usize) -> String {
        let size = u32::try_from(alphabet.len()).unwrap_or(u32::MAX);
        let fair = u32::MAX - u32::MAX % size;
        (0..length)
            .map(|_| {
                loop {
                    let n = self.0.next_u32();
                    if n < fair {
                        return char::from(alphabet[(n % size) as usize]);
                    }
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_ids() {
        let (mut a, mut b) = (Ids::seeded(7), Ids::seeded(7));
        assert_eq!((a.opaque(), a.uuid()), (b.opaque(), b.uuid()));
        assert_ne!(a.opaque(), a.opaque());
    }

    #[test]
    fn shapes() {
        let mut ids = Ids::seeded(1);
        assert_eq!(ids.opaque().len(), 43);
        assert_eq!(ids.short().len(), 12);
        assert_eq!(ids.long().len(), 21);
        let code = ids.user_code();
        assert!(
            code.bytes()
                .enumerate()
                .all(|(i, b)| (i == 4 && b == b'-') || USER_CODE.contains(&b))
        );
        assert_eq!(ids.uuid().as_bytes()[14], b'4');
    }
}
