//! A little app with everything an agent meets: links, forms, redirects, cookies, odd pages.
//!
//! It listens on 127.0.0.1 and is reached as `127.0.0.1` and as `localhost`, which are two sites.

use std::fmt::Write;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, Query},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{any, get},
};
use tokio::net::TcpListener;

/// A running little app; it ends with the test's runtime.
pub(crate) struct LittleApp {
    port: u16,
}

impl LittleApp {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { axum::serve(listener, router()).await });
        Self { port }
    }

    /// An address of the app as `127.0.0.1`.
    pub(crate) fn here(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// An address of the app as `localhost`: another site.
    pub(crate) fn there(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// `HERE` and `THERE` in a text replaced by the two origins.
    pub(crate) fn localised(&self, text: &str) -> String {
        text.replace("THERE", &self.there(""))
            .replace("HERE", &self.here(""))
    }
}

fn router() -> Router {
    Router::new()
        .route(
            "/",
            get(|| async { page("Home", "<a href=/form>The form</a>") }),
        )
        .route("/page", get(given))
        .route("/form", get(form))
        .route("/echo", any(echo))
        .route("/headers", any(headers))
        .route("/redirect/{status}", any(redirect))
        .route("/hop/{left}", get(hop))
        .route("/cookies/set", get(set_cookies))
        .route("/cookies", any(cookies))
        .route("/status/{status}", get(status))
        .route(
            "/json",
            get(|| async { axum::Json(serde_json::json!({ "a": [1, 2] })) }),
        )
        .route("/download", get(download))
        .route("/endless", any(endless))
        .route("/never", get(std::future::pending::<Html<String>>))
}

fn page(title: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><title>{title}</title><body>{body}</body>"
    ))
}

/// The page that the query asks for.
async fn given(Query(query): Query<Vec<(String, String)>>) -> Html<String> {
    let html = query
        .into_iter()
        .find(|(name, _)| name == "html")
        .map(|(_, html)| html);
    Html(html.unwrap_or_default())
}

async fn form() -> Html<String> {
    page(
        "The form",
        r#"<form method="post" action="/echo">
             <label for="user">Username</label> <input id="user" name="identifier" required>
             <label>Password <input type="password" name="password"></label>
             <textarea name="about" placeholder="About you"></textarea>
             <label>Country <select name="country">
               <option value="">Choose…</option><option value="de">Germany</option>
               <option value="fr">France</option></select></label>
             <label><input type="checkbox" name="terms" value="yes"> I agree to the terms</label>
             <label><input type="radio" name="plan" value="free" checked> Free</label>
             <label><input type="radio" name="plan" value="paid"> Paid</label>
             <input type="hidden" name="csrf" value="x&amp;y">
             <button name="submit" value="in">Sign in</button>
             <button name="submit" value="up" formaction="/echo?up">Create account</button>
             <button type="button">Show password</button>
             <input hidden type="submit">
           </form>"#,
    )
}

/// What was sent, as a page a person can read.
async fn echo(method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Html<String> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .map_or("", |kind| kind.to_str().unwrap_or("?"));
    let body = String::from_utf8_lossy(&body).into_owned();
    page(
        "Echo",
        &format!(
            "<pre>{}</pre>",
            escaped(&format!("{method} {uri}\n{kind}\n{body}"))
        ),
    )
}

/// What a server sees of where a request comes from.
async fn headers(method: Method, headers: HeaderMap) -> Html<String> {
    let mut lines = format!("{method}\n");
    for name in [
        "referer",
        "origin",
        "sec-fetch-site",
        "sec-fetch-mode",
        "sec-fetch-dest",
    ] {
        let value = headers
            .get(name)
            .map_or("-", |value| value.to_str().unwrap_or("?"));
        let _ = writeln!(lines, "{name}: {value}");
    }
    page("Headers", &format!("<pre>{}</pre>", escaped(&lines)))
}

async fn redirect(Path(code): Path<u16>, Query(to): Query<Vec<(String, String)>>) -> Response {
    let to = to
        .into_iter()
        .find(|(name, _)| name == "to")
        .map(|(_, to)| to)
        .unwrap_or_default();
    (
        StatusCode::from_u16(code).unwrap(),
        [(header::LOCATION, to)],
    )
        .into_response()
}

/// Redirects so many times, then arrives.
async fn hop(Path(left): Path<u32>) -> Response {
    match left.checked_sub(1) {
        Some(left) => Redirect::to(&format!("/hop/{left}")).into_response(),
        None => page("Arrived", "Arrived").into_response(),
    }
}

/// Sets the cookies that the query lists, one `c=` each.
async fn set_cookies(Query(query): Query<Vec<(String, String)>>) -> Response {
    let mut response = page("Set", "Cookies are set").into_response();
    for (_, cookie) in query {
        response
            .headers_mut()
            .append(header::SET_COOKIE, cookie.parse().unwrap());
    }
    response
}

/// The cookies that came, in the order in which they came.
async fn cookies(headers: HeaderMap) -> Html<String> {
    let sent = headers
        .get(header::COOKIE)
        .map_or("none", |value| value.to_str().unwrap_or("?"));
    page("Cookies", &format!("<p>{}</p>", escaped(sent)))
}

async fn status(Path(code): Path<u16>) -> Response {
    let status = StatusCode::from_u16(code).unwrap();
    if code == 204 {
        return status.into_response();
    }
    let headers = [("x-request-id", "42")];
    (
        status,
        headers,
        page("Status", &format!("<h1>Status {code}</h1>")),
    )
        .into_response()
}

/// A page that posts itself to itself.
async fn endless() -> Html<&'static str> {
    Html("<form method=post action=/endless></form><script>document.forms[0].submit()</script>")
}

async fn download() -> Response {
    (
        [(header::CONTENT_DISPOSITION, "attachment; filename=x.txt")],
        "text",
    )
        .into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
