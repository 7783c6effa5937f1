//! What the mock saw: as a list, as it happens, as an archive.

use http::Method;
use mock_idp::control::journal::JournalFilter;

use super::kit::World;

fn endpoint(name: &str) -> JournalFilter {
    JournalFilter {
        endpoint: Some(name.into()),
        ..JournalFilter::default()
    }
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let world = World::start().await;
    world.machine_token("management-secret").await;
    world.machine_token("wrong").await;
    let discovery = format!(
        "{}/oidc/.well-known/openid-configuration",
        world.idp.logto_url()
    );
    world.get(&discovery, "").await;

    let all = world
        .client
        .journal(&JournalFilter::default())
        .await
        .unwrap();
    assert_eq!(all.len(), 3);
    let tokens = world.client.journal(&endpoint("token")).await.unwrap();
    assert_eq!(tokens.len(), 2);
    let failed = JournalFilter {
        failed: Some(true),
        client: Some("management".into()),
        ..endpoint("token")
    };
    let failed = world.client.journal(&failed).await.unwrap();
    assert_eq!(failed.len(), 1);
    assert!(!failed[0].error.as_ref().unwrap().reason.is_empty());
    assert!(!failed[0].response_headers.is_empty());
    let since = JournalFilter {
        since: Some(tokens[0].seq),
        limit: Some(1),
        ..JournalFilter::default()
    };
    let last = world.client.journal(&since).await.unwrap();
    assert_eq!(last[0].endpoint, "discovery");

    let answer = world.raw(
        Method::GET,
        "/api/tenants/default/journal?endpont=token",
        &[],
        "",
    );
    let refusal = answer.await.json();
    assert_eq!(refusal["code"], "invalid_query");
    assert_eq!(refusal["help"], "did you mean `endpoint`?");
    world.client.clear_journal().await.unwrap();
    assert!(
        world
            .client
            .journal(&JournalFilter::default())
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn exchanges_are_told_as_they_happen() {
    let world = World::start().await;
    world.machine_token("management-secret").await;
    let mut events = world
        .client
        .follow_journal(&endpoint("token"))
        .await
        .unwrap();
    let first = events.next().await.unwrap().unwrap();
    assert_eq!((first.status, first.seq), (200, 1));

    let discovery = format!(
        "{}/oidc/.well-known/openid-configuration",
        world.idp.logto_url()
    );
    world.get(&discovery, "").await;
    world.machine_token("wrong").await;
    let second = events.next().await.unwrap().unwrap();
    assert_eq!((second.endpoint.as_str(), second.status), ("token", 401));

    // Whoever was cut off takes up again where it was.
    let url = format!("{}/api/tenants/default/journal", world.idp.control_url());
    let request = world.http.get(url);
    let request = request
        .header("accept", "text/event-stream")
        .header("last-event-id", "1");
    let mut stream = request.send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let chunk = stream.chunk().await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&chunk);
    assert!(text.contains("id: 2\n"), "{text}");

    // The end of the mock is the end of the stream.
    let closing = world.idp.stop();
    assert!(events.next().await.unwrap().is_none());
    drop(stream);
    closing.finished().await;
}

#[tokio::test]
async fn an_archive_has_what_version_1_2_asks_for() {
    let world = World::start().await;
    world.machine_token("wrong").await;
    let har = world.client.har(&JournalFilter::default()).await.unwrap();
    let log = &har["log"];
    assert_eq!(
        (&log["version"], &log["creator"]["name"]),
        (&"1.2".into(), &"mock-idp".into())
    );
    let entry = &log["entries"][0];
    for (part, members) in [
        (
            "request",
            &[
                "method",
                "url",
                "httpVersion",
                "cookies",
                "headers",
                "queryString",
                "headersSize",
                "bodySize",
            ][..],
        ),
        (
            "response",
            &[
                "status",
                "statusText",
                "httpVersion",
                "cookies",
                "headers",
                "content",
                "redirectURL",
                "headersSize",
                "bodySize",
            ],
        ),
        ("timings", &["send", "wait", "receive"]),
    ] {
        for member in members {
            assert!(!entry[part][member].is_null(), "{part}.{member}");
        }
    }
    assert!(entry["startedDateTime"].as_str().unwrap().ends_with('Z'));
    let url = format!("{}/oidc/token", world.idp.logto_url());
    assert_eq!(entry["request"]["url"], url.as_str());
    assert_eq!(
        entry["request"]["postData"]["params"][0]["value"],
        "client_credentials"
    );
    assert_eq!(entry["response"]["status"], 401);
    assert_ne!(entry["comment"], "");
}
