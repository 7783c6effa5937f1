//! Runs with a scripted agent: what is asked of it, how long is waited, what comes out.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::sync::{mpsc, watch};

use super::*;
use crate::{
    drive::{
        agent::{Act, Agent, AgentError, Cookie, Doing, Element, Page, Target},
        ports::Ports,
        reaper::Reaper,
        wire::Wire,
    },
    plan::{Plan, Selection, Suite},
    result::{CaseResult, Event, Outcome, Verdict},
    scenario::{Parsed, parse},
    source::Source,
};

const PROFILE: &str = "\
app: shop
start: { command: [sh, -c, 'echo ready; exec sleep 1000'] }
ready: { log: ready }
redirect-uri: /callback
sign-in: { click: Sign in }
sign-out: { click: Sign out }
signed-in: { text: Sign out }
";

/// What the scripted agent was told, and what it shows.
#[derive(Debug, Default)]
struct Script {
    told: Vec<String>,
    /// The addresses and texts that it shows, one for each look; the last one stays.
    shows: Vec<(String, String)>,
    /// It breaks at the first look.
    breaks: bool,
}

#[derive(Clone, Debug, Default)]
struct Scripted(Arc<Mutex<Script>>);

impl Scripted {
    fn showing(shows: &[(&str, &str)]) -> Self {
        let shows = shows
            .iter()
            .map(|(url, text)| ((*url).into(), (*text).into()))
            .collect();
        Self(Arc::new(Mutex::new(Script {
            shows,
            ..Script::default()
        })))
    }

    fn told(&self) -> Vec<String> {
        self.0.lock().unwrap().told.clone()
    }

    fn note<T: Send + 'static>(&self, what: String, answer: T) -> Doing<'static, T> {
        self.0.lock().unwrap().told.push(what);
        Box::pin(std::future::ready(Ok(answer)))
    }
}

fn named(target: &Target) -> String {
    match target {
        Target::Called(name) | Target::Css(name) => name.clone(),
        Target::Role { role, name } => format!("{role} {}", name.clone().unwrap_or_default()),
    }
}

impl Agent for Scripted {
    fn kind(&self) -> &'static str {
        "webdriver"
    }
    fn describe(&self) -> String {
        "scripted".into()
    }
    fn open<'a>(&'a mut self, url: &'a str, _: Duration) -> Doing<'a, ()> {
        self.note(format!("open {url}"), ())
    }
    fn click<'a>(&'a mut self, target: &'a Target, _: Duration) -> Doing<'a, ()> {
        self.note(format!("click {}", named(target)), ())
    }
    fn fill<'a>(&'a mut self, target: &'a Target, text: &'a str, _: Duration) -> Doing<'a, ()> {
        self.note(format!("fill {} {text}", named(target)), ())
    }
    fn select<'a>(&'a mut self, target: &'a Target, one: &'a str, _: Duration) -> Doing<'a, ()> {
        self.note(format!("select {} {one}", named(target)), ())
    }
    fn press<'a>(&'a mut self, key: &'a str, _: Duration) -> Doing<'a, ()> {
        self.note(format!("press {key}"), ())
    }
    fn submit<'a>(&'a mut self, target: Option<&'a Target>, _: Duration) -> Doing<'a, ()> {
        self.note(
            format!("submit {}", target.map(named).unwrap_or_default()),
            (),
        )
    }
    fn page(&mut self) -> Doing<'_, Page> {
        let mut script = self.0.lock().unwrap();
        if script.breaks {
            return Box::pin(std::future::ready(Err(AgentError::Broken(
                "it crashed".into(),
            ))));
        }
        let (url, text) = match script.shows.len() {
            0 => Default::default(),
            1 => script.shows[0].clone(),
            _ => script.shows.remove(0),
        };
        Box::pin(std::future::ready(Ok(Page {
            url,
            text,
            ..Page::default()
        })))
    }
    fn find<'a>(&'a mut self, _: &'a Target, _: Act) -> Doing<'a, Vec<Element>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }
    fn cookies<'a>(&'a mut self, _: &'a str) -> Doing<'a, Vec<Cookie>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }
    fn screenshot(&mut self) -> Doing<'_, Option<Vec<u8>>> {
        Box::pin(std::future::ready(Ok(None)))
    }
    fn close(&mut self) -> Doing<'_, ()> {
        self.note("close".into(), ())
    }
}

impl Players for Scripted {
    fn kind(&self) -> &'static str {
        "webdriver"
    }
    fn describe(&self) -> String {
        "scripted".into()
    }
    fn enter(&self, _: usize) -> Entering<'_> {
        let agent: Box<dyn Agent> = Box::new(self.clone());
        Box::pin(std::future::ready(Ok(agent)))
    }
    fn leave(&self) -> Leaving<'_> {
        Box::pin(std::future::ready(()))
    }
}

fn parsed<T: serde::de::DeserializeOwned>(id: &str, text: &str) -> Parsed<T> {
    let source = Source::new(format!("{id}.yaml"), text);
    let file = parse(&source).unwrap_or_else(|mistake| panic!("{mistake}"));
    Parsed {
        source,
        id: id.into(),
        path: PathBuf::from(id).with_extension("yaml"),
        file,
    }
}

/// Plays scenarios with a scripted agent, one after the other.
async fn play(scenarios: &[&str], agent: &Scripted, retries: usize) -> Vec<CaseResult> {
    let tenant = "users: { alice: { password: wonderland-42 } }\n";
    let tenant_source = Source::new("tenant.yaml", tenant);
    let scenarios = scenarios.iter().enumerate();
    let suite = Suite {
        scenarios: scenarios
            .map(|(n, text)| parsed(&format!("a/{n}"), text))
            .collect(),
        fragments: BTreeMap::new(),
        profile: parsed("apps/shop", PROFILE),
        tenant: Suite::seed(&tenant_source).unwrap(),
        tenant_source,
        root: PathBuf::new(),
    };
    let plan =
        Plan::new(&suite, &Selection::default()).unwrap_or_else(|wrong| panic!("{}", wrong[0]));
    let stage = Stage {
        players: Box::new(agent.clone()),
        ports: Arc::new(Ports::new()),
        wire: Wire::new().unwrap(),
        reaper: Reaper::new(),
        bin: PathBuf::new(),
        profile: "dev".into(),
        root: std::env::temp_dir(),
        pictures: PathBuf::new(),
        slow: Duration::ZERO,
        update_snapshots: false,
        other_app: None,
        hasty: false,
        controls: Controls::default(),
        houses: Houses::default(),
    };
    let reaper = stage.reaper.clone();
    let (events, mut happening) = mpsc::unbounded_channel();
    let (_interrupt, interrupted) = watch::channel(false);
    let settings = Settings {
        jobs: 1,
        retries,
        fail_fast: false,
    };
    run(
        Arc::new(plan),
        Arc::new(stage),
        settings,
        events,
        interrupted,
    )
    .await;
    assert!(reaper.living().is_empty(), "every app has ended");
    let mut results = Vec::new();
    while let Some(event) = happening.recv().await {
        if let Event::Finished { case } = event {
            results.push(case);
        }
    }
    results
}

fn title(case: &CaseResult) -> String {
    match &case.tries.last().unwrap().outcome {
        Outcome::Passed => "passed".into(),
        Outcome::Failed(failure) => format!("{}: {}", failure.place, failure.title),
        Outcome::Broken(broken) => format!("broken: {}: {}", broken.title, broken.cause),
        Outcome::Skipped(why) => format!("skipped: {why}"),
    }
}

#[tokio::test]
async fn an_expectation_is_tried_again_until_it_holds() {
    let agent = Scripted::showing(&[
        ("http://h/", "Loading"),
        ("http://h/", "Loading"),
        ("http://h/", "Welcome"),
    ]);
    let results = play(
        &["scenario: x\nsteps:\n  - expect: { text: Welcome }\n"],
        &agent,
        0,
    )
    .await;
    assert_eq!(title(&results[0]), "passed");
    assert_eq!(agent.told(), ["close"]);
}

#[tokio::test]
async fn an_expectation_that_never_holds_fails_at_its_deadline_with_the_page() {
    let agent = Scripted::showing(&[("http://h/", "Loading")]);
    let scenario = "scenario: x\nsteps:\n  - expect: { text: Welcome, within: 20ms }\n";
    let results = play(&[scenario], &agent, 1).await;
    assert_eq!(
        title(&results[0]),
        "a/0.yaml:3:13: expected the page to contain \"Welcome\""
    );
    assert_eq!(results[0].tries.len(), 2, "it was tried again");
    let Outcome::Failed(failure) = &results[0].tries[0].outcome else {
        panic!("it failed")
    };
    assert_eq!(failure.evidence.page.as_ref().unwrap().text, "Loading");
    assert_eq!(
        failure.evidence.logs,
        [("app".to_owned(), vec!["ready".to_owned()])]
    );
}

#[tokio::test]
async fn a_scenario_that_passes_at_last_is_flaky() {
    let agent = Scripted::showing(&[
        ("", "no"),
        ("", "no"),
        ("", "no"),
        ("", "no"),
        ("", "Welcome"),
    ]);
    let scenario = "scenario: x\nsteps:\n  - expect: { text: Welcome, within: 1ms }\n";
    let results = play(&[scenario], &agent, 5).await;
    assert_eq!(results[0].verdict(), Verdict::Flaky);
}

#[tokio::test]
async fn a_broken_agent_ends_the_run() {
    let agent = Scripted::default();
    agent.0.lock().unwrap().breaks = true;
    let scenario = "scenario: x\nsteps:\n  - expect: { text: Welcome }\n";
    let results = play(&[scenario, scenario], &agent, 3).await;
    assert_eq!(results.len(), 1, "the others would break as well");
    assert_eq!(title(&results[0]), "broken: the browser failed: it crashed");
    assert_eq!(
        results[0].tries.len(),
        1,
        "a broken environment is not tried again"
    );
}

#[tokio::test]
async fn a_scenario_for_another_agent_is_skipped() {
    let agent = Scripted::default();
    let scenario = "scenario: x\nagent: embedded\nsteps:\n  - open: ${app}/\n";
    let results = play(&[scenario], &agent, 0).await;
    assert_eq!(title(&results[0]), "skipped: not for the webdriver agent");
    assert_eq!(agent.told(), Vec::<String>::new());
}

#[tokio::test]
async fn what_says_nothing_about_the_app_is_skipped() {
    let agent = Scripted::showing(&[("http://h/", "Welcome")]);
    let scenario =
        "scenario: x\nsteps:\n  - press: Tab\n    needs: { text: NAME }\n  - press: Enter\n";
    let names = [
        scenario.replace("NAME", "Welcome"),
        scenario.replace("NAME", "Alice"),
    ];
    let results = play(&[&names[0], &names[1]], &agent, 2).await;
    assert_eq!(title(&results[0]), "passed");
    assert_eq!(
        title(&results[1]),
        "skipped: it needs the page to contain \"Alice\": no such text"
    );
    assert_eq!(results[1].tries.len(), 1, "another try would not help");
    assert_eq!(
        agent.told(),
        ["press Tab", "press Enter", "close", "press Tab", "close"]
    );
}

#[tokio::test]
async fn verbs_become_acts_with_variables_put_in() {
    let agent = Scripted::showing(&[("http://h/?code=c-1", "Total: 42")]);
    let scenario = "\
scenario: x
steps:
  - set: { code: { url: { query: code } }, total: { text: \"Total: (\\\\d+)\" }, both: \"${client.id}\" }
  - fill: { Code: \"${code}\", css=#total: \"${total|url}\" }
  - select: { Who: \"${both}\" }
  - press: Enter
  - submit:
  - click: { role: button, name: Go }
";
    let results = play(&[scenario], &agent, 0).await;
    assert_eq!(title(&results[0]), "passed");
    assert_eq!(
        agent.told(),
        [
            "fill Code c-1",
            "fill #total 42",
            "select Who app",
            "press Enter",
            "submit ",
            "click button Go",
            "close"
        ]
    );
}

#[tokio::test]
async fn signing_in_does_not_go_on_from_a_page_that_is_not_the_providers() {
    let agent = Scripted::showing(&[("http://elsewhere/", "")]);
    let scenario = "scenario: x\nsteps:\n  - sign-in: alice\n    within: 20ms\n";
    let results = play(&[scenario], &agent, 0).await;
    let said = title(&results[0]);
    assert!(
        said.contains("signing in did not lead to the provider's pages"),
        "{said}"
    );
    let told = agent.told();
    assert!(told[0].starts_with("open http://127.0.0.1:"), "{told:?}");
    assert_eq!(told[1], "click Sign in");
}

#[tokio::test]
async fn what_cannot_be_captured_says_why() {
    let agent = Scripted::showing(&[("http://h/", "nothing")]);
    let cases = [
        (
            "{ url: { query: code } }",
            "the page's address is http://h/",
        ),
        ("{ text: \"Total: (.)\" }", "no such text on the page"),
        ("{ json: token }", "no `http` step has been answered yet"),
        (
            "{ request: token, param: code }",
            "the provider has seen no token request",
        ),
        ("{ issued: access-token }", "no access-token was issued"),
    ];
    for (capture, why) in cases {
        let scenario = format!("scenario: x\nsteps:\n  - set: {{ it: {capture} }}\n");
        let results = play(&[&scenario], &agent, 0).await;
        let expected = format!("a/0.yaml:3:5: nothing to set `it` from: {why}");
        assert_eq!(title(&results[0]), expected);
    }
}

#[tokio::test]
async fn requests_keep_cookies_follow_redirects_and_are_remembered() {
    let agent = Scripted::default();
    let scenario = "\
scenario: x
steps:
  - http:
      url: ${logto}/oidc/auth?client_id=${client.id}&response_type=code&scope=openid&state=s
      follow: same-origin
    expect: { status: 200, url: \"${logto}/sign-in?app_id=app\", text: Sign in to your account }
  - http: { url: /sign-in?app_id=app, form: { identifier: alice, password: wonderland-42 }, follow: same-origin }
    expect: { status: 303, header: { location: { starts-with: \"${app}/callback?code=\" } } }
    set: { code: { header: { name: location, query: code } } }
  - http:
      url: ${logto}/oidc/token
      form: { grant_type: authorization_code, code: \"${code}\", redirect_uri: \"${app}/callback\" }
      basic: { user: \"${client.id}\", password: \"${client.secret}\" }
    expect: { status: 200, json: { token_type: Bearer }, id-token: { sub: alice } }
";
    let results = play(&[scenario], &agent, 0).await;
    assert_eq!(title(&results[0]), "passed");
}
