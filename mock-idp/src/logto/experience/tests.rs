//! The state machine, without HTTP.

use super::{
    record::{InteractionEvent, SignInContext},
    *,
};
use crate::{
    base::{
        clock::{Clock, Moment},
        ids::Ids,
        journal::Journal,
        keys::Keys,
    },
    logto::{
        ApiError, App, State,
        model::{Data, User, sign_in_experience::IdentifierType, user::Password},
        phrases::Language,
        profile::profile as logto_profile,
    },
    oidc::{
        interaction::{Interaction, Outcome, Prompt},
        params::Params,
    },
};

const UID: &str = "uid";
const NOW: Moment = Moment::from_seconds(1_700_000_000);

/// A tenant with the user bob, who has the password `Wond3rland!42`, in a started interaction.
fn app() -> App {
    let mut data = Data::default();
    data.users.insert(User {
        username: Some("bob".into()),
        primary_email: Some("bob@mail.example".into()),
        password: Some(Password::Plain("Wond3rland!42".into())),
        ..User::new("bob-id", NOW)
    });
    let app = App::new(
        data,
        Keys::generate("key", NOW).unwrap(),
        Ids::seeded(1),
        Clock::frozen(NOW),
        Journal::default(),
        logto_profile("http://op.example:3001", "cookie-key".into()),
        "http://hf.example".into(),
    );
    let mut state = app.state();
    let interaction = waiting();
    state
        .store
        .interactions
        .insert(UID, interaction, NOW.plus_seconds(3_600), NOW);
    drop(state);
    app
}

fn waiting() -> Interaction {
    Interaction {
        client_id: "web".into(),
        params: Params::default(),
        prompt: Prompt::Login,
        reasons: vec!["no_session"],
        missing_scopes: Vec::new(),
        missing_resource_scopes: Vec::new(),
        session_uid: None,
        account_id: None,
        grant_id: None,
        device_code: None,
        outcome: Outcome::default(),
    }
}

fn start(state: &mut State, event: InteractionEvent) {
    begin(state, UID, event, None, SignInContext::default(), NOW).unwrap();
}

fn by_name(name: &str) -> Identifier {
    Identifier::new(IdentifierType::Username, name)
}

fn told<T: std::fmt::Debug>(result: Result<T, ApiError>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => format!(
            "{} {}",
            error.status.as_u16(),
            error.to_json(Language::ENGLISH)
        ),
    }
}

fn code<T>(result: Result<T, ApiError>) -> String {
    result
        .err()
        .map_or("ok".into(), |e| format!("{} {}", e.status.as_u16(), e.code))
}

fn end(app: &App, state: &mut State) -> Result<Submitted, ApiError> {
    submit(state, app.profile(), UID, "http://op.example:3001", NOW)
}

#[test]
fn a_password_signs_in() {
    let app = app();
    let state = &mut *app.state();
    start(state, InteractionEvent::SignIn);
    assert_eq!(code(end(&app, state)), "404 session.identifier_not_found");
    let id = verify_password(state, UID, &by_name("bob"), "Wond3rland!42", NOW).unwrap();
    assert_eq!(
        identify(state, UID, Some(&id), false, NOW),
        Ok(Identified::Existing)
    );
    let redirect = Submitted::Redirect("http://op.example:3001/oidc/auth/uid".into());
    assert_eq!(end(&app, state), Ok(redirect.clone()));
    // A second submit is answered like the first.
    assert_eq!(end(&app, state), Ok(redirect));
    let login = &state
        .store
        .interactions
        .get(UID, NOW)
        .unwrap()
        .outcome
        .login;
    assert_eq!(login.as_deref(), Some("bob-id"));
    assert_eq!(
        state.data.users.get("bob-id").unwrap().last_sign_in_at,
        Some(NOW)
    );
    let keys: Vec<String> = state.events.logs().map(|e| e.key.to_string()).collect();
    insta::assert_snapshot!(keys.join("\n"), @r"
    Interaction.SignIn.Create
    Interaction.SignIn.Submit
    Interaction.SignIn.Verification.Password.Submit
    Interaction.SignIn.Identifier.Submit
    Interaction.SignIn.Submit
    Interaction.SignIn.Submit
    ");
}

#[test]
fn nothing_works_before_the_beginning() {
    let app = app();
    let state = &mut *app.state();
    let missing = "404 session.interaction_not_found";
    assert_eq!(
        code(verify_password(state, UID, &by_name("bob"), "x", NOW)),
        missing
    );
    assert_eq!(code(identify(state, UID, None, false, NOW)), missing);
    assert_eq!(
        code(change_event(state, UID, InteractionEvent::Register, NOW)),
        missing
    );
    assert_eq!(code(end(&app, state)), missing);
}

#[test]
fn a_registration_in_two_steps() {
    let app = app();
    let state = &mut *app.state();
    start(state, InteractionEvent::Register);
    let tell = |state: &mut State, told| code(set_profile(state, UID, told, NOW));
    assert_eq!(
        tell(state, profile::Told::Username("bob".into())),
        "422 user.username_already_in_use"
    );
    assert_eq!(tell(state, profile::Told::Username("tina".into())), "ok");
    insta::assert_snapshot!(
        told(identify(state, UID, None, false, NOW)),
        @r#"422 {"code":"user.missing_profile","data":{"missingProfile":["password"]},"message":"You need to provide additional info before signing-in."}"#
    );
    assert_eq!(
        tell(state, profile::Told::Password("Fresh!Start99".into())),
        "ok"
    );
    assert_eq!(
        identify(state, UID, None, false, NOW),
        Ok(Identified::Created)
    );
    assert!(end(&app, state).is_ok());
    let tina = state.data.user_by_username("tina").unwrap();
    insta::assert_snapshot!(
        tina.to_api(),
        @r#"{"id":"uhi1yazt04de","username":"tina","primaryEmail":null,"primaryPhone":null,"name":null,"avatar":null,"customData":{},"identities":{},"lastSignInAt":1700000000000,"createdAt":1700000000000,"updatedAt":1700000000000,"profile":{},"applicationId":null,"isSuspended":false,"hasPassword":true}"#
    );
    let hooks: Vec<_> = state
        .events
        .take_hooks()
        .into_iter()
        .map(|e| e.key)
        .collect();
    assert_eq!(hooks, ["User.Created", "PostRegister"]);
}

#[test]
fn changing_the_event() {
    use InteractionEvent::{ForgotPassword, Register, SignIn};
    let app = app();
    let state = &mut *app.state();
    let refused = "400 session.not_supported_for_forgot_password";
    let cases = [
        (SignIn, Register, "ok"),
        (Register, SignIn, "ok"),
        (SignIn, SignIn, "ok"),
        (SignIn, ForgotPassword, refused),
        (ForgotPassword, SignIn, refused),
        (ForgotPassword, ForgotPassword, "ok"),
    ];
    for (from, to, expected) in cases {
        start(state, from);
        assert_eq!(
            code(change_event(state, UID, to, NOW)),
            expected,
            "{from:?} {to:?}"
        );
    }
}

#[test]
fn finished_experiences_go_with_their_interactions() {
    let app = app();
    let state = &mut *app.state();
    for n in 0..100 {
        let uid = format!("uid{n}");
        let interaction = waiting();
        let until = NOW.plus_seconds(3_600);
        state
            .store
            .interactions
            .insert(&uid, interaction, until, NOW);
        begin(
            state,
            &uid,
            InteractionEvent::SignIn,
            None,
            SignInContext::default(),
            NOW,
        )
        .unwrap();
        let id = verify_password(state, &uid, &by_name("bob"), "Wond3rland!42", NOW).unwrap();
        identify(state, &uid, Some(&id), false, NOW).unwrap();
        submit(state, app.profile(), &uid, "http://op.example:3001", NOW).unwrap();
        state.store.interactions.remove(&uid);
    }
    assert!(state.experiences.len() <= 2, "{}", state.experiences.len());
}
