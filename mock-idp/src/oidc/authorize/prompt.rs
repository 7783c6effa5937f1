//! `prompt` (OpenID Connect Core section 3.1.2.1).

use super::{Asked, asked::words};
use crate::oidc::{error::Error, tx::Tx};

/// Refuses unknown prompts, and `none` beside others.
pub(super) fn check(asked: &mut Asked, _: &Tx<'_>) -> Result<(), Error> {
    let prompts: Vec<&str> = words(asked.params.get("prompt")).collect();
    if let Some(unknown) = prompts
        .iter()
        .find(|prompt| !["none", "login", "consent"].contains(prompt))
    {
        return Err(
            Error::invalid_request("unsupported prompt value requested").because(format!(
                "prompt `{unknown}` is none of none, login and consent"
            )),
        );
    }
    if prompts.contains(&"none") && prompts.iter().any(|prompt| *prompt != "none") {
        return Err(
            Error::invalid_request("prompt none must only be used alone")
                .because("prompt=none forbids what the other prompts ask for"),
        );
    }
    Ok(())
}
