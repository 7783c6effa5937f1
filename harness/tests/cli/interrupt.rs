//! Ctrl-C in the middle, or worse: everything that was started is gone, whatever plays the user.

use std::{
    collections::BTreeMap,
    process::{Child, Stdio},
    time::Duration,
};

use harness::clock::{Deadline, Pace};

use super::suite::LittleSuite;

/// It waits for a request that nobody sends.
const WAITING: &str = "\
scenario: It waits
steps:
  - open: ${logto}/oidc/auth?client_id=${client.id}&response_type=code&scope=openid&state=s
  - expect: { requests: [token], within: 60s }
";

/// Every process by its id: its parent and its command.
fn processes() -> BTreeMap<u32, (u32, String)> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Some(id) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        let read =
            |file: &str| std::fs::read_to_string(entry.path().join(file)).unwrap_or_default();
        let stat = read("stat");
        let Some((_, rest)) = stat.rsplit_once(") ") else {
            continue;
        };
        let mut fields = rest.split(' ');
        // A zombie has ended; nobody has asked for its status yet.
        if fields.next() == Some("Z") {
            continue;
        }
        let parent = fields
            .next()
            .and_then(|field| field.parse().ok())
            .unwrap_or_default();
        all.insert(id, (parent, read("cmdline").replace('\0', " ")));
    }
    all
}

/// All processes that a process has started, and theirs.
fn descendants(of: u32) -> BTreeMap<u32, String> {
    let all = processes();
    let mut found: BTreeMap<u32, String> = BTreeMap::new();
    loop {
        let more: Vec<_> = all
            .iter()
            .filter(|(id, (parent, _))| {
                (*parent == of || found.contains_key(parent)) && !found.contains_key(id)
            })
            .map(|(id, (_, command))| (*id, command.clone()))
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

async fn wait_until(mut holds: impl FnMut() -> bool) -> bool {
    let mut pace = Pace::brisk(Deadline::after(Duration::from_secs(30)));
    while !holds() {
        if !pace.wait().await {
            return false;
        }
    }
    true
}

/// Interrupts a run once all of `awaited` run, and checks that nothing is left.
async fn interrupt(agent: &str, awaited: &[&str], signal: &str) {
    let suite = LittleSuite::new(&[("a/waits", WAITING)]);
    let mut command = suite.command(&["run", "--agent", agent]);
    let mut harness: Child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut started = BTreeMap::new();
    let running = wait_until(|| {
        started = descendants(harness.id());
        awaited
            .iter()
            .all(|name| started.values().any(|command| command.contains(name)))
    })
    .await;
    assert!(running, "{awaited:?} should run, but there are {started:?}");

    let id = harness.id().to_string();
    assert!(
        std::process::Command::new("kill")
            .args([signal, &id])
            .status()
            .unwrap()
            .success()
    );
    let ended = wait_until(|| harness.try_wait().unwrap().is_some()).await;
    assert!(ended, "the harness does not end");
    // Who is killed outright has no code to end with.
    let code = (signal != "-KILL").then_some(130);
    assert_eq!(harness.wait().unwrap().code(), code);

    // What was started a moment later than we looked counts as well: it is in the same groups.
    let mut left = started.clone();
    let gone = wait_until(|| {
        let all = processes();
        left.retain(|id, command| all.get(id).is_some_and(|(_, now)| now == command));
        left.is_empty()
    })
    .await;
    assert!(gone, "left behind: {left:?}");
}

#[tokio::test]
async fn nothing_is_left_of_a_run_with_the_embedded_agent() {
    interrupt("embedded", &["sleep 1000"], "-INT").await;
    interrupt("embedded", &["sleep 1000"], "-TERM").await;
    interrupt("embedded", &["sleep 1000"], "-KILL").await;
}

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "tests read the environment themselves"
)]
async fn nothing_is_left_of_a_run_with_a_browser() {
    let options = harness::drive::webdriver::Options {
        path: std::env::var_os("PATH"),
        ..harness::drive::webdriver::Options::default()
    };
    let required = std::env::var_os("REQUIRE_BROWSER").is_some();
    if harness::drive::webdriver::find(&options).is_err() && !required {
        eprintln!("no browser is installed: skipped");
        return;
    }
    let awaited = ["sleep 1000", "driver", "--user-data-dir"];
    interrupt("webdriver", &awaited, "-INT").await;
    interrupt("webdriver", &awaited, "-KILL").await;
}
