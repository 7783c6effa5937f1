//! No parameter but `resource` may be repeated (RFC 6749 section 3.1, RFC 8707 section 2).

use super::{Asked, asked::known};
use crate::oidc::{error::Error, tx::Tx};

/// Refuses repeated parameters, and drops them: an error then does not echo a repeated `state`.
pub(super) fn check(asked: &mut Asked, tx: &Tx<'_>) -> Result<(), Error> {
    let names: Vec<&str> = known(asked.endpoint, tx.profile).collect();
    let result = asked.params.reject_repeated(&names, &["resource"]);
    if result.is_err() {
        for name in names {
            if name != "resource" && asked.params.is_repeated(name) {
                asked.params.remove(name);
            }
        }
    }
    result
        .map_err(|error| error.because("send each parameter once; only `resource` may be repeated"))
}
