//! The three parts of Logto, by address. Each has its own routes, and its own word on some headers.

use axum::Router;

use super::{App, account, experience, http, management, pages, well_known};
use crate::oidc::transport::Late;

/// What answers at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The JSON APIs look at `Origin`, whatever they answer.
    Api,
    /// The engine, and metadata.
    Oidc,
    /// Pages may be framed by those whom their policy names, so they carry no older word on it. They answer
    /// every address that nothing else has.
    Page,
}

impl Part {
    pub(super) fn of(path: &str) -> Self {
        let below = |prefix| {
            let rest: Option<&str> = path.strip_prefix(prefix);
            rest.filter(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let metadata = below("/.well-known").filter(|rest| rest.len() > 1);
        if below("/api").is_some() || path == "/.well-known/webauthn" {
            Self::Api
        } else if below("/oidc").or(metadata).is_some() {
            Self::Oidc
        } else {
            Self::Page
        }
    }
}

/// The routes of all parts.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    api: Late,
    oidc: Late,
    pages: Late,
}

impl Parts {
    pub(super) fn new(app: &App) -> Self {
        let late = |routes: fn() -> Router<App>| {
            let app = app.clone();
            Late::new(move || routes().with_state(app))
        };
        Self {
            api: late(api),
            oidc: late(http::routes),
            pages: late(pages::routes),
        }
    }

    /// The routes of a part.
    pub(super) fn routes(&self, part: Part) -> &Late {
        match part {
            Part::Api => &self.api,
            Part::Oidc => &self.oidc,
            Part::Page => &self.pages,
        }
    }
}

fn api() -> Router<App> {
    // The longest list first: those that are merged into it are built twice.
    management::routes()
        .merge(experience::api::routes())
        .merge(account::routes())
        .merge(well_known::routes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_by_address() {
        let of = |path| Part::of(path);
        let api = ["/api", "/api/", "/api/x", "/.well-known/webauthn"];
        assert_eq!(api.map(of), [Part::Api; 4]);
        assert_eq!(
            ["/oidc", "/oidc/", "/oidc/x", "/.well-known/x"].map(of),
            [Part::Oidc; 4]
        );
        let pages = ["/", "/sign-in", "/apis", "/oidcx", "/.well-known/"];
        assert_eq!(pages.map(of), [Part::Page; 5]);
    }
}
