//! Browsers that are signed in without having seen a page.

use mock_idp::control::sessions::{NewSession, StorageState};

use super::kit::{World, refusal};

fn of(user: &str, app: Option<&str>) -> NewSession {
    NewSession {
        user: user.into(),
        app: app.map(str::to_owned),
    }
}

fn cookies(state: &StorageState) -> String {
    let pairs = state.cookies.iter();
    let pairs: Vec<String> = pairs.map(|c| format!("{}={}", c.name, c.value)).collect();
    pairs.join("; ")
}

fn authorize(world: &World, more: &str) -> String {
    format!(
        "{}/oidc/auth?client_id=bookstore&response_type=code&state=s&scope=openid%20profile%20email\
         &redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback{more}",
        world.idp.logto_url()
    )
}

#[tokio::test]
async fn a_browser_with_the_cookies_gets_a_code_without_a_prompt() {
    let world = World::start().await;
    for (user, app) in [("alice", None), ("bob@example.com", Some("bookstore"))] {
        let state = world.client.sign_in(&of(user, app)).await.unwrap();
        let answer = world
            .get(&authorize(&world, "&prompt=none"), &cookies(&state))
            .await;
        let location = answer.headers["location"].to_str().unwrap();
        assert!(
            location.starts_with("http://localhost:3000/callback?code="),
            "{location}"
        );
    }
    let answer = world.get(&authorize(&world, "&prompt=none"), "").await;
    let location = answer.headers["location"].to_str().unwrap();
    assert!(location.contains("error=login_required"), "{location}");
}

#[tokio::test]
async fn the_cookies_have_what_browsers_tools_take() {
    let world = World::start().await;
    let state = world.client.sign_in(&of("alice", None)).await.unwrap();
    let names: Vec<&str> = state.cookies.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["_session", "_session.sig"]);
    let written = serde_json::to_value(&state).unwrap();
    let cookie = written["cookies"][0].as_object().unwrap();
    let members: Vec<&str> = cookie.keys().map(String::as_str).collect();
    let expected = [
        "name", "value", "domain", "path", "expires", "httpOnly", "secure", "sameSite",
    ];
    assert_eq!(members, expected);
    assert_eq!(
        (&cookie["domain"], &cookie["sameSite"]),
        (&"localhost".into(), &"Lax".into())
    );
    let now = world.client.clock().await.unwrap().millis / 1_000;
    assert!(cookie["expires"].as_i64().unwrap() > now);
    // What was handed out is a secret, and stands in the journal.
    let secrets = world.idp.secrets();
    assert!(
        secrets
            .iter()
            .any(|(kind, value)| kind == "session" && *value == cookie["value"])
    );
}

#[tokio::test]
async fn who_cannot_sign_in_is_refused() {
    let world = World::of("{ applications: {}, users: { eve: { isSuspended: true } } }").await;
    assert_eq!(
        refusal(world.client.sign_in(&of("eve", None)).await).code,
        "user_suspended"
    );
    let nobody = refusal(world.client.sign_in(&of("ev", None)).await);
    assert_eq!(nobody.help, "did you mean `eve`? there are: eve");
    let nowhere = refusal(world.client.sign_in(&of("eve", Some("shop"))).await);
    assert_eq!(nowhere.code, "user_suspended");
}
