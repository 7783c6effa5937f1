//! Named secrets of applications.

use super::{
    super::{
        entity,
        route::{Routes, Visit},
    },
    TABLE, named as application,
};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError,
        api::no_content,
        model::{Application, ApplicationSecret, ApplicationType},
    },
    oidc::exchange::{Body, Reply},
};
use http::StatusCode;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/applications/:id/secrets", list);
    routes.post("/applications/:id/secrets", create);
    routes.patch("/applications/:id/secrets/:name", rename);
    routes.delete("/applications/:id/secrets/:name", delete);
    routes.delete("/applications/:id/legacy-secret", delete_legacy);
}

/// Whether applications of this kind have secrets.
pub(super) fn has_secrets(kind: ApplicationType) -> bool {
    match kind {
        ApplicationType::Traditional
        | ApplicationType::MachineToMachine
        | ApplicationType::Protected => true,
        ApplicationType::Native | ApplicationType::Spa | ApplicationType::Saml => false,
    }
}

/// A secret.
pub(super) fn named(
    name: &str,
    application_id: &str,
    value: String,
    expires_at: Option<Moment>,
    now: Moment,
) -> ApplicationSecret {
    ApplicationSecret {
        tenant_id: "default",
        application_id: application_id.to_owned(),
        name: name.to_owned(),
        value,
        created_at: now,
        expires_at,
    }
}

fn list(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let app = application(visit, "id")?;
    Ok(Reply::json(app.secrets.iter().map(entity::json).collect()))
}

fn create(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let (name, expires_at) = visit.call.body(|m| {
        let name = m.sized("name", 1, 256);
        let at = m.nullish("expiresAt", |m, key| m.integer(key, 0, i64::MAX));
        Some((name?, at?.flatten().map(Moment)))
    })?;
    if expires_at.is_some_and(|at| at <= visit.now) {
        return Err(entity::invalid_input(
            "The value of `expiresAt` must be in the future.",
        ));
    }
    let app = application(visit, "id")?;
    if !has_secrets(app.r#type) {
        return Err(entity::constraint_violated());
    }
    guard_name(app, &name)?;
    let id = app.id.clone();
    let value = visit.state.ids.secret();
    let secret = named(&name, &id, value, expires_at, visit.now);
    let shown = entity::json(&secret);
    changed(visit)?.secrets.push(secret);
    Ok(Reply::new(StatusCode::CREATED, Body::Json(shown)))
}

fn rename(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let new = visit.call.body(|m| m.sized("name", 1, 256))?;
    let old = visit.param("name").to_owned();
    let row = "application_secret";
    let app = application(visit, "id").map_err(|_| entity::not_updated(row))?;
    if !app.secrets.iter().any(|secret| secret.name == old) {
        return Err(entity::not_updated(row));
    }
    if new != old {
        guard_name(app, &new)?;
    }
    let mut secrets = changed(visit)?.secrets.iter_mut();
    let secret = secrets.find(|secret| secret.name == old);
    let secret = secret.ok_or_else(|| entity::not_updated(row))?;
    secret.name = new;
    Ok(Reply::json(entity::json(secret)))
}

fn delete(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let name = visit.param("name").to_owned();
    let secrets = &mut changed(visit).map_err(|_| entity::not_found())?.secrets;
    let at = secrets.iter().position(|secret| secret.name == name);
    secrets.remove(at.ok_or_else(entity::not_found)?);
    Ok(no_content())
}

/// 200 with the application, as it is from then on.
fn delete_legacy(visit: &mut Visit<'_>) -> Result<Reply, ApiError> {
    let app = changed(visit)?;
    match app.legacy_secret.take() {
        Some(_) => Ok(Reply::json(entity::json(app))),
        None => Err(ApiError::bad_request("application.no_legacy_secret_found")),
    }
}

fn guard_name(app: &Application, name: &str) -> Result<(), ApiError> {
    if app.secrets.iter().any(|secret| secret.name == name) {
        let error = ApiError::unprocessable("application.secret_name_exists");
        return Err(error.with("name", name));
    }
    Ok(())
}

fn changed<'a>(visit: &'a mut Visit<'_>) -> Result<&'a mut Application, ApiError> {
    let id = visit.param("id").to_owned();
    let app = visit.data().applications.get_mut(&id);
    app.ok_or_else(|| entity::not_exists(TABLE, &id))
}
