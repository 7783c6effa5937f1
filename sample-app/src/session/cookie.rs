//! The cookie that carries a session's id, and nothing else.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::SessionId;

const NAME: &str = "sample_app_session";

/// How the cookie is written: with `Secure` if people come over HTTPS.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionCookie {
    /// Whether people come over HTTPS.
    pub(crate) secure: bool,
}

impl SessionCookie {
    /// The id in a request's cookies.
    pub(crate) fn read(headers: &HeaderMap) -> Option<SessionId> {
        let jar = CookieJar::from_headers(headers);
        jar.get(NAME)
            .map(|cookie| SessionId::from_cookie(cookie.value()))
    }

    /// A `Set-Cookie` header that carries `id`. `Lax`, because the browser comes back from Logto, another
    /// site, by a link that must bring the cookie along; it ends with the browser.
    pub(crate) fn set(self, id: &SessionId) -> CookieJar {
        CookieJar::new().add(self.cookie(id.as_str().to_owned()))
    }

    /// A `Set-Cookie` header that takes the cookie away.
    pub(crate) fn clear(self) -> CookieJar {
        let mut cookie = self.cookie(String::new());
        cookie.make_removal();
        CookieJar::new().add(cookie)
    }

    fn cookie(self, value: String) -> Cookie<'static> {
        Cookie::build((NAME, value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .build()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::SET_COOKIE;
    use axum::response::IntoResponse;
    use axum_extra::extract::cookie::CookieJar;

    use super::{SessionCookie, SessionId};

    fn written(jar: CookieJar) -> String {
        jar.into_response().headers()[SET_COOKIE]
            .to_str()
            .unwrap()
            .to_owned()
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let id = SessionId::from_cookie("abc");
        assert_eq!(
            written(SessionCookie { secure: false }.set(&id)),
            "sample_app_session=abc; HttpOnly; SameSite=Lax; Path=/"
        );
        assert_eq!(
            written(SessionCookie { secure: true }.set(&id)),
            "sample_app_session=abc; HttpOnly; SameSite=Lax; Secure; Path=/"
        );
    }

    #[test]
    fn a_cleared_cookie_is_over() {
        let header = written(SessionCookie { secure: false }.clear());
        assert!(header.starts_with("sample_app_session=; "), "{header}");
        assert!(header.contains("Max-Age=0"), "{header}");
    }
}
