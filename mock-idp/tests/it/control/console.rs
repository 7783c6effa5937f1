//! The console page, without a browser: `scenarios/console` opens it in one.

use http::Method;
use mock_idp::control::clock::ClockChange;
use scraper::{Html, Selector};

use super::kit::{Answer, World};

async fn page(world: &World, path: &str) -> Answer {
    world.raw(Method::GET, path, &[], "").await
}

async fn press(world: &World, action: &str, value: &str) -> Answer {
    let origin = world.idp.control_url().to_owned();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", origin.as_str()),
    ];
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    let body = form
        .append_pair("action", action)
        .append_pair("value", value)
        .finish();
    world
        .raw(Method::POST, "/console/default/do", &headers, &body)
        .await
}

fn text(page: &Answer, selector: &str) -> String {
    let html = Html::parse_document(&page.text);
    let selector = Selector::parse(selector).unwrap();
    let words = html.select(&selector).flat_map(|found| found.text());
    words
        .flat_map(str::split_whitespace)
        .collect::<Vec<_>>()
        .join(" ")
}

#[tokio::test]
async fn a_refusal_is_the_first_thing_to_be_seen_with_its_cause_and_fix() {
    let world = World::start().await;
    world.machine_token("wrong").await;
    let page = page(&world, "/").await;
    let notice = text(&page, ".notice");
    assert!(
        notice.starts_with("The token request of management was refused: invalid_client"),
        "{notice}"
    );
    assert!(
        notice.contains("Compare the app's client id and secret"),
        "{notice}"
    );
    let row = text(&page, ".exchange.bad summary");
    assert!(
        row.contains("401 token POST /oidc/token management invalid_client"),
        "{row}"
    );
}

#[tokio::test]
async fn tokens_are_decoded_and_their_signatures_judged() {
    let world = World::start().await;
    world
        .client
        .arm(&"access-token: { signature: flipped }".parse().unwrap())
        .await
        .unwrap();
    world.machine_token("management-secret").await;
    world.client.clear_tampers().await.unwrap();
    world.machine_token("management-secret").await;
    let page = page(&world, "/").await;
    let claims = text(&page, "pre[aria-label='Claims of the access-token']");
    assert!(claims.contains("\"client_id\": \"management\""), "{claims}");
    assert_eq!(text(&page, ".token .wrong"), "✗ the signature is wrong");
    assert_eq!(
        text(&page, ".token .fine"),
        "✓ signed with a key of this tenant"
    );
    assert!(text(&page, ".exchange.changed .why").contains("Tamper #1 on access-token: signature"));
}

#[tokio::test]
async fn nothing_that_was_sent_becomes_part_of_the_page() {
    let world = World::start().await;
    let hostile = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let url = format!(
        "{}/oidc/auth?client_id={hostile}&state=%22%3E{hostile}",
        world.idp.logto_url()
    );
    world.get(&url, hostile).await;
    let page = page(&world, "/").await;
    assert!(!page.text.contains("<script>alert"));
    assert!(page.text.contains("&#60;script&#62;alert(1)"));
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"),
        "{policy}"
    );
    // No style or script stands in the page itself: the policy would refuse it.
    let html = Html::parse_document(&page.text);
    let own = Selector::parse("style, script:not([src]), [style], [onclick]").unwrap();
    assert_eq!(html.select(&own).count(), 0);
}

#[tokio::test]
async fn every_field_has_a_label_and_every_button_a_name() {
    let world = World::start().await;
    press(&world, "switch", "nonce").await;
    let page = page(&world, "/").await;
    let html = Html::parse_document(&page.text);
    let fields = Selector::parse("input:not([type=hidden]), textarea, select").unwrap();
    for field in html.select(&fields) {
        let id = field.value().attr("id").unwrap();
        let label = Selector::parse(&format!("label[for={id}]")).unwrap();
        assert_eq!(html.select(&label).count(), 1, "{id}");
    }
    for button in html.select(&Selector::parse("button").unwrap()) {
        let said = button.value().attr("aria-label").map(str::to_owned);
        let said = said.unwrap_or_else(|| button.text().collect());
        assert!(!said.trim().is_empty(), "{}", button.html());
    }
    let ids: Vec<&str> = html
        .tree
        .nodes()
        .filter_map(|node| node.value().as_element()?.attr("id"))
        .collect();
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len(), "{ids:?}");
}

#[tokio::test]
async fn forms_do_what_they_say_and_say_what_is_wrong() {
    let world = World::start().await;
    let answer = press(&world, "switch", "expired").await;
    assert_eq!(answer.headers["location"], "/?tenant=default#tampers");
    assert_eq!(world.idp.tampers().list().len(), 1);
    let on = text(&page(&world, "/").await, "[role=switch][aria-checked=true]");
    assert_eq!(on, "ID token has expired");
    press(&world, "switch", "expired").await;
    assert!(world.idp.tampers().list().is_empty());

    press(&world, "arm", "jwks: { respond: { status: 500 } }").await;
    press(&world, "disarm", "all").await;
    assert!(world.idp.tampers().list().is_empty());
    let wrong = press(&world, "arm", "id-tokn: { nonce: { append: x } }").await;
    assert_eq!(wrong.status, 400);
    assert!(text(&wrong, "[role=alert]").contains("did you mean `id-token`?"));
    assert_eq!(
        text(&wrong, "textarea"),
        "id-tokn: { nonce: { append: x } }"
    );

    press(&world, "freeze", "true").await;
    press(&world, "advance", "1 day").await;
    let clock = world.client.clock().await.unwrap();
    assert!(clock.frozen && clock.offset_millis > 86_000_000);
    assert!(text(&page(&world, "/").await, "#clock").contains("stands still"));
    press(&world, "reset", "").await;
    assert!(!world.client.clock().await.unwrap().frozen);
    for (action, value) in [
        ("advance", "soon"),
        ("set", ""),
        ("nothing", ""),
        ("switch", "none"),
    ] {
        let wrong = press(&world, action, value).await;
        assert!(wrong.status.is_client_error(), "{action} {}", wrong.status);
        assert_ne!(text(&wrong, "[role=alert] p"), "", "{action}");
    }
    let none = ClockChange::default();
    assert!(world.client.change_clock(&none).await.is_err());
    let elsewhere = page(&world, "/?tenant=nowhere").await;
    assert_eq!(elsewhere.status, 404);
    assert!(text(&elsewhere, "[role=alert]").contains("there are: default"));
}

#[tokio::test]
async fn rows_come_as_events() {
    let world = World::start().await;
    world.machine_token("wrong").await;
    let url = format!(
        "{}/console/default/exchanges?since=0",
        world.idp.control_url()
    );
    let mut stream = world.http.get(url).send().await.unwrap();
    let chunk = stream.chunk().await.unwrap().unwrap();
    let event = String::from_utf8_lossy(&chunk);
    assert!(
        event.starts_with("id: 1\ndata: <details class=\"exchange bad\" id=\"x1\">"),
        "{event}"
    );
    for file in ["console.css", "console.js"] {
        assert_eq!(page(&world, &format!("/console/{file}")).await.status, 200);
    }
}
