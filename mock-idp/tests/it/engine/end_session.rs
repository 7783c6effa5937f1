//! RP-initiated and back-channel logout.

use mock_idp::base::jws;
use serde_json::Value;

use super::{
    shown::{gist, inputs, show},
    world::{AFTER, World, shown_location},
};

fn signed_in() -> World {
    let mut world = World::new();
    world.sign_in("web", "bob", "");
    world
}

/// The page's form comes back; with or without `logout`.
fn confirm(world: &mut World, query: &str, logout: bool) -> mock_idp::oidc::exchange::Reply {
    let page = world.get(&format!("/session/end?{query}"));
    let inputs = inputs(&page);
    let form: Vec<(&str, &str)> = inputs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| logout || *name != "logout")
        .collect();
    world.post("/session/end/confirm", &form)
}

#[test]
fn with_and_without_a_session() {
    insta::assert_snapshot!(show(&signed_in().get("/session/end?client_id=web")), @r#"
    200 page "Sign Out" form[post http://localhost:3001/oidc/session/end/confirm] hidden:xsrf=<hex:48> hidden:logout=yes
    cache-control: no-store
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: end-session client=web user=bob
    "#);
    insta::assert_snapshot!(show(&World::new().get("/session/end")), @r#"
    200 page "Submitting Callback" form[post http://localhost:3001/oidc/session/end/confirm] hidden:xsrf=<hex:48> hidden:logout=yes
    cache-control: no-store
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: end-session client=- user=-
    "#);
}

#[test]
fn refusals() {
    let hint = |world: &World, audience: &str| {
        world.state(|state, _| {
            let claims = serde_json::json!({"sub": "bob", "aud": audience, "exp": 1, "iss": "http://localhost:3001/oidc"});
            let key = state.keys.current();
            let draft = jws::Draft::new(key, None, claims.as_object().unwrap().clone());
            jws::sign(&draft, key).unwrap()
        })
    };
    let mut world = signed_in();
    let (good, unknown) = (hint(&world, "web"), hint(&world, "nobody"));
    let forged = format!("{}AAAAAAAA", &good[..good.len() - 8]);
    let mut lines = Vec::new();
    for (name, query) in [
        ("expired hint", format!("id_token_hint={good}")),
        ("no token", "id_token_hint=nonsense".into()),
        ("forged", format!("id_token_hint={forged}")),
        ("unknown audience", format!("id_token_hint={unknown}")),
        (
            "other client",
            format!("id_token_hint={good}&client_id=web2"),
        ),
        (
            "unknown client",
            format!("client_id=nobody&post_logout_redirect_uri={AFTER}"),
        ),
        (
            "not registered",
            "client_id=web&post_logout_redirect_uri=https://evil.example/".into(),
        ),
        (
            "no URI",
            "client_id=web&post_logout_redirect_uri=nonsense".into(),
        ),
        (
            "a callback",
            "client_id=web&post_logout_redirect_uri=https://app.example/callback".into(),
        ),
        (
            "no client",
            "post_logout_redirect_uri=https://evil.example/".into(),
        ),
        ("twice", "client_id=web&client_id=web".into()),
    ] {
        let reply = world.get(&format!("/session/end?{query}"));
        assert!(show(&reply).contains("set-cookie: _session="));
        lines.push(format!("{name}\n    {}", gist(&reply)));
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    expired hint
        200 page "Sign Out" form[post http://localhost:3001/oidc/session/end/confirm] hidden:xsrf=<hex:48> hidden:logout=yes
    no token
        400 {"error":"invalid_request","error_description":"could not decode id_token_hint"}
    forged
        400 {"error":"invalid_request","error_description":"could not validate id_token_hint"}
    unknown audience
        400 {"error":"invalid_client","error_description":"invalid client nobody"}
    other client
        400 {"error":"invalid_request","error_description":"client_id does not match the provided id_token_hint"}
    unknown client
        400 {"error":"invalid_client","error_description":"invalid client nobody"}
    not registered
        400 {"error":"invalid_request","error_description":"post_logout_redirect_uri not registered"}
    no URI
        400 {"error":"invalid_request","error_description":"post_logout_redirect_uri not registered"}
    a callback
        400 {"error":"invalid_request","error_description":"post_logout_redirect_uri not registered"}
    no client
        200 page "Sign Out" form[post http://localhost:3001/oidc/session/end/confirm] hidden:xsrf=<hex:48> hidden:logout=yes
    twice
        400 {"error":"invalid_request","error_description":"'client_id' parameter must not be provided twice"}
    "#);
}

#[test]
fn the_session_ends() {
    let mut world = signed_in();
    let reply = confirm(
        &mut world,
        &format!("client_id=web&post_logout_redirect_uri={AFTER}&state=a+b"),
        true,
    );
    insta::assert_snapshot!(show(&reply), @"
    303 ─► https://app.example/bye?state=a+b
    cache-control: no-store
    set-cookie: _session=; path=/; expires=<past>; samesite=lax; httponly
    set-cookie: _session.sig=…; path=/; expires=<past>; samesite=lax; httponly
    journal: end-session-confirm client=web user=bob
    ");
    assert!(gist(&world.authorize("web", "prompt=none")).contains("login_required"));
    assert_eq!(
        world.state(|state, _| (state.store.sessions.len(), state.store.grants.len())),
        (0, 0)
    );
}

#[test]
fn the_success_page() {
    let mut world = signed_in();
    let reply = confirm(&mut world, "", true);
    let success = shown_location(&reply);
    insta::assert_snapshot!(show(&world.get(&success)), @r#"
    200 page "Sign Out" You have successfully signed out. Powered By
    cache-control: no-store
    journal: end-session-success client=- user=-
    "#);
    insta::assert_snapshot!(gist(&world.get(&format!("{success}?client_id=nobody"))), @r#"400 {"error":"invalid_client","error_description":"invalid client nobody"}"#);
}

#[test]
fn without_logout_only_the_client_leaves() {
    let mut world = signed_in();
    let reply = confirm(&mut world, "client_id=web", false);
    insta::assert_snapshot!(show(&reply), @"
    303 ─► http://localhost:3001/oidc/session/end/success?client_id=web
    cache-control: no-store
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: end-session-confirm client=web user=bob
    ");
    // Still signed in, but the client must be consented to again.
    assert_eq!(
        gist(&world.authorize("web", "")),
        "303 ─► /consent?app_id=web"
    );
}

#[test]
fn clients_with_offline_access_keep_their_grants() {
    let mut world = World::new();
    world.sign_in("web", "bob", "scope=openid offline_access&prompt=consent");
    let reply = world.authorize("web2", "");
    world.follow(&reply);
    confirm(&mut world, "", true);
    let left: Vec<String> = world.state(|state, now| {
        state
            .store
            .grants
            .iter(now)
            .map(|(_, g)| g.client_id.to_string())
            .collect()
    });
    assert_eq!(left, ["web"]);
}

#[test]
fn the_form_must_be_the_browsers_own() {
    let mut world = World::new();
    insta::assert_snapshot!(gist(&world.post("/session/end/confirm", &[("xsrf", "x")])), @r#"400 {"error":"invalid_request","error_description":"could not find logout details"}"#);
    let mut world = signed_in();
    world.get("/session/end");
    insta::assert_snapshot!(gist(&world.post("/session/end/confirm", &[("xsrf", "x")])), @r#"400 {"error":"invalid_request","error_description":"xsrf token invalid"}"#);
    insta::assert_snapshot!(gist(&world.get("/session/end/confirm")), @r#"404 {"error":"invalid_request","error_description":"unrecognized route or not allowed method (GET on /session/end/confirm)"}"#);
}

#[test]
fn clients_are_told_in_the_back_channel() {
    let mut world = World::with_app("web", |app| {
        app.oidc_client_metadata.backchannel_logout_uri = Some("http://localhost:9/logout".into());
        app.oidc_client_metadata.backchannel_logout_session_required = Some(true);
    });
    let address = world.sign_in("web", "bob", "");
    let sid = world.origin(&address).sid.clone().unwrap();
    let reply = confirm(&mut world, "", true);
    let [post] = reply.posts.as_slice() else {
        panic!("{:?}", reply.posts)
    };
    assert_eq!(post.url, "http://localhost:9/logout");
    let token = post.form.strip_prefix("logout_token=").unwrap();
    let draft = world.state(|state, _| jws::verify(token, &state.keys).unwrap());
    assert_eq!(draft.header["typ"], "logout+jwt");
    assert_eq!(draft.claims["sid"], sid.to_string());
    let shown = Value::Object(draft.claims).to_string();
    insta::assert_snapshot!(super::shown::redact(&shown), @r#"{"sub":"bob","events":{"http://schemas.openid.net/event/backchannel-logout":{}},"jti":"<opaque:43>","sid":"<opaque:43>","aud":"web","exp":1785000120,"iat":1785000000,"iss":"http://localhost:3001/oidc"}"#);
    assert_eq!(reply.trace.issued[0].kind, "logout-token");
}
