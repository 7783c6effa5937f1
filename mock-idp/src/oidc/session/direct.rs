//! Signing a user in without a page: for tests that are about what comes after.

use std::sync::Arc;

use http::{HeaderMap, Method};

use super::Current;
use crate::oidc::{client::Client, cookies::Cookies, exchange::Request, grant, tx::Tx};

/// Opens a session of this user in which all these clients have every scope that they may ask for, of the
/// provider and of these resources. The answer holds the session's `Set-Cookie` lines.
pub fn sign_in(
    tx: &mut Tx<'_>,
    origin: &str,
    account_id: &str,
    clients: &[Arc<Client>],
    resources: &[String],
) -> HeaderMap {
    let request = Request::new(Method::GET, origin, "/");
    let mut cookies = Cookies::new(tx.profile.cookie_key.as_ref(), origin, tx.now);
    let mut current = Current::load(tx, &request, &mut cookies);
    let account = tx.store.names.share(account_id);
    let known = tx.profile.scopes;
    for client in clients {
        let scopes: Vec<&str> = match &client.allowed_scopes {
            Some(allowed) => allowed.iter().map(String::as_str).collect(),
            None => known.to_vec(),
        };
        let granted = grant::direct(tx, client, &account, &scopes, resources);
        let client_id = tx.store.names.share(&client.id);
        current.change().authorizations.of(&client_id).grant_id = Some(granted);
    }
    let session = current.change();
    session.account_id = Some(account);
    session.login_at = Some(tx.now);
    current.save(tx, &mut cookies);
    let mut lines = HeaderMap::new();
    cookies.write_to(&mut lines);
    lines
}
