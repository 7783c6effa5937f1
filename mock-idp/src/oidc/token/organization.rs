//! Organization tokens: who may have one, and with which scopes.

use http::StatusCode;

use crate::oidc::{client::Client, error::Error, grant::Grant, params::Params, tx::Tx};

/// The audience of an organization token.
pub(super) fn audience(organization: &str) -> String {
    format!("urn:logto:organization:{organization}")
}

/// The organization that the request names, if the user may act in it through this client.
pub(super) fn requested(
    tx: &Tx<'_>,
    params: &Params,
    client: &Client,
    account_id: &str,
    grant: Option<&Grant>,
) -> Result<Option<String>, Error> {
    let Some(id) = params.get("organization_id") else {
        return Ok(None);
    };
    if tx
        .directory
        .user_organization_scopes(account_id, id)
        .is_none()
    {
        return Err(denied("user is not a member of the organization")
            .because(format!("`{account_id}` is no member of `{id}`")));
    }
    let is_granted = || {
        grant.is_some_and(|grant| grant.organizations().iter().any(|granted| granted == id))
            || tx
                .directory
                .is_organization_granted(account_id, &client.id, id)
    };
    if client.is_third_party && !is_granted() {
        return Err(
            denied("organization access is not granted to the application").because(format!(
                "the user has not let the third-party application act in `{id}` at consent"
            )),
        );
    }
    if tx.directory.organization_mfa_missing(account_id, id) {
        return Err(
            denied("organization requires MFA but user has no MFA configured")
                .because(format!("`{id}` asks for a second factor of its members")),
        );
    }
    Ok(Some(id.to_owned()))
}

/// The user's scopes in an organization that are wanted.
pub(super) fn user_scopes(
    tx: &Tx<'_>,
    account_id: &str,
    organization: &str,
    wanted: &[&str],
) -> Vec<String> {
    let mut scopes = tx
        .directory
        .user_organization_scopes(account_id, organization)
        .unwrap_or_default();
    scopes.retain(|scope| wanted.contains(&scope.as_str()));
    scopes
}

/// `access_denied` with status 403, as only organizations deny.
pub(super) fn denied(description: &str) -> Error {
    Error::new("access_denied", description).with_status(StatusCode::FORBIDDEN)
}
