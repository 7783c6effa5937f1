//! The browser's agent over the same table, how its scenarios are kept apart, and what it leaves
//! behind: nothing.

use std::pin::Pin;

use harness::{
    clock::{Deadline, Pace},
    drive::{
        agent::{Agent, AgentError},
        ports::Ports,
        reaper::Reaper,
        webdriver::{Browser, BrowserChoice, Isolation, Options, WebDriverAgent, find},
        wire::Wire,
    },
};

use crate::{little_app::LittleApp, names, person::LONG, table::table};

/// Options for the installed browser; nothing where there is none and none is required.
pub(crate) fn options(isolation: Isolation) -> Option<Options> {
    let env = |name| {
        std::env::vars_os()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    };
    // The fastest that is there, or the one that is asked for.
    let browser = match env("TEST_BROWSER")
        .as_deref()
        .and_then(std::ffi::OsStr::to_str)
    {
        Some("firefox") => BrowserChoice::Firefox,
        Some("chrome") => BrowserChoice::Chrome,
        Some(_) | None => BrowserChoice::Auto,
    };
    let options = Options {
        browser,
        path: env("PATH"),
        isolation,
        ..Options::default()
    };
    match find(&options) {
        Ok(_) => Some(options),
        Err(missing) => {
            assert!(
                env("REQUIRE_BROWSER").is_none_or(|value| value != "1"),
                "{missing}"
            );
            eprintln!("skipped: {missing}");
            None
        }
    }
}

pub(crate) async fn browser(options: &Options, reaper: &Reaper) -> Browser {
    Browser::start(options, &Ports::new(), &Wire::new().unwrap(), reaper)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_table() {
    let Some(options) = options(Isolation::UserContext) else {
        return;
    };
    let app = LittleApp::start().await;
    let browser = browser(&options, &Reaper::new()).await;
    for (name, case) in table() {
        eprintln!("{name}");
        let mut agent = browser.new_agent().await.unwrap();
        assert!(agent.shares_its_browser());
        case(&mut agent, &app).await;
        agent.close().await.unwrap();
    }
    browser.close().await.unwrap();
}

#[tokio::test]
async fn what_things_are_called() {
    let Some(options) = options(Isolation::UserContext) else {
        return;
    };
    let browser = browser(&options, &Reaper::new()).await;
    let mut agent = browser.new_agent().await.unwrap();
    names::check(&mut agent, &LittleApp::start().await).await;
}

#[tokio::test]
async fn the_window_is_as_wide_and_dark_as_it_should() {
    const TELLS: &str = "<!doctype html><meta name=viewport content='width=device-width'><body><script>\
        const dark = matchMedia('(prefers-color-scheme: dark)').matches;\
        document.body.textContent = `${innerWidth} ${dark ? 'dark' : 'light'}`</script>";
    let app = LittleApp::start().await;
    let html: String = url::form_urlencoded::byte_serialize(TELLS.as_bytes()).collect();
    let page = app.here(&format!("/page?html={html}"));
    // Firefox is never narrower than 450.
    for (window, dark, text) in [
        ((1280, 800), false, "1280 light"),
        ((600, 844), true, "600 dark"),
    ] {
        let Some(options) = options(Isolation::UserContext) else {
            return;
        };
        let options = Options {
            window,
            dark,
            ..options
        };
        let browser = browser(&options, &Reaper::new()).await;
        let mut agent = browser.new_agent().await.unwrap();
        agent.open(&page, LONG).await.unwrap();
        assert_eq!(agent.page().await.unwrap().text, text);
    }
}

#[tokio::test]
async fn scenarios_share_nothing() {
    for isolation in [Isolation::UserContext, Isolation::Session] {
        let Some(options) = options(isolation) else {
            return;
        };
        let app = LittleApp::start().await;
        let browser = browser(&options, &Reaper::new()).await;
        let mut one = browser.new_agent().await.unwrap();
        let mut other = browser.new_agent().await.unwrap();
        assert_eq!(
            one.shares_its_browser(),
            isolation == Isolation::UserContext
        );
        one.open(&app.here("/cookies/set?c=a%3D1;Path%3D/"), LONG)
            .await
            .unwrap();
        // Both live at the same time, and take turns.
        other.open(&app.here("/cookies"), LONG).await.unwrap();
        one.open(&app.here("/cookies"), LONG).await.unwrap();
        assert_eq!(other.page().await.unwrap().text, "none");
        assert_eq!(one.page().await.unwrap().text, "a=1");
        one.close().await.unwrap();
        let mut third = browser.new_agent().await.unwrap();
        third.open(&app.here("/cookies"), LONG).await.unwrap();
        assert_eq!(third.page().await.unwrap().text, "none");
        assert_eq!(other.page().await.unwrap().text, "none");
    }
}

#[tokio::test]
async fn a_browser_that_died_is_replaced() {
    let Some(options) = options(Isolation::UserContext) else {
        return;
    };
    let (app, reaper) = (LittleApp::start().await, Reaper::new());
    let browser = browser(&options, &reaper).await;
    let mut agent = browser.new_agent().await.unwrap();
    agent.open(&app.here("/"), LONG).await.unwrap();
    // The browser, not its driver, which leads the group.
    let group = reaper.living()[0];
    for process in members(group)
        .into_iter()
        .filter(|process| *process != group)
    {
        std::process::Command::new("kill")
            .args(["-9", &process.to_string()])
            .status()
            .unwrap();
    }
    let error = agent.open(&app.here("/"), LONG).await.unwrap_err();
    assert!(matches!(error, AgentError::Broken(_)), "{error}");
    drop(agent);
    let mut agent = browser.new_agent().await.unwrap();
    agent.open(&app.here("/"), LONG).await.unwrap();
    assert_eq!(agent.page().await.unwrap().text, "The form");
}

#[tokio::test]
async fn nothing_is_left_behind() {
    type End = fn(Browser, WebDriverAgent, &Reaper) -> Pin<Box<dyn Future<Output = ()> + '_>>;
    let ends: [(&str, End); 4] = [
        ("closed", |browser, mut agent, _| {
            Box::pin(async move {
                agent.close().await.unwrap();
                browser.close().await.unwrap();
            })
        }),
        ("dropped, the browser first", |browser, agent, _| {
            Box::pin(async move {
                drop(browser);
                drop(agent);
            })
        }),
        ("dropped, the agent first", |browser, agent, _| {
            Box::pin(async move {
                drop(agent);
                drop(browser);
            })
        }),
        ("interrupted", |browser, agent, reaper| {
            Box::pin(async move {
                reaper.end_all();
                // As when the process ends without running any destructor.
                std::mem::forget((browser, agent));
            })
        }),
    ];
    for isolation in [Isolation::UserContext, Isolation::Session] {
        let Some(options) = options(isolation) else {
            return;
        };
        let app = LittleApp::start().await;
        for (how, end) in ends {
            let reaper = Reaper::new();
            let browser = browser(&options, &reaper).await;
            let mut agent = browser.new_agent().await.unwrap();
            agent.open(&app.here("/"), LONG).await.unwrap();
            let group = reaper.living()[0];
            assert!(members(group).len() > 2, "a driver and a browser");
            end(browser, agent, &reaper).await;
            let mut pace = Pace::brisk(Deadline::after(LONG));
            while !members(group).is_empty() {
                assert!(
                    pace.wait().await,
                    "{how}, {isolation:?}: {:?} live",
                    members(group)
                );
            }
            assert!(reaper.living().is_empty(), "{how}");
        }
    }
}

#[tokio::test]
async fn an_agent_that_is_dropped_takes_its_own_browser_with_it() {
    let Some(options) = options(Isolation::Session) else {
        return;
    };
    let reaper = Reaper::new();
    let browser = browser(&options, &reaper).await;
    let group = reaper.living()[0];
    let before = members(group);
    let agent = browser.new_agent().await.unwrap();
    assert!(members(group).len() > before.len());
    drop(agent);
    let mut pace = Pace::brisk(Deadline::after(LONG));
    while members(group) != before {
        assert!(pace.wait().await, "{:?} live", members(group));
    }
}

/// Options that find only these binaries, made of shell scripts.
fn only(directory: &std::path::Path, scripts: &[(&str, &str)]) -> Options {
    for (name, script) in scripts {
        let file = directory.join(name);
        std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&file, mode).unwrap();
    }
    Options {
        browser: BrowserChoice::Firefox,
        path: Some(directory.into()),
        ..Options::default()
    }
}

#[tokio::test]
async fn a_driver_that_does_not_start_is_told_in_its_own_words() {
    let directory = tempfile::tempdir().unwrap();
    let scripts = [
        ("firefox", ""),
        ("geckodriver", "echo cannot bind: no such device; exit 69"),
    ];
    let options = only(directory.path(), &scripts);
    let installed = find(&options).unwrap();
    if installed.driver.parent() != Some(directory.path()) {
        // A Firefox that is installed here hides scripts of its name.
        return;
    }
    let error = Browser::start(
        &options,
        &Ports::new(),
        &Wire::new().unwrap(),
        &Reaper::new(),
    )
    .await
    .unwrap_err();
    let told = error.to_string();
    assert!(told.contains("ended (exit status: 69)"), "{told}");
    assert!(told.ends_with("cannot bind: no such device"), "{told}");
}

#[tokio::test]
async fn a_driver_elsewhere_is_used_and_believed() {
    let body = r#"{"value":{"error":"session not created","message":"This version of ChromeDriver only supports Chrome version 99\nCurrent browser version is 156.0\nStacktrace:\n#0 0x1","stacktrace":""}}"#;
    let answer = move || async move {
        let json = [("content-type", "application/json; charset=utf-8")];
        (axum::http::StatusCode::INTERNAL_SERVER_ERROR, json, body)
    };
    let grid = axum::Router::new().route("/wd/hub/session", axum::routing::post(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, grid).await });
    let options = Options {
        webdriver_url: Some(format!("http://{address}/wd/hub").parse().unwrap()),
        ..Options::default()
    };
    let error = browser(&options, &Reaper::new())
        .await
        .new_agent()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the browser failed: no session: This version of ChromeDriver only supports Chrome version \
         99; Current browser version is 156.0"
    );
}

/// The living processes of a group; a dead one that nobody has waited for is not living.
fn members(group: i32) -> Vec<i32> {
    let answer = std::process::Command::new("ps")
        .args(["-eo", "pid=,pgid=,stat="])
        .output()
        .unwrap();
    String::from_utf8_lossy(&answer.stdout)
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let process = words.next()?.parse().ok()?;
            let its_group: i32 = words.next()?.parse().ok()?;
            (its_group == group && !words.next()?.starts_with('Z')).then_some(process)
        })
        .collect()
}
