//! A running Hugging Face: the state behind its handlers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use super::{
    model::Data,
    store::{Session, Store},
};
use crate::base::{
    clock::{Clock, Moment},
    ids::Ids,
    journal::Journal,
    keys::{KeyError, SigningKey},
    tamper::Tampers,
};
use crate::oidc::exchange::Request;

/// Cookies are shared by all ports of a host, so Hugging Face's own name for it (`token`) would get in
/// the way of an app under test on the same host.
pub const SESSION_COOKIE: &str = "hf_session";

/// The size of the key that signs ID tokens.
const KEY_BITS: usize = 2_048;

/// What Hugging Face's handlers share: a cheap handle, clones see the same provider.
#[derive(Clone, Debug)]
pub struct App(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    issuer: String,
    clock: Clock,
    journal: Journal,
    tampers: Tampers,
    /// Signs ID tokens. Made when it is first needed, on a thread for blocking work.
    key: OnceCell<SigningKey>,
    /// A std mutex on purpose: it is held for one synchronous transaction and never over an await.
    state: Mutex<State>,
}

/// All that changes.
#[derive(Debug)]
pub struct State {
    /// Applications and users.
    pub data: Data,
    /// Sessions, consents, codes, tokens.
    pub store: Store,
    /// Chance.
    pub ids: Ids,
}

/// One transaction.
#[derive(Debug)]
pub struct Tx<'a> {
    /// All that changes.
    pub state: &'a mut State,
    /// The issuer, which is the origin: `scheme://host`.
    pub issuer: &'a str,
    /// The tenant's time.
    pub now: Moment,
}

impl App {
    /// A Hugging Face at `issuer` (`scheme://host`, no slash at the end).
    /// `tampers` are the tenant's.
    pub fn new(
        data: Data,
        ids: Ids,
        clock: Clock,
        journal: Journal,
        tampers: Tampers,
        issuer: String,
    ) -> Self {
        Self(Arc::new(Inner {
            issuer,
            clock,
            journal,
            tampers,
            key: OnceCell::new(),
            state: Mutex::new(State {
                data,
                store: Store::default(),
                ids,
            }),
        }))
    }

    /// The issuer, which is the origin: `scheme://host`.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The tenant's clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The tenant's journal.
    pub fn journal(&self) -> &Journal {
        &self.0.journal
    }

    /// What is changed on purpose in the tenant.
    pub fn tampers(&self) -> &Tampers {
        &self.0.tampers
    }

    /// The state, for one synchronous transaction. Never hold it over an await.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one transaction.
    pub fn transact<T>(&self, run: impl FnOnce(&mut Tx<'_>) -> T) -> T {
        let now = self.0.clock.now();
        run(&mut Tx {
            state: &mut self.state(),
            issuer: &self.0.issuer,
            now,
        })
    }

    /// The key of ID tokens (RS256); made now if this is the first time.
    pub async fn key(&self) -> Result<&SigningKey, KeyError> {
        self.0
            .key
            .get_or_try_init(|| async {
                let (id, mut chance) = {
                    let mut state = self.state();
                    (state.ids.long(), state.ids.split())
                };
                let now = self.0.clock.now();
                let making = move || SigningKey::rs256(id, KEY_BITS, &mut chance, now);
                tokio::task::spawn_blocking(making)
                    .await
                    .unwrap_or(Err(KeyError::Generate))
            })
            .await
    }

    /// The key of ID tokens, if one was made: whether it signed a token can be told then.
    pub fn made_key(&self) -> Option<&SigningKey> {
        self.0.key.get()
    }

    /// Starts making the key, if there is none yet: it will be there when a person has consented.
    pub fn prepare_key(&self) {
        if !self.0.key.initialized() {
            let app = self.clone();
            tokio::spawn(async move {
                if let Err(error) = app.key().await {
                    tracing::error!("{error}");
                }
            });
        }
    }
}

impl State {
    /// Starts over with this data: sessions, consents and tokens are forgotten.
    pub fn start_over(&mut self, mut data: Data) {
        data.logto_origin = self.data.logto_origin.take();
        self.data = data;
        self.store = Store::default();
    }
}

impl Tx<'_> {
    /// Who is signed in, in the browser that sent the request.
    pub fn session(&self, request: &Request) -> Option<Session> {
        let session = self
            .state
            .store
            .sessions
            .get(request.cookie(SESSION_COOKIE)?, self.now)?;
        self.state
            .data
            .users
            .contains_key(&*session.username)
            .then(|| session.clone())
    }
}
