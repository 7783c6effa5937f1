//! Control runs: the same steps with an honest provider, or a plain sign-in where the steps are an attack.
//!
//! One is enough for all rows that share their steps, so what it showed is kept for the run.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::OnceCell;

use super::{Stage, Trouble, World};
use crate::{
    check, clock,
    expectation::Wanted,
    plan::{Case, ControlRun, Trial},
    result::{Broken, Control, Exchange},
};

/// What control runs have shown, by what was played: one is enough for all rows that share their steps.
#[derive(Clone, Debug, Default)]
pub struct Controls(Arc<Mutex<HashMap<String, Arc<OnceCell<ControlSeen>>>>>);

/// What a control run has shown.
#[derive(Debug)]
pub(super) struct ControlSeen {
    pub(super) control: Control,
    pub(super) requests: Vec<Exchange>,
    pub(super) broken: Option<Broken>,
    /// What the rest of the steps needs and the app has not.
    pub(super) unmet: Option<String>,
    /// How long the app takes to show who is signed in, once its home page has loaded.
    pub(super) shows_after: Duration,
}

impl Controls {
    pub(super) fn cell(&self, key: &str) -> Arc<OnceCell<ControlSeen>> {
        // Not held over an await.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(key.to_owned()).or_default().clone()
    }
}

/// What is played as control, without the places where it was written.
pub(super) fn key(case: &Case, trial: &Trial) -> String {
    let mut text = match &trial.control {
        ControlRun::SameSteps => format!("{:?} {:?}", case.steps, case.tenant),
        ControlRun::SignIn(steps) => format!("{steps:?} {:?}", case.tenant),
    };
    let goes_all_the_way = trial.goes_all_the_way();
    let _ = write!(
        text,
        " {:?} {} {goes_all_the_way}",
        case.apps,
        must_show(trial)
    );
    let mut key = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("Place(") {
        key.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    key.push_str(rest);
    key
}

/// Whether somebody must be signed in when the control run is over. Where the steps go on to a sign-out, nobody
/// is, and that is right.
fn must_show(trial: &Trial) -> bool {
    matches!(
        (&trial.control, trial.wanted),
        (ControlRun::SignIn(_), _) | (_, Some(Wanted::Rejected | Wanted::Accepted))
    )
}

/// Plays the control run.
pub(super) async fn control(
    case: &Case,
    trial: &Trial,
    worker: usize,
    stage: &Stage,
) -> ControlSeen {
    let honest = Case {
        trial: None,
        steps: match &trial.control {
            ControlRun::SameSteps => case.steps.clone(),
            ControlRun::SignIn(steps) => steps.clone(),
        },
        ..case.clone()
    };
    let started = clock::instant();
    let broken = |broken| ControlSeen {
        control: check::control_says(&[], None, false),
        requests: Vec::new(),
        broken: Some(broken),
        unmet: None,
        shows_after: Duration::ZERO,
    };
    let mut world = match World::open(&honest, stage, worker).await {
        Ok(world) => world,
        Err(Trouble::Broken(cause)) => return broken(cause),
        Err(Trouble::Failed { title, .. } | Trouble::Unmet(title)) => {
            return broken(Broken {
                title: "the scenario cannot be set up".to_owned(),
                cause: title,
                invalid: true,
            });
        }
    };
    world.lends = trial.lends(stage);
    let mut unmet = None;
    let failure = match world.play(&honest.steps).await {
        Ok(()) => None,
        Err((_, Trouble::Broken(cause))) => return broken(cause),
        Err((step, Trouble::Unmet(why))) => {
            unmet = Some(world.names().0.apply(&why));
            Some(format!("{why} ({})", step.place))
        }
        Err((step, Trouble::Failed { title, .. })) => Some(format!("{title} ({})", step.place)),
    };
    let signed_in = if failure.is_none() && must_show(trial) {
        world
            .shows_signed_in(&trial.signed_in, true)
            .await
            .ok()
            .flatten()
            == Some(true)
    } else {
        true
    };
    let shows_after = if failure.is_none() && must_show(trial) && signed_in {
        world.shows_after(&trial.signed_in).await
    } else {
        Duration::ZERO
    };
    let requests = world.tenant.journal();
    let names = world.names();
    let failure = failure.map(|failure| names.0.apply(&failure));
    let mut control = check::control_says(&requests, failure, signed_in);
    control.took = started.elapsed();
    world.close().await;
    ControlSeen {
        control,
        requests,
        broken: None,
        unmet,
        shows_after,
    }
}
