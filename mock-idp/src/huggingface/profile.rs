//! `GET /{name}`: a user's public page, to which the `profile` claim leads; and what stands nowhere.

use http::StatusCode;

use super::{
    app::Tx,
    avatar,
    pages::{self, ErrorPage, ProfilePage},
};
use crate::oidc::exchange::{Reply, Request};

/// The page of the user whom the path names; 404 for any other path.
pub fn show(tx: &mut Tx<'_>, request: &Request) -> Reply {
    let name = request.path.trim_matches('/');
    let is_name = |known: &str| known.eq_ignore_ascii_case(name);
    let Some(user) = (tx.state.data.users.values()).find(|user| is_name(&user.username)) else {
        return not_found();
    };
    let page = ProfilePage {
        username: user.username.clone(),
        fullname: user.fullname.clone(),
        picture: avatar::of_user(user, tx.issuer),
        website: user
            .website
            .clone()
            .filter(|address| pages::is_web(address)),
        is_pro: user.is_pro,
        orgs: (user.orgs.iter())
            .map(|org| (org.name.clone(), org.fullname.clone()))
            .collect(),
    };
    pages::show(StatusCode::OK, &page).traced("page")
}

fn not_found() -> Reply {
    let page = ErrorPage {
        status: 404,
        what: "Sorry, we can't find the page you are looking for.".to_owned(),
        help: String::new(),
        choices: Vec::new(),
    };
    pages::show(StatusCode::NOT_FOUND, &page).traced("page")
}
