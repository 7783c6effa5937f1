//! Trials: a control run with an honest provider, then the same with one that does wrong (or an attack), and what
//! that proves.

use std::time::Duration;

use super::{
    Stage, Trouble, World,
    control::{ControlSeen, control, key},
    render,
    stillness::Stillness,
};
use crate::{
    check::{self, Names, Page, Proved, Question, Seen},
    clock::{self, Deadline, Pace},
    drive::agent::AgentError,
    expectation::{Expectation, Wanted},
    plan::{Case, Step, Subject, Template, Trial},
    result::{
        Broken, Evidence, Exchange, Failure, Finding, Judgement, Outcome, Rung, Severity, Standing,
        Try,
    },
};

/// So long it is waited at most until nothing happens any more.
const LONGEST_QUIET: Duration = Duration::from_secs(3);
/// No app is waited for longer than this after it was last seen to change.
const SLOWEST: Duration = Duration::from_secs(2);
/// So long the app's home page may take to open, and to show somebody signed in.
const HOME: Duration = Duration::from_secs(5);

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
    let mut one = if control.control.signed_in {
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
    let proved = match unmet(trial, &seen.requests).filter(|_| trial.tamper.is_none()) {
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
        Trouble::Failed { title, .. } => Broken {
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

impl World<'_> {
    /// Plays the steps while the provider does wrong, and gathers what there is to see.
    async fn put_to_the_test(&mut self, trial: &Trial) -> Result<Seen, Trouble> {
        let mut seen = Seen {
            not_started: self.not_started.clone(),
            ..Seen::default()
        };
        if seen.not_started.is_some() {
            seen.requests = self.tenant.journal();
            return Ok(seen);
        }
        let steps: &[Step] = &self.case.steps;
        match self.play(steps).await {
            Ok(()) => {}
            Err((_, trouble @ Trouble::Broken(_))) => return Err(trouble),
            Err((step, Trouble::Failed { title, findings })) => {
                let title = self.redactions().apply(&title);
                seen.stumble = Some(format!("{title} ({})", step.place));
                // Where nobody does wrong, every expectation is one about the app.
                if trial.tamper.is_none() {
                    seen.findings.extend(findings);
                }
            }
        }
        self.come_to_rest().await?;
        let app = self.variables.get("app").cloned().unwrap_or_default();
        let page = self.page().await?;
        seen.blank = page.text.trim().is_empty() && !page.url.is_empty();
        if let Some((url, answer)) = self
            .answer
            .as_ref()
            .filter(|(url, _)| url.starts_with(&app))
        {
            seen.pages.push((url.clone(), Some(answer.status)));
        }
        if page.url.starts_with(&app) {
            seen.pages.push((page.url.clone(), page.status));
        }
        if !trial.error.is_empty() {
            seen.error_shown = Some(self.holds(&trial.error).await?.0);
        }
        // Nothing happens any more: what is not there now does not come.
        self.impatient = true;
        if let Some(expected) = &trial.expected {
            match self.look(expected).await {
                Ok(()) => {}
                Err(Trouble::Failed { findings, .. }) => seen.findings.extend(findings),
                Err(trouble @ Trouble::Broken(_)) => return Err(trouble),
            }
        }
        let wanted = trial.wanted == Some(Wanted::Accepted);
        seen.signed_in = self.shows_signed_in(&trial.signed_in, wanted).await?;
        let home = self.page().await?;
        if home.url.starts_with(&app) {
            seen.pages.push((home.url, home.status));
        }
        for (_, app) in &mut self.apps {
            seen.ended = seen.ended.or(app.exited().ok().flatten());
        }
        seen.requests = self.tenant.journal();
        seen.warnings = std::mem::take(&mut self.warnings);
        Ok(seen)
    }

    /// Waits until nothing happens any more.
    async fn come_to_rest(&mut self) -> Result<(), Trouble> {
        if self.rested {
            return Ok(());
        }
        let mut stillness = Stillness::new(self.slowness);
        let mut pace = Pace::watching(Deadline::after(LONGEST_QUIET));
        loop {
            let page = self.page().await?;
            if stillness.lasts(&page, self.tenant.journal().len()) || !pace.wait().await {
                return Ok(());
            }
        }
    }

    /// Whether the app shows a signed-in user: where the browser stands, or at its home page. Nothing where that
    /// cannot be opened.
    pub(super) async fn shows_signed_in(
        &mut self,
        probe: &[Expectation<Template>],
        wanted: bool,
    ) -> Result<Option<bool>, Trouble> {
        if self.holds(probe).await?.0 {
            return Ok(Some(true));
        }
        match self.go_home("app", HOME).await {
            Ok(()) => {}
            Err(Trouble::Failed { .. }) => return Ok(None),
            Err(trouble @ Trouble::Broken(_)) => return Err(trouble),
        }
        let mut stillness = Stillness::new(self.slowness);
        let mut pace = Pace::watching(Deadline::after(HOME));
        loop {
            let (holds, page) = self.holds(probe).await?;
            if holds {
                return Ok(Some(true));
            }
            // What is not wished for is not waited for longer than anything happens.
            let stays = page.is_some_and(|page| {
                page.inert || (!wanted && stillness.lasts(&page, self.tenant.journal().len()))
            });
            if stays || !pace.wait().await {
                return Ok(Some(false));
            }
        }
    }

    /// How long the app takes to show who is signed in, once its home page has loaded.
    pub(super) async fn shows_after(&mut self, probe: &[Expectation<Template>]) -> Duration {
        let home = self.variables.get("app").map_or("", String::as_str);
        let home = format!("{home}/");
        if self.agent.open(&home, HOME).await.is_err() {
            return Duration::ZERO;
        }
        let started = clock::instant();
        let mut pace = Pace::brisk(Deadline::after(HOME));
        loop {
            match self.holds(probe).await {
                Ok((true, _)) => return started.elapsed(),
                Ok((false, _)) if pace.wait().await => {}
                Ok((false, _)) | Err(_) => return Duration::ZERO,
            }
        }
    }

    /// Whether all of these hold now, and the page on which they were looked for.
    async fn holds(
        &mut self,
        probe: &[Expectation<Template>],
    ) -> Result<(bool, Option<Page>), Trouble> {
        let all = render::expectations(probe, &self.variables)?;
        match self.gather(&all, Subject::Page).await {
            Ok(evidence) => {
                let hold = all
                    .iter()
                    .all(|one| check::check(one, &evidence, None).is_none());
                Ok((hold, Some(evidence.page)))
            }
            Err(error @ AgentError::Broken(_)) => Err(error.into()),
            // Between two pages there is nothing to look at.
            Err(_) => Ok((false, None)),
        }
    }
}
