//! How it is known that an app can be used.

use std::{fmt, time::Duration};

use reqwest::Method;
use url::Url;

use super::log::Log;
use crate::drive::wire::{Request, Wire};

/// One probe may take this long; then it is tried again.
const PROBE: Duration = Duration::from_secs(5);

/// What has to be seen before an app counts as started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ready {
    /// This address answers, with any status below 500.
    Http(Url),
    /// This port of 127.0.0.1 or `::1` accepts a connection.
    Port(u16),
    /// A line with this text was printed.
    Log(String),
}

impl fmt::Display for Ready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(url) => write!(f, "an answer from {url}"),
            Self::Port(port) => write!(f, "a listener on port {port}"),
            Self::Log(text) => write!(f, "a line with {text:?}"),
        }
    }
}

impl Ready {
    /// Looks once; when it is not seen, says what is there instead.
    pub(super) async fn look(&self, wire: &Wire, log: &Log) -> Result<(), String> {
        match self {
            Self::Http(url) => {
                let probe = Request {
                    method: Method::GET,
                    url: url.clone(),
                    headers: vec![("accept".into(), "text/html, */*".into())],
                    body: None,
                };
                match wire.exchange(probe, PROBE).await {
                    Ok(answer) if answer.status < 500 => Ok(()),
                    Ok(answer) => Err(format!("it answers with status {}", answer.status)),
                    Err(cause) => Err(cause.to_string()),
                }
            }
            Self::Port(port) => match tokio::net::TcpStream::connect(("localhost", *port)).await {
                Ok(_) => Ok(()),
                Err(cause) => Err(cause.to_string().to_lowercase()),
            },
            Self::Log(_) if log.has_come() => Ok(()),
            Self::Log(_) => Err("no such line yet".to_owned()),
        }
    }
}
