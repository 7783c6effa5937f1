//! Applications: their secrets, and what third-party ones may ask for. API resources, and roles.

use super::world::Tenant;

#[tokio::test]
async fn secrets_have_names() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            app = POST /applications {"name": "Shop", "type": "Traditional", "oidcClientMetadata": {"redirectUris": [], "postLogoutRedirectUris": []}}
            PATCH /applications/{app}/secrets/none {"name": "Default secret"}
            PATCH /applications/{app}/secrets/none {"name": "other"}
            POST /applications/{app}/secrets {"name": "Default secret"}
            POST /applications/{app}/secrets {"name": "late", "expiresAt": 1000}
            DELETE /applications/{app}/secrets/none
            DELETE /applications/{app}/legacy-secret
            DELETE /applications/set-up-scripts/legacy-secret
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn lists_refuse_what_they_cannot_tell() {
    let told = Tenant::new()
        .await
        .tell(
            "
            GET /applications?isThirdParty=maybe
            GET /applications?excludeRoleId=a&excludeOrganizationId=b
            GET /applications?types=Toaster
            ",
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn third_party_applications_ask_for_what_there_is() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            app = POST /applications {"name": "Club", "type": "SPA", "isThirdParty": true}
            POST /applications/{app}/user-consent-scopes {"organizationScopes": ["none"], "resourceScopes": ["management-api-all", "nil"]}
            POST /applications/{app}/user-consent-scopes {"resourceScopes": ["management-api-all"]}
            POST /applications/{app}/user-consent-scopes {"userScopes": ["email"]}
            GET /applications/{app}/user-consent-scopes
            DELETE /applications/{app}/user-consent-scopes/shoe-scopes/email
            DELETE /applications/{app}/user-consent-scopes/user-scopes/email
            DELETE /applications/{app}/user-consent-scopes/user-scopes/email
            POST /applications {"name": "Worker", "type": "MachineToMachine", "isThirdParty": true}
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn scopes_of_a_resource_are_in_pages() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            api = POST /resources {"name": "Books", "indicator": "https://books.example"}
            read = POST /resources/{api}/scopes {"name": "read", "description": "may read"}
            write = POST /resources/{api}/scopes {"name": "write"}
            POST /resources/{api}/scopes {"name": "write"}
            POST /resources/{api}/scopes {"name": "a b"}
            POST /resources/none/scopes {"name": "a b"}
            POST /resources/none/scopes {"name": "ab"}
            GET /resources/{api}/scopes?page=2&page_size=1
            GET /resources/{api}/scopes?search=%25rea%25
            GET /resources/none/scopes
            PATCH /resources/{api}/scopes/none {"name": "x"}
            PATCH /resources/{api}/scopes/{write} {"name": "read"}
            DELETE /resources/{api}/scopes/{write}
            DELETE /resources/{api}/scopes/{write}
            PATCH /resources/none {"name": "x"}
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn roles_are_for_users_or_machines() {
    let told = Tenant::new()
        .await
        .tell(
            r##"
            api = POST /resources {"name": "Books", "indicator": "https://books.example"}
            read = POST /resources/{api}/scopes {"name": "read"}
            write = POST /resources/{api}/scopes {"name": "write"}
            reader = POST /roles {"name": "reader", "description": "d", "scopeIds": ["{read}", "{write}"]}
            robot = POST /roles {"name": "robot", "description": "d", "type": "MachineToMachine"}
            POST /roles {"name": "reader", "description": "again"}
            POST /roles {"name": "#internal:x", "description": "d"}
            POST /roles {"name": "empty", "description": "d", "scopeIds": []}
            POST /roles {"name": "empty", "description": "it is there all the same"}
            POST /roles {"name": "admin", "description": "d", "scopeIds": ["management-api-all"]}
            GET /roles/{reader}/scopes?search.name=wri%25
            POST /roles/{reader}/scopes {"scopeIds": ["{read}"]}
            POST /roles/{reader}/users {"userIds": ["alice-id"]}
            POST /roles/{reader}/users {"userIds": ["alice-id"]}
            GET /roles/{reader}/users?search=%25bob%25
            POST /roles/{robot}/users {"userIds": ["alice-id"]}
            POST /roles/{robot}/users {"userIds": ["nobody"]}
            POST /roles/{robot}/applications {"applicationIds": ["set-up-scripts"]}
            POST /roles/{robot}/applications {"applicationIds": ["set-up-scripts"]}
            POST /roles/{reader}/applications {"applicationIds": ["set-up-scripts"]}
            GET /roles/{robot}/applications?search.name=nothing
            "##,
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn only_machines_have_roles() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            site = POST /applications {"name": "Site", "type": "Traditional"}
            robot = POST /roles {"name": "robot", "description": "d", "type": "MachineToMachine"}
            GET /applications/{site}/roles
            DELETE /applications/{site}/roles/{robot}
            POST /applications/set-up-scripts/roles {"roleIds": [""]}
            POST /applications/set-up-scripts/roles {"roleIds": ["{robot}"]}
            PUT /applications/set-up-scripts/roles {"roleIds": ["{robot}"]}
            GET /applications/set-up-scripts/roles?search.name=robot
            GET /applications/set-up-scripts/roles?search=nothing
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn built_in_applications_are_there() {
    let tenant = Tenant::new().await;
    for id in ["demo-app", "account-center"] {
        let (status, body) = tenant.call(&format!("GET /applications/{id}")).await;
        assert_eq!((status, body["id"].as_str()), (200, Some(id)));
    }
}
