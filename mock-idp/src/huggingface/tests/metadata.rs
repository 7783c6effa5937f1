use axum::body::Body;
use http::Request;

use super::kit::Site;

#[tokio::test]
async fn discovery() {
    let mut site = Site::new();
    let answer = site.get("/.well-known/openid-configuration").await;
    let other = site.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(answer.text, other.text);
    insta::assert_json_snapshot!(answer.json());
}

#[tokio::test]
async fn browsers_may_call_from_anywhere() {
    let mut site = Site::new();
    let request = Request::options("/oauth/token").header("origin", "https://app.example");
    let answer = site.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 204);
    insta::assert_debug_snapshot!(answer.headers);
    assert!(
        site.get("/login")
            .await
            .headers
            .get("access-control-allow-origin")
            .is_none()
    );
}

#[tokio::test]
async fn registration() {
    let mut site = Site::new();
    let mut told = Vec::new();
    for body in [
        r#"{"client_name":"Agent","redirect_uris":["http://localhost/cb"],"token_endpoint_auth_method":"none"}"#,
        r#"{"redirect_uris":["https://app.example/cb"]}"#,
        r#"{"redirect_uris":["not a url"]}"#,
        "no json",
    ] {
        let request = Request::post("/oauth/register").header("content-type", "application/json");
        told.push(
            site.send(request.body(Body::from(body)).unwrap())
                .await
                .short(),
        );
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn pictures_and_missing_pages() {
    let mut site = Site::new();
    let picture = site.get("/avatars/alice%2Dhf.svg").await;
    assert_eq!(picture.headers["content-type"], "image/svg+xml");
    assert!(picture.text.contains(">A</text>"));
    let profile = site.get("/alice-hf").await;
    assert!(
        profile
            .page()
            .contains("Alice Liddell alice-hf · PRO Organizations Acme acme")
    );
    insta::assert_snapshot!(site.get("/no/such/page").await.page(), @"404 – Hugging Face 
 404 Sorry, we can't find the page you are looking for.");
}
