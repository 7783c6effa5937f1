//! What is armed in a tenant, and how often each change applied: a cheap handle.

use std::sync::{
    Arc, Mutex, MutexGuard, OnceLock, PoisonError,
    atomic::{AtomicU32, Ordering},
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    artefact::Artefact,
    change::{Change, Unfit},
    plan::Plan,
    when::Occasion,
};
use crate::base::clock::{Clock, Moment};

/// An armed change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tamper {
    /// Counts from 1 for as long as the tenant lives.
    pub id: u64,
    /// What is changed.
    pub artefact: Artefact,
    /// How.
    pub change: Change,
    /// When it was armed, in the tenant's time.
    #[schemars(with = "i64")]
    pub armed_at: Moment,
    /// How often the artefact was sent since then to the client and user that it is for.
    pub seen: u32,
    /// How often something was changed.
    pub fired: u32,
}

/// One thing that was changed, for the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tampered {
    /// The [`Tamper`] that did it.
    pub id: u64,
    /// What was changed.
    pub artefact: Artefact,
    /// Where: a field's path, `header.kid`, `signature`, `key`, `respond.status`, …
    pub field: String,
    /// How: `set`, `append`, …, or the name of the fault.
    pub operation: String,
    /// What stood there before; null where there was nothing.
    pub before: Option<Value>,
    /// What stands there now; null where there is nothing.
    pub after: Option<Value>,
}

/// A change that applies now. It counts as fired unless it is handed back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Due {
    /// The tamper's id.
    pub(crate) id: u64,
    /// The change.
    pub(crate) change: Change,
}

/// What is armed in a tenant: a cheap handle, clones share it.
///
/// ```
/// # fn example(idp: &mock_idp::MockIdp) -> Result<(), Box<dyn std::error::Error>> {
/// idp.tampers().arm_all("id-token: { nonce: { append: '1' } }".parse()?);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Tampers(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    /// `scheme://host` that serves the foreign keys.
    foreign: OnceLock<String>,
    /// The bits of the artefacts that something is armed for: what is asked first, and all that is asked
    /// while nothing is armed.
    artefacts: AtomicU32,
    /// A std mutex on purpose: it is never held over an await.
    armed: Mutex<Armed>,
}

#[derive(Debug, Default)]
struct Armed {
    tampers: Vec<Tamper>,
    last: u64,
}

impl Tampers {
    /// Nothing armed; `clock` is the tenant's.
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Inner {
            clock,
            foreign: OnceLock::new(),
            artefacts: AtomicU32::new(0),
            armed: Mutex::default(),
        }))
    }

    /// Arms a change; the id is for [`Tampers::disarm`] and for the journal's marks.
    ///
    /// # Errors
    ///
    /// The artefact has no part that the change names.
    pub fn arm(&self, artefact: Artefact, change: Change) -> Result<u64, Unfit> {
        change.fits(artefact)?;
        Ok(self.put(artefact, change))
    }

    /// Arms all changes of a plan, in order.
    pub fn arm_all(&self, plan: Plan) -> Vec<u64> {
        plan.into_iter()
            .map(|(artefact, change)| self.put(artefact, change))
            .collect()
    }

    /// Takes a change back; false where there is none of that id.
    pub fn disarm(&self, id: u64) -> bool {
        let mut armed = self.armed();
        let before = armed.tampers.len();
        armed.tampers.retain(|tamper| tamper.id != id);
        self.note(&armed);
        armed.tampers.len() < before
    }

    /// Takes all changes back.
    pub fn clear(&self) {
        let mut armed = self.armed();
        armed.tampers.clear();
        self.note(&armed);
    }

    /// What is armed, oldest first, with how often each applied.
    pub fn list(&self) -> Vec<Tamper> {
        self.armed().tampers.clone()
    }

    /// Says where the foreign keys are served: `scheme://host`. Only the first word counts.
    pub fn serve_foreign_keys_at(&self, origin: &str) {
        self.0.foreign.get_or_init(|| origin.to_owned());
    }

    /// Where the foreign keys are served.
    pub(crate) fn foreign(&self) -> &str {
        self.0.foreign.get().map_or("", String::as_str)
    }

    /// Whether anything is armed for one of these artefacts.
    pub(crate) fn concern(&self, artefacts: &[Artefact]) -> bool {
        let bits = self.0.artefacts.load(Ordering::Acquire);
        bits != 0 && artefacts.iter().any(|artefact| bits & artefact.bit() != 0)
    }

    /// The changes that apply to an artefact that is about to be sent. This counts as one time.
    pub(crate) fn due(&self, artefact: Artefact, occasion: Occasion<'_>) -> Vec<Due> {
        if !self.concern(&[artefact]) {
            return Vec::new();
        }
        let mut due = Vec::new();
        for tamper in &mut self.armed().tampers {
            let when = &tamper.change.when;
            if tamper.artefact != artefact || !when.concerns(occasion) {
                continue;
            }
            tamper.seen = tamper.seen.saturating_add(1);
            if when.applies(tamper.seen, tamper.fired) {
                tamper.fired = tamper.fired.saturating_add(1);
                due.push(Due {
                    id: tamper.id,
                    change: tamper.change.clone(),
                });
            }
        }
        due
    }

    /// Takes back that these fired, but for those that changed something.
    pub(crate) fn settle(&self, due: &[Due], tampered: &[Tampered]) {
        let idle = |id: u64| {
            due.iter().any(|due| due.id == id) && tampered.iter().all(|mark| mark.id != id)
        };
        if !due.iter().any(|due| idle(due.id)) {
            return;
        }
        for tamper in &mut self.armed().tampers {
            if idle(tamper.id) {
                tamper.fired = tamper.fired.saturating_sub(1);
            }
        }
    }

    fn put(&self, artefact: Artefact, change: Change) -> u64 {
        let armed_at = self.0.clock.now();
        let mut armed = self.armed();
        armed.last += 1;
        let id = armed.last;
        armed.tampers.push(Tamper {
            id,
            artefact,
            change,
            armed_at,
            seen: 0,
            fired: 0,
        });
        self.note(&armed);
        id
    }

    fn note(&self, armed: &Armed) {
        let bits = (armed.tampers.iter()).fold(0, |bits, tamper| bits | tamper.artefact.bit());
        self.0.artefacts.store(bits, Ordering::Release);
    }

    fn armed(&self) -> MutexGuard<'_, Armed> {
        self.0.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tampers(plan: &str) -> Tampers {
        let tampers = Tampers::new(Clock::frozen(Moment(7)));
        tampers.arm_all(plan.parse().unwrap());
        tampers
    }

    fn mark(id: u64) -> Tampered {
        Tampered {
            id,
            artefact: Artefact::IdToken,
            field: "nonce".into(),
            operation: "append".into(),
            before: None,
            after: None,
        }
    }

    fn ids(due: &[Due]) -> Vec<u64> {
        due.iter().map(|due| due.id).collect()
    }

    #[test]
    fn only_what_is_armed_for_the_artefact_is_due() {
        let tampers =
            tampers("{ id-token: { nonce: { append: x } }, jwks: { respond: { status: 500 } } }");
        let due = |artefact| ids(&tampers.due(artefact, Occasion::default()));
        assert_eq!(due(Artefact::IdToken), [1]);
        assert_eq!(due(Artefact::Userinfo), [0_u64; 0]);
        assert!(tampers.disarm(1));
        assert!(!tampers.disarm(1));
        assert_eq!(due(Artefact::IdToken), [0_u64; 0]);
        assert!(tampers.concern(&[Artefact::Jwks]));
        tampers.clear();
        assert!(!tampers.concern(&Artefact::ALL));
        // Numbering goes on.
        let ids = tampers.arm_all("jwks: { keys: { remove: true } }".parse().unwrap());
        assert_eq!(ids, [3]);
        assert_eq!(tampers.list()[0].armed_at, Moment(7));
    }

    #[test]
    fn what_changed_nothing_has_not_fired() {
        let tampers = tampers("id-token: { nonce: { append: x }, when: { times: 1 } }");
        let due = tampers.due(Artefact::IdToken, Occasion::default());
        tampers.settle(&due, &[]);
        let due = tampers.due(Artefact::IdToken, Occasion::default());
        assert_eq!(ids(&due), [1]);
        tampers.settle(&due, &[mark(1)]);
        assert!(
            tampers
                .due(Artefact::IdToken, Occasion::default())
                .is_empty()
        );
        let armed = &tampers.list()[0];
        assert_eq!((armed.seen, armed.fired), (3, 1));
    }

    #[test]
    fn times_are_counted_for_each_client_and_user() {
        let tampers = tampers("id-token: { nonce: { append: x }, when: { nth: 2, client: web } }");
        let due = |client| {
            let occasion = Occasion {
                client: Some(client),
                user: None,
            };
            tampers.due(Artefact::IdToken, occasion).len()
        };
        assert_eq!(
            [due("web"), due("other"), due("web"), due("web")],
            [0, 0, 1, 1]
        );
    }
}
