//! Which page answers at which address.

use axum::{
    Router,
    extract::{Request as HttpRequest, State},
    response::Response,
    routing::{MethodRouter, get},
};
use http::Method;

use super::{
    assets, consent, device, direct, error_page, flow, focused, forgot_password, guard,
    missing_profile, new_password, one_time_token, paths, register, respond::respond, sign_in,
    sign_in_password, single_sign_on, social, verification_code, visit::Visit,
};
use crate::{
    logto::App,
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
const SIGN_IN: &str = "sign-in-page";
const REGISTER: &str = "register-page";
const CALLBACK: &str = "callback-page";

/// The pages of the sign-in experience, with the answer for every address that nothing else has.
pub(in crate::logto) fn routes() -> Router<App> {
    entry()
        .merge(steps())
        .merge(elsewhere_and_back())
        .merge(consents_and_devices())
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
        .fallback(elsewhere)
        .method_not_allowed_fallback(elsewhere)
}

/// Where people begin.
#[rustfmt::skip]
fn entry() -> Router<App> {
    Router::new()
        .route(paths::SIGN_IN, form(SIGN_IN, sign_in::show, sign_in::submit))
        .route(paths::REGISTER, form(REGISTER, register::show, register::submit))
        .route(paths::IDENTIFIER_SIGN_IN, form(SIGN_IN, focused::show_sign_in, focused::submit_sign_in))
        .route(paths::IDENTIFIER_REGISTER, form(REGISTER, focused::show_register, focused::submit_register))
        .route(paths::FORGOT_PASSWORD, form(PAGE, forgot_password::show, forgot_password::submit))
        .route(paths::RESET_PASSWORD, form(PAGE, forgot_password::show, forgot_password::submit))
        .route(paths::SINGLE_SIGN_ON, form(PAGE, single_sign_on::show, single_sign_on::submit))
        .route(paths::SINGLE_SIGN_ON_EMAIL, form(PAGE, single_sign_on::show, single_sign_on::submit))
        .route(paths::ONE_TIME_TOKEN, shown(PAGE, one_time_token::show))
        .route("/direct/{*way}", shown(PAGE, direct::show))
}

/// What comes after.
#[rustfmt::skip]
fn steps() -> Router<App> {
    let code = || form(PAGE, verification_code::show, verification_code::submit);
    let new_password = || form(PAGE, new_password::show, new_password::submit);
    Router::new()
        .route(paths::SIGN_IN_PASSWORD, form(PAGE, sign_in_password::show, sign_in_password::submit))
        .route(paths::SIGN_IN_CODE, code())
        .route(paths::REGISTER_PASSWORD, new_password())
        .route(paths::REGISTER_CODE, code())
        .route(paths::FORGOT_PASSWORD_CODE, code())
        .route(paths::FORGOT_PASSWORD_RESET, new_password())
        .route(paths::CONTINUE_CODE, code())
        .route("/continue/{what}", form(PAGE, missing_profile::show, missing_profile::submit))
}

/// To another provider and back.
#[rustfmt::skip]
fn elsewhere_and_back() -> Router<App> {
    let to_sign_in: Page = |visit| visit.go(paths::SIGN_IN);
    Router::new()
        .route("/social/start/{connector}", form(PAGE, to_sign_in, social::start::submit))
        .route("/social/link/{connector}", form(PAGE, social::link::show, social::link::submit))
        .route("/callback/{connector}", form(CALLBACK, social::callback::arrive, social::callback::take_form))
        .route("/callback/social/{connector}", get(callback))
        .route("/account/callback/social/{connector}", form(CALLBACK, error_page::not_found, social::callback::take_form))
}

/// Letting applications and devices in.
#[rustfmt::skip]
fn consents_and_devices() -> Router<App> {
    Router::new()
        .route(paths::CONSENT, form("consent-page", consent::show, consent::submit))
        .route(paths::DEVICE, form("device", device::show, device::submit))
        .route(paths::DEVICE_SUCCESS, shown("device", device::show_success))
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
    let parts = match transport::read(request, app.profile()).await {
        Ok(request) => return request,
        Err(unread) => unread.parts,
    };
    let mut request = Request::new(parts.method, "", parts.uri.path());
    request.query = Params::decode(parts.uri.query().unwrap_or_default());
    request.headers = parts.headers;
    request
}

/// One transaction: the guard, then the page. A form is not guarded: what it does answers for itself, as
/// Logto's APIs do.
fn answer(app: &App, request: &Request, endpoint: &'static str, page: Page) -> Response {
    let reply = {
        let mut state = app.state();
        let mut visit = Visit::new(app, &mut state, request);
        if guard::is_guarded(request) && flow::uid(&mut visit).is_err() {
            guard::turn_away(&visit.state.data, &app.profile().issuer)
        } else {
            page(&mut visit)
        }
    };
    finish(app, request, reply.traced(endpoint))
}

fn finish(app: &App, request: &Request, reply: Reply) -> Response {
    let issuer = &app.profile().issuer;
    let origin = issuer.strip_suffix("/oidc").unwrap_or(issuer);
    respond(request, reply, origin)
}

/// `GET /callback/social/{connector}`: two transactions, and the other provider is asked in between.
async fn callback(State(app): State<App>, request: HttpRequest) -> Response {
    let request = read(&app, request).await;
    let question = social::callback::check(&mut Visit::new(&app, &mut app.state(), &request));
    let reply = match question {
        Err(reply) => *reply,
        Ok(question) => {
            let answer = social::callback::ask(&app, &question).await;
            let mut state = app.state();
            let mut visit = Visit::new(&app, &mut state, &request);
            social::callback::arrived(&mut visit, &question, answer)
        }
    };
    finish(&app, &request, reply.traced(CALLBACK))
}
