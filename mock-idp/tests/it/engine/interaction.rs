//! Which interaction a browser is in.

use mock_idp::oidc::consent;

use super::world::World;

fn told(world: &World, hint: Option<&str>) -> String {
    match world.interaction(hint) {
        Ok((_, interaction)) => interaction.client_id.to_string(),
        Err(error) => error.description.unwrap(),
    }
}

#[test]
fn no_interaction() {
    let mut world = World::new();
    assert_eq!(
        told(&world, None),
        "interaction session id cookie not found"
    );
    world.authorize("web", "");
    assert_eq!(told(&world, None), "web");
    assert_eq!(told(&world, Some("web2")), "interaction client_id mismatch");
    world.wait(3_600);
    assert_eq!(told(&world, None), "interaction session not found");
}

#[test]
fn forged_and_broken_cookies() {
    let mut world = World::new();
    world.authorize("web", "");
    let key = ("_interaction.sig".to_owned(), "/".to_owned());
    world.cookies.insert(key, "A".repeat(27));
    assert_eq!(
        told(&world, None),
        "interaction session id cookie not found"
    );
}

#[test]
fn the_session_must_still_fit() {
    let mut world = World::new();
    world.sign_in("web", "bob", "");
    world.authorize("web", "prompt=login");
    assert_eq!(told(&world, None), "web");
    world.state(|state, now| {
        let jti = state.store.sessions.iter(now).next().unwrap().0.to_owned();
        let session = state.store.sessions.get_mut(&jti, now).unwrap();
        session.account_id = Some("alice".into());
    });
    assert_eq!(told(&world, None), "session principal changed");
    world.state(|state, _| state.store.sessions.remove_where(|_, _| true));
    assert_eq!(told(&world, None), "session not found");
}

#[test]
fn consent_needs_somebody_and_may_be_repeated() {
    let mut world = World::new();
    world.authorize("web", "");
    let grant = |world: &World, organizations: Vec<String>| {
        let (uid, _) = world.interaction(None).unwrap();
        world.state(|state, now| {
            let profile = world.app.profile();
            consent::grant_all(&mut state.tx(profile, now), &uid, organizations)
                .map_err(|error| error.description.unwrap())
        })
    };
    assert_eq!(grant(&world, Vec::new()), Err("session not found".into()));
    let resume = world.log_in("bob");
    world.get(&resume);
    assert_eq!(grant(&world, vec!["acme".into()]), Ok(()));
    assert_eq!(grant(&world, vec!["acme".into()]), Ok(()));
    world.state(|state, now| {
        let grants: Vec<_> = state.store.grants.iter(now).collect();
        assert_eq!(grants.len(), 1);
        let scopes: Vec<&str> = grants[0].1.scopes.iter().collect();
        assert_eq!(scopes, ["openid", "profile"]);
        assert_eq!(grants[0].1.organizations(), ["acme"]);
    });
}
