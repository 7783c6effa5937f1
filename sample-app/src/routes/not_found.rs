//! Every other address.

use axum::http::StatusCode;
use axum::response::Response;

use crate::pages::{MessagePage, page};

pub(crate) async fn not_found() -> Response {
    let message = MessagePage {
        title: "Page not found",
        text: "There is nothing at this address.".to_owned(),
        detail: None,
        hint: None,
        action: None,
    };
    page(StatusCode::NOT_FOUND, &message)
}
