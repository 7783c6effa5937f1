//! Ids as tables and rows keep them: one of 43 characters takes 33 bytes and no allocation.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// How long opaque ids are.
const OPAQUE: usize = 43;

/// An id. It compares with text and turns back into it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Repr);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Repr {
    /// 43 characters of base64url.
    Packed([u8; 33]),
    /// Any other text.
    Text(Box<str>),
}

impl Key {
    /// Whether it is this text.
    pub fn is(&self, text: &str) -> bool {
        match &self.0 {
            Repr::Packed(bytes) => pack(text).is_some_and(|packed| packed == *bytes),
            Repr::Text(own) => **own == *text,
        }
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        pack(text).map_or_else(|| Self(Repr::Text(text.into())), |p| Self(Repr::Packed(p)))
    }
}

impl From<&String> for Key {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<&Box<str>> for Key {
    fn from(text: &Box<str>) -> Self {
        (&**text).into()
    }
}

impl From<&Self> for Key {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

impl Default for Key {
    fn default() -> Self {
        Self(Repr::Text("".into()))
    }
}

impl PartialEq<str> for Key {
    fn eq(&self, text: &str) -> bool {
        self.is(text)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Packed(bytes) => {
                let text = URL_SAFE_NO_PAD.encode(bytes);
                f.write_str(text.get(..OPAQUE).unwrap_or_default())
            }
            Repr::Text(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// 43 characters carry 258 bits: with one more character they are 33 whole bytes.
fn pack(text: &str) -> Option<[u8; 33]> {
    let mut padded = [b'A'; OPAQUE + 1];
    padded[..OPAQUE].copy_from_slice(
        text.as_bytes()
            .get(..text.len())
            .filter(|b| b.len() == OPAQUE)?,
    );
    let mut bytes = [0; 33];
    (URL_SAFE_NO_PAD.decode_slice(padded, &mut bytes) == Ok(33)).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_back() {
        for text in [
            "",
            "short",
            "0123456789abcdefghijklmnopqrstuvwxyzABCDE-_",
            "-------------------------------------------",
            "0123456789abcdefghijklmnopqrstuvwxyzABCDE.!",
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH",
            "ä23456789abcdefghijklmnopqrstuvwxyzABCDEFG",
        ] {
            assert_eq!(Key::from(text).to_string(), text);
            let key = Key::from(text);
            assert!(key.is(text));
            assert!(!key.is("other"));
        }
        assert_eq!(size_of::<Key>(), 40);
        assert_eq!(size_of::<Option<Key>>(), 40);
    }
}
