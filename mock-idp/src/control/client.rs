//! A client of the control API, for tests in Rust that have the mock in another process.

use http::{Method, header};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Refusal,
    clock::{ClockChange, ClockState},
    journal::JournalFilter,
    keys::{KeyInfo, Rotation},
    sessions::{NewSession, StorageState},
    status::Status,
    tampers::Armed,
    tenants::{DEFAULT, NewTenant, TenantInfo},
    tokens::{TokenRequest, TokenSet},
};
use crate::base::{
    journal::Entry,
    tamper::{Plan, Tamper},
};
use crate::logto::inbox::Message;

/// Calls the control API of a running mock; about tenants, those of one tenant.
///
/// ```no_run
/// # async fn example() -> Result<(), mock_idp::control::client::ClientError> {
/// use mock_idp::control::{Client, clock::ClockChange, time::Span};
///
/// let mock = Client::new("http://localhost:3002");
/// let advance = Some(Span(std::time::Duration::from_secs(61)));
/// mock.change_clock(&ClockChange { advance, ..ClockChange::default() }).await?;
/// for entry in mock.journal(&Default::default()).await? {
///     println!("{} {}", entry.endpoint, entry.status);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    origin: String,
    tenant: String,
}

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The mock refused it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There was no answer, or it broke off.
    #[error(transparent)]
    Transport(#[from] reqwest::Error),
    /// The answer is none of a mock-idp of this version.
    #[error("{method} {path} answered {status} with what is no answer of this mock-idp: {body}")]
    Unexpected {
        /// The method.
        method: Method,
        /// The path.
        path: String,
        /// The answer's status.
        status: u16,
        /// The answer's body.
        body: String,
    },
}

impl Client {
    /// A client of the mock whose control API is there (`scheme://host`), for its default tenant.
    pub fn new(control_url: &str) -> Self {
        Self {
            // A mock is on this machine, or on one beside it: no proxy leads there.
            http: reqwest::Client::builder()
                .no_proxy()
                .build()
                .unwrap_or_default(),
            origin: control_url.trim_end_matches('/').to_owned(),
            tenant: DEFAULT.to_owned(),
        }
    }

    /// The same for another tenant.
    #[must_use]
    pub fn of_tenant(&self, id: &str) -> Self {
        Self {
            tenant: id.to_owned(),
            ..self.clone()
        }
    }

    /// That the mock is up.
    pub async fn status(&self) -> Result<Status, ClientError> {
        self.get("/api/status").await
    }

    /// The `OpenAPI` description.
    pub async fn openapi(&self) -> Result<Value, ClientError> {
        self.get("/api/openapi.json").await
    }

    /// All tenants, the default one first.
    pub async fn tenants(&self) -> Result<Vec<TenantInfo>, ClientError> {
        self.get("/api/tenants").await
    }

    /// Makes a tenant on free ports of its own.
    pub async fn make_tenant(&self, new: &NewTenant) -> Result<TenantInfo, ClientError> {
        self.send(Method::POST, "/api/tenants", new).await
    }

    /// Where the tenant is.
    pub async fn tenant(&self) -> Result<TenantInfo, ClientError> {
        self.get(&self.path("")).await
    }

    /// Ends the tenant; its ports are free then.
    pub async fn end_tenant(&self) -> Result<(), ClientError> {
        self.delete(&self.path("")).await
    }

    /// All that the tenant knows.
    pub async fn export_state(&self) -> Result<Value, ClientError> {
        self.get(&self.path("/state")).await
    }

    /// Makes the tenant know what was exported, or what a seed says.
    pub async fn import_state(&self, state: &Value) -> Result<(), ClientError> {
        let path = self.path("/state");
        self.call(Method::PUT, &path, Some(state)).await?;
        Ok(())
    }

    /// Brings the tenant back to its seed.
    pub async fn reset_state(&self) -> Result<(), ClientError> {
        self.delete(&self.path("/state")).await
    }

    /// What the tenant saw, oldest first.
    pub async fn journal(&self, filter: &JournalFilter) -> Result<Vec<Entry>, ClientError> {
        self.get(&self.journal_path("/journal", filter)).await
    }

    /// What the tenant saw, and then each exchange as it happens.
    pub async fn follow_journal(&self, filter: &JournalFilter) -> Result<Follow, ClientError> {
        let path = self.journal_path("/journal", filter);
        let request = self.http.get(format!("{}{path}", self.origin));
        let request = request.header(header::ACCEPT, "text/event-stream");
        let response = request.send().await?;
        let status = response.status();
        if !status.is_success() {
            let body = response.bytes().await?;
            return Err(refused(Method::GET, &path, status, &body));
        }
        Ok(Follow {
            response,
            text: Vec::new(),
        })
    }

    /// Forgets what the tenant saw.
    pub async fn clear_journal(&self) -> Result<(), ClientError> {
        self.delete(&self.path("/journal")).await
    }

    /// The journal as an HTTP Archive 1.2.
    pub async fn har(&self, filter: &JournalFilter) -> Result<Value, ClientError> {
        self.get(&self.journal_path("/journal.har", filter)).await
    }

    /// What time it is for the tenant.
    pub async fn clock(&self) -> Result<ClockState, ClientError> {
        self.get(&self.path("/clock")).await
    }

    /// Changes the time.
    pub async fn change_clock(&self, change: &ClockChange) -> Result<ClockState, ClientError> {
        self.send(Method::PATCH, &self.path("/clock"), change).await
    }

    /// What is armed, oldest first.
    pub async fn tampers(&self) -> Result<Vec<Tamper>, ClientError> {
        self.get(&self.path("/tampers")).await
    }

    /// Arms changes.
    pub async fn arm(&self, plan: &Plan) -> Result<Armed, ClientError> {
        self.send(Method::POST, &self.path("/tampers"), plan).await
    }

    /// Takes a change back.
    pub async fn disarm(&self, id: u64) -> Result<(), ClientError> {
        self.delete(&self.path(&format!("/tampers/{id}"))).await
    }

    /// Takes all changes back.
    pub async fn clear_tampers(&self) -> Result<(), ClientError> {
        self.delete(&self.path("/tampers")).await
    }

    /// The messages that Logto would have sent, oldest first.
    pub async fn inbox(&self) -> Result<Vec<Message>, ClientError> {
        self.get(&self.path("/inbox")).await
    }

    /// Forgets the messages.
    pub async fn clear_inbox(&self) -> Result<(), ClientError> {
        self.delete(&self.path("/inbox")).await
    }

    /// Brings a new signing key in; all published ones are listed.
    pub async fn rotate_keys(&self, rotation: &Rotation) -> Result<Vec<KeyInfo>, ClientError> {
        self.send(Method::POST, &self.path("/keys/rotate"), rotation)
            .await
    }

    /// Signs a user in without pages.
    pub async fn sign_in(&self, session: &NewSession) -> Result<StorageState, ClientError> {
        self.send(Method::POST, &self.path("/sessions"), session)
            .await
    }

    /// Issues tokens without a flow.
    pub async fn issue_tokens(&self, request: &TokenRequest) -> Result<TokenSet, ClientError> {
        self.send(Method::POST, &self.path("/tokens"), request)
            .await
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/tenants/{}{rest}", self.tenant)
    }

    fn journal_path(&self, rest: &str, filter: &JournalFilter) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        // A filter is a flat object.
        if let Ok(Value::Object(members)) = serde_json::to_value(filter) {
            for (name, value) in members {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                query.append_pair(&name, &text);
            }
        }
        format!("{}?{}", self.path(rest), query.finish())
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        let answer = self.call::<()>(Method::GET, path, None).await?;
        read(Method::GET, path, &answer)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        let answer = self.call(method.clone(), path, Some(body)).await?;
        read(method, path, &answer)
    }

    async fn delete(&self, path: &str) -> Result<(), ClientError> {
        let answer = self.call::<()>(Method::DELETE, path, None);
        answer.await.map(|_| ())
    }

    /// The body of a successful answer.
    async fn call<B: Serialize + ?Sized>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<bytes::Bytes, ClientError> {
        let url = format!("{}{path}", self.origin);
        let mut request = self.http.request(method.clone(), url);
        if let Some(body) = body {
            // The API's own types are JSON.
            let body = serde_json::to_vec(body).unwrap_or_default();
            request = request
                .header(header::CONTENT_TYPE, "application/json")
                .body(body);
        }
        let response = request.send().await?;
        let status = response.status();
        let answer = response.bytes().await?;
        if status.is_success() {
            Ok(answer)
        } else {
            Err(refused(method, path, status, &answer))
        }
    }
}

fn read<T: DeserializeOwned>(method: Method, path: &str, body: &[u8]) -> Result<T, ClientError> {
    serde_json::from_slice(body).map_err(|_| unexpected(method, path, 200, body))
}

fn refused(method: Method, path: &str, status: http::StatusCode, body: &[u8]) -> ClientError {
    match serde_json::from_slice::<Refusal>(body) {
        Ok(refusal) => Refusal { status, ..refusal }.into(),
        Err(_) => unexpected(method, path, status.as_u16(), body),
    }
}

fn unexpected(method: Method, path: &str, status: u16, body: &[u8]) -> ClientError {
    ClientError::Unexpected {
        method,
        path: path.to_owned(),
        status,
        body: String::from_utf8_lossy(body).into_owned(),
    }
}

/// The journal as it happens.
#[derive(Debug)]
pub struct Follow {
    response: reqwest::Response,
    /// What has come and is not read.
    text: Vec<u8>,
}

impl Follow {
    /// The next entry; none when the tenant has ended.
    pub async fn next(&mut self) -> Result<Option<Entry>, ClientError> {
        loop {
            while let Some(end) = self.text.windows(2).position(|two| two == b"\n\n") {
                let event: Vec<u8> = self.text.drain(..end + 2).collect();
                // Comments keep the connection alive and have no data.
                let lines = event.split(|byte| *byte == b'\n');
                let data = lines.filter_map(|line| line.strip_prefix(b"data: ".as_slice()));
                let data = data.collect::<Vec<_>>().concat();
                if !data.is_empty() {
                    return read(Method::GET, "journal", &data).map(Some);
                }
            }
            match self.response.chunk().await? {
                Some(chunk) => self.text.extend_from_slice(&chunk),
                None => return Ok(None),
            }
        }
    }
}
