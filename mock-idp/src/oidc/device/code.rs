//! Finding the device code that a user typed the code of.

use crate::base::key::Key;
use crate::oidc::{
    tokens::{DeviceCode, DeviceState},
    tx::Tx,
};

/// Why a form is shown again, by the names that the page knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// Nothing was typed.
    NoCode,
    /// No device has this code.
    NotFound,
    /// It is too late.
    Expired,
    /// Somebody has answered already, or is about to.
    AlreadyUsed,
    /// The user said no.
    Aborted,
    /// The form is not the one that this browser was sent.
    InvalidRequest,
}

impl Problem {
    /// What the page is told.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::NoCode => "NoCodeError",
            Self::NotFound => "NotFoundError",
            Self::Expired => "ExpiredError",
            Self::AlreadyUsed => "AlreadyUsedError",
            Self::Aborted => "AbortedError",
            Self::InvalidRequest => "InvalidRequest",
        }
    }

    /// Whether the page shows again what was typed.
    pub(super) const fn is_about_input(self) -> bool {
        match self {
            Self::NotFound | Self::Expired | Self::AlreadyUsed => true,
            Self::NoCode | Self::Aborted | Self::InvalidRequest => false,
        }
    }
}

/// The device code of a user code that may still be answered. Case and punctuation do not matter.
pub(super) fn find(tx: &Tx<'_>, typed: &str) -> Result<Key, Problem> {
    let wanted = normalize(typed);
    let (device_code, row) = tx
        .store
        .device_codes
        .iter(tx.now)
        .find(|(_, row)| normalize(&row.user_code) == wanted)
        .ok_or(Problem::NotFound)?;
    still_open(tx, row, false)?;
    Ok(device_code.clone())
}

/// Whether a device code may still be answered; `is_resumed` by whoever has taken it up.
pub(super) fn still_open(tx: &Tx<'_>, row: &DeviceCode, is_resumed: bool) -> Result<(), Problem> {
    if row.expires_at <= tx.now {
        return Err(Problem::Expired);
    }
    if row.in_flight && !is_resumed {
        return Err(Problem::AlreadyUsed);
    }
    match row.state {
        DeviceState::Pending => Ok(()),
        DeviceState::Denied | DeviceState::Granted(_) | DeviceState::Consumed(_) => {
            Err(Problem::AlreadyUsed)
        }
    }
}

fn normalize(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_does_not_matter() {
        for typed in ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "b.c_d-f/ghjk"] {
            assert_eq!(normalize(typed), "BCDFGHJK");
        }
    }
}
