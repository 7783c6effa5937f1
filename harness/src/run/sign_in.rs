//! Signing in, from wherever the browser is.
//!
//! ```text
//! the app ──profile's sign-in──► Logto ──password──► back
//!                                  └──Continue with Hugging Face──► sign-in page ──► consent ──► back
//! ```
//!
//! Each leg is taken only if the browser stands at its beginning. What follows the last click is not
//! judged: a wrong password is a scenario's business, and its expectations wait.

use std::time::Duration;

use super::{Trouble, World, render, stillness::Stillness};
use crate::{
    clock::{Deadline, Pace},
    drive::agent::{Act, Target},
    plan::{Provider, SignIn},
};

/// Where the browser stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whereabouts {
    Logto,
    HuggingFace,
    Elsewhere,
}

impl World<'_> {
    pub(super) async fn sign_in(
        &mut self,
        sign_in: &SignIn,
        within: Duration,
    ) -> Result<(), Trouble> {
        let deadline = Deadline::after(within);
        let user = render::text(&sign_in.user, &self.variables)?;
        let password = match &sign_in.password {
            Some(password) => Some(render::text(password, &self.variables)?),
            None => None,
        };
        if self.whereabouts().await? == Whereabouts::Elsewhere {
            self.go_home(&sign_in.app, deadline.left()).await?;
            let lent = password.is_none() && self.lend_session(sign_in.at, &user).await?;
            let before = self.authorizations();
            self.touch_all(&sign_in.start).await?;
            if lent && self.authorizations() > before {
                // There and back, unless the app wants the user to be asked anyway.
                if self.whereabouts().await? == Whereabouts::Elsewhere {
                    return Ok(());
                }
            }
            self.arrive(deadline, &[Whereabouts::Logto, Whereabouts::HuggingFace])
                .await?;
        }
        match sign_in.at {
            Provider::Logto => self.with_password(&user, password, deadline).await,
            Provider::HuggingFace => {
                if self.whereabouts().await? == Whereabouts::Logto {
                    let button = Target::Called("Continue with Hugging Face".to_owned());
                    self.agent.click(&button, deadline.left()).await?;
                    self.arrive(
                        deadline,
                        &[Whereabouts::HuggingFace, Whereabouts::Elsewhere],
                    )
                    .await?;
                }
                self.at_hugging_face(&user, password, sign_in.deny, deadline)
                    .await
            }
        }
    }

    /// Gives the browser a session at Logto, if it is to have one; whether it has.
    async fn lend_session(&mut self, at: Provider, user: &str) -> Result<bool, Trouble> {
        if at != Provider::Logto || !std::mem::take(&mut self.lends) {
            return Ok(false);
        }
        let Some(cookies) = self.tenant.session(user) else {
            return Ok(false);
        };
        let logto = self.tenant.logto().to_owned();
        Ok(self.agent.lend(&logto, &cookies).await?)
    }

    /// How many authorization requests Logto has seen.
    fn authorizations(&self) -> usize {
        let journal = self.tenant.journal();
        let requests = journal.iter();
        requests
            .filter(|exchange| exchange.provider == "logto" && exchange.endpoint == "authorize")
            .count()
    }

    async fn whereabouts(&mut self) -> Result<Whereabouts, Trouble> {
        let url = self.agent.page().await?.url;
        let below = |origin: &str| {
            url.strip_prefix(origin)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        };
        Ok(if below(self.tenant.logto()) {
            Whereabouts::Logto
        } else if below(self.tenant.huggingface()) {
            Whereabouts::HuggingFace
        } else {
            Whereabouts::Elsewhere
        })
    }

    /// Waits until the browser stands at one of these.
    async fn arrive(&mut self, deadline: Deadline, wanted: &[Whereabouts]) -> Result<(), Trouble> {
        let mut pace = Pace::brisk(deadline);
        let mut stillness = Stillness::new(self.slowness);
        loop {
            if wanted.contains(&self.whereabouts().await?) {
                return Ok(());
            }
            // Without scripts a page stays where it is.
            let stays = self.agent.kind() == "embedded"
                || (self.impatient
                    && stillness.lasts(&self.page().await?, self.tenant.journal().len()));
            if stays || !pace.wait().await {
                let url = self.agent.page().await?.url;
                return Err(Trouble::failed(format!(
                    "signing in did not lead to the provider's pages within {:?}; the browser is at {url}",
                    deadline.within()
                )));
            }
        }
    }

    async fn with_password(
        &mut self,
        user: &str,
        password: Option<String>,
        deadline: Deadline,
    ) -> Result<(), Trouble> {
        let known = self
            .seed
            .pointer("/users")
            .and_then(|users| users.get(user));
        let text = |field: &str| {
            known
                .and_then(|user| user.get(field)?.as_str())
                .map(str::to_owned)
        };
        let identifier = text("username").unwrap_or_else(|| user.to_owned());
        let Some(password) = password.or_else(|| text("password")) else {
            return Err(Trouble::failed(match known {
                Some(_) => format!("the user {user} has no password in the seed"),
                None => format!("there is no user {user} in the seed, and no password is given"),
            }));
        };
        if self.stage.hasty {
            let fields = [
                ("input[name=identifier]", identifier),
                ("input[name=password]", password),
            ];
            return Ok(self.agent.enter(&fields, deadline.left()).await?);
        }
        // The names that Logto's own page gives to its fields.
        let field = |name: &str| Target::Css(format!("input[name={name}]"));
        self.agent
            .fill(&field("identifier"), &identifier, deadline.left())
            .await?;
        self.agent
            .fill(&field("password"), &password, deadline.left())
            .await?;
        let button = Target::Role {
            role: "button".to_owned(),
            name: Some("Sign in".to_owned()),
        };
        Ok(self.agent.click(&button, deadline.left()).await?)
    }

    async fn at_hugging_face(
        &mut self,
        user: &str,
        password: Option<String>,
        deny: bool,
        deadline: Deadline,
    ) -> Result<(), Trouble> {
        let known = self
            .seed
            .pointer("/huggingface/users")
            .and_then(|users| users.get(user));
        let seeded = known
            .and_then(|user| user.get("password")?.as_str())
            .map(str::to_owned);
        // A user without a password in the seed may use any.
        let password = password
            .or(seeded)
            .unwrap_or_else(|| "any password".to_owned());
        let password_field = Target::Css("input[type=password]".to_owned());
        let answer = Target::Called(if deny { "Cancel" } else { "Authorize" }.to_owned());
        let mut signed_in = false;
        let mut pace = Pace::brisk(deadline);
        loop {
            // An earlier consent lets the browser pass without a page.
            if self.whereabouts().await? != Whereabouts::HuggingFace {
                return Ok(());
            }
            if !self
                .agent
                .find(&password_field, Act::Fill)
                .await?
                .is_empty()
            {
                if signed_in {
                    // The page has come again: refused. That is for the scenario to judge.
                    return Ok(());
                }
                let username_field = Target::Css("input[name=username]".to_owned());
                self.agent
                    .fill(&username_field, user, deadline.left())
                    .await?;
                self.agent
                    .fill(&password_field, &password, deadline.left())
                    .await?;
                self.agent
                    .submit(Some(&password_field), deadline.left())
                    .await?;
                signed_in = true;
                continue;
            }
            if !self.agent.find(&answer, Act::Click).await?.is_empty() {
                return Ok(self.agent.click(&answer, deadline.left()).await?);
            }
            if !pace.wait().await {
                return Err(Trouble::failed(format!(
                    "Hugging Face shows neither its sign-in page nor its consent page within {:?}",
                    deadline.within()
                )));
            }
        }
    }
}
