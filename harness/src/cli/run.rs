//! `harness run`: scenarios are played. `harness conform` plays its rows the same way.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::sync::{mpsc, watch};

use super::{
    Exit,
    arguments::{ReportKind, ReportTarget, RunArguments},
    environment::Environment,
    interrupt::watch_signals,
    load::{load, usual_app},
    players::{self, Means},
    terminal::Terminal,
};
use crate::{
    clock,
    drive::{
        app::{self, Launch},
        ports::Ports,
        reaper::Reaper,
        wire::Wire,
    },
    plan::{Plan, Variables},
    report::{self, Conformance, Human},
    result::{CaseResult, Event, ExpectedFailures, RunResult},
    run::{self, Settings, Stage},
    source::Paint,
};

/// So long the build of an app may take.
const BUILD: Duration = Duration::from_mins(30);

pub(super) async fn run(
    arguments: &RunArguments,
    environment: &Environment,
    terminal: Terminal,
) -> Exit {
    match load(&arguments.select, environment) {
        Ok(plan) => play(plan, arguments, Telling::Scenarios, environment, terminal).await,
        Err(wrong) => {
            terminal.diagnostics(&wrong);
            Exit::Invalid
        }
    }
}

/// How a run is told and judged.
#[derive(Debug)]
pub(super) enum Telling {
    /// As scenarios that pass or fail.
    Scenarios,
    /// As rows of the conformance catalogue.
    Conformance {
        /// Whether each verdict is explained.
        explain: bool,
        /// Rows that are known to fail.
        expected: ExpectedFailures,
        /// Where the matrix goes.
        matrix: Option<PathBuf>,
    },
}

impl Telling {
    fn event(&self, paint: Paint, event: &Event) -> String {
        match self {
            Self::Scenarios => Human::new(paint).event(event),
            Self::Conformance { explain, .. } => Conformance::new(paint, *explain).event(event),
        }
    }

    fn summary(&self, paint: Paint, result: &RunResult) -> String {
        match self {
            Self::Scenarios => Human::new(paint).summary(result),
            Self::Conformance { explain, .. } => Conformance::new(paint, *explain).summary(result),
        }
    }

    /// How many workers there are when nothing is said. Rows of the catalogue spend much of their time waiting, which
    /// others can use.
    fn workers(&self) -> usize {
        match self {
            Self::Scenarios => cores(),
            Self::Conformance { .. } => cores() * 2,
        }
    }

    fn exit(&self, result: &RunResult) -> Exit {
        match self {
            Self::Scenarios => Exit::of(result),
            Self::Conformance { .. } => Exit::of_conformance(result),
        }
    }
}

/// Plays a plan and tells what comes out.
pub(super) async fn play(
    plan: Plan,
    arguments: &RunArguments,
    telling: Telling,
    environment: &Environment,
    terminal: Terminal,
) -> Exit {
    let plan = Arc::new(plan);
    let reaper = Reaper::new();
    let (interrupt, interrupted) = watch::channel(false);
    let signals = tokio::spawn(watch_signals(interrupt, reaper.clone()));
    let run = Run {
        plan,
        arguments,
        telling,
        environment,
        terminal,
        reaper: reaper.clone(),
    };
    let exit = run.play(interrupted).await;
    signals.abort();
    reaper.end_all();
    exit
}

struct Run<'a> {
    plan: Arc<Plan>,
    arguments: &'a RunArguments,
    telling: Telling,
    environment: &'a Environment,
    terminal: Terminal,
    reaper: Reaper,
}

impl Run<'_> {
    async fn play(&self, mut interrupted: watch::Receiver<bool>) -> Exit {
        let settings = Settings {
            jobs: self
                .arguments
                .jobs
                .map_or_else(|| self.telling.workers(), usize::from)
                .min(self.plan.cases.len()),
            retries: self.arguments.retries,
            fail_fast: self.arguments.fail_fast,
        };
        let stage = tokio::select! {
            stage = self.stage(settings.jobs) => stage,
            _ = interrupted.wait_for(|interrupted| *interrupted) => return Exit::Interrupted,
        };
        let (stage, note) = match stage {
            Ok(stage) => stage,
            Err(cause) => {
                self.terminal.error(&cause);
                return Exit::Environment;
            }
        };
        self.tell(&Event::Started {
            cases: self.plan.cases.len(),
            workers: settings.jobs,
            agent: stage.players.describe(),
            app: self.plan.app.clone(),
            note,
        });
        let result = self.played(&Arc::new(stage), settings, interrupted).await;
        let paint = self.terminal.paint();
        self.terminal.print(&self.telling.summary(paint, &result));
        if let Telling::Conformance {
            matrix: Some(path), ..
        } = &self.telling
            && let Err(cause) = write(path, &report::markdown(&result))
        {
            self.terminal.error(&cause);
            return Exit::Environment;
        }
        for target in &self.arguments.reports {
            if let Err(cause) = write_report(target, &result) {
                self.terminal.error(&cause);
                return Exit::Environment;
            }
        }
        self.telling.exit(&result)
    }

    fn tell(&self, event: &Event) {
        let paint = self.terminal.paint();
        self.terminal.print(&self.telling.event(paint, event));
    }

    /// Finds an agent and builds the app.
    async fn stage(&self, jobs: usize) -> Result<(Stage, Option<String>), String> {
        let Self {
            plan,
            arguments,
            environment,
            reaper,
            ..
        } = self;
        let wire = Wire::new().map_err(|error| error.to_string())?;
        let ports = Arc::new(Ports::new());
        let means = Means {
            ports: ports.clone(),
            wire: wire.clone(),
            reaper: reaper.clone(),
            jobs,
            // A provider's form_post must not be saved by two minutes of grace.
            strict_same_site: matches!(self.telling, Telling::Conformance { .. }),
        };
        let (players, note) = players::choose(arguments, environment, means).await?;
        self.build().await?;
        let stage = Stage {
            players,
            ports,
            wire,
            reaper: reaper.clone(),
            bin: environment.bin.clone(),
            profile: environment.profile(),
            root: plan.root.clone(),
            pictures: plan.root.join("target").join("harness"),
            slow: arguments.slow.map_or(Duration::ZERO, |slow| slow.0),
            update_snapshots: arguments.update_snapshots,
            other_app: Some(plan.app.clone())
                .filter(|app| usual_app(&plan.root) != Some(app.clone())),
            hasty: matches!(self.telling, Telling::Conformance { .. }),
            controls: run::Controls::default(),
            houses: run::Houses::default(),
        };
        Ok((stage, note))
    }

    async fn build(&self) -> Result<(), String> {
        let Some(build) = &self.plan.build else {
            return Ok(());
        };
        let variables = Variables::from([
            ("bin".to_owned(), self.environment.bin.display().to_string()),
            ("profile".to_owned(), self.environment.profile()),
            ("root".to_owned(), self.plan.root.display().to_string()),
        ]);
        let line = build
            .line
            .render(&variables)
            .map_err(|name| format!("{}: `{name}` has no value while building", build.place))?;
        self.tell(&Event::Building { line: line.clone() });
        let launch = Launch {
            directory: Some(self.plan.root.clone()),
            ..Launch::shell(&line)
        };
        let done = app::build(&launch, BUILD, &self.reaper).await;
        done.map_err(|error| error.to_string())
    }

    async fn played(
        &self,
        stage: &Arc<Stage>,
        settings: Settings,
        mut interrupted: watch::Receiver<bool>,
    ) -> RunResult {
        let plan = &self.plan;
        let (started, wall) = (clock::instant(), clock::wall());
        let (events, mut happening) = mpsc::unbounded_channel();
        let workers = run::run(
            plan.clone(),
            stage.clone(),
            settings,
            events,
            interrupted.clone(),
        );
        let workers = tokio::spawn(workers);
        let mut cases: Vec<CaseResult> = Vec::new();
        let mut told = false;
        loop {
            tokio::select! {
                event = happening.recv() => match event {
                    Some(mut event) => {
                        if let (Event::Finished { case }, Telling::Conformance { expected, .. }) =
                            (&mut event, &self.telling)
                        {
                            expected.apply(case);
                        }
                        self.tell(&event);
                        if let Event::Finished { case } = event {
                            cases.push(case);
                        }
                    }
                    // All workers are gone.
                    None => break,
                },
                _ = interrupted.wait_for(|interrupted| *interrupted), if !told => {
                    told = true;
                    self.tell(&Event::Interrupted);
                }
            }
        }
        if let Err(error) = workers.await {
            self.terminal.error(&format!("a worker failed: {error}"));
        }
        cases.sort_by_key(|case| {
            plan.cases
                .iter()
                .position(|one| one.id == case.id && one.title() == case.name)
        });
        RunResult {
            app: plan.app.clone(),
            agent: stage.players.describe(),
            cases,
            started: wall.to_string(),
            took: started.elapsed(),
            planned: plan.cases.len(),
            interrupted: *interrupted.borrow(),
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

fn write_report(target: &ReportTarget, result: &RunResult) -> Result<(), String> {
    let text = match target.kind {
        ReportKind::Json => report::json(result),
        ReportKind::Junit => report::junit(result).map_err(|error| cannot(&target.path, &error))?,
    };
    write(&target.path, &text)
}

fn cannot(path: &Path, cause: &dyn Display) -> String {
    format!("cannot write the report {}: {cause}", path.display())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| cannot(path, &error))?;
    }
    std::fs::write(path, text).map_err(|error| cannot(path, &error))
}
