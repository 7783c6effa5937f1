//! Applications as OAuth clients: what each kind of application may do (RFC 7591 section 2).

use serde_json::Value;

use crate::logto::model::{Application, ApplicationType as Kind, Data};
use crate::oidc::{
    client::{ApplicationType, AuthMethod, Client, Secret},
    error::Error,
};

/// Schemes that a redirect URI must not have.
const FORBIDDEN_SCHEMES: &[&str] = &["javascript", "vbscript", "data", "blob", "file", "about"];

const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// The client of an id. An error where the application is there, but Logto fails to load it.
pub(super) fn find(data: &Data, id: &str) -> Option<Result<Client, Error>> {
    match data.applications.get(id) {
        Some(app) => Some(loaded(from_application(app))),
        None => built_in(data, id).map(Ok),
    }
}

/// What an application's kind fixes.
struct Traits {
    application_type: ApplicationType,
    auth_method: AuthMethod,
    grant_types: Vec<&'static str>,
    response_types: Vec<&'static str>,
}

fn traits(kind: Kind, is_device_flow: bool) -> Traits {
    let interactive = || vec!["authorization_code", "refresh_token"];
    let (application_type, auth_method) = match kind {
        Kind::Native => (ApplicationType::Native, AuthMethod::None),
        Kind::Spa => (ApplicationType::Web, AuthMethod::None),
        Kind::Traditional | Kind::MachineToMachine | Kind::Protected | Kind::Saml => {
            (ApplicationType::Web, AuthMethod::ClientSecretBasic)
        }
    };
    let (grant_types, response_types) = match kind {
        Kind::Native if is_device_flow => (
            vec![
                "urn:ietf:params:oauth:grant-type:device_code",
                "refresh_token",
            ],
            Vec::new(),
        ),
        Kind::MachineToMachine => (vec!["client_credentials"], Vec::new()),
        Kind::Native | Kind::Spa | Kind::Traditional | Kind::Protected | Kind::Saml => {
            (interactive(), vec!["code"])
        }
    };
    Traits {
        application_type,
        auth_method,
        grant_types,
        response_types,
    }
}

fn from_application(app: &Application) -> Client {
    let custom = |name: &str| app.custom_client_metadata.get(name);
    let truth = |name: &str| custom(name).and_then(Value::as_bool);
    let number = |name: &str| custom(name).and_then(Value::as_i64);
    let Traits {
        application_type,
        auth_method,
        mut grant_types,
        response_types,
    } = traits(app.r#type, truth("isDeviceFlow").unwrap_or_default());
    if truth("allowTokenExchange").unwrap_or_default() {
        grant_types.push(TOKEN_EXCHANGE);
    }
    let oidc = &app.oidc_client_metadata;
    Client {
        id: app.id.as_str().into(),
        name: app.name.clone(),
        application_type,
        auth_method,
        secrets: secrets(app),
        grant_types,
        response_types,
        redirect_uris: oidc.redirect_uris.clone(),
        post_logout_redirect_uris: oidc.post_logout_redirect_uris.clone(),
        require_pkce: auth_method == AuthMethod::None,
        allowed_scopes: app.is_third_party.then(|| allowed_scopes(app)),
        is_third_party: app.is_third_party,
        cors_allowed_origins: strings(custom("corsAllowedOrigins")),
        id_token_ttl: number("idTokenTtl"),
        refresh_token_ttl: number("refreshTokenTtlInDays")
            .map(|days| days.saturating_mul(86_400))
            .or_else(|| number("refreshTokenTtl")),
        rotate_refresh_token: truth("rotateRefreshToken").unwrap_or(true),
        always_issue_refresh_token: truth("alwaysIssueRefreshToken").unwrap_or_default(),
        backchannel_logout_uri: oidc.backchannel_logout_uri.clone(),
        backchannel_logout_session_required: oidc
            .backchannel_logout_session_required
            .unwrap_or_default(),
        max_allowed_grants: number("maxAllowedGrants").and_then(|n| usize::try_from(n).ok()),
    }
}

fn secrets(app: &Application) -> Vec<Secret> {
    let legacy = app.legacy_secret.iter().map(|value| Secret {
        value: value.clone(),
        expires_at: None,
    });
    let named = app.secrets.iter().map(|secret| Secret {
        value: secret.value.clone(),
        expires_at: secret.expires_at,
    });
    legacy.chain(named).collect()
}

fn strings(value: Option<&Value>) -> Vec<String> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn allowed_scopes(app: &Application) -> Vec<String> {
    ["openid", "offline_access"]
        .into_iter()
        .map(str::to_owned)
        .chain(app.user_consent.user_scopes.iter().cloned())
        .collect()
}

/// The client, unless its redirect URIs keep it from being loaded.
fn loaded(client: Client) -> Result<Client, Error> {
    let refuse = |description: String| Err(Error::new("invalid_redirect_uri", description));
    if client.redirect_uris.is_empty() && !client.response_types.is_empty() {
        return refuse("redirect_uris must contain members".into())
            .map_err(|error| error.because("give the application a redirect URI"));
    }
    let scheme = |uri: &String| {
        let (scheme, _) = uri.split_once(':')?;
        FORBIDDEN_SCHEMES
            .iter()
            .find(|forbidden| scheme.eq_ignore_ascii_case(forbidden))
            .copied()
    };
    match client.redirect_uris.iter().find_map(scheme) {
        Some(scheme) => refuse(format!(
            "redirect_uris must not use the {scheme} URI scheme"
        )),
        None => Ok(client),
    }
}

/// Logto's own applications.
fn built_in(data: &Data, id: &str) -> Option<Client> {
    let at = |path: &str| vec![format!("{}{path}", data.endpoint)];
    let (kind, is_device_flow, name, uris) = match id {
        "demo-app" => (Kind::Spa, false, "Live Preview", at("/demo-app")),
        "account-center" => (Kind::Spa, false, "Account Center", at("/account")),
        "device-demo-app" => (Kind::Native, true, "Device flow demo", Vec::new()),
        _ => return None,
    };
    let traits = traits(kind, is_device_flow);
    Some(Client {
        id: id.into(),
        name: name.into(),
        application_type: traits.application_type,
        auth_method: traits.auth_method,
        grant_types: traits.grant_types,
        response_types: traits.response_types,
        post_logout_redirect_uris: uris.clone(),
        redirect_uris: uris,
        require_pkce: true,
        rotate_refresh_token: true,
        always_issue_refresh_token: id == "account-center",
        ..Client::default()
    })
}
