//! The seed of one case, and what of it must not be shown.

use super::{Trouble, render};
use crate::{
    plan::{BUILT_IN, Case, Variables, app_variable},
    result::Secret,
};

/// The seed as JSON, which is YAML too.
pub fn seed_text(case: &Case, variables: &Variables) -> Result<String, Trouble> {
    let json = seed(case, variables)?;
    Ok(serde_json::to_string_pretty(&json).unwrap_or_default())
}

pub(super) fn seed(case: &Case, variables: &Variables) -> Result<serde_json::Value, Trouble> {
    render::value(&case.tenant, variables)
}

/// Values for every variable of a case, good enough to try its seed without a world.
pub fn sham_variables(case: &Case) -> Variables {
    let built_in = BUILT_IN
        .iter()
        .map(|name| ((*name).to_owned(), "http://localhost:1".to_owned()));
    let apps = case.apps.iter().flat_map(|app| {
        [
            (app_variable(&app.name, ""), "http://127.0.0.1:1".to_owned()),
            (app_variable(&app.name, "port"), "1".to_owned()),
            (app_variable(&app.name, "client.id"), app.name.clone()),
            (
                app_variable(&app.name, "client.secret"),
                client_secret(&app.name),
            ),
        ]
    });
    let mut variables: Variables = built_in.chain(apps).collect();
    for app in &case.apps {
        for (of, address) in &app.addresses {
            if let Ok(address) = address.render(&variables) {
                variables.insert(app_variable(&app.name, of), address);
            }
        }
    }
    variables
}

/// What the provider of a case is to do wrong, with values good enough to try it without a world. A variable that
/// gets its value later has none here.
pub fn tamper_json(
    case: &Case,
    variables: &Variables,
) -> Option<Result<serde_json::Value, Trouble>> {
    let tamper = case.trial.as_ref()?.tamper.as_ref()?;
    Some(render::value(&tamper.changes, variables))
}

/// The secret of an app instance's client.
pub(super) fn client_secret(app: &str) -> String {
    format!("client-secret-of-{app}")
}

/// The secrets that the seed itself holds.
pub(super) fn secrets(seed: &serde_json::Value) -> Vec<Secret> {
    let all = |path: &str, field: &str, kind: &str| {
        let members = seed.pointer(path).and_then(serde_json::Value::as_object);
        let values: Vec<Secret> = members
            .into_iter()
            .flat_map(|members| members.values())
            .filter_map(|member| member.get(field)?.as_str())
            .map(|value| Secret {
                kind: kind.to_owned(),
                value: value.to_owned(),
            })
            .collect();
        values
    };
    let mut secrets = all("/applications", "secret", "client-secret");
    secrets.extend(all("/connectors", "clientSecret", "connector-secret"));
    secrets.extend(all("/huggingface/apps", "secret", "connector-secret"));
    secrets.extend(all("/users", "password", "password"));
    secrets.extend(all("/huggingface/users", "password", "password"));
    secrets
}
