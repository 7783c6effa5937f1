//! The device flow in the user's browser.

use mock_idp::oidc::tokens::DeviceState;

use super::{
    shown::{gist, inputs, show},
    world::{World, json_of, shown_location},
};

/// A device asks; its codes.
fn ask(world: &mut World, form: &[(&str, &str)]) -> (String, String) {
    let mut all = vec![("client_id", "device")];
    all.extend_from_slice(form);
    let reply = json_of(&world.post("/device/auth", &all));
    let text = |name: &str| reply[name].as_str().unwrap().to_owned();
    (text("device_code"), text("user_code"))
}

/// The form that the browser is sent for a code.
fn form(world: &mut World, user_code: &str) -> Vec<(String, String)> {
    inputs(&world.get(&format!("/device?user_code={user_code}")))
}

fn post(
    world: &mut World,
    form: &[(String, String)],
    more: &[(&str, &str)],
) -> mock_idp::oidc::exchange::Reply {
    let mut all: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    all.retain(|(name, _)| more.iter().all(|(n, _)| n != name));
    all.extend_from_slice(more);
    world.post("/device", &all)
}

#[test]
fn what_a_device_is_told() {
    let mut world = World::new();
    let mut told = |form: &[(&str, &str)]| gist(&world.post("/device/auth", form));
    let lines = [
        told(&[
            ("client_id", "device"),
            ("scope", "openid offline_access nonsense"),
        ]),
        told(&[("client_id", "device")]),
        told(&[
            ("client_id", "device"),
            ("resource", "https://nowhere.example"),
        ]),
        told(&[("client_id", "native")]),
        told(&[("client_id", "nobody")]),
        told(&[]),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    200 {"device_code":"<opaque:43>","user_code":"XXXX-XXXX","verification_uri":"http://localhost:3001/device","verification_uri_complete":"http://localhost:3001/device?user_code=XXXX-XXXX","expires_in":600}
    200 {"device_code":"<opaque:43>","user_code":"XXXX-XXXX","verification_uri":"http://localhost:3001/device","verification_uri_complete":"http://localhost:3001/device?user_code=XXXX-XXXX","expires_in":600}
    400 {"error":"invalid_target","error_description":"resource indicator is missing, or unknown"}
    400 {"error":"invalid_request","error_description":"urn:ietf:params:oauth:grant-type:device_code is not allowed for this client"}
    400 {"error":"invalid_client","error_description":"invalid client nobody"}
    400 {"error":"invalid_request","error_description":"no client authentication mechanism provided"}
    "#);
}

#[test]
fn the_whole_flow() {
    let mut world = World::new();
    let (device_code, user_code) = ask(&mut world, &[("scope", "openid profile offline_access")]);
    insta::assert_snapshot!(show(&world.get("/device")), @"
    302 ─► /device
    set-cookie: _logto_device_flow_xsrf=<hex:48>; path=/device; expires=<date>; samesite=lax
    set-cookie: _logto_device_flow_xsrf.sig=…; path=/device; expires=<date>; samesite=lax
    set-cookie: _logto={}; path=/; samesite=lax
    set-cookie: _logto.sig=…; path=/; samesite=lax
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: device client=- user=-
    ");
    insta::assert_snapshot!(show(&world.get(&format!("/device?user_code={user_code}"))), @r#"
    200 page "Submitting Callback" form[post http://localhost:3001/oidc/device] hidden:xsrf=<hex:48> hidden:user_code=XXXX-XXXX
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: device client=- user=-
    "#);
    let form = form(&mut world, &user_code);
    insta::assert_snapshot!(show(&post(&mut world, &form, &[])), @"
    302 ─► /device?user_code=XXXX-XXXX
    set-cookie: _logto_device_flow_xsrf=<hex:48>; path=/device; expires=<date>; samesite=lax
    set-cookie: _logto_device_flow_xsrf.sig=…; path=/device; expires=<date>; samesite=lax
    set-cookie: _logto={}; path=/; samesite=lax
    set-cookie: _logto.sig=…; path=/; samesite=lax
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: device client=- user=-
    ");
    insta::assert_snapshot!(show(&post(&mut world, &form, &[("confirm", "yes")])), @r#"
    303 ─► /sign-in?app_id=device
    cache-control: no-store
    set-cookie: _logto={"appId":"device"}; path=/; samesite=lax
    set-cookie: _logto.sig=…; path=/; samesite=lax
    set-cookie: _interaction=…; path=/; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction.sig=…; path=/; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction_resume=<opaque:43>; path=/oidc/device/<opaque:43>; expires=<date>; samesite=lax; httponly
    set-cookie: _interaction_resume.sig=…; path=/oidc/device/<opaque:43>; expires=<date>; samesite=lax; httponly
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: device client=device user=-
    "#);
    let resume = world.log_in("bob");
    assert!(resume.contains("/oidc/device/"));
    let reply = world.get(&resume);
    assert_eq!(shown_location(&reply), "/consent?app_id=device");
    let resume = world.consent();
    insta::assert_snapshot!(show(&world.get(&resume)), @"
    302 ─► /device/success
    cache-control: no-store
    set-cookie: _interaction_resume=; path=/oidc/device/<opaque:43>; expires=<past>; samesite=lax; httponly
    set-cookie: _interaction_resume.sig=…; path=/oidc/device/<opaque:43>; expires=<past>; samesite=lax; httponly
    set-cookie: _logto_device_flow_xsrf=; path=/device; expires=<past>; samesite=lax
    set-cookie: _logto_device_flow_xsrf.sig=…; path=/device; expires=<past>; samesite=lax
    set-cookie: _session=<opaque:43>; path=/; samesite=lax; httponly; expires=<date>
    set-cookie: _session.sig=…; path=/; samesite=lax; httponly; expires=<date>
    journal: device client=device user=bob
    ");
    world.state(|state, now| {
        let row = state.store.device_codes.get(&device_code, now).unwrap();
        let DeviceState::Granted(origin) = &row.state else {
            panic!("{:?}", row.state)
        };
        assert_eq!(&*origin.account_id, "bob");
        assert_eq!(&*origin.scope, "openid profile offline_access");
    });
}

#[test]
fn what_the_page_is_told() {
    let mut world = World::new();
    let (device_code, user_code) = ask(&mut world, &[]);
    let sent = form(&mut world, &user_code);
    let plain = user_code.to_lowercase().replace('-', "");
    let lines = [
        gist(&post(&mut world, &sent, &[("user_code", &plain)])),
        gist(&post(&mut world, &sent, &[("user_code", "no such")])),
        gist(&post(&mut world, &sent, &[("user_code", "")])),
        gist(&post(&mut world, &sent, &[("xsrf", "wrong")])),
        gist(&post(&mut world, &sent, &[("abort", "yes")])),
        gist(&post(&mut world, &sent, &[("confirm", "yes")])),
    ];
    insta::assert_snapshot!(lines.join("\n"), @"
    302 ─► /device?user_code=XXXX-XXXX
    302 ─► /device?input_code=no+such&error=NotFoundError
    302 ─► /device?error=NoCodeError
    302 ─► /device?error=InvalidRequest
    302 ─► /device?error=AbortedError
    302 ─► /device?input_code=XXXX-XXXX&error=AlreadyUsedError
    ");
    world.state(|state, now| {
        let row = state.store.device_codes.get(&device_code, now).unwrap();
        assert!(matches!(row.state, DeviceState::Denied));
    });
    let (_, late) = ask(&mut world, &[]);
    world.wait(600);
    let sent = form(&mut world, &late);
    insta::assert_snapshot!(gist(&post(&mut world, &sent, &[])), @"302 ─► /device?input_code=XXXX-XXXX&error=ExpiredError");
}

#[test]
fn a_code_is_taken_up_once() {
    let mut world = World::new();
    let (_, user_code) = ask(&mut world, &[]);
    let sent = form(&mut world, &user_code);
    post(&mut world, &sent, &[("confirm", "yes")]);
    let sent = form(&mut world, &user_code);
    let again = post(&mut world, &sent, &[("confirm", "yes")]);
    insta::assert_snapshot!(gist(&again), @"302 ─► /device?input_code=XXXX-XXXX&error=AlreadyUsedError");
}

#[test]
fn a_browser_that_lost_its_session_breaks_logto() {
    let mut world = World::new();
    insta::assert_snapshot!(gist(&world.post("/device", &[("user_code", "x")])), @r#"500 {"message":"Internal server error."}"#);
    insta::assert_snapshot!(gist(&world.get("/device/no-such-uid")), @r#"500 {"message":"Internal server error."}"#);
}
