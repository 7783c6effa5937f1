//! Trials: a control run with an honest provider, then the same with one that does wrong (or an attack), and what
//! that proves.

use std::time::Duration;

use super::{
    Stage, Trouble, World,
    control::{ControlSeen, control, key},
    stillness::SLOWEST,
};
use crate::{
    check::{self, Names, Proved, Question, Seen},
    clock,
    expectation::Wanted,
    plan::{Case, Template, Trial},
    result::{
        Broken, Evidence, Exchange, Failure, Finding, Judgement, Outcome, Rung, Severity, Standing,
        Try,
    },
};

/// Plays a trial. Nothing of it is left running when it is dropped half-way.
pub(super) async fn play(case: &Case, trial: &Trial, worker: usize, stage: &Stage) -> Try {
    let started = clock::instant();
    if let Some(missing) = &trial.missing {
        let proved = check::unproved(Standing::NotApplicable, missing.clone());
        return result(
            trial,
            case,
            proved,
            None,
            &Seen::default(),
            Default::default(),
        );
    }
    let cell = stage.controls.cell(&key(case, trial));
    let control = cell
        .get_or_init(|| control(case, trial, worker, stage))
        .await;
    if let Some(broken) = &control.broken {
        return Try {
            took: started.elapsed(),
            outcome: Outcome::Broken(broken.clone()),
            warnings: Vec::new(),
            judgement: None,
        };
    }
    // An attack has other steps than its control run: there, what the app does in the trial itself counts.
    let needs = trial
        .tamper
        .as_ref()
        .and_then(|_| unmet(trial, &control.requests));
    let needs = control.unmet.clone().or(needs);
    let mut one = if control.control.signed_in || control.unmet.is_some() {
        match needs {
            Some(why) => {
                let proved = check::unproved(Standing::NotApplicable, why);
                result(
                    trial,
                    case,
                    proved,
                    Some(control),
                    &Seen::default(),
                    Default::default(),
                )
            }
            None => tried(case, trial, control, worker, stage).await,
        }
    } else {
        let why = format!("the control run did not sign in: {}", control.control.saw);
        let proved = check::unproved(Standing::Inconclusive, why);
        result(
            trial,
            case,
            proved,
            Some(control),
            &Seen::default(),
            Default::default(),
        )
    };
    one.took = started.elapsed();
    one
}

/// What the app does not do of what the trial needs.
fn unmet(trial: &Trial, requests: &[Exchange]) -> Option<String> {
    let evidence = check::Evidence {
        requests: requests.to_vec(),
        ..check::Evidence::default()
    };
    trial.needs.iter().find_map(|need| {
        // Needs are about names and presence; a variable among them has no value here.
        let need = need
            .try_map(&mut |text: &Template| text.constant().ok_or(()))
            .ok()?;
        check::check(&need, &evidence, None)
            .map(|finding| format!("it needs {}: {}", finding.expected, finding.actual))
    })
}

/// Plays the trial itself.
async fn tried(
    case: &Case,
    trial: &Trial,
    control: &ControlSeen,
    worker: usize,
    stage: &Stage,
) -> Try {
    let mut world = match World::open(case, stage, worker).await {
        Ok(world) => world,
        Err(trouble) => return broken(trouble),
    };
    // An app that takes its time to show who is signed in gets it here too.
    world.slowness = (control.shows_after * 2).min(SLOWEST);
    let seen = world.put_to_the_test(trial).await;
    let seen = match seen {
        Ok(seen) => seen,
        Err(trouble) => {
            world.close().await;
            return broken(trouble);
        }
    };
    let question = Question {
        wanted: trial.wanted,
        lenient: trial.lenient,
        tampers: trial.tamper.is_some(),
        clause: case.conforms.first().map(String::as_str),
        place: &trial.place,
    };
    let needs = unmet(trial, &seen.requests).filter(|_| trial.tamper.is_none());
    let unmet = seen.unmet.clone().filter(|_| seen.stands());
    let proved = match unmet.or(needs) {
        Some(why) => check::unproved(Standing::NotApplicable, why),
        None => check::judge_trial(&question, &seen),
    };
    let names = world.names();
    // A picture costs as much as a page: only what went wrong is shown.
    let evidence = if goes_wrong(&proved) {
        world.evidence().await
    } else {
        Evidence::default()
    };
    world.close().await;
    result(trial, case, proved, Some(control), &seen, (evidence, names))
}

impl Trial {
    /// Whether this is about signing in as such: then the user sees every page of it.
    pub(super) fn goes_all_the_way(&self) -> bool {
        self.tamper.is_none() && self.wanted == Some(Wanted::Accepted)
    }

    /// Whether the browser gets a session at the provider before it signs in to the app for the first time, so that
    /// the provider's pages, which are not under test, need not be shown.
    pub(super) fn lends(&self, stage: &Stage) -> bool {
        stage.hasty && !self.goes_all_the_way()
    }
}

/// Whether what was proved is reported with all its evidence.
fn goes_wrong(proved: &Proved) -> bool {
    match proved.standing {
        Standing::Pass | Standing::Warn | Standing::ExpectedFailure | Standing::NotApplicable => {
            false
        }
        Standing::Inconclusive | Standing::UnexpectedPass | Standing::Fail => true,
    }
}

fn broken(trouble: Trouble) -> Try {
    let cause = match trouble {
        Trouble::Broken(broken) => broken,
        Trouble::Failed { title, .. } | Trouble::Unmet(title) => Broken {
            title: "the scenario cannot be set up".to_owned(),
            cause: title,
            invalid: true,
        },
    };
    Try {
        took: Duration::ZERO,
        outcome: Outcome::Broken(cause),
        warnings: Vec::new(),
        judgement: None,
    }
}

/// What was proved, as a try.
fn result(
    trial: &Trial,
    case: &Case,
    proved: Proved,
    control: Option<&ControlSeen>,
    seen: &Seen,
    (evidence, names): (Evidence, Names),
) -> Try {
    // One line for a matrix must be the same in every run: addresses have names too.
    let hide = |text: &str| names.0.apply(text);
    let before = control.map_or(&[][..], |control| &control.requests);
    let rung = trial.ladder.as_ref().map(|ladder| Rung {
        ladder: ladder.clone(),
        name: case.row.clone().unwrap_or_default(),
        accepted: seen.signed_in == Some(true),
    });
    let played = !matches!(
        proved.standing,
        Standing::NotApplicable | Standing::Inconclusive
    );
    let mut app = proved.app;
    app.saw = hide(&app.saw);
    let judgement = Judgement {
        row: row(trial, case),
        standing: proved.standing,
        reason: hide(&proved.reason),
        tampered: check::poisons(&seen.requests),
        app,
        wire: proved.wire,
        said: proved.said,
        control: control.map(|control| control.control.clone()),
        foundation: if played {
            check::foundation_says(trial.foundation, before, seen)
        } else {
            String::new()
        },
        rung: rung.filter(|_| played),
    };
    let failure = |title: String, findings: Vec<Finding>, evidence| {
        Outcome::Failed(Box::new(Failure {
            title,
            place: trial.place.clone(),
            through: Vec::new(),
            findings,
            evidence,
        }))
    };
    let (failures, warnings): (Vec<Finding>, Vec<Finding>) = proved
        .findings
        .into_iter()
        .partition(|finding| finding.severity == Severity::Failure);
    let outcome = match proved.standing {
        Standing::Pass | Standing::Warn | Standing::ExpectedFailure => Outcome::Passed,
        Standing::NotApplicable => Outcome::Skipped(judgement.reason.clone()),
        Standing::Inconclusive | Standing::UnexpectedPass | Standing::Fail => {
            failure(judgement.reason.clone(), failures, evidence)
        }
    };
    let warnings = warnings
        .into_iter()
        .map(|finding| Finding {
            expected: hide(&finding.expected),
            actual: hide(&finding.actual),
            notes: finding.notes.iter().map(|note| hide(note)).collect(),
            ..finding
        })
        .collect();
    Try {
        took: Duration::ZERO,
        outcome,
        warnings,
        judgement: Some(Box::new(judgement)),
    }
}

/// The name of the row; a row of a table adds its own.
fn row(trial: &Trial, case: &Case) -> String {
    match &case.row {
        Some(row) => format!("{} › {row}", trial.row),
        None => trial.row.clone(),
    }
}
