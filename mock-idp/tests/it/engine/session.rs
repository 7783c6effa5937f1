//! The session: finishing a sign-in, single sign-on, prompts, scopes, switching accounts.

use super::{
    shown::{gist, inputs, redact, show},
    world::{BOOKS, World, shown_location},
};

#[test]
fn the_whole_flow() {
    let mut world = World::new();
    world.authorize("web", "");
    let resume = world.log_in("bob");
    let reply = world.get(&resume);
    insta::assert_snapshot!(show(&reply), @r#"
    303 ─► /consent?app_id=web
    cache-control: no-store
    set-cookie: _logto={"appId":"web"}; path=/; samesite=lax
    set-cookie: _logto.sig=…; path=/; samesite=lax
    set-cookie: _interaction=…; path=/; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction.sig=…; path=/; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction_resume=<opaque:43>; path=/oidc/auth/<opaque:43>; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction_resume.sig=…; path=/oidc/auth/<opaque:43>; expires=<date>; samesite=lax; httponly
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: resume client=web user=bob
    "#);
    let resume = world.consent();
    let reply = world.get(&resume);
    insta::assert_snapshot!(show(&reply), @"
    303 ─► https://app.example/callback?code=<opaque:43>&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    cache-control: no-store
    set-cookie: _interaction_resume=; path=/oidc/auth/<opaque:43>; expires=<past>; samesite=lax; httponly
    set-cookie: _interaction_resume.sig=…; path=/oidc/auth/<opaque:43>; expires=<past>; samesite=lax; httponly
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: resume client=web user=bob issued=authorization-code
    ");
    let names: Vec<&str> = world
        .cookies
        .keys()
        .map(|(name, _)| name.as_str())
        .collect();
    insta::assert_snapshot!(names.join(" "), @"_interaction _interaction.sig _interaction_resume _interaction_resume.sig _logto _logto.sig _session _session.sig");
    // The interaction is over.
    insta::assert_snapshot!(gist(&world.get(&resume)), @r#"400 {"error":"invalid_request","error_description":"authorization request has expired","iss":"http://localhost:3001/oidc"}"#);
    assert!(world.interaction(None).is_err());
}

#[test]
fn what_a_code_stands_for() {
    let mut world = World::new();
    let change = format!("scope=openid read profile write&resource={BOOKS}&max_age=60");
    let address = world.sign_in("web", "bob", &change);
    let origin = world.origin(&address);
    assert_eq!((&*origin.client_id, &*origin.account_id), ("web", "bob"));
    // Of the resource's scopes the user has `read` alone.
    assert_eq!(&*origin.scope, "openid profile read");
    assert_eq!(origin.auth_time, Some(1_785_000_000));
    assert_eq!(origin.nonce.as_deref(), Some("n0nce"));
    assert_eq!(origin.sid, None);
    assert!(origin.session_uid.is_some());
    assert_eq!(origin.resources, [BOOKS.into()]);
    let later = world.sign_in_again("web", "");
    assert_eq!(world.origin(&later).auth_time, None);
}

#[test]
fn response_modes() {
    for (mode, expected) in [
        (
            "query",
            "https://app.example/callback?code=<opaque:43>&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc",
        ),
        (
            "fragment",
            "https://app.example/callback#code=<opaque:43>&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc",
        ),
    ] {
        let address = World::new().sign_in("web", "bob", &format!("response_mode={mode}"));
        assert_eq!(redact(&address), expected);
    }
    let mut world = World::new();
    world.sign_in("web", "bob", "");
    let reply = world.authorize("web", "response_mode=form_post");
    insta::assert_snapshot!(gist(&reply), @r#"200 page "Submitting Callback" form[post https://app.example/callback] hidden:code=<opaque:43> hidden:state=st4te hidden:iss=http://localhost:3001/oidc"#);
}

#[test]
fn the_query_of_a_redirect_uri_is_kept() {
    let mut world = World::with_app("web", |app| {
        app.oidc_client_metadata.redirect_uris =
            vec!["https://app.example/?next=%2Fa&state=x".into()];
    });
    let address = world.sign_in("web", "bob", "redirect_uri");
    insta::assert_snapshot!(redact(&address), @"https://app.example/?next=%2Fa&state=st4te&code=<opaque:43>&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc");
}

/// What a browser with a session of bob's at `web` gets.
fn with_session(cases: &[(&str, &str)]) -> String {
    let lines: Vec<String> = cases
        .iter()
        .map(|(app, change)| {
            let mut world = World::new();
            world.sign_in("web", "bob", "");
            world.wait(10);
            let reply = world.authorize(app, change);
            assert!(show(&reply).contains("set-cookie: _session="));
            let reasons = world
                .interaction(None)
                .map(|(_, interaction)| format!(" {:?}", interaction.reasons))
                .unwrap_or_default();
            format!("{app} {change}\n    {}{reasons}", gist(&reply))
        })
        .collect();
    lines.join("\n")
}

#[test]
fn requests_with_a_session() {
    insta::assert_snapshot!(with_session(&[
        ("web", ""),
        ("web", "prompt=none"),
        ("web", "login_hint=someone"),
        ("web", "max_age=3600"),
        ("web", "max_age=5"),
        ("web", "max_age=5&prompt=none"),
        ("web", "max_age=0"),
        ("web", "prompt=login"),
        ("web", "prompt=consent"),
        ("web", "scope=openid email"),
        ("web", "scope=openid email&prompt=none"),
        ("web", "scope=openid read&resource=https://books.example"),
        ("web", "scope=openid read&resource=https://books.example&prompt=none"),
        ("web2", ""),
        ("web2", "prompt=none"),
        ("third", "prompt=none"),
        ("native", "prompt=none"),
        ("web", "scope&nonce"),
    ]), @r#"
    web 
        303 ─► https://app.example/callback?code=<opaque:43>&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    web prompt=none
        303 ─► https://app.example/callback?code=<opaque:43>&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    web login_hint=someone
        303 ─► https://app.example/callback?code=<opaque:43>&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    web max_age=3600
        303 ─► https://app.example/callback?code=<opaque:43>&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    web max_age=5
        303 ─► /sign-in?app_id=web ["max_age"]
    web max_age=5&prompt=none
        303 ─► https://app.example/callback?error=login_required&error_description=End-User+authentication+could+not+be+obtained&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    web max_age=0
        303 ─► /sign-in?app_id=web ["login_prompt"]
    web prompt=login
        303 ─► /sign-in?app_id=web ["login_prompt"]
    web prompt=consent
        303 ─► /consent?app_id=web ["consent_prompt"]
    web scope=openid email
        303 ─► /consent?app_id=web ["op_scopes_missing"]
    web scope=openid email&prompt=none
        303 ─► https://app.example/callback?error=consent_required&error_description=requested+scopes+not+granted&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    web scope=openid read&resource=https://books.example
        303 ─► /consent?app_id=web ["rs_scopes_missing"]
    web scope=openid read&resource=https://books.example&prompt=none
        303 ─► https://app.example/callback?error=consent_required&error_description=requested+scopes+not+granted&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    web2 
        303 ─► /consent?app_id=web2 ["op_scopes_missing"]
    web2 prompt=none
        303 ─► https://app.example/callback?error=consent_required&error_description=requested+scopes+not+granted&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    third prompt=none
        303 ─► https://app.example/callback?error=consent_required&error_description=requested+scopes+not+granted&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    native prompt=none
        303 ─► https://app.example/callback?error=interaction_required&error_description=native+clients+require+End-User+interaction&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    web scope&nonce
        303 ─► https://app.example/callback?error=access_denied&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    "#);
}

#[test]
fn refresh_tokens_need_consent_to_be_asked_for() {
    let mut world = World::new();
    let plain = world.sign_in("web", "bob", "scope=openid offline_access");
    assert_eq!(&*world.origin(&plain).scope, "openid");
    let reply = world.authorize("web", "scope=openid offline_access&prompt=consent");
    let asked = world.follow(&reply);
    let origin = world.origin(&asked);
    assert_eq!(&*origin.scope, "openid offline_access");
    // It outlives the session.
    assert_eq!(origin.session_uid, None);
}

#[test]
fn grants_collect_scopes_in_the_order_they_were_given() {
    let mut world = World::new();
    world.sign_in("web", "bob", "scope=openid profile");
    let reply = world.authorize("web", "scope=email openid phone");
    let (_, interaction) = world.interaction(None).unwrap();
    assert_eq!(interaction.missing_scopes, ["email", "phone"]);
    let address = world.follow(&reply);
    assert_eq!(&*world.origin(&address).scope, "openid email phone");
    let address = world.sign_in_again("web", "scope=phone profile openid");
    assert_eq!(&*world.origin(&address).scope, "openid profile phone");
}

#[test]
fn a_sign_in_rotates_the_session_and_keeps_its_uid() {
    let mut world = World::new();
    world.sign_in("web", "bob", "");
    let jti = |world: &World| world.cookies[&("_session".to_owned(), "/".to_owned())].clone();
    let uid = |world: &World| {
        let jti = jti(world);
        world.state(|state, now| state.store.sessions.get(&jti, now).unwrap().uid.clone())
    };
    let (first, stays) = (jti(&world), uid(&world));
    world.authorize("web", "prompt=login");
    assert_eq!(jti(&world), first);
    let resume = world.log_in("bob");
    let reply = world.get(&resume);
    // Already consented: straight back.
    assert!(gist(&reply).starts_with("303 ─► https://app.example/callback?code="));
    assert_ne!(jti(&world), first);
    assert_eq!(uid(&world), stays);
    assert_eq!(world.state(|state, _| state.store.sessions.len()), 1);
}

#[test]
fn coming_back_without_an_answer_starts_over() {
    let mut world = World::new();
    world.authorize("web", "prompt=login");
    let (uid, _) = world.interaction(None).unwrap();
    let reply = world.get(&format!("/auth/{uid}"));
    insta::assert_snapshot!(show(&reply), @r#"
    303 ─► /sign-in?app_id=web
    cache-control: no-store
    set-cookie: _logto={"appId":"web"}; path=/; samesite=lax
    set-cookie: _logto.sig=…; path=/; samesite=lax
    set-cookie: _interaction=…; path=/; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction.sig=…; path=/; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction_resume=<opaque:43>; path=/oidc/auth/<opaque:43>; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction_resume.sig=…; path=/oidc/auth/<opaque:43>; expires=<date>; samesite=lax; httponly
    journal: resume client=web user=-
    "#);
    let resume = world.log_in("bob");
    let reply = world.get(&resume);
    assert_eq!(gist(&reply), "303 ─► /consent?app_id=web");
    // The sign-in counts only together with the consent that it was the way to.
    let (uid, _) = world.interaction(None).unwrap();
    let reply = world.get(&format!("/auth/{uid}"));
    assert_eq!(gist(&reply), "303 ─► /sign-in?app_id=web");
}

#[test]
fn resume_errors() {
    let mut world = World::new();
    insta::assert_snapshot!(gist(&world.get("/auth/no-such-uid")), @r#"400 {"error":"invalid_request","error_description":"authorization request has expired","iss":"http://localhost:3001/oidc"}"#);

    world.authorize("web", "");
    let resume = world.log_in("bob");
    world.state(|state, _| state.store.interactions.remove_where(|_, _| true));
    insta::assert_snapshot!(gist(&world.get(&resume)), @r#"400 {"error":"invalid_request","error_description":"interaction session not found","iss":"http://localhost:3001/oidc"}"#);

    let mut world = World::new();
    world.sign_in("web", "bob", "");
    world.authorize("web", "prompt=login");
    let resume = world.log_in("bob");
    world
        .cookies
        .retain(|(name, _), _| !name.starts_with("_session"));
    insta::assert_snapshot!(gist(&world.get(&resume)), @r#"400 {"error":"invalid_request","error_description":"interaction session and authentication session mismatch","iss":"http://localhost:3001/oidc"}"#);
}

#[test]
fn another_user_ends_the_session_of_the_first() {
    let mut world = World::new();
    world.sign_in("web", "bob", "");
    world.authorize("web", "prompt=login");
    let resume = world.log_in("alice");
    let page = world.get(&resume);
    insta::assert_snapshot!(show(&page), @r#"
    200 page "Submitting Callback" form[post http://localhost:3001/oidc/session/end/confirm] hidden:xsrf=<opaque:43> hidden:logout=yes
    cache-control: no-store
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: resume client=web user=-
    "#);
    let inputs = inputs(&page);
    let form: Vec<(&str, &str)> = inputs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let reply = world.post("/session/end/confirm", &form);
    insta::assert_snapshot!(show(&reply), @"
    303 ─► http://localhost:3001/oidc/auth/<opaque:43>
    cache-control: no-store
    set-cookie: _session=; path=/; expires=<past>; samesite=lax; httponly
    set-cookie: _session.sig=…; path=/; expires=<past>; samesite=lax; httponly
    journal: end-session-confirm client=web user=bob
    ");
    let reply = world.get(&shown_location(&reply));
    let address = world.follow(&reply);
    assert_eq!(&*world.origin(&address).account_id, "alice");
}

#[test]
fn sessions_slide_and_end() {
    let mut world = World::new();
    world.sign_in("web", "bob", "");
    for _ in 0..3 {
        world.wait(1_000_000);
        assert!(gist(&world.authorize("web", "prompt=none")).contains("code="));
    }
    world.wait(1_209_600);
    let reply = world.authorize("web", "prompt=none");
    assert!(gist(&reply).contains("error=login_required"));
    // The browser had a cookie: it gets a session without anyone in it.
    assert!(show(&reply).contains("set-cookie: _session=<opaque:43>"));
}

#[test]
fn suspended_and_deleted_users_have_no_session() {
    for change in ["suspend", "delete"] {
        let mut world = World::new();
        world.sign_in("web", "bob", "");
        world.data(|data| {
            if change == "suspend" {
                data.users.update("bob", |user| user.is_suspended = true);
            } else {
                data.users.remove("bob");
            }
        });
        let reply = world.authorize("web", "");
        assert_eq!(gist(&reply), "303 ─► /sign-in?app_id=web");
        assert!(show(&reply).contains("set-cookie: _session=<opaque:43>"));
        assert!(gist(&world.authorize("web", "prompt=none")).contains("login_required"));
    }
}

#[test]
fn forged_cookies_count_as_absent() {
    let mut world = World::new();
    world.sign_in("web", "bob", "");
    let key = ("_session.sig".to_owned(), "/".to_owned());
    world.cookies.insert(key.clone(), "A".repeat(27));
    let reply = world.authorize("web", "prompt=none");
    insta::assert_snapshot!(show(&reply), @"
    303 ─► https://app.example/callback?error=login_required&error_description=End-User+authentication+is+required&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
    cache-control: no-store
    set-cookie: _session.sig=; path=/; expires=<past>; httponly
    journal: authorize client=web user=-
    because: prompt=none, but the user must be asked: no_session
    ");
    assert!(!world.cookies.contains_key(&key));
}

#[test]
fn access_control_keeps_users_out() {
    let mut world = World::new();
    world.sign_in("web", "bob", "");
    world.data(|data| {
        let app = data.applications.get_mut("web").unwrap();
        app.app_level_access_control_enabled = true;
        app.allowed_user_ids = vec!["alice".into()];
    });
    insta::assert_snapshot!(gist(&world.authorize("web", "")), @"303 ─► https://app.example/callback?error=access_denied&error_description=Access+denied.&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc");
}

#[test]
fn the_oldest_grants_make_room() {
    let mut world = World::with_app("web", |app| {
        app.custom_client_metadata
            .insert("maxAllowedGrants".into(), 2.into());
    });
    let mut grants = Vec::new();
    for _ in 0..3 {
        world.other_browser();
        let address = world.sign_in("web", "bob", "");
        grants.push(world.origin(&address).grant_id.clone());
        world.wait(1);
    }
    let alive: Vec<bool> = grants
        .iter()
        .map(|id| world.state(|state, now| state.store.grants.get(id, now).is_some()))
        .collect();
    assert_eq!(alive, [false, true, true]);
}
