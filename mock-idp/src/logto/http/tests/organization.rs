//! Organization tokens, and API tokens in an organization.

use super::kit::{BOOKS, Kit};

const TEMPLATE: &str = "urn:logto:resource:organizations";
const SCOPE: &str = "openid offline_access urn:logto:scope:organizations";

#[tokio::test]
async fn an_organization_token() {
    let kit = Kit::new();
    let scope = format!("{SCOPE} edit invite");
    let code = kit.code("web", "alice", &scope, &[TEMPLATE]);
    let token = kit.redeem("web", &code, &[]).await.text("refresh_token");
    let answer = kit
        .refresh("web", &token, &[("organization_id", "acme")])
        .await;
    insta::assert_snapshot!(answer.show());
    let narrowed = [("organization_id", "acme"), ("scope", "openid")];
    assert_eq!(
        kit.refresh("web", &token, &narrowed).await.text("scope"),
        ""
    );
    // The template's own resource.
    let template = kit.refresh("web", &token, &[("resource", TEMPLATE)]).await;
    assert_eq!(template.text("scope"), "edit invite");
}

#[tokio::test]
async fn an_api_token_in_an_organization() {
    let kit = Kit::new();
    let scope = format!("{SCOPE} read write");
    let code = kit.code("web", "alice", &scope, &[BOOKS]);
    let token = kit.redeem("web", &code, &[]).await.text("refresh_token");
    let more = [("organization_id", "acme"), ("resource", BOOKS)];
    let answer = kit.refresh("web", &token, &more).await;
    insta::assert_snapshot!(answer.show());
}

#[tokio::test]
async fn who_may_not() {
    let kit = Kit::new();
    let ask = async |user: &str, client: &str, scope: &str, organization: &str| {
        let code = kit.code(client, user, scope, &[]);
        let token = kit.redeem(client, &code, &[]).await.text("refresh_token");
        let answer = kit
            .refresh(client, &token, &[("organization_id", organization)])
            .await;
        answer.show().to_owned()
    };
    let denied = |description: &str| {
        format!(
            r#"403 {{"code":"oidc.access_denied","message":"Access denied.","error":"access_denied","error_description":"{description}"}}"#
        )
    };
    let stranger = denied("user is not a member of the organization");
    assert_eq!(ask("alice", "web", SCOPE, "other").await, stranger);
    assert_eq!(ask("bob", "web", SCOPE, "acme").await, stranger);
    assert_eq!(ask("bob", "web", SCOPE, "no-such-org").await, stranger);
    assert_eq!(
        ask("alice", "web", "openid offline_access", "acme").await,
        r#"403 {"code":"oidc.insufficient_scope","message":"Token missing scope `{{scope}}`.","error":"insufficient_scope","error_description":"refresh token missing required scope","scope":"urn:logto:scope:organizations"}"#
    );
    assert_eq!(
        ask("alice", "partner", SCOPE, "acme").await,
        denied("organization access is not granted to the application")
    );
    kit.change(|data| {
        let partner = data.applications.get_mut("partner").unwrap();
        partner.user_consent.organizations = vec![("alice".into(), "acme".into())];
    });
    assert!(
        ask("alice", "partner", SCOPE, "acme")
            .await
            .starts_with("200")
    );
    kit.change(|data| data.organizations.get_mut("acme").unwrap().is_mfa_required = true);
    assert_eq!(
        ask("alice", "web", SCOPE, "acme").await,
        denied("organization requires MFA but user has no MFA configured")
    );
    kit.change(|data| {
        data.users.update("alice", |user| {
            user.mfa_verifications = vec![serde_json::json!({ "type": "Totp" })];
        });
    });
    assert!(ask("alice", "web", SCOPE, "acme").await.starts_with("200"));
}
