//! Organizations: who is in them, what is not there, invitations, the template.

use super::world::Tenant;

#[tokio::test]
async fn what_is_not_there() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            GET /organizations/none
            PATCH /organizations/none {"name": "x"}
            PATCH /organizations/none {}
            DELETE /organizations/none
            GET /organizations/none/users
            POST /organizations/none/users {"userIds": ["alice-id"]}
            GET /organizations/none/users/alice-id/roles
            GET /organizations/none/applications
            GET /organizations/none/jit/email-domains
            GET /organizations/none/jit/roles
            POST /organizations/none/jit/email-domains {"emailDomain": "a.example"}
            GET /organization-roles/none
            PATCH /organization-roles/none {"name": "x"}
            POST /organization-roles/none/scopes {"organizationScopeIds": ["none"]}
            GET /organization-scopes/none
            PATCH /organization-scopes/none {"name": "x"}
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn roles_are_for_people_or_machines() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            firm = POST /organizations {"name": "Firm"}
            editor = POST /organization-roles {"name": "editor"}
            robot = POST /organization-roles {"name": "robot", "type": "MachineToMachine"}
            POST /organizations/{firm}/users {"userIds": ["alice-id"]}
            POST /organizations/{firm}/applications {"applicationIds": ["set-up-scripts"]}
            POST /organizations/{firm}/users/alice-id/roles {"organizationRoleIds": ["{robot}"]}
            POST /organizations/{firm}/users/roles {"userIds": ["alice-id"], "organizationRoleIds": ["{robot}"]}
            POST /organizations/{firm}/users/alice-id/roles {"organizationRoleNames": ["editor"]}
            GET /organizations/{firm}/users/bob-id/roles
            GET /organizations/{firm}/users/bob-id/scopes
            POST /organizations/{firm}/applications/set-up-scripts/roles {"organizationRoleIds": ["{editor}"]}
            POST /organizations/{firm}/applications/set-up-scripts/roles {"organizationRoleIds": []}
            POST /organizations/{firm}/applications/set-up-scripts/roles {"organizationRoleIds": ["{robot}"]}
            GET /organizations/{firm}/applications/set-up-scripts/roles
            GET /organizations/{firm}/applications/none/roles
            POST /organizations/{firm}/jit/roles {"organizationRoleIds": ["{robot}"]}
            PATCH /organization-roles/{editor} {"type": "MachineToMachine"}
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn people_are_invited_once_at_a_time() {
    let told = Tenant::new()
        .await
        .tell(
            r#"
            firm = POST /organizations {"name": "Firm"}
            robot = POST /organization-roles {"name": "robot", "type": "MachineToMachine"}
            first = POST /organization-invitations {"organizationId": "{firm}", "invitee": "alice@mail.example", "expiresAt": 1700000001000}
            POST /organization-invitations {"organizationId": "{firm}", "invitee": "alice@mail.example", "expiresAt": 1700000001000}
            POST /organization-invitations {"organizationId": "{firm}", "invitee": "x@mail.example", "expiresAt": 1700000001000, "organizationRoleIds": ["{robot}"]}
            POST /organization-invitations {"organizationId": "{firm}", "invitee": "nonsense", "expiresAt": 1700000001000}
            PUT /organization-invitations/{first}/status {"status": "Revoked"}
            second = POST /organization-invitations {"organizationId": "{firm}", "invitee": "alice@mail.example", "expiresAt": 1700000001000}
            PUT /organization-invitations/{second}/status {"status": "Accepted", "acceptedUserId": "bob-id"}
            PUT /organization-invitations/{second}/status {"status": "Accepted", "acceptedUserId": "alice-id"}
            POST /organization-invitations {"organizationId": "{firm}", "invitee": "alice@mail.example", "expiresAt": 1700000001000}
            "#,
        )
        .await;
    insta::assert_snapshot!(told);
}
