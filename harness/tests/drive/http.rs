//! The client of `http:` steps.

use harness::drive::{
    http::{Body, HttpClient, Request},
    wire::Wire,
};

use crate::{little_app::LittleApp, person::LONG};

fn request(method: &str, url: String, body: Body) -> Request {
    Request {
        method: method.to_owned(),
        url,
        headers: Vec::new(),
        body,
    }
}

#[tokio::test]
async fn one_request_one_answer() {
    let app = LittleApp::start().await;
    let mut client = HttpClient::new(Wire::new().unwrap());
    let form = Body::Form(vec![("grant_type".into(), "client credentials".into())]);
    let url = app.here("/echo?x=1");
    let answer = client
        .send(&request("POST", url.clone(), form), LONG)
        .await
        .unwrap();
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains(
        "POST /echo?x=1\napplication/x-www-form-urlencoded\ngrant_type=client+credentials"
    ));
    assert_eq!(
        answer.curl,
        format!(
            "curl -i '{url}' -H 'content-type: application/x-www-form-urlencoded' \
             --data-binary 'grant_type=client+credentials'"
        )
    );
}

#[tokio::test]
async fn redirects_are_answers_and_cookies_are_kept() {
    let app = LittleApp::start().await;
    let mut client = HttpClient::new(Wire::new().unwrap());
    let moved = app.here("/redirect/303?to=/form");
    let answer = client
        .send(&request("GET", moved, Body::None), LONG)
        .await
        .unwrap();
    assert_eq!(answer.status, 303);
    assert!(
        answer
            .headers
            .contains(&("location".to_owned(), "/form".to_owned()))
    );

    let set = app.here("/cookies/set?c=a%3D1;Path%3D/&c=b%3D2;Path%3D/");
    let answer = client
        .send(&request("GET", set, Body::None), LONG)
        .await
        .unwrap();
    let set = answer
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie")
        .count();
    assert_eq!(set, 2);
    let shown = request("GET", app.here("/cookies"), Body::None);
    let answer = client.send(&shown, LONG).await.unwrap();
    assert!(answer.body.contains("<p>a=1; b=2</p>"), "{}", answer.body);
    assert!(
        answer.curl.contains("-H 'cookie: a=1; b=2'"),
        "{}",
        answer.curl
    );
    let mut other = HttpClient::new(Wire::new().unwrap());
    assert!(
        other
            .send(&shown, LONG)
            .await
            .unwrap()
            .body
            .contains("<p>none</p>")
    );
}

#[tokio::test]
async fn names_under_localhost_are_this_machine() {
    let app = LittleApp::start().await;
    let url = app.there("/echo").replace("localhost", "rp.localhost");
    let mut client = HttpClient::new(Wire::new().unwrap());
    assert_eq!(
        client
            .send(&request("GET", url, Body::None), LONG)
            .await
            .unwrap()
            .status,
        200
    );
}
