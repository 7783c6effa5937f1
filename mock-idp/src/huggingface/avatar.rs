//! Pictures of users and organizations that have none of their own: an initial on a coloured ground.

use std::hash::{DefaultHasher, Hash, Hasher};

use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::model::{Org, User};
use crate::oidc::exchange::{Body, Reply, Request};

/// The address of pictures below the origin: `/avatars/<name>.svg`.
pub const PATH: &str = "/avatars/";

/// All but the unreserved characters (RFC 3986 section 2.3).
const RESERVED: AsciiSet = (NON_ALPHANUMERIC.remove(b'-').remove(b'.'))
    .remove(b'_')
    .remove(b'~');

/// The address of the user's picture.
pub fn of_user(user: &User, issuer: &str) -> String {
    (user.picture.clone()).unwrap_or_else(|| address(issuer, &user.username))
}

/// The address of the organization's picture.
pub fn of_org(org: &Org, issuer: &str) -> String {
    (org.picture.clone()).unwrap_or_else(|| address(issuer, &org.name))
}

fn address(issuer: &str, name: &str) -> String {
    let name = utf8_percent_encode(name, &RESERVED);
    format!("{issuer}{PATH}{name}.svg")
}

/// `GET /avatars/<name>.svg`.
pub fn draw(request: &Request) -> Reply {
    let name = request
        .path
        .trim_start_matches(PATH)
        .trim_end_matches(".svg");
    let name = percent_decode_str(name).decode_utf8_lossy();
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    let hue = hasher.finish() % 360;
    let initial: String = (name.chars().find(|c| c.is_alphanumeric()))
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\">\
         <rect width=\"64\" height=\"64\" fill=\"hsl({hue} 55% 45%)\"/>\
         <text x=\"32\" y=\"43\" font-family=\"sans-serif\" font-size=\"32\" font-weight=\"700\" \
         fill=\"#fff\" text-anchor=\"middle\">{initial}</text></svg>"
    );
    Reply::new(StatusCode::OK, Body::Text(svg))
        .with_header(CONTENT_TYPE, "image/svg+xml")
        .with_header(CACHE_CONTROL, "public, max-age=86400")
}
