//! The few files that the pages load, and the 404 of those that are not there.
//!
//! Their addresses carry a hash of what they hold, so that a browser may keep them (Logto: seven days).

use std::sync::LazyLock;

use axum::{
    Extension,
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};

use crate::base::journal::Trace;

/// A file and its address.
pub(super) struct Asset {
    /// Its address.
    pub path: LazyLock<String>,
    kind: &'static str,
    text: &'static str,
}

macro_rules! asset {
    ($name:literal, $extension:literal, $kind:literal) => {
        Asset {
            path: LazyLock::new(|| {
                let text =
                    include_str!(concat!("../../../templates/logto/", $name, ".", $extension));
                format!(
                    "/assets/{}-{:016x}.{}",
                    $name,
                    fnv(text.as_bytes()),
                    $extension
                )
            }),
            kind: $kind,
            text: include_str!(concat!("../../../templates/logto/", $name, ".", $extension)),
        }
    };
}

pub(super) static STYLESHEET: Asset = asset!("experience", "css", "text/css; charset=utf-8");
pub(super) static SCRIPT: Asset = asset!("experience", "js", "text/javascript; charset=utf-8");
pub(super) static LOGO: Asset = asset!("logo", "svg", "image/svg+xml");
static HUGGING_FACE: Asset = asset!("huggingface", "svg", "image/svg+xml");

/// The mock's own drawing for a connector that brings none along.
pub(super) fn connector_logo() -> &'static str {
    &HUGGING_FACE.path
}

/// `GET /assets/{name}`.
pub(super) async fn asset(Path(name): Path<String>) -> Response {
    let found = [&STYLESHEET, &SCRIPT, &LOGO, &HUGGING_FACE]
        .into_iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(&*name));
    match found {
        Some(asset) => served(asset, "public, max-age=604800, immutable"),
        None => absent(),
    }
}

/// `GET /favicon.svg`: the icon that the pages link to. `/favicon.ico` is a page like any unknown address,
/// as it is to Logto.
pub(super) async fn favicon() -> Response {
    served(&LOGO, "public, max-age=604800")
}

/// What Logto answers where there is nothing: 404 `Not Found` as plain text.
pub(super) fn absent() -> Response {
    (StatusCode::NOT_FOUND, "Not Found").into_response()
}

fn served(asset: &'static Asset, cache: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, cache),
    ];
    // What belongs to a page is no news to the journal.
    let unrecorded = Trace {
        endpoint: "asset",
        ..Trace::default()
    };
    (Extension(unrecorded), headers, asset.text).into_response()
}

/// FNV-1a: enough to tell one version of a file from another.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
