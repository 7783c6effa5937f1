//! The cookies of a browser, `HttpOnly` ones included, for any address.
//!
//! Chrome is asked over the DevTools protocol, which knows cookies by address; other browsers over
//! BiDi, which knows them by user context. Where there is neither (a driver elsewhere without BiDi),
//! WebDriver itself knows those of the page that is open, and only those.

use serde_json::{Value, json};
use url::Url;

use super::session::Turn;
use crate::drive::{
    agent::{AgentError, Cookie},
    cookies::applies,
};

/// The cookies that would be sent to an address.
pub(super) async fn of(
    turn: &Turn<'_>,
    url: &Url,
    user_context: Option<&str>,
) -> Result<Vec<Cookie>, AgentError> {
    let session = turn.session();
    let found: Vec<Cookie> = if turn.is_chromium() {
        let params = json!({ "urls": [url.as_str()] });
        let answer = turn
            .devtools("Network.getCookies", params)
            .await
            .map_err(|error| session.failed(&error, url.as_str()))?;
        // Chrome has chosen already, by the same rules.
        return Ok(listed(&answer, devtools));
    } else if let Some(contexts) = session.contexts()
        && let Some(answer) = contexts.bidi_cookies(user_context).await
    {
        listed(&answer.map_err(|cause| session.broken(&cause))?, by_bidi)
    } else {
        of_the_page(turn, url).await?
    };
    Ok(found
        .into_iter()
        .filter(|cookie| applies(cookie, url))
        .collect())
}

fn listed(answer: &Value, read: fn(&Value) -> Option<Cookie>) -> Vec<Cookie> {
    let cookies = answer.get("cookies").and_then(Value::as_array);
    cookies.into_iter().flatten().filter_map(read).collect()
}

fn devtools(cookie: &Value) -> Option<Cookie> {
    let text = |name: &str| cookie.get(name).and_then(Value::as_str).map(str::to_owned);
    let flag = |name: &str| {
        cookie
            .get(name)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    };
    Some(Cookie {
        name: text("name")?,
        value: text("value")?,
        domain: text("domain")?.trim_start_matches('.').to_owned(),
        path: text("path")?,
        http_only: flag("httpOnly"),
        secure: flag("secure"),
        same_site: text("sameSite"),
    })
}

fn by_bidi(cookie: &Value) -> Option<Cookie> {
    let value = cookie.get("value")?.get("value")?.as_str()?.to_owned();
    let mut flat = cookie.clone();
    flat["value"] = value.into();
    let same_site = match cookie.get("sameSite").and_then(Value::as_str) {
        Some("strict") => Some("Strict"),
        Some("lax") => Some("Lax"),
        Some("none") => Some("None"),
        Some(_) | None => None,
    };
    Some(Cookie {
        same_site: same_site.map(str::to_owned),
        ..devtools(&flat)?
    })
}

async fn of_the_page(turn: &Turn<'_>, url: &Url) -> Result<Vec<Cookie>, AgentError> {
    let session = turn.session();
    let failed = |error| session.failed(&error, url.as_str());
    let here = turn.client().current_url().await.map_err(failed)?;
    if here.host() != url.host() {
        return Err(AgentError::Unsupported {
            agent: "webdriver",
            what: format!("read the cookies of {url} while {here} is open in this browser"),
        });
    }
    let cookies = turn.client().get_all_cookies().await.map_err(failed)?;
    Ok(cookies
        .iter()
        .map(|cookie| Cookie {
            name: cookie.name().to_owned(),
            value: cookie.value().to_owned(),
            domain: cookie
                .domain()
                .or(url.host_str())
                .unwrap_or_default()
                .trim_start_matches('.')
                .to_owned(),
            path: cookie.path().unwrap_or("/").to_owned(),
            http_only: cookie.http_only().unwrap_or_default(),
            secure: cookie.secure().unwrap_or_default(),
            same_site: cookie.same_site().map(|same| same.to_string()),
        })
        .collect())
}
