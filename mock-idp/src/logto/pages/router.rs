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
    assets, consent, device, error_page, flow, focused, forgot_password, guard, missing_profile,
    new_password, one_time_token, paths, register,
    respond::{respond, without_frame_options},
    sign_in, sign_in_password, single_sign_on, verification_code,
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

/// What the journal calls a page that has no name of its own.
const PAGE: &str = "page";

/// The pages of the sign-in experience, with the answer for every address that nothing else has.
pub fn router(app: App) -> Router {
    let code = || form(PAGE, verification_code::show, verification_code::submit);
    let password = || form(PAGE, new_password::show, new_password::submit);
    let forgot = || form(PAGE, forgot_password::show, forgot_password::submit);
    let sso = || form(PAGE, single_sign_on::show, single_sign_on::submit);
    let routes = Router::new()
        .route(
            paths::SIGN_IN,
            form("sign-in-page", sign_in::show, sign_in::submit),
        )
        .route(
            paths::SIGN_IN_PASSWORD,
            form(PAGE, sign_in_password::show, sign_in_password::submit),
        )
        .route(paths::SIGN_IN_CODE, code())
        .route(
            paths::REGISTER,
            form("register-page", register::show, register::submit),
        )
        .route(paths::REGISTER_PASSWORD, password())
        .route(paths::REGISTER_CODE, code())
        .route(
            paths::IDENTIFIER_SIGN_IN,
            form(
                "sign-in-page",
                focused::show_sign_in,
                focused::submit_sign_in,
            ),
        )
        .route(
            paths::IDENTIFIER_REGISTER,
            form(
                "register-page",
                focused::show_register,
                focused::submit_register,
            ),
        )
        .route(paths::FORGOT_PASSWORD, forgot())
        .route(paths::RESET_PASSWORD, forgot())
        .route(paths::FORGOT_PASSWORD_CODE, code())
        .route(paths::FORGOT_PASSWORD_RESET, password())
        .route(paths::CONTINUE_CODE, code())
        .route(
            "/continue/{what}",
            form(PAGE, missing_profile::show, missing_profile::submit),
        )
        .route(paths::SINGLE_SIGN_ON, sso())
        .route(paths::SINGLE_SIGN_ON_EMAIL, sso())
        .route(paths::ONE_TIME_TOKEN, shown(PAGE, one_time_token::show))
        .route(
            paths::CONSENT,
            form("consent-page", consent::show, consent::submit),
        )
        .route(paths::DEVICE, form("device", device::show, device::submit))
        .route(paths::DEVICE_SUCCESS, shown("device", device::show_success))
        .route(
            paths::UNKNOWN_SESSION,
            shown(PAGE, error_page::unknown_session),
        )
        .route(
            paths::ACCOUNT_SUSPENDED,
            shown(PAGE, error_page::account_suspended),
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

/// A page with a form that is sent back to it.
fn form(endpoint: &'static str, show: Page, submit: Page) -> MethodRouter<App> {
    shown(endpoint, show).post(
        move |State(app): State<App>, request: HttpRequest| async move {
            let request = read(&app, request).await;
            answer(&app, &request, endpoint, submit)
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
    answer(&app, &request, PAGE, error_page::not_found)
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

/// One transaction: the guard, then the page. A form is not guarded: what it does answers for itself, as
/// Logto's APIs do.
fn answer(app: &App, request: &Request, endpoint: &'static str, page: Page) -> Response {
    let profile = app.profile();
    let issuer = &profile.issuer;
    let now = app.now();
    let reply = {
        let mut state = app.state();
        let mut visit = Visit::new(&mut state, profile, request, now);
        if guard::is_guarded(request) && flow::uid(&mut visit).is_err() {
            guard::turn_away(&visit.state.data, issuer)
        } else {
            page(&mut visit)
        }
    };
    let origin = issuer.strip_suffix("/oidc").unwrap_or(issuer);
    respond(request, reply.traced(endpoint), origin)
}
