//! Time, randomness and the terminal: nothing else in this program asks for them.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Seconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks for the time"
)]
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// For measuring.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks for the time"
)]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

/// A text that nobody can guess: 256 bits.
pub(crate) fn unguessable() -> String {
    let mut bytes = [0; 32];
    // Without randomness nothing here is safe.
    rand::fill(&mut bytes).expect("the system gives randomness");
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Prints a line.
#[expect(clippy::print_stdout, reason = "a program of its own")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}
