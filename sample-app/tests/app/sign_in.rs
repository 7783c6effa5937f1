//! `/sign_in`: the authorization request.

use std::collections::HashSet;

use axum::http::StatusCode;
use url::Url;

use crate::browser::Browser;
use crate::world::World;

/// The parameters, with what is random reduced to its shape.
fn written(request: &Url) -> String {
    let random = ["state", "nonce", "code_challenge"];
    let shown = request.query_pairs().map(|(name, value)| {
        if random.contains(&&*name) {
            format!("{name} = [{} characters]", value.len())
        } else {
            format!("{name} = {value}")
        }
    });
    shown.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_request_protects_itself() {
    let mut world = World::start().await;
    let page = world.browser.get("/sign_in").await;
    let request = Browser::away(&page);
    assert_eq!(
        request.as_str().split('?').next(),
        Some(&*format!("{}/oidc/auth", world.logto.url))
    );
    assert_eq!(page.header("cache-control"), "no-store");
    insta::assert_snapshot!(written(&request), @r"
    response_type = code
    client_id = bookstore
    state = [43 characters]
    code_challenge = [43 characters]
    code_challenge_method = S256
    redirect_uri = http://localhost:3000/callback
    scope = openid offline_access profile email
    nonce = [43 characters]
    prompt = consent
    ");
}

#[tokio::test]
async fn settings_and_links_shape_the_request() {
    let mut world = World::with(|arguments| {
        arguments.logto_scopes = Some("profile urn:logto:scope:organizations".to_owned());
        arguments.logto_resources = Some("https://api.example https://other.example".to_owned());
        arguments.base_url = Some("https://shop.example".to_owned());
    })
    .await;
    let page = world
        .browser
        .get("/sign_in?first_screen=identifier:register&identifier=email+phone&login_hint=a%40b.c\
              &direct_sign_in=social:huggingface&ui_locales=fr&state=mine&redirect_uri=https://evil&next=//evil")
        .await;
    insta::assert_snapshot!(written(&Browser::away(&page)), @r"
    response_type = code
    client_id = bookstore
    state = [43 characters]
    code_challenge = [43 characters]
    code_challenge_method = S256
    redirect_uri = https://shop.example/callback
    scope = openid profile urn:logto:scope:organizations
    resource = https://api.example
    resource = https://other.example
    resource = urn:logto:resource:organizations
    first_screen = identifier:register
    identifier = email phone
    direct_sign_in = social:huggingface
    ui_locales = fr
    nonce = [43 characters]
    login_hint = a@b.c
    ");
}

#[tokio::test]
async fn every_attempt_has_its_own_secrets() {
    let mut world = World::start().await;
    let mut seen = HashSet::new();
    for _ in 0..3 {
        let page = world.browser.get("/sign_in").await;
        for (name, value) in Browser::away(&page).query_pairs() {
            if ["state", "nonce", "code_challenge"].contains(&&*name) {
                assert!(seen.insert(value.into_owned()), "{name} came twice");
            }
        }
    }
    assert_eq!(seen.len(), 9);
}

#[tokio::test]
async fn the_cookie_is_closed_to_scripts_and_other_sites() {
    let mut world = World::start().await;
    let page = world.browser.get("/sign_in").await;
    let cookie = page.header("set-cookie");
    let id = cookie
        .strip_prefix("sample_app_session=")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert_eq!(id.len(), 43);
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/"),
        "{cookie}"
    );

    let mut world =
        World::with(|arguments| arguments.base_url = Some("https://shop.example".to_owned())).await;
    let page = world.browser.get("/sign_in").await;
    let cookie = page.header("set-cookie");
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Lax; Secure; Path=/"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_wrong_link_is_explained() {
    let mut world = World::start().await;
    let page = world
        .browser
        .get("/sign_in?first_screen=%3Cscript%3E")
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    page.assert_shows("first_screen cannot be");
    page.assert_lacks("<script>");
    assert_eq!(
        world.logto.times("/oidc/.well-known/openid-configuration"),
        0
    );
}
