//! `GET /`: who is signed in, if anybody. Asks nothing of Logto.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::notice::Notice;
use super::visitor::Session;
use super::{App, paths};
use crate::pages::{HomePage, Person, page};

pub(crate) fn routes() -> Router<App> {
    Router::new().route(paths::HOME, get(home))
}

async fn home(State(app): State<App>, session: Session) -> Response {
    let claims = session.client(&app).id_token_claims();
    let home = HomePage {
        person: claims.map(|claims| Person::of(&claims.0)),
        notice: session.take_notice(&app).map(Notice::text),
        endpoint: app.config.endpoint.clone(),
    };
    page(StatusCode::OK, &home)
}
