//! From what was written to what is meant.

use url::Url;

use super::{AppSecret, Arguments, Config, ConfigError, Problem};

const DEFAULT_SCOPES: &str = "openid offline_access profile email";
const DEFAULT_PORT: u16 = 3000;

const WHERE_ENDPOINT: &str = "Logto Console -> Applications -> your application -> Endpoints & Credentials -> \"Logto endpoint\"";
const WHERE_APP_ID: &str =
    "Logto Console -> Applications -> your application -> Endpoints & Credentials -> \"App ID\"";
const WHERE_APP_SECRET: &str = "Logto Console -> Applications -> your application -> Endpoints & \
                                Credentials -> \"App secrets\"";
const HOW_RESOURCES: &str = "Logto Console -> API resources -> your API -> \"API identifier\"; several are \
                             separated by spaces";
const HOW_BASE_URL: &str =
    "the origin that people type into the browser, such as http://localhost:3000";
const HOW_PORT: &str = "a number from 0 to 65535; 0 takes any free port and needs BASE_URL";

impl TryFrom<Arguments> for Config {
    type Error = ConfigError;

    fn try_from(written: Arguments) -> Result<Self, ConfigError> {
        let mut problems = Problems::default();
        let endpoint = problems.required("LOGTO_ENDPOINT", written.logto_endpoint, WHERE_ENDPOINT);
        let endpoint = endpoint.and_then(|text| problems.endpoint(&text));
        let app_id = problems.required("LOGTO_APP_ID", written.logto_app_id, WHERE_APP_ID);
        let app_secret = problems.required(
            "LOGTO_APP_SECRET",
            written.logto_app_secret,
            WHERE_APP_SECRET,
        );
        let scopes = scopes(
            present(written.logto_scopes)
                .as_deref()
                .unwrap_or(DEFAULT_SCOPES),
        );
        let resources = problems.resources(&present(written.logto_resources).unwrap_or_default());
        let port = problems.port(present(written.port).as_deref());
        let base_url = problems.base_url(present(written.base_url), port);

        match (endpoint, app_id, app_secret, port, base_url) {
            (Some(endpoint), Some(app_id), Some(app_secret), Some(port), Some(base_url))
                if problems.0.is_empty() =>
            {
                let app_secret = AppSecret::new(app_secret);
                let host = present(written.host);
                Ok(Self {
                    endpoint,
                    app_id,
                    app_secret,
                    scopes,
                    resources,
                    base_url,
                    host,
                    port,
                })
            }
            _ => Err(ConfigError {
                problems: problems.0,
            }),
        }
    }
}

/// The mistakes found so far; each check answers `None` after noting one.
#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn note<T>(
        &mut self,
        variable: &'static str,
        cause: String,
        way_out: &'static str,
    ) -> Option<T> {
        self.0.push(Problem {
            variable,
            cause,
            way_out,
        });
        None
    }

    fn required(
        &mut self,
        variable: &'static str,
        written: Option<String>,
        way_out: &'static str,
    ) -> Option<String> {
        present(written).or_else(|| self.note(variable, "is missing".to_owned(), way_out))
    }

    fn endpoint(&mut self, text: &str) -> Option<String> {
        const VARIABLE: &str = "LOGTO_ENDPOINT";
        let url = match web_address(text) {
            Ok(url) => url,
            Err(cause) => return self.note(VARIABLE, cause, WHERE_ENDPOINT),
        };
        let address = url.as_str().trim_end_matches('/').to_owned();
        if url.path().split('/').any(|segment| segment == "oidc") {
            let cause = format!("must end before /oidc (it is {text})");
            return self.note(VARIABLE, cause, WHERE_ENDPOINT);
        }
        Some(address)
    }

    fn resources(&mut self, text: &str) -> Vec<String> {
        let resources = words(text);
        for resource in &resources {
            // RFC 8707 section 2: an absolute URI without a fragment.
            let cause = match Url::parse(resource) {
                Ok(uri) if uri.fragment().is_none() => continue,
                Ok(_) => format!("has a fragment in {resource}"),
                Err(_) => format!("holds {resource}, which is not an absolute URI"),
            };
            self.note::<()>("LOGTO_RESOURCES", cause, HOW_RESOURCES);
        }
        resources
    }

    fn port(&mut self, text: Option<&str>) -> Option<u16> {
        let Some(text) = text else {
            return Some(DEFAULT_PORT);
        };
        text.parse()
            .ok()
            .or_else(|| self.note("PORT", format!("is not a port number: {text}"), HOW_PORT))
    }

    fn base_url(&mut self, written: Option<String>, port: Option<u16>) -> Option<String> {
        const VARIABLE: &str = "BASE_URL";
        let Some(text) = written else {
            return match port {
                Some(0) => self.note(
                    VARIABLE,
                    "is missing while PORT is 0".to_owned(),
                    HOW_BASE_URL,
                ),
                Some(port) => Some(format!("http://localhost:{port}")),
                None => None,
            };
        };
        match web_address(&text) {
            Ok(url) if url.path() == "/" => Some(url.as_str().trim_end_matches('/').to_owned()),
            Ok(_) => self.note(
                VARIABLE,
                format!("must not have a path (it is {text})"),
                HOW_BASE_URL,
            ),
            Err(cause) => self.note(VARIABLE, cause, HOW_BASE_URL),
        }
    }
}

/// A variable that is set to nothing counts as not set.
fn present(written: Option<String>) -> Option<String> {
    written
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text
        .split([' ', ',', '\t', '\n'])
        .filter(|word| !word.is_empty())
    {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// `openid` makes an OAuth request an OpenID Connect one (Core 3.1.2.1), so it is always asked for.
fn scopes(text: &str) -> Vec<String> {
    words(&format!("openid {text}"))
}

fn web_address(text: &str) -> Result<Url, String> {
    let url =
        Url::parse(text).map_err(|error| format!("is not an address: {error} (it is {text})"))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(format!(
            "must start with http:// or https:// (it is {text})"
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user name or password".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("must not have a query or fragment (it is {text})"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments() -> Arguments {
        Arguments {
            logto_endpoint: Some("https://tenant.logto.app/".to_owned()),
            logto_app_id: Some(" bookstore ".to_owned()),
            logto_app_secret: Some("bookstore-secret".to_owned()),
            ..Arguments::default()
        }
    }

    fn causes(written: Arguments) -> Vec<String> {
        let error = Config::try_from(written).unwrap_err();
        error
            .problems
            .into_iter()
            .map(|it| format!("{} {}", it.variable, it.cause))
            .collect()
    }

    #[test]
    fn defaults_fill_what_is_not_written() {
        let config = Config::try_from(arguments()).unwrap();
        assert_eq!(config.issuer(), "https://tenant.logto.app/oidc");
        assert_eq!(config.app_id, "bookstore");
        assert_eq!(config.scopes.join(" "), DEFAULT_SCOPES);
        assert_eq!(config.redirect_uri(), "http://localhost:3000/callback");
        assert_eq!(config.post_logout_redirect_uri(), "http://localhost:3000/");
        assert_eq!(config.port, 3000);
        assert!(!config.is_https());
    }

    #[test]
    fn the_base_url_follows_the_port() {
        let written = Arguments {
            port: Some("4000".to_owned()),
            ..arguments()
        };
        assert_eq!(
            Config::try_from(written).unwrap().base_url,
            "http://localhost:4000"
        );
    }

    #[test]
    fn lists_lose_repetitions_and_gain_openid() {
        let written = Arguments {
            logto_scopes: Some("profile, profile openid".to_owned()),
            logto_resources: Some("https://api.example https://api.example".to_owned()),
            ..arguments()
        };
        let config = Config::try_from(written).unwrap();
        assert_eq!(config.scopes, ["openid", "profile"]);
        assert_eq!(config.resources, ["https://api.example"]);
    }

    #[test]
    fn wrong_values_are_named() {
        for (written, expected) in [
            (
                Arguments {
                    logto_endpoint: Some("https://t.example/oidc".into()),
                    ..arguments()
                },
                "LOGTO_ENDPOINT must end before /oidc (it is https://t.example/oidc)",
            ),
            (
                Arguments {
                    logto_endpoint: Some("tenant.logto.app".into()),
                    ..arguments()
                },
                "LOGTO_ENDPOINT is not an address: relative URL without a base (it is tenant.logto.app)",
            ),
            (
                Arguments {
                    base_url: Some("ftp://x".into()),
                    ..arguments()
                },
                "BASE_URL must start with http:// or https:// (it is ftp://x)",
            ),
            (
                Arguments {
                    base_url: Some("http://localhost:3000/app".into()),
                    ..arguments()
                },
                "BASE_URL must not have a path (it is http://localhost:3000/app)",
            ),
            (
                Arguments {
                    port: Some("70000".into()),
                    ..arguments()
                },
                "PORT is not a port number: 70000",
            ),
            (
                Arguments {
                    port: Some("0".into()),
                    ..arguments()
                },
                "BASE_URL is missing while PORT is 0",
            ),
            (
                Arguments {
                    logto_resources: Some("books".into()),
                    ..arguments()
                },
                "LOGTO_RESOURCES holds books, which is not an absolute URI",
            ),
        ] {
            assert_eq!(causes(written), [expected]);
        }
    }

    #[test]
    fn the_secret_does_not_show() {
        let config = Config::try_from(arguments()).unwrap();
        assert!(!format!("{config:?}").contains("bookstore-secret"));
    }

    #[test]
    fn plain_http_to_another_machine_is_noticed() {
        for (endpoint, exposed) in [
            ("http://localhost:3001", false),
            ("http://127.0.0.1:3001", false),
            ("http://[::1]:3001", false),
            ("https://tenant.logto.app", false),
            ("http://logto.example", true),
        ] {
            let written = Arguments {
                logto_endpoint: Some(endpoint.to_owned()),
                ..arguments()
            };
            assert_eq!(
                Config::try_from(written).unwrap().endpoint_is_exposed(),
                exposed,
                "{endpoint}"
            );
        }
    }
}
