//! Flags and commands.

use std::{num::NonZeroUsize, path::PathBuf, str::FromStr};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    plan::{Shard, TagExpression},
    scenario::Period,
};

/// Drives an app in a real browser from scenario files and judges how it handles sign-in.
#[derive(Debug, Parser)]
#[command(
    name = "harness",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Exit codes: 0 all as expected, 1 a scenario failed, 2 a scenario or profile is invalid,\n\
                  3 the environment failed (browser, app, tenant), 4 only flaky, 130 interrupted."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) run: RunArguments,
}

/// What to do; `run` when nothing is said.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Play scenarios.
    Run(RunArguments),
    /// Play the conformance catalogue: how does the app take a provider that does wrong?
    Conform(ConformArguments),
    /// Read and check scenarios, fragments, profiles and seeds without playing anything.
    Check(SelectArguments),
    /// List scenarios.
    List(SelectArguments),
    /// Try what a run needs: scenarios, tenant, browser.
    Doctor(RunArguments),
    /// Write a profile for an app, from flags or by asking three questions.
    Init(InitArguments),
    /// Write the JSON Schemas of scenario files for editors.
    Schema(SchemaArguments),
}

/// Which scenarios.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct SelectArguments {
    /// Files or folders of scenarios, or texts to look for in their names; all of scenarios/ when none.
    #[arg(value_name = "PATH|FILTER")]
    pub(super) what: Vec<String>,
    /// The profile of the app under test: a name in scenarios/apps/, or a file.
    #[arg(long, value_name = "PROFILE")]
    pub(super) app: Option<String>,
    /// Only scenarios with these tags: "smoke and not (slow or social)".
    #[arg(long, value_name = "EXPR")]
    pub(super) tag: Option<TagExpression>,
    /// Only one part of the scenarios: 1/4.
    #[arg(long, value_name = "I/N")]
    pub(super) shard: Option<Shard>,
}

/// How to play.
#[derive(Args, Debug)]
pub(super) struct RunArguments {
    #[command(flatten)]
    pub(super) select: SelectArguments,
    /// What plays the user.
    #[arg(long, value_enum, default_value_t = AgentChoice::Auto)]
    pub(super) agent: AgentChoice,
    /// A driver that runs already, or a Selenium Grid.
    #[arg(long, value_name = "URL")]
    pub(super) webdriver_url: Option<url::Url>,
    /// Which browser; the lightest one that is there when not given.
    #[arg(long, value_enum)]
    pub(super) browser: Option<BrowserName>,
    #[command(flatten)]
    pub(super) screen: ScreenArguments,
    /// Pause between steps so that a person can watch: 300ms.
    #[arg(long, value_name = "DURATION", value_parser = period)]
    pub(super) slow: Option<Period>,
    /// How many scenarios are played at the same time. When not given: one on each core, or two where they are
    /// rows of the catalogue, which spend much of their time waiting.
    #[arg(long, short, value_name = "N")]
    pub(super) jobs: Option<NonZeroUsize>,
    /// Try a failed scenario again, up to N times; one that passes then is flaky.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) retries: usize,
    /// End at the first failure.
    #[arg(long)]
    pub(super) fail_fast: bool,
    /// Write a report: junit=PATH or json=PATH.
    #[arg(long = "report", value_name = "KIND=PATH")]
    pub(super) reports: Vec<ReportTarget>,
    /// Take snapshots anew where they differ.
    #[arg(long)]
    pub(super) update_snapshots: bool,
}

/// What there is to see of the browser.
#[derive(Args, Debug)]
pub(super) struct ScreenArguments {
    /// Show the browser's window.
    #[arg(long)]
    pub(super) headed: bool,
    /// The window's size in pixels, 390x844 for a phone; 1280x800 when not given. Chrome with a window is never narrower
    /// than 500, Firefox 450; the headless shell is.
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = window)]
    pub(super) window: Option<(u32, u32)>,
    /// The user prefers dark pages.
    #[arg(long)]
    pub(super) dark: bool,
}

impl ScreenArguments {
    /// Whether only a browser will do.
    pub(super) fn is_asked_for(&self) -> bool {
        self.headed || self.dark || self.window.is_some()
    }
}

/// How to play the conformance catalogue.
#[derive(Args, Debug)]
#[command(
    about = "Play the conformance catalogue: how does the app take a provider that does wrong?",
    long_about = "Play the conformance catalogue of scenarios/conformance/: how does the app take a provider that \
                  does wrong? Name groups (basic, config, logout, refresh, hardening, all), and texts to look for \
                  in the names of rows."
)]
pub(super) struct ConformArguments {
    #[command(flatten)]
    pub(super) run: RunArguments,
    /// Say of each row what its verdict rests on, and what the OpenID Foundation's suite would have concluded.
    #[arg(long)]
    pub(super) explain: bool,
    /// The rows that this app is known to fail, with reasons; FILE.expected-failures.yaml beside the profile
    /// FILE.yaml when not given.
    #[arg(long, value_name = "FILE")]
    pub(super) expected_failures: Option<PathBuf>,
    /// Write the matrix of rows and verdicts as Markdown.
    #[arg(long, value_name = "FILE")]
    pub(super) matrix: Option<PathBuf>,
}

/// What is known of an app.
#[derive(Args, Debug)]
pub(super) struct InitArguments {
    /// The profile's name; that of this folder when not given.
    pub(super) name: Option<String>,
    /// How the app is started, in this folder: "node server.js".
    #[arg(long, value_name = "COMMAND")]
    pub(super) start: Option<String>,
    /// Where it takes the callback: a path, or the whole address where it listens.
    #[arg(long, value_name = "PATH|URL")]
    pub(super) callback: Option<String>,
    /// What a signed-in person sees, and nobody else.
    #[arg(long, value_name = "TEXT")]
    pub(super) signed_in: Option<String>,
    /// What is clicked at the home page to sign in.
    #[arg(long, value_name = "TEXT", default_value = "Sign in")]
    pub(super) sign_in: String,
    /// What is clicked to sign out; "Sign out", or what a signed-in person sees if it is like that.
    #[arg(long, value_name = "TEXT")]
    pub(super) sign_out: Option<String>,
    /// The environment variable that tells the app its port.
    #[arg(long, value_name = "NAME", default_value = "PORT")]
    pub(super) port_variable: String,
    /// One more variable of its environment: ISSUER=${logto}/oidc.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(super) env: Vec<Variable>,
    /// Write over a profile that is there.
    #[arg(long)]
    pub(super) force: bool,
}

/// An environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: String,
}

impl FromStr for Variable {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, value))
                if !name.is_empty()
                    && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') =>
            {
                Ok(Self {
                    name: name.to_owned(),
                    value: value.to_owned(),
                })
            }
            Some(_) | None => Err(format!("{text:?} is no variable: write NAME=VALUE")),
        }
    }
}

/// Where to write schemas.
#[derive(Args, Debug)]
pub(super) struct SchemaArguments {
    /// The folder to write to; scenarios/schema/ when not given.
    #[arg(long, value_name = "FOLDER")]
    pub(super) out: Option<PathBuf>,
    /// Print one of them instead: scenario, fragment, app.
    #[arg(long, value_name = "NAME")]
    pub(super) print: Option<String>,
}

/// What plays the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum AgentChoice {
    /// A browser if there is one, else embedded.
    Auto,
    /// A real browser.
    Webdriver,
    /// HTTP, cookies, links and forms; no JavaScript.
    Embedded,
}

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum BrowserName {
    /// Chrome or Chromium.
    Chrome,
    /// Chrome's headless shell: the same engine, a quarter of the time.
    ChromeHeadlessShell,
    /// Firefox.
    Firefox,
}

/// A report and its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReportTarget {
    pub(super) kind: ReportKind,
    pub(super) path: PathBuf,
}

/// A kind of report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReportKind {
    Junit,
    Json,
}

impl FromStr for ReportTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty())
            .ok_or_else(|| format!("{text:?} names no file: write junit=PATH or json=PATH"))?;
        let kind = match kind {
            "junit" => ReportKind::Junit,
            "json" => ReportKind::Json,
            other => return Err(format!("{other:?} is no report; there are junit and json")),
        };
        Ok(Self {
            kind,
            path: path.into(),
        })
    }
}

fn window(text: &str) -> Result<(u32, u32), String> {
    let size = text.split_once('x').and_then(|(width, height)| {
        let side = |side: &str| side.parse().ok().filter(|pixels| *pixels > 0);
        Some((side(width)?, side(height)?))
    });
    size.ok_or_else(|| "a size is width and height in pixels: 390x844".to_owned())
}

fn period(text: &str) -> Result<Period, String> {
    text.parse()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn a_window_has_two_sides() {
        assert_eq!(window("390x844"), Ok((390, 844)));
        for wrong in ["390", "390x", "x844", "0x0", "-1x2", "390 x 844"] {
            assert!(window(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_flags_are_sound_and_run_is_the_default() {
        Arguments::command().debug_assert();
        let plain = Arguments::parse_from(["harness", "sign-in", "--agent", "embedded"]);
        assert!(plain.command.is_none());
        assert_eq!(plain.run.select.what, ["sign-in"]);
        assert_eq!(plain.run.agent, AgentChoice::Embedded);
        let named = Arguments::parse_from(["harness", "run", "--shard", "1/2", "--tag", "a and b"]);
        let Some(Command::Run(run)) = named.command else {
            panic!("no run")
        };
        assert_eq!(run.select.shard, Some(Shard { index: 1, of: 2 }));
    }

    #[test]
    fn reports_name_a_kind_and_a_file() {
        let report: ReportTarget = "junit=a=b.xml".parse().unwrap();
        assert_eq!(
            report,
            ReportTarget {
                kind: ReportKind::Junit,
                path: "a=b.xml".into()
            }
        );
        for wrong in ["junit", "junit=", "tap=x"] {
            assert!(wrong.parse::<ReportTarget>().is_err(), "{wrong}");
        }
    }
}
