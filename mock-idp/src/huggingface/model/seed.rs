//! How a seed writes applications and users, and what is meant by what it leaves out.
//!
//! Ids that are left out are derived from the names, so a restarted tenant has the same ones.

use std::{collections::BTreeMap, fmt::Write as _};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{App, BillingMode, Data, Org, Redirects, ResourceGroup, Role, User};
use crate::huggingface::scope;

/// The `huggingface` part of a seed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "HuggingFaceSeed")]
pub struct Seed {
    /// Registered applications by client id.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "BTreeMap<String, AppSeed>")]
    pub apps: IndexMap<String, AppSeed>,
    /// Users by user name.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "BTreeMap<String, UserSeed>")]
    pub users: IndexMap<String, UserSeed>,
}

/// A registered application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(rename = "HuggingFaceApp")]
pub struct AppSeed {
    /// For the consent page. The client id when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Without a secret it is a public app: PKCE or device flow, no client authentication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// All that it may ask for: `openid`, `profile`, `email`, `read-repos`, … (`openid profile` when left out).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// Redirection endpoints. When left out, the callback of the tenant's own Logto is accepted:
    /// `<logto>/callback/<connector id>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<Vec<String>>,
    /// Home page, linked from the consent page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// Address of a picture for the consent page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// The name of the organization that owns it: lets it exchange a member's e-mail address for a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
#[schemars(rename = "HuggingFaceUser")]
pub struct UserSeed {
    /// The subject, 24 hexadecimal digits. Derived from the user name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the address is verified.
    pub email_verified: bool,
    /// Display name. The user name when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fullname: Option<String>,
    /// What the sign-in page must be given; it accepts anything when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Address of a picture; a drawn one is served when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// Personal web site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Whether they pay for a PRO account.
    pub is_pro: bool,
    /// Whether a payment method is set up.
    pub can_pay: bool,
    /// When the paid period ends, in seconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period_end: Option<i64>,
    /// `postpaid` or `prepaid`.
    pub billing_mode: BillingMode,
    /// Hardware they show in public, as userinfo states it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hardware_items: Vec<serde_json::Value>,
    /// Memberships.
    pub orgs: Vec<OrgSeed>,
}

impl Default for UserSeed {
    fn default() -> Self {
        Self {
            sub: None,
            email: None,
            email_verified: true,
            fullname: None,
            password: None,
            picture: None,
            website: None,
            is_pro: false,
            can_pay: false,
            period_end: None,
            billing_mode: BillingMode::default(),
            hardware_items: Vec::new(),
            orgs: Vec::new(),
        }
    }
}

/// A membership.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "HuggingFaceOrg")]
pub struct OrgSeed {
    /// The organization's id, 24 hexadecimal digits. Derived from its name when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Name in addresses.
    pub name: String,
    /// Display name. The name when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fullname: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Address of a picture; a drawn one is served when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// `team`, `enterprise`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Whether a payment method is set up.
    #[serde(default)]
    pub can_pay: bool,
    /// When the paid period ends, in seconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_end: Option<i64>,
    /// The member's role: `admin`, `write`, `contributor` or `read`.
    #[serde(default)]
    pub role: Role,
    /// What the member still has to do before they may act there: `mfa`, `sso`, `ip`, `token-policy`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub security_restrictions: Vec<String>,
    /// The member's resource groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_groups: Vec<ResourceGroup>,
}

/// What is wrong with a seed's `huggingface` part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// A scope that Hugging Face does not have.
    #[error(
        "huggingface.apps.{app}.scopes: no scope is called `{scope}`; there are {}",
        scope::names()
    )]
    UnknownScope {
        /// The application.
        app: String,
        /// What was written.
        scope: String,
    },
    /// Two users that the sign-in page or a token could not tell apart.
    #[error("huggingface.users.{user}: {what} is that of `{other}` too; give each user their own")]
    NotUnique {
        /// The later user.
        user: String,
        /// What they share.
        what: &'static str,
        /// The earlier user.
        other: String,
    },
}

impl Seed {
    /// What is meant.
    pub fn into_data(self) -> Result<Data, SeedError> {
        let mut data = Data::default();
        for (id, seed) in self.apps {
            let app = app(&id, seed)?;
            data.apps.insert(id, app);
        }
        for (name, seed) in self.users {
            let user = user(&name, seed);
            if let Some((what, other)) = shared(&data, &user) {
                return Err(SeedError::NotUnique {
                    user: name,
                    what,
                    other,
                });
            }
            data.users.insert(name, user);
        }
        Ok(data)
    }
}

fn shared(data: &Data, user: &User) -> Option<(&'static str, String)> {
    data.users.values().find_map(|other| {
        let what = if other.username.eq_ignore_ascii_case(&user.username) {
            "the user name"
        } else if other.sub == user.sub {
            "the sub"
        } else if other.email.is_some()
            && other.email.as_deref().map(str::to_lowercase)
                == user.email.as_deref().map(str::to_lowercase)
        {
            "the e-mail address"
        } else {
            return None;
        };
        Some((what, other.username.clone()))
    })
}

fn app(id: &str, seed: AppSeed) -> Result<App, SeedError> {
    let names = seed
        .scopes
        .unwrap_or_else(|| vec!["openid".to_owned(), "profile".to_owned()]);
    let scopes = names
        .into_iter()
        .map(|name| {
            scope::by_name(&name).ok_or_else(|| SeedError::UnknownScope {
                app: id.to_owned(),
                scope: name,
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(App {
        id: id.to_owned(),
        name: seed.name.unwrap_or_else(|| id.to_owned()),
        secret: seed.secret,
        scopes,
        redirects: seed
            .redirect_uris
            .map_or(Redirects::LogtoCallback, Redirects::Registered),
        homepage: seed.homepage,
        logo: seed.logo,
        org: seed.org,
    })
}

fn user(name: &str, seed: UserSeed) -> User {
    User {
        sub: seed.sub.unwrap_or_else(|| derived_id("user", name)),
        username: name.to_owned(),
        fullname: seed.fullname.unwrap_or_else(|| name.to_owned()),
        email: seed.email,
        email_verified: seed.email_verified,
        password: seed.password,
        picture: seed.picture,
        website: seed.website,
        is_pro: seed.is_pro,
        can_pay: seed.can_pay,
        period_end: seed.period_end,
        billing_mode: seed.billing_mode,
        hardware_items: seed.hardware_items,
        orgs: seed.orgs.into_iter().map(org).collect(),
    }
}

fn org(seed: OrgSeed) -> Org {
    Org {
        sub: seed.sub.unwrap_or_else(|| derived_id("org", &seed.name)),
        fullname: seed.fullname.unwrap_or_else(|| seed.name.clone()),
        name: seed.name,
        email: seed.email,
        picture: seed.picture,
        plan: seed.plan,
        can_pay: seed.can_pay,
        period_end: seed.period_end,
        role: seed.role,
        security_restrictions: seed.security_restrictions,
        resource_groups: seed.resource_groups,
    }
}

/// 24 hexadecimal digits that are always the same for the same name.
fn derived_id(kind: &str, name: &str) -> String {
    let digest = aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA256,
        format!("{kind} {}", name.to_lowercase()).as_bytes(),
    );
    let mut id = String::with_capacity(24);
    for byte in &digest.as_ref()[..12] {
        let _ = write!(id, "{byte:02x}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed(yaml: &str) -> Result<Data, String> {
        let seed: Seed = serde_saphyr::from_str(yaml).map_err(|e| e.to_string())?;
        seed.into_data().map_err(|e| e.to_string())
    }

    #[test]
    fn what_is_left_out_is_meant() {
        let data = seed(
            "apps: { hf-client: { name: Bookstore, secret: s, scopes: [openid, email] } }\n\
             users: { alice-hf: { email: alice@example.com, orgs: [{ name: acme, role: admin }] } }",
        )
        .unwrap();
        let app = &data.apps["hf-client"];
        assert_eq!(app.redirects, Redirects::LogtoCallback);
        let alice = data.user_by_login("ALICE@example.com").unwrap();
        assert_eq!((alice.fullname.as_str(), alice.sub.len()), ("alice-hf", 24));
        assert!(alice.email_verified);
        assert_eq!(alice.orgs[0].sub, derived_id("org", "acme"));
    }

    #[test]
    fn mistakes_are_named() {
        let unknown = seed("apps: { a: { scopes: [opneid] } }").unwrap_err();
        assert!(unknown.starts_with("huggingface.apps.a.scopes: no scope is called `opneid`"));
        let twice = seed("users: { a: { email: x@y.z }, b: { email: X@y.z } }").unwrap_err();
        assert!(
            twice.contains("the e-mail address is that of `a` too"),
            "{twice}"
        );
        assert!(seed("apps: { a: { redirect_uris: [] } }").is_err());
    }
}
