//! `client_credentials` at the token endpoint.

use super::kit::{BOOKS, Kit};

const MANAGEMENT: &str = "https://default.logto.app/api";

#[tokio::test]
async fn what_machines_get() {
    let kit = Kit::new();
    let neither = "400 both `resource` and `organization_id` are not provided";
    for (form, expected) in [
        (&[][..], neither),
        (&[("resource", "")], neither),
        (&[("scope", "read")], neither),
        (
            &[("resource", "nonsense")],
            "400 resource indicator must be an absolute URI",
        ),
        (
            &[("resource", "https://a.example#b")],
            "400 resource indicator must not contain a fragment component",
        ),
        (
            &[("resource", "https://nowhere.example")],
            "400 resource indicator is missing, or unknown",
        ),
        (
            &[("resource", BOOKS), ("resource", MANAGEMENT)],
            "400 only a single resource indicator value is supported for this grant type",
        ),
        (&[("resource", BOOKS)], "https://books.example 600 no scope"),
        (
            &[("resource", BOOKS), ("scope", "read")],
            "https://books.example 600 `read`",
        ),
        (
            &[("resource", BOOKS), ("scope", "read write read")],
            "https://books.example 600 `read`",
        ),
        (
            &[("resource", BOOKS), ("scope", "write openid")],
            "https://books.example 600 no scope",
        ),
        (
            &[("resource", MANAGEMENT), ("scope", "all")],
            "https://default.logto.app/api 3600 no scope",
        ),
        (
            &[("organization_id", "acme")],
            "urn:logto:organization:acme 3600 ``",
        ),
        (
            &[("organization_id", "acme"), ("scope", "edit invite")],
            "urn:logto:organization:acme 3600 `edit`",
        ),
        (
            &[
                ("organization_id", "acme"),
                ("resource", BOOKS),
                ("scope", "read write"),
            ],
            "https://books.example 600 `write` in acme",
        ),
        (
            &[
                ("organization_id", "acme"),
                ("resource", "https://nowhere.example"),
            ],
            "400 resource indicator is missing, or unknown",
        ),
        (
            &[("organization_id", "other")],
            "403 app has not associated with the organization",
        ),
        (
            &[("organization_id", "no-such-org")],
            "403 app has not associated with the organization",
        ),
    ] {
        let mut form = form.to_vec();
        form.push(("grant_type", "client_credentials"));
        let answer = kit.token("machine", &form).await;
        let actual = match answer.body["access_token"].as_str() {
            Some(token) => {
                let claims = crate::base::jws::decode(token).unwrap().claims;
                assert_eq!(claims.get("scope"), answer.body.get("scope"));
                let scope = claims.get("scope").and_then(|scope| scope.as_str());
                let mut shown = format!(
                    "{} {} {}",
                    claims["aud"].as_str().unwrap(),
                    answer.body["expires_in"],
                    scope.map_or("no scope".to_owned(), |scope| format!("`{scope}`"))
                );
                if let Some(organization) = claims.get("organization_id") {
                    shown.push_str(" in ");
                    shown.push_str(organization.as_str().unwrap());
                }
                shown
            }
            None => format!(
                "{} {}",
                answer.status.as_u16(),
                answer.text("error_description")
            ),
        };
        assert_eq!(actual, expected, "{form:?}");
    }
}

#[tokio::test]
async fn member_order_and_the_management_api() {
    let kit = Kit::new();
    kit.change(|data| {
        let role = data
            .roles
            .iter()
            .find(|role| role.name == "Logto Management API access")
            .unwrap();
        let role_id = role.id.clone();
        data.applications
            .get_mut("machine")
            .unwrap()
            .role_ids
            .push(role_id);
    });
    let answer = kit
        .token(
            "machine",
            &[
                ("grant_type", "client_credentials"),
                ("resource", MANAGEMENT),
                ("scope", "all"),
            ],
        )
        .await;
    insta::assert_snapshot!(answer.show());
    let issued: Vec<_> = answer
        .trace
        .issued
        .iter()
        .map(|issued| issued.kind.as_str())
        .collect();
    assert_eq!(
        (answer.trace.client_id.as_deref(), issued.as_slice()),
        (Some("machine"), &["access-token"][..])
    );
}

#[tokio::test]
async fn a_default_resource_is_meant_when_none_is_named() {
    let kit = Kit::new();
    kit.change(|data| data.resources.get_mut("books").unwrap().is_default = true);
    let answer = kit
        .token(
            "machine",
            &[("grant_type", "client_credentials"), ("scope", "read")],
        )
        .await;
    assert_eq!(answer.text("scope"), "read");
    let form = [
        ("grant_type", "client_credentials"),
        ("organization_id", "acme"),
    ];
    assert_eq!(kit.token("machine", &form).await.text("scope"), "");
}
