//! Who and what there is in the tests' tenant: applications of every kind, two users, an API, an
//! organization.

use serde_json::{Map, Value, json};

use super::kit::{BOOKS, ORIGIN, REDIRECT, SECRET, START};
use crate::base::clock::Moment;
use crate::logto::model::{
    Application, ApplicationSecret, ApplicationType, Data, OidcClientMetadata, Organization,
    OrganizationRole, OrganizationScope, Resource, ResourceScope, Role, RoleType, User,
    application::UserConsentScopes,
    organization::{JustInTime, Member},
};

pub(super) fn is_confidential(client: &str) -> bool {
    ["web", "machine", "exchanger", "partner"]
        .iter()
        .any(|kind| client.starts_with(kind))
}

pub(super) fn application(id: &str, kind: ApplicationType, custom: &Value) -> Application {
    Application {
        tenant_id: "default",
        id: id.into(),
        name: id.into(),
        legacy_secret: is_confidential(id).then(|| SECRET.into()),
        description: None,
        r#type: kind,
        oidc_client_metadata: OidcClientMetadata {
            redirect_uris: if kind == ApplicationType::MachineToMachine {
                Vec::new()
            } else {
                vec![REDIRECT.into(), "https://app.example/other".into()]
            },
            ..OidcClientMetadata::default()
        },
        custom_client_metadata: custom.as_object().cloned().unwrap_or_default(),
        protected_app_metadata: None,
        custom_data: Map::new(),
        is_third_party: false,
        app_level_access_control_enabled: false,
        created_at: START,
        secrets: Vec::new(),
        role_ids: Vec::new(),
        user_consent: UserConsentScopes::default(),
        sign_in_experience: None,
        allowed_user_ids: Vec::new(),
    }
}

pub(super) fn named_secret(
    application: &str,
    value: &str,
    expires_at: Option<Moment>,
) -> ApplicationSecret {
    ApplicationSecret {
        tenant_id: "default",
        application_id: application.into(),
        name: value.into(),
        value: value.into(),
        created_at: START,
        expires_at,
    }
}

pub(super) fn data() -> Data {
    let mut data = Data::seeded(ORIGIN, START);
    let mut machine = application("machine", ApplicationType::MachineToMachine, &json!({}));
    machine.role_ids = vec!["librarian".into()];
    let mut partner = application("partner", ApplicationType::Traditional, &json!({}));
    partner.is_third_party = true;
    partner.user_consent.user_scopes = vec!["profile".into()];
    let device = json!({ "isDeviceFlow": true });
    for app in [
        application("web", ApplicationType::Traditional, &json!({})),
        application("web2", ApplicationType::Traditional, &json!({})),
        application("spa", ApplicationType::Spa, &json!({})),
        application("native", ApplicationType::Native, &json!({})),
        application("device", ApplicationType::Native, &device),
        application(
            "exchanger",
            ApplicationType::Traditional,
            &json!({ "allowTokenExchange": true }),
        ),
        machine,
        partner,
    ] {
        data.applications.insert(app.id.clone(), app);
    }
    data.resources.insert("books", books());
    for (id, kind, scope_ids) in [
        ("reader", RoleType::User, vec!["read".to_owned()]),
        (
            "librarian",
            RoleType::MachineToMachine,
            vec!["read".to_owned()],
        ),
    ] {
        let role = Role {
            tenant_id: "default",
            id: id.into(),
            name: id.into(),
            description: id.into(),
            r#type: kind,
            is_default: false,
            scope_ids,
        };
        data.roles.insert(id, role);
    }
    add_organization(&mut data);
    add_users(&mut data);
    data
}

fn books() -> Resource {
    let scope = |name: &str| ResourceScope {
        tenant_id: "default",
        id: name.into(),
        resource_id: "books".into(),
        name: name.into(),
        description: None,
        created_at: START,
    };
    Resource {
        tenant_id: "default",
        id: "books".into(),
        name: "Books".into(),
        indicator: BOOKS.into(),
        is_default: false,
        access_token_ttl: 600,
        scopes: vec![scope("read"), scope("write")],
    }
}

fn add_organization(data: &mut Data) {
    for (id, scope_ids, resource_scope_ids) in [
        ("editor", vec!["edit".to_owned()], vec!["write".to_owned()]),
        ("guest", Vec::new(), Vec::new()),
    ] {
        let role = OrganizationRole {
            tenant_id: "default",
            id: id.into(),
            name: id.into(),
            description: None,
            r#type: RoleType::User,
            scope_ids,
            resource_scope_ids,
        };
        data.organization_roles.insert(id, role);
    }
    for id in ["edit", "invite"] {
        let scope = OrganizationScope {
            tenant_id: "default",
            id: id.into(),
            name: id.into(),
            description: None,
        };
        data.organization_scopes.insert(id, scope);
    }
    for (id, members, applications) in [
        (
            "acme",
            vec![("alice", "editor")],
            vec![("machine".to_owned(), vec!["editor".to_owned()])],
        ),
        ("other", Vec::new(), Vec::new()),
    ] {
        let organization = Organization {
            tenant_id: "default",
            id: id.into(),
            name: id.to_uppercase(),
            description: None,
            custom_data: Map::new(),
            is_mfa_required: false,
            color: json!({}),
            branding: json!({}),
            custom_css: None,
            created_at: START,
            members: members
                .into_iter()
                .map(|(user, role)| Member {
                    user_id: user.into(),
                    role_ids: vec![role.into()],
                })
                .collect(),
            applications,
            jit: JustInTime::default(),
        };
        data.organizations.insert(id, organization);
    }
}

fn add_users(data: &mut Data) {
    let mut alice = User::new("alice", START);
    alice.username = Some("alice".into());
    alice.name = Some("Alice".into());
    alice.avatar = Some("https://img.example/alice.png".into());
    alice.primary_email = Some("alice@mail.example".into());
    alice.custom_data = json!({ "tea": "Earl Grey" }).as_object().cloned().unwrap();
    alice.profile = json!({
        "familyName": "Liddell",
        "preferredUsername": "al",
        "website": "https://alice.example",
        "address": { "streetAddress": "Christ Church", "locality": "Oxford" },
    })
    .as_object()
    .cloned()
    .unwrap();
    alice.role_ids = vec!["reader".into()];
    data.users.insert(alice);
    let mut bob = User::new("bob", START);
    bob.username = Some("bob".into());
    data.users.insert(bob);
}
