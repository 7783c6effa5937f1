//! What the tenant saw, decided and issued, newest last, in a bounded ring.
//!
//! [`exchange`](super::exchange) is how it is kept; here is what others are shown of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use utoipa::ToSchema;

use super::{
    clock::Moment,
    exchange::Exchange,
    tamper::{Artefact, Tampered},
};

/// How many exchanges are remembered.
const CAPACITY: usize = 2_000;

/// One exchange with the tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Counts from 1 for as long as the tenant lives.
    pub seq: u64,
    /// The tenant's time when the request arrived, in milliseconds since the Unix epoch.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// `logto` or `huggingface`; `control` for what the control API handed out.
    pub provider: String,
    /// What was asked, in the specifications' words: `authorize`, `token`, `userinfo`, `end-session`, …
    pub endpoint: String,
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query's parameters in order.
    #[schema(value_type = Vec<Vec<String>>)]
    pub query: Vec<(String, String)>,
    /// The form's (or flat JSON body's) parameters in order.
    #[schema(value_type = Vec<Vec<String>>)]
    pub form: Vec<(String, String)>,
    /// The request's headers in order, names in lower case.
    #[schema(value_type = Vec<Vec<String>>)]
    pub request_headers: Vec<(String, String)>,
    /// The answer's status.
    pub status: u16,
    /// The answer's headers in order, names in lower case.
    #[serde(default)]
    #[schema(value_type = Vec<Vec<String>>)]
    pub response_headers: Vec<(String, String)>,
    /// The answer's `Location`.
    pub location: Option<String>,
    /// The client that the request was found to come from.
    pub client_id: Option<String>,
    /// The user whom it concerned.
    pub user_id: Option<String>,
    /// Why it was refused.
    pub error: Option<Problem>,
    /// What was handed out, as it was sent.
    pub issued: Vec<Issued>,
    /// What was changed on purpose, by which tamper.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub tampered: Vec<Tampered>,
}

/// Why a request was refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The code that the client was told: an OAuth error or Logto's error code.
    pub error: String,
    /// The description that the client was told.
    pub description: String,
    /// Which check failed and how to mend it: what Logto keeps to itself.
    pub reason: String,
}

/// One thing that was handed out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Issued {
    /// `authorization-code`, `access-token`, `refresh-token`, `id-token`, `logout-token`, `session`, …
    pub kind: String,
    /// The very value.
    pub value: String,
    /// The claims, where it is a JWT.
    #[schema(value_type = Option<Object>)]
    pub claims: Option<serde_json::Value>,
}

/// What a handler tells of its decision, for the [`Entry`] that the server's recorder writes.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// See [`Entry::endpoint`]; empty when the handler has nothing to say.
    pub endpoint: &'static str,
    /// See [`Entry::client_id`].
    pub client_id: Option<String>,
    /// See [`Entry::user_id`].
    pub user_id: Option<String>,
    /// See [`Entry::error`].
    pub error: Option<Problem>,
    /// See [`Entry::issued`].
    pub issued: Vec<Issued>,
    /// What the answer is, where it can be tampered with.
    pub artefact: Option<Artefact>,
    /// See [`Entry::tampered`].
    pub tampered: Vec<Tampered>,
}

/// A cheap handle to the ring; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    ring: Mutex<Ring>,
    /// The last entry's number: changes whenever one is written.
    news: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Ring {
    exchanges: VecDeque<Arc<Exchange>>,
    /// The number of the newest; those before it have the numbers before it.
    last: u64,
}

impl Journal {
    /// Writes an exchange down and numbers it.
    pub fn record(&self, exchange: Exchange) {
        let exchange = Arc::new(exchange);
        let mut ring = self.ring();
        ring.last += 1;
        let gone = if ring.exchanges.len() == CAPACITY {
            ring.exchanges.pop_front()
        } else {
            None
        };
        ring.exchanges.push_back(exchange);
        self.0.news.send_replace(ring.last);
        drop(ring);
        // What made room is let go of outside the lock.
        drop(gone);
    }

    /// The number of the newest exchange; 0 before the first.
    pub fn newest(&self) -> u64 {
        self.ring().last
    }

    /// All that is remembered, oldest first.
    pub fn entries(&self) -> Vec<Entry> {
        self.after(0)
    }

    /// What is remembered of the entries after this number, oldest first.
    pub fn after(&self, seq: u64) -> Vec<Entry> {
        let (exchanges, last) = {
            let ring = self.ring();
            (ring.exchanges.clone(), ring.last)
        };
        let first = last + 1 - exchanges.len() as u64;
        let numbered = (first..).zip(&exchanges);
        let later = numbered.filter(|(number, _)| *number > seq);
        later.map(|(number, one)| one.entry(number)).collect()
    }

    /// Tells of new entries: the number of the last one.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.0.news.subscribe()
    }

    /// Forgets everything; the numbering goes on.
    pub fn clear(&self) {
        self.ring().exchanges.clear();
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        (self.0.ring).lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange() -> Exchange {
        let (parts, ()) = http::Request::new(()).into_parts();
        let mut exchange = Exchange::begin(Moment(0), "logto", &parts);
        exchange.body(&parts.headers, &[]);
        exchange.end(200, &http::HeaderMap::new(), &Trace::default());
        exchange
    }

    #[test]
    fn the_ring_is_bounded_and_numbers_go_on() {
        let journal = Journal::default();
        for _ in 0..=CAPACITY {
            journal.record(exchange());
        }
        assert_eq!(journal.entries().len(), CAPACITY);
        assert_eq!(journal.entries()[0].seq, 2);
        journal.clear();
        assert!(journal.entries().is_empty());
        journal.record(exchange());
        assert_eq!(journal.entries()[0].seq, 2_002);
    }

    #[test]
    fn what_came_after_a_number_is_found_and_told() {
        let journal = Journal::default();
        let mut news = journal.news();
        for _ in 0..3 {
            journal.record(exchange());
        }
        assert_eq!(*news.borrow_and_update(), 3);
        let after = |seq| {
            let entries = journal.after(seq);
            entries.iter().map(|entry| entry.seq).collect::<Vec<_>>()
        };
        assert_eq!(
            (after(0), after(2), after(9)),
            (vec![1, 2, 3], vec![3], vec![])
        );
    }
}
