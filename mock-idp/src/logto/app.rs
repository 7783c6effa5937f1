//! A running Logto: the state behind its handlers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{
    account,
    events::Events,
    experience::{
        Experiences,
        code::{Sends, SentCode},
        sentinel::Sentinel,
    },
    inbox::Inbox,
    model::Data,
};
use crate::base::{
    clock::{Clock, Moment},
    ids::Ids,
    journal::Journal,
    keys::Keys,
    store::Table,
    tamper::Tampers,
};
use crate::oidc::{
    profile::Profile,
    tx::{Store, Tx},
};

/// What Logto's handlers share: a cheap handle, clones see the same tenant.
#[derive(Clone, Debug)]
pub struct App(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    journal: Journal,
    tampers: Tampers,
    profile: Profile,
    /// `scheme://host` of the Hugging Face that the connector talks to.
    huggingface_origin: String,
    /// A std mutex on purpose: it is held for one synchronous transaction and never over an await.
    state: Mutex<State>,
}

/// All that changes.
#[derive(Debug)]
pub struct State {
    /// Applications, users, connectors, settings.
    pub data: Data,
    /// Sessions, interactions, grants, tokens.
    pub store: Store,
    /// What tokens are signed with.
    pub keys: Keys,
    /// Chance.
    pub ids: Ids,
    /// What people do in interactions, by the interaction's `uid`.
    pub experiences: Experiences,
    /// What people proved to the Account API of late.
    pub proofs: account::Records,
    /// What one page leaves for the next.
    pub pages: super::pages::Memories,
    /// Codes that programs sent outside of interactions, by recipient.
    pub generic_codes: Table<SentCode>,
    /// Who failed too often.
    pub sentinel: Sentinel,
    /// Who was sent how many messages of late.
    pub sends: Sends,
    /// The messages that Logto would have sent.
    pub inbox: Inbox,
    /// The audit log, and what webhooks wait for.
    pub events: Events,
    /// What is changed on purpose.
    pub tampers: Tampers,
}

impl App {
    /// A Logto with this data.
    pub fn new(
        mut data: Data,
        keys: Keys,
        ids: Ids,
        clock: Clock,
        journal: Journal,
        profile: Profile,
        huggingface_origin: String,
    ) -> Self {
        profile
            .issuer
            .strip_suffix(profile.mount)
            .unwrap_or(&profile.issuer)
            .clone_into(&mut data.endpoint);
        let tampers = Tampers::new(clock.clone());
        let state = State {
            data,
            store: Store::default(),
            keys,
            ids,
            experiences: Experiences::default(),
            proofs: account::Records::default(),
            pages: super::pages::Memories::default(),
            generic_codes: Table::default(),
            sentinel: Sentinel::default(),
            sends: Sends::default(),
            inbox: Inbox::default(),
            events: Events::default(),
            tampers: tampers.clone(),
        };
        Self(Arc::new(Inner {
            clock,
            journal,
            tampers,
            profile,
            huggingface_origin,
            state: Mutex::new(state),
        }))
    }

    /// The tenant's time now. Asked once per request.
    pub fn now(&self) -> Moment {
        self.0.clock.now()
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

    /// How this Logto differs from other providers.
    pub fn profile(&self) -> &Profile {
        &self.0.profile
    }

    /// `scheme://host` of the Hugging Face that the connector talks to.
    pub fn huggingface_origin(&self) -> &str {
        &self.0.huggingface_origin
    }

    /// The state, for one synchronous transaction. Never hold it over an await.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Starts over with this data: what people did (sessions, tokens, interactions, messages, the audit
    /// log) is forgotten; keys stay, so that nobody has to fetch them again.
    pub fn start_over(&mut self, mut data: Data) {
        data.endpoint = std::mem::take(&mut self.data.endpoint);
        self.data = data;
        self.store = Store::default();
        self.experiences = Experiences::default();
        self.proofs = account::Records::default();
        self.pages = super::pages::Memories::default();
        self.generic_codes = Table::default();
        self.sentinel = Sentinel::default();
        self.sends = Sends::default();
        self.inbox = Inbox::default();
        self.events.clear();
    }

    /// A transaction of the engine on this state.
    pub fn tx<'a>(&'a mut self, profile: &'a Profile, now: Moment) -> Tx<'a> {
        self.keys.settle(now);
        Tx {
            store: &mut self.store,
            directory: &self.data,
            profile,
            keys: &mut self.keys,
            tampers: &self.tampers,
            now,
            ids: &mut self.ids,
            trace: crate::base::journal::Trace::default(),
            unsigned: None,
        }
    }
}
