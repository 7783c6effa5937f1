//! Which page answers at which address.

use axum::{
    Router,
    extract::{Request as HttpRequest, State},
    middleware,
    response::Response,
    routing::{MethodRouter, get},
};
use http::Method;

use super::{
    assets, error_page, guard, paths,
    respond::{respond, without_frame_options},
    sign_in,
    visit::Visit,
};
use crate::{
    logto::{App, http::finished},
    oidc::{
        exchange::{Reply, Request},
        params::Params,
        transport,
    },
};

/// A page: synchronous, under the state's lock.
type Page = fn(&mut Visit<'_>) -> Reply;

/// The pages of the sign-in experience, with the answer for every address that nothing else has.
pub fn router(app: App) -> Router {
    let page = "page";
    let routes = Router::new()
        .route(paths::SIGN_IN, shown("sign-in-page", sign_in::show))
        .route(
            paths::UNKNOWN_SESSION,
            shown(page, error_page::unknown_session),
        )
        .route(
            paths::ACCOUNT_SUSPENDED,
            shown(page, error_page::account_suspended),
        )
        .route("/assets/{*name}", get(assets::asset))
        .route("/favicon.svg", get(assets::favicon))
        .route("/favicon.ico", get(assets::favicon))
        .fallback(elsewhere)
        .with_state(app.clone());
    finished(routes, app).layer(middleware::map_response(without_frame_options))
}

/// A page that is only looked at.
fn shown(endpoint: &'static str, show: Page) -> MethodRouter<App> {
    get(
        move |State(app): State<App>, request: HttpRequest| async move {
            let request = read(&app, request).await;
            answer(&app, &request, endpoint, show)
        },
    )
}

/// Everything else: for browsers the page "404 Not Found" with status 200, as a page that finds its way by
/// script answers; what is no page is not there.
async fn elsewhere(State(app): State<App>, request: HttpRequest) -> Response {
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD)
        && !["/api", "/oidc", "/.well-known"]
            .iter()
            .any(|prefix| request.uri().path().starts_with(prefix));
    if !is_page {
        return assets::absent();
    }
    let request = read(&app, request).await;
    answer(&app, &request, "page", error_page::not_found)
}

/// The request, parsed. One whose form is too large or holds a NUL byte is taken as one without a form.
async fn read(app: &App, request: HttpRequest) -> Request {
    let (method, uri, headers) = (
        request.method().clone(),
        request.uri().clone(),
        request.headers().clone(),
    );
    match transport::read(request, app.profile()).await {
        Ok(request) => request,
        Err(_) => {
            let mut request = Request::new(method, "", uri.path());
            request.query = Params::decode(uri.query().unwrap_or_default());
            request.headers = headers;
            request
        }
    }
}

/// One transaction: the guard, then the page.
fn answer(app: &App, request: &Request, endpoint: &'static str, page: Page) -> Response {
    let profile = app.profile();
    let endpoint_origin = profile.issuer.trim_end_matches("/oidc");
    let now = app.now();
    let reply = {
        let mut state = app.state();
        if guard::is_guarded(request) && !has_interaction(&mut state, request) {
            guard::turn_away(&state.data, &profile.issuer)
        } else {
            page(&mut Visit::new(&mut state, profile, request, now))
        }
    };
    respond(request, reply.traced(endpoint), endpoint_origin)
}

fn has_interaction(_: &mut crate::logto::State, _: &Request) -> bool {
    false
}
