//! Pushed authorization requests.

use super::{
    shown::gist,
    world::{World, json_of, query},
};
use mock_idp::oidc::params::Params;

fn push(world: &mut World, app: &str, change: &str) -> mock_idp::oidc::exchange::Reply {
    let params = Params::decode(&query(app, change));
    let secret = format!("{app}-secret");
    let mut form: Vec<(&str, &str)> = params
        .pairs()
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    form.push(("client_secret", &secret));
    world.post("/request", &form)
}

#[test]
fn answers() {
    let mut world = World::new();
    let mut told =
        |change: &str| format!("{change}\n    {}", gist(&push(&mut world, "web", change)));
    let lines = [
        told(""),
        told("response_type"),
        told("redirect_uri=https://evil.example/"),
        told("prompt=bogus"),
        told("request_uri=urn:ietf:params:oauth:request_uri:x"),
        told("nonce=a&nonce=b"),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
        201 {"expires_in":60,"request_uri":"urn:ietf:params:oauth:request_uri:<opaque:43>"}
    response_type
        400 {"error":"invalid_request","error_description":"missing required parameter 'response_type'"}
    redirect_uri=https://evil.example/
        400 {"error":"invalid_request","error_description":"redirect_uri did not match any of the client's registered redirect_uris"}
    prompt=bogus
        400 {"error":"invalid_request","error_description":"unsupported prompt value requested"}
    request_uri=urn:ietf:params:oauth:request_uri:x
        400 {"error":"request_uri_not_supported"}
    nonce=a&nonce=b
        400 {"error":"invalid_request","error_description":"'nonce' parameter must not be provided twice"}
    "#);
}

#[test]
fn a_pushed_request_may_be_opened_until_a_code_is_issued() {
    let mut world = World::new();
    let pushed = json_of(&push(&mut world, "web", "state=pushed"));
    let uri = pushed["request_uri"].as_str().unwrap().to_owned();
    let open = format!("/auth?client_id=web&state=ignored&request_uri={uri}");
    assert_eq!(gist(&world.get(&open)), "303 ─► /sign-in?app_id=web");
    assert_eq!(gist(&world.get(&open)), "303 ─► /sign-in?app_id=web");
    // Signing in may take longer than the request may be opened.
    world.wait(61);
    let resume = world.log_in("bob");
    let reply = world.get(&resume);
    let address = world.follow(&reply);
    assert!(address.contains("state=pushed"), "{address}");
    insta::assert_snapshot!(gist(&world.get(&open)), @r#"400 {"error":"invalid_request_uri","error_description":"request_uri is invalid, expired, or was already used","state":"ignored","iss":"http://localhost:3001/oidc"}"#);
}

#[test]
fn only_its_client_may_open_it_and_only_in_time() {
    let mut world = World::new();
    let pushed = json_of(&push(&mut world, "web", ""));
    let uri = pushed["request_uri"].as_str().unwrap().to_owned();
    let other = world.get(&format!(
        "/auth?client_id=web2&redirect_uri=https://app.example/callback&request_uri={uri}"
    ));
    insta::assert_snapshot!(gist(&other), @"303 ─► https://app.example/callback?error=invalid_request_uri&error_description=request_uri+is+invalid%2C+expired%2C+or+was+already+used&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc");
    world.wait(60);
    let late = world.get(&format!(
        "/auth?client_id=web&redirect_uri=https://app.example/callback&request_uri={uri}"
    ));
    insta::assert_snapshot!(gist(&late), @"303 ─► https://app.example/callback?error=invalid_request_uri&error_description=request_uri+is+invalid%2C+expired%2C+or+was+already+used&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc");
}
