//! What only a browser has: pages whose scripts change them under the agent's hands.

use harness::drive::{
    agent::{Act, Agent, AgentError, Target},
    reaper::Reaper,
    webdriver::Isolation,
};

use crate::{
    little_app::LittleApp,
    person::{LONG, called},
    webdriver::{browser, options},
};

/// `(page, what it is about, what it shows after "Go" was clicked)`.
const CLICKS: &[(&str, &str, &str)] = &[
    (
        "<button disabled>Go</button><script>setTimeout(() => { \
         document.querySelector('button').disabled = false }, 60); \
         document.querySelector('button').onclick = () => { document.body.textContent = 'done' }</script>",
        "a button that is enabled later",
        "done",
    ),
    (
        "<script>setTimeout(() => { document.body.innerHTML = '<button>Go</button>'; \
         document.querySelector('button').onclick = () => { document.body.textContent = 'done' } }, 60)</script>",
        "a button that comes later",
        "done",
    ),
    (
        "<button onclick='document.body.textContent = \"done\"'>Go</button>\
         <div id=over style='position:fixed;inset:0'></div>\
         <script>setTimeout(() => document.getElementById('over').remove(), 60)</script>",
        "a button that is covered at first",
        "done",
    ),
    (
        "<div style='height:3000px'></div><button onclick='document.body.textContent = \"done\"'>Go</button>",
        "a button that has to be scrolled to",
        "done",
    ),
    (
        "<style>@keyframes in { from { transform: translateX(500px) } }</style>\
         <button style='animation: in 80ms' onclick='document.body.textContent = \"done\"'>Go</button>",
        "a button that moves at first",
        "done",
    ),
    (
        "<div id=host></div><script>const root = document.getElementById('host')\
         .attachShadow({ mode: 'open' }); root.innerHTML = '<button>Go</button>'; \
         root.querySelector('button').onclick = () => { document.body.textContent = 'done' }</script>",
        "a button in a shadow root",
        "done",
    ),
    (
        "<button onclick='alert(1); document.body.textContent = confirm(2) ? \"done\" : \"no\"'>Go</button>",
        "dialogs are accepted",
        "done",
    ),
    (
        "<a href=/form target=_blank onclick='event.preventDefault(); document.body.textContent = \
         event.target.target || \"here\"'>Go</a>",
        "a link that would open another window",
        "here",
    ),
    (
        "<button onclick=\"setTimeout(() => { location = '/page?html=done' }, 0)\">Go</button>",
        "a script that leaves a moment later",
        "done",
    ),
    (
        "<button onclick=\"fetch('/json').then(() => 0); history.pushState({}, '', '/pushed'); \
         document.body.textContent = location.pathname\">Go</button>",
        "an address without a document",
        "/pushed",
    ),
    (
        "<label style='display:block'><input type=checkbox style='position:absolute;left:-9999px' \
         onchange='document.body.textContent = \"done\"'> Go</label>",
        "a tick box that is out of sight",
        "done",
    ),
    (
        "<label>Go<input type=checkbox style='position:absolute;width:1px;height:1px;margin:-1px;\
         overflow:hidden;clip:rect(0,0,0,0)' onchange='document.body.textContent = \"done\"'></label>",
        "a tick box for screen readers only",
        "done",
    ),
];

#[tokio::test]
async fn clicks_wait_until_they_can_be_made() {
    let Some(options) = options(Isolation::UserContext) else {
        return;
    };
    let (app, browser) = (
        LittleApp::start().await,
        browser(&options, &Reaper::new()).await,
    );
    let mut agent = browser.new_agent().await.unwrap();
    for (html, about, expected) in CLICKS {
        agent.open(&page(&app, html), LONG).await.unwrap();
        agent
            .click(&called("Go"), LONG)
            .await
            .unwrap_or_else(|error| panic!("{about}: {error}"));
        assert_eq!(agent.page().await.unwrap().text, *expected, "{about}");
    }
}

#[tokio::test]
async fn what_stays_in_the_way_is_named() {
    let Some(options) = options(Isolation::UserContext) else {
        return;
    };
    let (app, browser) = (
        LittleApp::start().await,
        browser(&options, &Reaper::new()).await,
    );
    let mut agent = browser.new_agent().await.unwrap();
    let covered = "<button>Go</button><div class=modal style='position:fixed;inset:0'></div>";
    agent.open(&page(&app, covered), LONG).await.unwrap();
    let short = std::time::Duration::from_millis(100);
    let error = agent.click(&called("Go"), short).await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("it is covered by <div class=\"modal\">"),
        "{error}"
    );
    let wrong = Target::Css("p[".to_owned());
    let error = agent.find(&wrong, Act::See).await.unwrap_err();
    assert!(
        error.to_string().ends_with("`p[` is not a CSS selector"),
        "{error}"
    );
}

#[tokio::test]
async fn fields_hear_what_is_typed_and_chosen() {
    let Some(options) = options(Isolation::UserContext) else {
        return;
    };
    let (app, browser) = (
        LittleApp::start().await,
        browser(&options, &Reaper::new()).await,
    );
    let mut agent = browser.new_agent().await.unwrap();
    let html = "<input aria-label=Name value=old><select aria-label=Kind><option>A<option>B</select>\
                <div contenteditable aria-label=Note>old</div><output></output><script>\
                const heard = []; for (const kind of ['input', 'change', 'keydown']) \
                document.addEventListener(kind, (event) => { \
                heard.push(`${kind} ${event.key || event.target.value || event.target.textContent}`); \
                document.querySelector('output').textContent = heard.join(', ') })</script>";
    agent.open(&page(&app, html), LONG).await.unwrap();
    agent.fill(&called("Name"), "x\ny", LONG).await.unwrap();
    agent.select(&called("Kind"), "b", LONG).await.unwrap();
    agent.fill(&called("Note"), "new", LONG).await.unwrap();
    let name = agent.find(&called("Name"), Act::Fill).await.unwrap();
    assert_eq!(name[0].value.as_deref(), Some("xy"));
    let text = agent.page().await.unwrap().text;
    for word in [
        "keydown x, input x",
        "input xy",
        "change xy",
        "change B",
        "input new",
    ] {
        assert!(text.contains(word), "{word:?} in {text}");
    }
}

#[tokio::test]
async fn a_picture_that_never_comes_does_not_stop_a_page() {
    let Some(options) = options(Isolation::UserContext) else {
        return;
    };
    let (app, browser) = (
        LittleApp::start().await,
        browser(&options, &Reaper::new()).await,
    );
    let mut agent = browser.new_agent().await.unwrap();
    let patience = std::time::Duration::from_secs(5);
    agent
        .open(
            &page(&app, "<img src=/never><a href=/form>Go</a>"),
            patience,
        )
        .await
        .unwrap();
    agent.click(&called("Go"), LONG).await.unwrap();
    assert_eq!(agent.page().await.unwrap().url, app.here("/form"));
    let error = agent.open(&app.here("/never"), patience).await.unwrap_err();
    assert!(matches!(error, AgentError::Unreachable { .. }), "{error}");
    agent.open(&app.here("/form"), LONG).await.unwrap();
}

#[tokio::test]
async fn a_picture_of_the_page() {
    let Some(options) = options(Isolation::UserContext) else {
        return;
    };
    let (app, browser) = (
        LittleApp::start().await,
        browser(&options, &Reaper::new()).await,
    );
    let mut agent = browser.new_agent().await.unwrap();
    agent.open(&app.here("/form"), LONG).await.unwrap();
    let picture = agent.screenshot().await.unwrap().unwrap();
    assert!(
        picture.starts_with(b"\x89PNG\r\n"),
        "{} bytes",
        picture.len()
    );
    assert!(agent.describe().contains(' '), "{}", agent.describe());
}

fn page(app: &LittleApp, html: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("html", &format!("<!doctype html><body>{html}"))
        .finish();
    app.here(&format!("/page?{query}"))
}
