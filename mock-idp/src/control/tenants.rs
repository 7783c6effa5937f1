//! `/api/tenants`: which there are, making one with listeners of its own, ending one.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{Json, Router, extract::State, routing::get};
use http::StatusCode;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Refusal, Tenant, refusal::Body, tenant::Of};
use crate::base::ids::Ids;
use crate::seed::Seed;

/// The tenant that is always there.
pub const DEFAULT: &str = "default";

/// How many tenants one process holds at most: each has two ports on two addresses.
const MOST: usize = 1_000;

/// A future that is boxed because it crosses from the room that listens to this one.
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Closes a tenant's listeners; the future ends when its ports are free.
pub type Close = Box<dyn FnOnce() -> Pending<()> + Send>;

/// Makes a tenant of that name with listeners of its own. The server hands it in.
pub type Open =
    Box<dyn Fn(String, Seed) -> Pending<Result<(Tenant, Close), Refusal>> + Send + Sync>;

/// All tenants of a process: a cheap handle.
#[derive(Clone)]
pub struct Tenants(Arc<Inner>);

struct Inner {
    default: Tenant,
    open: Open,
    /// Those made later, in that order. One that is being made has its place already.
    made: Mutex<IndexMap<String, Option<(Tenant, Close)>>>,
    ids: Mutex<Ids>,
}

impl std::fmt::Debug for Tenants {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Tenants").field(&self.ids()).finish()
    }
}

impl Tenants {
    /// The default tenant; more are made by `open`.
    pub fn new(default: Tenant, open: Open) -> Self {
        Self(Arc::new(Inner {
            default,
            open,
            made: Mutex::default(),
            ids: Mutex::new(Ids::random()),
        }))
    }

    /// The default tenant.
    pub fn default(&self) -> &Tenant {
        &self.0.default
    }

    /// The tenant of that name.
    ///
    /// # Errors
    ///
    /// 404, with the names that there are.
    pub fn get(&self, id: &str) -> Result<Tenant, Refusal> {
        if id == DEFAULT {
            return Ok(self.0.default.clone());
        }
        let made = self.made();
        if let Some(Some((tenant, _))) = made.get(id) {
            return Ok(tenant.clone());
        }
        let known = std::iter::once(DEFAULT).chain(made.keys().map(String::as_str));
        Err(Refusal::unknown("tenant", id, known))
    }

    /// All, the default one first.
    pub fn all(&self) -> Vec<Tenant> {
        let made = self.made();
        let made = made.values().flatten().map(|(tenant, _)| tenant);
        std::iter::once(&self.0.default)
            .chain(made)
            .cloned()
            .collect()
    }

    /// The names of all.
    pub fn ids(&self) -> Vec<String> {
        let tenants = self.all();
        tenants
            .iter()
            .map(|tenant| tenant.id().to_owned())
            .collect()
    }

    /// Makes a tenant; without a name it gets one.
    ///
    /// # Errors
    ///
    /// A name that is taken or cannot stand in a path, a seed that contradicts itself, no free port.
    pub async fn make(&self, id: Option<String>, seed: Seed) -> Result<Tenant, Refusal> {
        let id = self.reserve(id)?;
        let opened = (self.0.open)(id.clone(), seed).await;
        let mut made = self.made();
        match opened {
            Ok((tenant, close)) => {
                made.insert(id, Some((tenant.clone(), close)));
                Ok(tenant)
            }
            Err(refusal) => {
                made.shift_remove(&id);
                Err(refusal)
            }
        }
    }

    /// Ends a tenant; when this is done its ports are free.
    ///
    /// # Errors
    ///
    /// There is none of that name, or it is the default one.
    pub async fn end(&self, id: &str) -> Result<(), Refusal> {
        self.get(id)?;
        if id == DEFAULT {
            return Err(Refusal::new(
                StatusCode::CONFLICT,
                "default_tenant",
                "the tenant `default` lives as long as the mock",
                "DELETE /api/tenants/default/state brings it back to its seed",
            ));
        }
        let ended = self.made().shift_remove(id).flatten();
        if let Some((_, close)) = ended {
            close().await;
        }
        Ok(())
    }

    /// Ends all but the default one.
    pub fn end_all(&self) -> Vec<Pending<()>> {
        let made = std::mem::take(&mut *self.made());
        let ended = made.into_values().flatten();
        ended.map(|(_, close)| close()).collect()
    }

    /// Takes a name, so that nobody else gets it while listeners are opened.
    fn reserve(&self, id: Option<String>) -> Result<String, Refusal> {
        let id = id.unwrap_or_else(|| {
            let mut ids = self.0.ids.lock().unwrap_or_else(PoisonError::into_inner);
            ids.short()
        });
        let can_stand = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if id.is_empty() || id.len() > 64 || !id.chars().all(can_stand) {
            return Err(Refusal::bad_request(
                "invalid_id",
                format!("`{id}` cannot be a tenant's name"),
                "use up to 64 letters, digits, `-`, `_` and `.`",
            ));
        }
        let mut made = self.made();
        if id == DEFAULT || made.contains_key(&id) {
            return Err(Refusal::new(
                StatusCode::CONFLICT,
                "tenant_exists",
                format!("there is a tenant `{id}` already"),
                "choose another name, leave it out to get one, or DELETE that tenant first",
            ));
        }
        if made.len() >= MOST {
            return Err(Refusal::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_tenants",
                format!("there are {MOST} tenants already"),
                "DELETE those that are done",
            ));
        }
        made.insert(id.clone(), None);
        Ok(id)
    }

    fn made(&self) -> MutexGuard<'_, IndexMap<String, Option<(Tenant, Close)>>> {
        self.0.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A tenant, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TenantInfo {
    /// Its name in paths.
    pub id: String,
    /// Address of its Logto: what an SDK calls its endpoint.
    pub logto: String,
    /// Address of its Hugging Face.
    pub huggingface: String,
}

impl From<&Tenant> for TenantInfo {
    fn from(tenant: &Tenant) -> Self {
        Self {
            id: tenant.id().to_owned(),
            logto: tenant.logto_url().to_owned(),
            huggingface: tenant.huggingface_url().to_owned(),
        }
    }
}

/// A tenant to be made.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewTenant {
    /// Its name in paths; made up when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it starts from: a seed as JSON, or as YAML text. The built-in seed when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = super::openapi::seed)]
    pub seed: Option<Value>,
}

/// Reads a seed that came as JSON or as YAML text.
pub(super) fn read_seed(seed: &Value) -> Result<Seed, Refusal> {
    let text = match seed {
        Value::String(yaml) => yaml.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            seed.to_string()
        }
    };
    Seed::from_yaml(&text, "seed").map_err(|error| Refusal::of_seed(&error))
}

pub(super) fn routes() -> Router<Tenants> {
    Router::new()
        .route("/api/tenants", get(list).post(create))
        .route("/api/tenants/{tenant}", get(show).delete(end))
}

/// Lists the tenants, the default one first.
#[utoipa::path(get, path = "/api/tenants", tag = "tenants",
    responses((status = 200, body = Vec<TenantInfo>)))]
pub(super) async fn list(State(tenants): State<Tenants>) -> Json<Vec<TenantInfo>> {
    Json(tenants.all().iter().map(TenantInfo::from).collect())
}

/// Makes a tenant, on free ports of its own.
#[utoipa::path(post, path = "/api/tenants", tag = "tenants", request_body = NewTenant,
    responses((status = 201, body = TenantInfo), (status = "4XX", body = Refusal)))]
pub(super) async fn create(
    State(tenants): State<Tenants>,
    Body(new): Body<NewTenant>,
) -> Result<(StatusCode, Json<TenantInfo>), Refusal> {
    let seed = match &new.seed {
        None | Some(Value::Null) => Seed::built_in(),
        Some(seed) => read_seed(seed)?,
    };
    let tenant = tenants.make(new.id, seed).await?;
    Ok((StatusCode::CREATED, Json((&tenant).into())))
}

/// Says where a tenant is.
#[utoipa::path(get, path = "/api/tenants/{tenant}", tag = "tenants",
    params(("tenant" = String, Path, description = "The tenant's name: `default`, or one that was made.")),
    responses((status = 200, body = TenantInfo), (status = "4XX", body = Refusal)))]
pub(super) async fn show(Of(tenant): Of) -> Json<TenantInfo> {
    Json((&tenant).into())
}

/// Ends a tenant; its ports are free then. The default one stays.
#[utoipa::path(delete, path = "/api/tenants/{tenant}", tag = "tenants",
    params(("tenant" = String, Path, description = "The tenant's name.")),
    responses((status = 204), (status = "4XX", body = Refusal)))]
pub(super) async fn end(
    State(tenants): State<Tenants>,
    Of(tenant): Of,
) -> Result<StatusCode, Refusal> {
    tenants.end(tenant.id()).await?;
    Ok(StatusCode::NO_CONTENT)
}
