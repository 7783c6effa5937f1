//! What a Hugging Face knows, as a seed writes it: the way back from [`Data`].

use super::{
    App, Data, Org, Redirects, Seed, User,
    seed::{AppSeed, OrgSeed, UserSeed},
};

impl From<&Data> for Seed {
    fn from(data: &Data) -> Self {
        let apps = data.apps.iter();
        let users = data.users.iter();
        Self {
            apps: apps.map(|(id, app)| (id.clone(), app.into())).collect(),
            users: users
                .map(|(name, user)| (name.clone(), user.into()))
                .collect(),
        }
    }
}

impl From<&App> for AppSeed {
    fn from(app: &App) -> Self {
        let scopes = app.scopes.iter().map(|scope| scope.name().to_owned());
        Self {
            name: Some(app.name.clone()),
            secret: app.secret.clone(),
            scopes: Some(scopes.collect()),
            redirect_uris: match &app.redirects {
                Redirects::Registered(addresses) => Some(addresses.clone()),
                Redirects::LogtoCallback => None,
            },
            homepage: app.homepage.clone(),
            logo: app.logo.clone(),
            org: app.org.clone(),
        }
    }
}

impl From<&User> for UserSeed {
    fn from(user: &User) -> Self {
        Self {
            sub: Some(user.sub.clone()),
            email: user.email.clone(),
            email_verified: user.email_verified,
            fullname: Some(user.fullname.clone()),
            password: user.password.clone(),
            picture: user.picture.clone(),
            website: user.website.clone(),
            is_pro: user.is_pro,
            can_pay: user.can_pay,
            period_end: user.period_end,
            billing_mode: user.billing_mode,
            hardware_items: user.hardware_items.clone(),
            orgs: user.orgs.iter().map(OrgSeed::from).collect(),
        }
    }
}

impl From<&Org> for OrgSeed {
    fn from(org: &Org) -> Self {
        Self {
            sub: Some(org.sub.clone()),
            name: org.name.clone(),
            fullname: Some(org.fullname.clone()),
            email: org.email.clone(),
            picture: org.picture.clone(),
            plan: org.plan.clone(),
            can_pay: org.can_pay,
            period_end: org.period_end,
            role: org.role,
            security_restrictions: org.security_restrictions.clone(),
            resource_groups: org.resource_groups.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_back_means_the_same() {
        let seed: Seed = serde_saphyr::from_str(
            "apps: { a: { secret: s, scopes: [openid, email], org: acme },\n\
             b: { redirectUris: [\"http://localhost:9/cb\"] } }\n\
             users: { u: { email: u@x.example, orgs: [{ name: acme, role: admin }] } }",
        )
        .unwrap();
        let data = seed.into_data().unwrap();
        assert_eq!(Seed::from(&data).into_data().unwrap(), data);
    }
}
