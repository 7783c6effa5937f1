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

/// What there was to see before the user left for the provider.
#[derive(Debug)]
struct Departure {
    /// How many authorization requests there had been.
    requests: usize,
    /// Address and text of the page.
    page: (String, String),
}

/// Where a way to the provider led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Journey {
    There,
    /// The provider knew the user and had nothing to ask.
    ThereAndBack,
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
        let lends = std::mem::take(&mut self.lends);
        if self.whereabouts().await? == Whereabouts::Elsewhere {
            self.go_home(&sign_in.app, deadline.left()).await?;
            let lent = lends
                && password.is_none()
                && sign_in.at == Provider::Logto
                && self.lend_session(&user).await?;
            let departure = if lent {
                Some(self.departure().await?)
            } else {
                None
            };
            self.touch_all(&sign_in.start).await?;
            let wanted = [Whereabouts::Logto, Whereabouts::HuggingFace];
            let journey = self.arrive(deadline, &wanted, departure.as_ref()).await?;
            if journey == Journey::ThereAndBack {
                return Ok(());
            }
        }
        match sign_in.at {
            Provider::Logto => self.with_password(&user, password, deadline).await,
            Provider::HuggingFace => {
                if self.whereabouts().await? == Whereabouts::Logto {
                    let button = Target::Called("Continue with Hugging Face".to_owned());
                    self.agent.click(&button, deadline.left()).await?;
                    let wanted = [Whereabouts::HuggingFace, Whereabouts::Elsewhere];
                    self.arrive(deadline, &wanted, None).await?;
                }
                self.at_hugging_face(&user, password, sign_in.deny, deadline)
                    .await
            }
        }
    }

    /// Gives the browser a session at Logto; whether it has one.
    async fn lend_session(&mut self, user: &str) -> Result<bool, Trouble> {
        let Some(cookies) = self.tenant.session(user) else {
            return Ok(false);
        };
        let logto = self.tenant.logto().to_owned();
        Ok(self.agent.lend(&logto, &cookies).await?)
    }

    /// What there is to see before the user leaves for the provider.
    async fn departure(&mut self) -> Result<Departure, Trouble> {
        let page = self.page().await?;
        Ok(Departure {
            requests: self.authorizations(),
            page: (page.url, page.text),
        })
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
        Ok(self.stands(&url))
    }

    fn stands(&self, url: &str) -> Whereabouts {
        let below = |origin: &str| {
            url.strip_prefix(origin)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        };
        if below(self.tenant.logto()) {
            Whereabouts::Logto
        } else if below(self.tenant.huggingface()) {
            Whereabouts::HuggingFace
        } else {
            Whereabouts::Elsewhere
        }
    }

    /// Waits until the browser stands at one of these; with a session that was lent, until it is back from a provider
    /// that had nothing to ask, too.
    async fn arrive(
        &mut self,
        deadline: Deadline,
        wanted: &[Whereabouts],
        lent: Option<&Departure>,
    ) -> Result<Journey, Trouble> {
        let mut pace = Pace::brisk(deadline);
        let mut stillness = Stillness::new(self.slowness);
        loop {
            let page = self.page().await?;
            if wanted.contains(&self.stands(&page.url)) {
                return Ok(Journey::There);
            }
            // Without scripts a page stays where it is.
            let stays = self.agent.kind() == "embedded";
            let still = stays || stillness.lasts(&page, self.tenant.newest_exchange());
            if let Some(departure) = lent
                && self.authorizations() > departure.requests
                && (still || departure.page != (page.url, page.text))
            {
                return Ok(Journey::ThereAndBack);
            }
            if stays || (self.impatient && still) || !pace.wait().await {
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
