//! Workers: who plays which case, and when to stop.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{mpsc::UnboundedSender, watch},
    task::JoinSet,
};

use super::{Stage, Trouble, World, trial};
use crate::{
    clock::{self, Deadline},
    plan::{Case, Plan},
    result::{Broken, CaseResult, Event, Failure, Outcome, Try},
};

/// How long the browsers may take to end; what is left then is killed.
const GOODBYE: Duration = Duration::from_secs(5);

/// How a run goes about it.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many cases are played at the same time.
    pub jobs: usize,
    /// How often a failed case is tried again.
    pub retries: usize,
    /// Whether the first failure ends the run.
    pub fail_fast: bool,
}

/// What the workers share.
struct Shared {
    plan: Arc<Plan>,
    stage: Arc<Stage>,
    settings: Settings,
    /// In which order cases are begun.
    order: Vec<usize>,
    next: AtomicUsize,
    stop: AtomicBool,
    events: UnboundedSender<Event>,
}

/// Plays all cases. `interrupt` turns true when everything should end soon.
pub async fn run(
    plan: Arc<Plan>,
    stage: Arc<Stage>,
    settings: Settings,
    events: UnboundedSender<Event>,
    interrupt: watch::Receiver<bool>,
) {
    let workers = settings.jobs.clamp(1, plan.cases.len().max(1));
    // What is slow comes first, so that nobody waits for it alone at the end.
    let mut order: Vec<usize> = (0..plan.cases.len()).collect();
    order.sort_by_key(|&at| {
        let tags = plan.cases.get(at).map(|case| &case.tags);
        !tags.is_some_and(|tags| tags.iter().any(|tag| tag == "slow"))
    });
    let shared = Arc::new(Shared {
        plan,
        stage,
        settings,
        order,
        next: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        events,
    });
    let mut set = JoinSet::new();
    for worker in 0..workers {
        set.spawn(work(worker, shared.clone(), interrupt.clone()));
    }
    // A worker that panicked has dropped its world; the others go on.
    while set.join_next().await.is_some() {}
    let goodbye = Deadline::after(GOODBYE);
    if clock::by(goodbye, shared.stage.players.leave())
        .await
        .is_none()
    {
        tracing::warn!("the browsers did not end in time");
    }
}

async fn work(worker: usize, shared: Arc<Shared>, interrupt: watch::Receiver<bool>) {
    while !*interrupt.borrow() && !shared.stop.load(Ordering::Relaxed) {
        let next = shared.next.fetch_add(1, Ordering::Relaxed);
        let at = shared.order.get(next);
        let Some(case) = at.and_then(|&at| shared.plan.cases.get(at)) else {
            return;
        };
        let Some(result) = case_result(case, worker, &shared, &interrupt).await else {
            return;
        };
        let stop = match result.tries.last().map(|last| &last.outcome) {
            // A broken environment breaks every other case too.
            Some(Outcome::Broken(_)) => true,
            Some(Outcome::Failed(_)) => shared.settings.fail_fast,
            Some(Outcome::Passed | Outcome::Skipped(_)) | None => false,
        };
        if stop {
            shared.stop.store(true, Ordering::Relaxed);
        }
        // Nobody listens any more only when the process is about to end.
        let _ = shared.events.send(Event::Finished { case: result });
    }
}

/// All tries of a case; nothing when it was interrupted.
async fn case_result(
    case: &Case,
    worker: usize,
    shared: &Shared,
    interrupt: &watch::Receiver<bool>,
) -> Option<CaseResult> {
    let mut result = CaseResult {
        id: case.id.clone(),
        name: case.title(),
        group: case.group().to_owned(),
        place: case.place.clone(),
        tags: case.tags.clone(),
        conforms: case.conforms.clone(),
        tries: Vec::new(),
    };
    let stage = &shared.stage;
    if !case.suits(stage.players.kind()) {
        let why = format!("not for the {} agent", stage.players.kind());
        result.tries.push(Try::skipped(why));
        return Some(result);
    }
    loop {
        let one = one_try(case, worker, stage, interrupt.clone()).await?;
        let again = matches!(one.outcome, Outcome::Failed(_))
            && result.tries.len() < shared.settings.retries;
        result.tries.push(one);
        if !again {
            return Some(result);
        }
        let _ = shared.events.send(Event::Retrying {
            case: result.clone(),
        });
    }
}

/// One try in a world of its own; nothing when it was interrupted.
async fn one_try(
    case: &Case,
    worker: usize,
    stage: &Stage,
    mut interrupt: watch::Receiver<bool>,
) -> Option<Try> {
    let started = clock::instant();
    if let Some(trial) = &case.trial {
        return tokio::select! {
            one = trial::play(case, trial, worker, stage) => Some(one),
            () = interrupted(&mut interrupt) => None,
        };
    }
    let mut world = tokio::select! {
        world = World::open(case, stage, worker) => match world {
            Ok(world) => world,
            Err(trouble) => {
                let outcome = stillborn(case, trouble);
                return Some(Try {
                    took: started.elapsed(),
                    outcome,
                    warnings: Vec::new(),
                    judgement: None,
                });
            }
        },
        () = interrupted(&mut interrupt) => return None,
    };
    let outcome = tokio::select! {
        outcome = play(&mut world) => Some(outcome),
        () = interrupted(&mut interrupt) => None,
    };
    let warnings = world.take_warnings();
    let took = started.elapsed();
    world.close().await;
    outcome.map(|outcome| Try {
        took,
        outcome,
        warnings,
        judgement: None,
    })
}

async fn play(world: &mut World<'_>) -> Outcome {
    let case = world.case;
    match world.play(&case.steps).await {
        Ok(()) => Outcome::Passed,
        Err((step, trouble)) => world.outcome(step, trouble).await,
    }
}

/// A world that could not be opened. Only a variable without a value is the scenario's own fault.
fn stillborn(case: &Case, trouble: Trouble) -> Outcome {
    match trouble {
        Trouble::Broken(broken) => Outcome::Broken(broken),
        Trouble::Unmet(why) => Outcome::Skipped(why),
        Trouble::Failed { title, findings } if findings.is_empty() => Outcome::Broken(Broken {
            title: "the scenario cannot be set up".to_owned(),
            cause: title,
            invalid: true,
        }),
        Trouble::Failed { title, findings } => Outcome::Failed(Box::new(Failure {
            title,
            place: case.place.clone(),
            through: Vec::new(),
            findings,
            evidence: crate::result::Evidence::default(),
        })),
    }
}

async fn interrupted(interrupt: &mut watch::Receiver<bool>) {
    if interrupt
        .wait_for(|interrupted| *interrupted)
        .await
        .is_err()
    {
        // Nobody can interrupt any more.
        std::future::pending::<()>().await;
    }
}
