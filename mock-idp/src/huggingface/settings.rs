//! The user's own page: what they connected, and the way out.

use http::StatusCode;

use super::{
    app::Tx,
    login,
    pages::{self, ConnectedApp, SettingsPage},
};
use crate::oidc::exchange::{Reply, Request};

/// The page's address, as at Hugging Face.
pub const PATH: &str = "/settings/connected-applications";

/// `GET /settings/connected-applications`.
pub fn show(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let data = &tx.state.data;
    let session = tx.session(request);
    let Some(user) = session.and_then(|session| data.users.get(&*session.username)) else {
        return Reply::see_other(login::address(PATH)).traced("page");
    };
    let consents =
        (tx.state.store.consents.iter()).filter(|((username, _), _)| **username == *user.username);
    let page = SettingsPage {
        username: user.username.clone(),
        fullname: user.fullname.clone(),
        apps: consents
            .map(|((_, client_id), consent)| ConnectedApp {
                name: (data.apps.get(&**client_id))
                    .map_or_else(|| client_id.to_string(), |app| app.name.clone()),
                client_id: client_id.to_string(),
                scopes: super::scope::join(&consent.scopes.iter().copied().collect::<Vec<_>>()),
            })
            .collect(),
        revoke: PATH,
    };
    pages::show(StatusCode::OK, &page).traced("page")
}

/// `POST /settings/connected-applications` with `client_id`: takes a consent back.
pub fn revoke(tx: &mut Tx<'_>, request: &Request) -> Reply {
    if let (Some(session), Some(client_id)) = (tx.session(request), request.body.get("client_id")) {
        let store = &mut tx.state.store;
        store.disconnect(&session.username, client_id);
    }
    Reply::see_other(PATH).traced("page")
}
