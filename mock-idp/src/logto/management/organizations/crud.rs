//! Making, reading, changing and deleting organizations.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    super::{
        applications::{branding, partial_color},
        entity,
        pagination::Page,
        route::{Routes, Visit},
    },
    changed, named,
};
use crate::{
    logto::{
        ApiError,
        api::{Members, no_content},
        model::{Data, Organization, organization::JustInTime},
    },
    oidc::exchange::{Body, Reply},
};

/// How many members a list shows of each organization.
const FEATURED: usize = 3;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/organizations", list);
    routes.post("/organizations", create);
    routes.get("/organizations/:id", show);
    routes.patch("/organizations/:id", change);
    routes.delete("/organizations/:id", delete);
}

/// What may be said; nothing where it is not said.
struct Said {
    name: Option<String>,
    description: Option<Option<String>>,
    custom_data: Option<Map<String, Value>>,
    is_mfa_required: Option<bool>,
    color: Option<Map<String, Value>>,
    branding: Option<Map<String, Value>>,
    custom_css: Option<Option<String>>,
}

impl Said {
    fn read(m: &mut Members<'_>, name: Option<Option<String>>) -> Option<Self> {
        let description = m.nullish("description", |m, key| m.sized(key, 0, 256));
        let custom_data = m.optional("customData", crate::logto::api::guard::Members::anything);
        let is_mfa_required =
            m.optional("isMfaRequired", crate::logto::api::guard::Members::boolean);
        let color = m.optional_object("color", partial_color);
        let branding = m.optional_object("branding", branding);
        let custom_css = m.nullish("customCss", crate::logto::api::guard::Members::string);
        Some(Self {
            name: name?,
            description: description?,
            custom_data: custom_data?,
            is_mfa_required: is_mfa_required?,
            color: color?,
            branding: branding?,
            custom_css: custom_css?,
        })
    }

    fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.description.is_none()
            && self.custom_data.is_none()
            && self.is_mfa_required.is_none()
            && self.color.is_none()
            && self.branding.is_none()
            && self.custom_css.is_none()
    }

    fn write(self, organization: &mut Organization) {
        if let Some(name) = self.name {
            organization.name = name;
        }
        if let Some(description) = self.description {
            organization.description = description;
        }
        if let Some(data) = self.custom_data {
            organization.custom_data = data;
        }
        if let Some(required) = self.is_mfa_required {
            organization.is_mfa_required = required;
        }
        if let Some(color) = self.color {
            organization.color = color.into();
        }
        if let Some(branding) = self.branding {
            organization.branding = branding.into();
        }
        if let Some(css) = self.custom_css {
            organization.custom_css = css;
        }
    }
}

/// Newest first; `q` is looked for in ids and names.
fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let request = &visit.call.request;
    let page = Page::of(request)?;
    let data = &visit.state.data;
    let asked = visit.query("q").map(str::to_lowercase);
    let found = data.organizations.iter().rev().filter(|organization| {
        asked.as_ref().is_none_or(|q| {
            organization.id.to_lowercase().contains(q)
                || organization.name.to_lowercase().contains(q)
        })
    });
    let featured = visit.query("showFeatured").is_some();
    Ok(page.reply(request, found.collect(), |organization| {
        if featured {
            with_members(data, organization)
        } else {
            entity::json(organization)
        }
    }))
}

fn with_members(data: &Data, organization: &Organization) -> Value {
    let mut members = entity::members(organization);
    members.insert("usersCount".into(), organization.members.len().into());
    let shown = organization
        .members
        .iter()
        .take(FEATURED)
        .filter_map(|member| data.users.get(&member.user_id))
        .map(|user| json!({"id": user.id, "avatar": user.avatar, "name": user.name}));
    members.insert("featuredUsers".into(), shown.collect());
    members.into()
}

fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| {
        let name = m.sized("name", 1, 128).map(Some);
        Said::read(m, name)
    })?;
    let id = visit.state.ids.short();
    let mut organization = Organization {
        tenant_id: "default",
        id: id.clone(),
        name: String::new(),
        description: None,
        custom_data: Map::new(),
        is_mfa_required: false,
        color: json!({}),
        branding: json!({}),
        custom_css: None,
        created_at: visit.now,
        members: Vec::new(),
        applications: Vec::new(),
        jit: JustInTime::default(),
    };
    said.write(&mut organization);
    let shown = entity::json(&organization);
    visit.data().organizations.insert(id, organization);
    Ok(Reply::new(StatusCode::CREATED, Body::Json(shown)))
}

fn show(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    Ok(Reply::json(entity::json(named(visit)?)))
}

fn change(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let said = visit.call.body(|m| {
        let name = m.optional("name", |m, key| m.sized(key, 1, 128));
        Said::read(m, name)
    })?;
    if said.is_empty() {
        return Err(entity::nothing_to_change());
    }
    let organization = changed(visit).map_err(|_| entity::not_updated("organization"))?;
    said.write(organization);
    Ok(Reply::json(entity::json(organization)))
}

fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let id = visit.param("id").to_owned();
    let removed = visit.data().organizations.remove(&id);
    removed.ok_or_else(entity::not_found)?;
    for app in visit.data().applications.iter_mut() {
        let consents = &mut app.user_consent.organizations;
        consents.retain(|(_, organization)| *organization != id);
    }
    Ok(no_content())
}
