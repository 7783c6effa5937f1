//! Houses: a tenant and the app that runs in it, kept for the next row of the catalogue where the app's profile allows
//! it. The tenant starts over from its seed; the app goes on, as it does in production.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;

use crate::{
    drive::{app::App, ports::Port, tenant::Tenant},
    expectation::{Value, What},
    plan::{Case, Template, Trial, Variables, Verb},
};

/// A tenant and the app that runs in it.
#[derive(Debug)]
pub(super) struct House {
    pub(super) tenant: Tenant,
    pub(super) apps: Vec<(String, App)>,
    /// The apps listen there.
    pub(super) ports: Vec<Port>,
    pub(super) variables: Variables,
    pub(super) seed: Json,
}

/// Houses that nobody lives in.
#[derive(Clone, Debug, Default)]
pub struct Houses(Arc<Mutex<Vec<(String, House)>>>);

impl Houses {
    /// A house of this kind, as new.
    pub(super) fn take(&self, kind: &str) -> Option<House> {
        let house = {
            // Not held over an await.
            let mut empty = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let at = empty.iter().position(|(known, _)| known == kind)?;
            empty.swap_remove(at).1
        };
        // One that cannot start over is dropped, which ends it.
        house.tenant.start_over().ok().map(|()| house)
    }

    /// Leaves a house to the next one, if the app still runs.
    pub(super) fn leave(&self, kind: String, mut house: House) {
        let runs = house
            .apps
            .iter_mut()
            .all(|(_, app)| matches!(app.exited(), Ok(None)));
        if runs {
            let mut empty = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            empty.push((kind, house));
        }
    }
}

/// The kind of house that a case can share with others; nothing where it needs one of its own: the app must not know
/// keys and metadata before, or will know others afterwards.
pub(super) fn kind(case: &Case) -> Option<String> {
    let trial = case.trial.as_deref()?;
    let [app] = case.apps.as_slice() else {
        return None;
    };
    let own = needs_fresh_keys(trial)
        || case
            .steps
            .iter()
            .any(|step| matches!(step.verb, Verb::RotateKey(_) | Verb::Advance(_)));
    (app.reuse && !own).then(|| format!("{:?} {app:?}", case.tenant))
}

fn needs_fresh_keys(trial: &Trial) -> bool {
    let about_keys = |endpoint: &str| matches!(endpoint, "discovery" | "jwks");
    let asks = trial.needs.iter().any(
        |need| matches!(&need.what, What::Requests(requests) if about_keys(&requests.endpoint)),
    );
    let changes = trial.tamper.as_ref().map(|tamper| &tamper.changes);
    asks || match changes {
        Some(Value::Map(artefacts)) => artefacts
            .iter()
            .any(|(artefact, change)| about_keys(artefact) || rotates(change)),
        Some(Value::Text(_) | Value::Plain(_) | Value::List(_)) => true,
        None => false,
    }
}

fn rotates(change: &Value<Template>) -> bool {
    match change {
        Value::Map(members) => members.iter().any(|(name, _)| name == "rotate-key"),
        Value::List(items) => items.iter().any(rotates),
        Value::Text(_) | Value::Plain(_) => false,
    }
}
