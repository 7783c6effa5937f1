//! The embedded agent over the table, and what only it knows.

use harness::drive::{
    agent::{Agent, AgentError},
    embedded::Embedded,
    wire::Wire,
};

use crate::{
    little_app::LittleApp,
    names,
    person::{LONG, called},
    table::table,
};

fn agent() -> Embedded {
    Embedded::new(Wire::new().unwrap(), false)
}

#[tokio::test]
async fn the_table() {
    let app = LittleApp::start().await;
    for (name, case) in table() {
        eprintln!("{name}");
        case(&mut agent(), &app).await;
    }
}

#[tokio::test]
async fn what_things_are_called() {
    names::check(&mut agent(), &LittleApp::start().await).await;
}

#[tokio::test]
async fn the_last_documents_headers_are_known() {
    let app = LittleApp::start().await;
    let mut agent = agent();
    agent.open(&app.here("/status/418"), LONG).await.unwrap();
    let page = agent.page().await.unwrap();
    assert!(
        page.headers
            .contains(&("x-request-id".to_owned(), "42".to_owned()))
    );
}

#[tokio::test]
async fn what_noscript_holds_can_be_seen_and_used() {
    let app = LittleApp::start().await;
    let mut agent = agent();
    let page = "/page?html=<body><noscript>You need to enable JavaScript. <a href=/form>Go on</a></noscript>";
    agent.open(&app.here(page), LONG).await.unwrap();
    assert_eq!(
        agent.page().await.unwrap().text,
        "You need to enable JavaScript. Go on"
    );
    let error = agent
        .fill(&called("Username"), "x", LONG)
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("which only the webdriver agent runs"),
        "{error}"
    );
    agent.click(&called("Go on"), LONG).await.unwrap();
    assert_eq!(agent.page().await.unwrap().url, app.here("/form"));
}

#[tokio::test]
async fn what_needs_a_script_is_refused() {
    let app = LittleApp::start().await;
    for body in [
        "<button type=button>Go</button>",
        "<button>Go</button>",
        "<a href='javascript:go()'>Go</a>",
        "<div role=button>Go</div>",
    ] {
        let mut agent = agent();
        agent
            .open(&app.here(&format!("/page?html={body}")), LONG)
            .await
            .unwrap();
        let error = agent.click(&called("Go"), LONG).await.unwrap_err();
        assert!(
            matches!(error, AgentError::Unsupported { .. }),
            "{body}: {error}"
        );
        assert_eq!(
            error.to_string(),
            "the embedded agent cannot run the script behind “Go”"
        );
    }
}

#[tokio::test]
async fn a_page_that_never_ends_going_on_is_left() {
    let app = LittleApp::start().await;
    let error = agent().open(&app.here("/endless"), LONG).await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("more than 20 pages in a row went on by themselves"),
        "{error}"
    );
}
