//! The authorization endpoint without a session: good requests, bad requests, where errors go.

use http::Method;
use mock_idp::oidc::{
    exchange::{Content, Request},
    params::Params,
};
use serde_json::json;

use super::{
    shown::{gist, show},
    world::{AFTER, BOOKS, ORIGIN, REDIRECT, World, query},
};

#[test]
fn a_good_request_leads_to_the_sign_in_page() {
    let mut world = World::new();
    let reply = world.authorize("web", "");
    insta::assert_snapshot!(show(&reply), @r#"
    303 ─► /sign-in?app_id=web
    cache-control: no-store
    set-cookie: _logto={"appId":"web"}; path=/; samesite=lax
    set-cookie: _logto.sig=…; path=/; samesite=lax
    set-cookie: _interaction=…; path=/; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction.sig=…; path=/; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction_resume=<opaque:43>; path=/oidc/auth/<opaque:43>; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction_resume.sig=…; path=/oidc/auth/<opaque:43>; expires=<date>; samesite=lax; httponly
    journal: authorize client=web user=-
    "#);
    let (_, interaction) = world.interaction(Some("web")).unwrap();
    assert_eq!(interaction.reasons, ["no_session"]);
}

#[test]
fn a_second_application_joins_the_interaction_cookie() {
    let mut world = World::new();
    world.authorize("web", "");
    world.authorize("web2", "");
    assert_eq!(&*world.interaction(Some("web")).unwrap().1.client_id, "web");
    assert_eq!(
        &*world.interaction(Some("web2")).unwrap().1.client_id,
        "web2"
    );
    assert_eq!(&*world.interaction(None).unwrap().1.client_id, "web2");
}

/// Application and change of a good request → answer.
fn table(cases: &[(&str, &str)]) -> String {
    let lines: Vec<String> = cases
        .iter()
        .map(|(app, change)| {
            let mut world = World::new();
            let reply = world.authorize(app, change);
            let reason = reply
                .trace
                .error
                .map(|e| format!("\n    because {}", e.reason))
                .unwrap_or_default();
            let reply = World::new().authorize(app, change);
            format!("{app} {change}\n    {}{reason}", gist(&reply))
        })
        .collect();
    lines.join("\n")
}

#[test]
fn errors_that_are_shown() {
    insta::assert_snapshot!(table(&[
        ("web", "client_id"),
        ("web", "client_id="),
        ("nobody", ""),
        ("web", "client_id=web&client_id=web"),
        ("machine", ""),
        ("device", ""),
        ("web", "redirect_uri"),
        ("web", "redirect_uri="),
        ("web", "redirect_uri=not a uri"),
        ("web", "redirect_uri=https://app.example/callback/"),
        ("web", "redirect_uri=https://evil.example/callback&prompt=bogus"),
        ("web", "redirect_uri=https://app.example/callback&redirect_uri=https://app.example/other"),
    ]), @r#"
    web client_id
        400 {"error":"invalid_request","error_description":"missing required parameter 'client_id'","state":"st4te","iss":"http://localhost:3001/oidc"}
        because every request must say from which client it comes
    web client_id=
        400 {"error":"invalid_request","error_description":"missing required parameter 'client_id'","state":"st4te","iss":"http://localhost:3001/oidc"}
        because every request must say from which client it comes
    nobody 
        400 {"error":"invalid_client","error_description":"invalid client nobody","state":"st4te","iss":"http://localhost:3001/oidc"}
        because no application has the id `nobody`
    web client_id=web&client_id=web
        400 {"error":"invalid_request","error_description":"'client_id' parameter must not be provided twice","state":"st4te","iss":"http://localhost:3001/oidc"}
        because send each parameter once; only `resource` may be repeated
    machine 
        400 {"error":"invalid_redirect_uri","error_description":"redirect_uri did not match any of the client's registered redirect_uris","state":"st4te","iss":"http://localhost:3001/oidc"}
        because redirect_uri `https://app.example/callback` is not registered for `machine`; registered: none; the request also failed with invalid_request: requested response_type is not allowed for this client
    device 
        400 {"error":"invalid_redirect_uri","error_description":"redirect_uri did not match any of the client's registered redirect_uris","state":"st4te","iss":"http://localhost:3001/oidc"}
        because redirect_uri `https://app.example/callback` is not registered for `device`; registered: none; the request also failed with invalid_request: requested response_type is not allowed for this client
    web redirect_uri
        400 {"error":"invalid_request","error_description":"missing required parameter 'redirect_uri'","state":"st4te","iss":"http://localhost:3001/oidc"}
        because redirect_uri is missing, and the client has 2 of them: name the one to use
    web redirect_uri=
        400 {"error":"invalid_request","error_description":"missing required parameter 'redirect_uri'","state":"st4te","iss":"http://localhost:3001/oidc"}
        because redirect_uri is missing, and the client has 2 of them: name the one to use
    web redirect_uri=not a uri
        400 {"error":"invalid_redirect_uri","error_description":"redirect_uri did not match any of the client's registered redirect_uris","state":"st4te","iss":"http://localhost:3001/oidc"}
        because redirect_uri `not a uri` is not registered for `web`; registered: `https://app.example/callback`, `https://app.example/other`
    web redirect_uri=https://app.example/callback/
        400 {"error":"invalid_redirect_uri","error_description":"redirect_uri did not match any of the client's registered redirect_uris","state":"st4te","iss":"http://localhost:3001/oidc"}
        because redirect_uri `https://app.example/callback/` is not registered for `web`; registered: `https://app.example/callback`, `https://app.example/other`
    web redirect_uri=https://evil.example/callback&prompt=bogus
        400 {"error":"invalid_redirect_uri","error_description":"redirect_uri did not match any of the client's registered redirect_uris","state":"st4te","iss":"http://localhost:3001/oidc"}
        because redirect_uri `https://evil.example/callback` is not registered for `web`; registered: `https://app.example/callback`, `https://app.example/other`; the request also failed with invalid_request: unsupported prompt value requested
    web redirect_uri=https://app.example/callback&redirect_uri=https://app.example/other
        400 {"error":"invalid_request","error_description":"'redirect_uri' parameter must not be provided twice","state":"st4te","iss":"http://localhost:3001/oidc"}
        because send each parameter once; only `resource` may be repeated
    "#);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, and what comes of it")]
fn errors_that_are_sent_to_the_client() {
    insta::assert_snapshot!(table(&[
        ("web", "response_type"),
        ("web", "response_type=token"),
        ("web", "response_type=id_token"),
        ("web", "response_type=id_token&response_mode=query"),
        ("web", "response_type=id_token code"),
        ("web", "response_mode=pigeon"),
        ("web", "response_mode=form_post&prompt=none"),
        ("web", "response_mode=fragment&prompt=none"),
        ("web", "prompt=none"),
        ("web", "prompt=none&state"),
        ("web", "prompt=none login"),
        ("web", "prompt=select_account"),
        ("web", "prompt=none&max_age=0"),
        ("web", "max_age=soon"),
        ("web", "scope="),
        ("web", "scope=profile&nonce&max_age=5"),
        ("third", "scope=openid profile phone"),
        ("web", "code_challenge_method"),
        ("web", "code_challenge_method=plain"),
        ("web", "code_challenge"),
        ("web", "code_challenge=short"),
        ("spa", "code_challenge&code_challenge_method"),
        ("native", "code_challenge&code_challenge_method"),
        ("web", "resource=https://nowhere.example"),
        ("web", "resource=not a uri"),
        ("web", "resource=https://books.example/%23x"),
        ("web", "request=x"),
        ("web", "request_uri=https://app.example/request"),
        ("web", "request_uri=urn:ietf:params:oauth:request_uri:unknown"),
        ("web", "registration=x"),
        ("web", "id_token_hint=nonsense"),
        ("web", "state=one&state=two"),
        ("web", "nonce=a&nonce=b&scope=openid&scope=openid&state=s"),
    ]), @r#"
    web response_type
        303 ─► https://app.example/callback?error=invalid_request&error_description=missing+required+parameter+%27response_type%27&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because it must be sent and must not be empty
    web response_type=token
        303 ─► https://app.example/callback#error=unsupported_response_type&error_description=unsupported+response_type+requested&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because response_type `token` is not supported: use code
    web response_type=id_token
        303 ─► https://app.example/callback#error=invalid_request&error_description=requested+response_type+is+not+allowed+for+this+client&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because response_type `id_token` is not allowed for `web`; allowed: code
    web response_type=id_token&response_mode=query
        303 ─► https://app.example/callback?error=invalid_request&error_description=requested+response_mode+is+not+allowed+for+the+requested+response_type&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because a response_type with tokens must not be answered in a query
    web response_type=id_token code
        303 ─► https://app.example/callback#error=invalid_request&error_description=requested+response_type+is+not+allowed+for+this+client&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because response_type `code id_token` is not allowed for `web`; allowed: code
    web response_mode=pigeon
        303 ─► https://app.example/callback?error=unsupported_response_mode&error_description=unsupported+response_mode+requested&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because response_mode `pigeon` is none of query, fragment and form_post
    web response_mode=form_post&prompt=none
        400 page "Submitting Callback" form[post https://app.example/callback] hidden:error=login_required hidden:error_description=End-User authentication is required hidden:state=st4te hidden:iss=http://localhost:3001/oidc
        because prompt=none, but the user must be asked: no_session
    web response_mode=fragment&prompt=none
        303 ─► https://app.example/callback#error=login_required&error_description=End-User+authentication+is+required&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because prompt=none, but the user must be asked: no_session
    web prompt=none
        303 ─► https://app.example/callback?error=login_required&error_description=End-User+authentication+is+required&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because prompt=none, but the user must be asked: no_session
    web prompt=none&state
        303 ─► https://app.example/callback?error=login_required&error_description=End-User+authentication+is+required&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because prompt=none, but the user must be asked: no_session
    web prompt=none login
        303 ─► https://app.example/callback?error=invalid_request&error_description=prompt+none+must+only+be+used+alone&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because prompt=none forbids what the other prompts ask for
    web prompt=select_account
        303 ─► https://app.example/callback?error=invalid_request&error_description=unsupported+prompt+value+requested&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because prompt `select_account` is none of none, login and consent
    web prompt=none&max_age=0
        303 ─► https://app.example/callback?error=login_required&error_description=login+prompt+was+not+resolved&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because prompt=none, but the user must be asked: login_prompt, no_session
    web max_age=soon
        303 ─► https://app.example/callback?error=invalid_request&error_description=invalid+max_age+parameter+value&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because max_age `soon` is no whole number of seconds from 0 up
    web scope=
        303 ─► https://app.example/callback?error=invalid_request&error_description=openid+scope+must+be+requested+when+using+the+nonce+parameter&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because add `openid` to scope, or leave `nonce` out
    web scope=profile&nonce&max_age=5
        303 ─► https://app.example/callback?error=invalid_request&error_description=openid+scope+must+be+requested+when+using+the+max_age+parameter&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because add `openid` to scope, or leave `max_age` out
    third scope=openid profile phone
        303 ─► https://app.example/callback?error=invalid_scope&error_description=requested+scope+is+not+allowed&scope=phone&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because `third` may not ask for `phone`; it may ask for: openid offline_access profile email
    web code_challenge_method
        303 ─► https://app.example/callback?error=invalid_request&error_description=code_challenge_method+must+be+provided&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because a code_challenge needs code_challenge_method=S256
    web code_challenge_method=plain
        303 ─► https://app.example/callback?error=invalid_request&error_description=not+supported+value+of+code_challenge_method&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because code_challenge_method `plain` is not supported: use S256
    web code_challenge
        303 ─► https://app.example/callback?error=invalid_request&error_description=code_challenge+must+be+provided+with+code_challenge_method&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because code_challenge_method came without code_challenge
    web code_challenge=short
        303 ─► https://app.example/callback?error=invalid_request&error_description=code_challenge+must+be+a+string+with+a+minimum+length+of+43+characters&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because code_challenge has 5 characters
    spa code_challenge&code_challenge_method
        303 ─► https://app.example/callback?error=invalid_request&error_description=Authorization+Server+policy+requires+PKCE+to+be+used+for+this+request&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because `spa` is a public client: send code_challenge and code_challenge_method=S256
    native code_challenge&code_challenge_method
        303 ─► https://app.example/callback?error=invalid_request&error_description=Authorization+Server+policy+requires+PKCE+to+be+used+for+this+request&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because `native` is a public client: send code_challenge and code_challenge_method=S256
    web resource=https://nowhere.example
        303 ─► https://app.example/callback?error=invalid_target&error_description=resource+indicator+is+missing%2C+or+unknown&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because no API resource has the indicator `https://nowhere.example`
    web resource=not a uri
        303 ─► https://app.example/callback?error=invalid_target&error_description=resource+indicator+must+be+an+absolute+URI&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because resource `not a uri` is no absolute URI
    web resource=https://books.example/%23x
        303 ─► https://app.example/callback?error=invalid_target&error_description=resource+indicator+must+not+contain+a+fragment+component&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because resource `https://books.example/#x` has a fragment
    web request=x
        303 ─► https://app.example/callback?error=request_not_supported&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because request objects are not supported: send plain parameters or push them
    web request_uri=https://app.example/request
        303 ─► https://app.example/callback?error=request_uri_not_supported&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because request_uri `https://app.example/request` does not come from the pushed authorization request endpoint
    web request_uri=urn:ietf:params:oauth:request_uri:unknown
        303 ─► https://app.example/callback?error=invalid_request_uri&error_description=request_uri+is+invalid%2C+expired%2C+or+was+already+used&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because no pushed request is known as `urn:ietf:params:oauth:request_uri:unknown`
    web registration=x
        303 ─► https://app.example/callback?error=registration_not_supported&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because clients are registered beforehand: leave `registration` out
    web id_token_hint=nonsense
        303 ─► https://app.example/callback?error=invalid_request&error_description=could+not+validate+id_token_hint&state=st4te&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because the id_token_hint: it is no JSON Web Signature in compact form
    web state=one&state=two
        303 ─► https://app.example/callback?error=invalid_request&error_description=%27state%27+parameter+must+not+be+provided+twice&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because send each parameter once; only `resource` may be repeated
    web nonce=a&nonce=b&scope=openid&scope=openid&state=s
        303 ─► https://app.example/callback?error=invalid_request&error_description=%27nonce%27+and+%27scope%27+parameters+must+not+be+provided+twice&state=s&iss=http%3A%2F%2Flocalhost%3A3001%2Foidc
        because send each parameter once; only `resource` may be repeated
    "#);
}

#[test]
fn requests_that_are_fine() {
    for (app, change) in [
        ("spa", ""),
        ("native", ""),
        ("third", ""),
        ("web", "code_challenge&code_challenge_method"),
        ("web", "scope=openid nonsense"),
        ("web", "scope&nonce"),
        ("web", "claims=nonsense&display=popup&acr_values=gold"),
        ("web", "prompt=login consent"),
        ("web", "max_age=1e3"),
        ("web", "redirect_uri=https://APP.example/callback"),
        ("web", "response_mode=form_post"),
    ] {
        let reply = World::new().authorize(app, change);
        assert_eq!(
            gist(&reply),
            format!("303 ─► /sign-in?app_id={app}"),
            "{change}"
        );
    }
    for resource in [
        "resource=https://books.example",
        "resource=https://books.example&resource=https://books.example",
    ] {
        let mut world = World::new();
        world.authorize("web", &format!("scope=openid read fly&{resource}"));
        assert_eq!(
            world
                .interaction(None)
                .unwrap()
                .1
                .params
                .all("resource")
                .next(),
            Some(BOOKS)
        );
    }
}

#[test]
fn the_only_redirect_uri_may_be_left_out_unless_it_is_a_pattern() {
    let only = |uri: &str| {
        let uris = vec![uri.to_owned()];
        World::with_app("web", |app| app.oidc_client_metadata.redirect_uris = uris)
    };
    let mut world = only(AFTER);
    let reply = world.authorize("web", "redirect_uri");
    assert_eq!(gist(&reply), "303 ─► /sign-in?app_id=web");
    let reply = world.authorize("web", "redirect_uri&prompt=none");
    assert!(gist(&reply).starts_with("303 ─► https://app.example/bye?error=login_required"));
    let reply = only("https://*.app.example/cb").authorize("web", "redirect_uri");
    assert!(
        gist(&reply).contains("invalid_redirect_uri"),
        "{}",
        gist(&reply)
    );
}

#[test]
fn an_application_without_redirect_uris_cannot_be_used() {
    let mut world = World::with_app("web", |app| {
        app.oidc_client_metadata.redirect_uris = Vec::new();
    });
    let reply = world.authorize("web", "");
    insta::assert_snapshot!(gist(&reply), @r#"400 {"error":"invalid_redirect_uri","error_description":"redirect_uris must contain members","state":"st4te","iss":"http://localhost:3001/oidc"}"#);
}

#[test]
fn a_post_stands_for_a_get() {
    let mut world = World::new();
    let form = Params::decode(&query("web", ""));
    let post = Request::new(Method::POST, ORIGIN, "/auth");
    let reply = world.send(post.clone().with_form(form.clone()));
    assert_eq!(gist(&reply), "303 ─► /sign-in?app_id=web");

    let json = |value: serde_json::Value| {
        let mut request = post.clone();
        request.body = form.clone();
        request.content = Content::Json(Some(Box::new(value)));
        request
    };
    let reply = world.send(json(json!({ "client_id": "web", "resource": ["a", "b"] })));
    assert_eq!(gist(&reply), "303 ─► /sign-in?app_id=web");
    for refused in [
        json(json!({ "client_id": "web", "scope": ["openid"] })),
        json(json!({ "client_id": { "a": 1 } })),
        json(json!({ "client_id": null })),
        post.clone(),
    ] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(gist(&world.send(refused)), @r#"404 {"error":"invalid_request","error_description":"unrecognized route or not allowed method (POST on /auth)"}"#);
        }
    }
}

#[test]
fn head_is_answered_like_get() {
    let mut world = World::new();
    let mut request = Request::new(Method::HEAD, ORIGIN, "/AUTH/");
    request.query = Params::decode(&query("web", ""));
    assert_eq!(gist(&world.send(request)), "303 ─► /sign-in?app_id=web");
    assert!(world.interaction(None).is_ok());
}

#[test]
fn cookies_are_secure_behind_https() {
    let mut world = World::new();
    let mut request = Request::new(Method::GET, "https://id.example", "/auth");
    request.query = Params::decode(&query("web", ""));
    let reply = show(&world.send(request));
    assert_eq!(reply.matches("; secure").count(), 6, "{reply}");
    assert!(reply.contains("─► /sign-in?app_id=web"));
    assert!(!reply.contains(REDIRECT));
}
