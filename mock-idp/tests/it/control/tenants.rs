//! Many tenants in one process.

use mock_idp::control::{journal::JournalFilter, tenants::NewTenant};
use serde_json::json;

use super::kit::{World, refusal};

fn named(id: &str) -> NewTenant {
    NewTenant {
        id: Some(id.into()),
        seed: None,
    }
}

#[tokio::test]
async fn each_has_its_own_listeners_data_and_journal() {
    let world = World::start().await;
    let new = NewTenant {
        seed: Some(json!({"users": {"zoe": {}}})),
        ..named("second")
    };
    let second = world.client.make_tenant(&new).await.unwrap();
    let unnamed = world
        .client
        .make_tenant(&NewTenant::default())
        .await
        .unwrap();
    let all = world.client.tenants().await.unwrap();
    let ids: Vec<&str> = all.iter().map(|tenant| tenant.id.as_str()).collect();
    assert_eq!(ids, ["default", "second", unnamed.id.as_str()]);

    let discovery = format!("{}/oidc/.well-known/openid-configuration", second.logto);
    let answer = world.get(&discovery, "").await;
    assert_eq!(answer.json()["issuer"], format!("{}/oidc", second.logto));
    let client = world.client.of_tenant("second");
    assert_eq!(
        client
            .journal(&JournalFilter::default())
            .await
            .unwrap()
            .len(),
        1
    );
    assert!(
        world
            .client
            .journal(&JournalFilter::default())
            .await
            .unwrap()
            .is_empty()
    );
    let known = client.export_state().await.unwrap();
    assert_eq!(known["users"].as_object().unwrap().len(), 1);

    client.end_tenant().await.unwrap();
    let port = url::Url::parse(&second.logto).unwrap().port().unwrap();
    drop(
        tokio::net::TcpListener::bind(("127.0.0.1", port))
            .await
            .expect("the port is free"),
    );
    let gone = refusal(client.tenant().await);
    assert_eq!(gone.status, 404);
    assert!(gone.help.contains(&unnamed.id), "{gone}");
    assert_eq!(world.client.tenant().await.unwrap().id, "default");
}

#[tokio::test]
async fn seeds_may_be_yaml_text_and_names_are_taken_once() {
    let world = World::start().await;
    let yaml = NewTenant {
        seed: Some("users: { yan: { password: x } }".into()),
        ..named("a")
    };
    world.client.make_tenant(&yaml).await.unwrap();
    assert_eq!(
        refusal(world.client.make_tenant(&named("a")).await).code,
        "tenant_exists"
    );
    assert_eq!(
        refusal(world.client.make_tenant(&named("default")).await).code,
        "tenant_exists"
    );
    assert_eq!(
        refusal(world.client.make_tenant(&named("a/b")).await).code,
        "invalid_id"
    );
    let wrong = NewTenant {
        seed: Some(json!({"usrs": {}})),
        ..named("b")
    };
    let refused = refusal(world.client.make_tenant(&wrong).await);
    assert_eq!(
        (refused.code.as_str(), refused.help.as_str()),
        ("invalid_seed", "did you mean `users`?")
    );
    // A name that led to nothing is free again.
    world.client.make_tenant(&named("b")).await.unwrap();
}

#[tokio::test]
async fn the_end_of_the_mock_is_the_end_of_all() {
    let world = World::start().await;
    let made = world
        .client
        .make_tenant(&NewTenant::default())
        .await
        .unwrap();
    let port = url::Url::parse(&made.logto).unwrap().port().unwrap();
    world.idp.stop().finished().await;
    drop(
        tokio::net::TcpListener::bind(("127.0.0.1", port))
            .await
            .expect("the port is free"),
    );
}
