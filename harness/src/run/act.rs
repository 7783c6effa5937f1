//! Steps: what the verbs do.

use super::{Trouble, World, render};
use crate::{
    clock,
    plan::{Key, Step, Verb},
};

/// A step that went wrong, and what went wrong.
pub(super) type Stumble<'p> = (&'p Step, Trouble);

impl World<'_> {
    /// Plays all steps, until one goes wrong.
    pub(super) async fn play<'p>(&mut self, steps: &'p [Step]) -> Result<(), Stumble<'p>> {
        for step in steps {
            if !matches!(step.verb, Verb::Need(_) | Verb::Expect(_) | Verb::Set(_)) {
                clock::linger(self.stage.slow).await;
            }
            tracing::debug!(place = %step.place, "step");
            self.act(step).await.map_err(|trouble| (step, trouble))?;
        }
        Ok(())
    }

    async fn act(&mut self, step: &Step) -> Result<(), Trouble> {
        let within = step.within;
        self.rested = false;
        match &step.verb {
            Verb::Open(_)
            | Verb::Click(_)
            | Verb::Fill { .. }
            | Verb::Select { .. }
            | Verb::Press(_)
            | Verb::Submit(_) => self.touch(step).await,
            Verb::SignIn(sign_in) => self.sign_in(sign_in, within).await,
            Verb::SignOut { app, steps } => {
                self.go_home(app, within).await?;
                self.touch_all(steps).await
            }
            Verb::Http(request) => self.send(request, within).await,
            Verb::Advance(by) => {
                self.tenant.advance(*by);
                Ok(())
            }
            Verb::RotateKey(key) => {
                let rsa = matches!(key, Key::Rs256);
                self.tenant
                    .rotate_key(rsa)
                    .map_err(|cause| Trouble::broken("the provider has no new key", cause))
            }
            Verb::Need(expectations) => self.need(expectations).await,
            Verb::Expect(expectations) => self.look(expectations).await,
            Verb::Set(captures) => {
                for (name, capture) in captures {
                    let value = self.capture(name, capture).await?;
                    self.variables.insert(name.clone(), value);
                }
                Ok(())
            }
        }
    }

    /// The profile's ways: only what a user does to a page.
    pub(super) async fn touch_all(&mut self, steps: &[Step]) -> Result<(), Trouble> {
        for step in steps {
            match &step.verb {
                Verb::Expect(expectations) => self.look(expectations).await?,
                Verb::Open(_)
                | Verb::Click(_)
                | Verb::Fill { .. }
                | Verb::Select { .. }
                | Verb::Press(_)
                | Verb::Submit(_) => self.touch(step).await?,
                Verb::SignIn(_)
                | Verb::SignOut { .. }
                | Verb::Http(_)
                | Verb::Advance(_)
                | Verb::RotateKey(_)
                | Verb::Need(_)
                | Verb::Set(_) => {
                    return Err(Trouble::failed(format!(
                        "a profile cannot do this when signing in or out: {}",
                        step.place
                    )));
                }
            }
        }
        Ok(())
    }

    async fn touch(&mut self, step: &Step) -> Result<(), Trouble> {
        let Self {
            agent, variables, ..
        } = self;
        let within = step.within;
        match &step.verb {
            Verb::Open(url) => {
                agent.open(&render::text(url, variables)?, within).await?;
            }
            Verb::Click(target) => {
                agent
                    .click(&render::target(target, variables)?, within)
                    .await?;
            }
            Verb::Fill { field, text } => {
                let text = render::text(text, variables)?;
                agent
                    .fill(&render::target(field, variables)?, &text, within)
                    .await?;
            }
            Verb::Select { field, option } => {
                let option = render::text(option, variables)?;
                agent
                    .select(&render::target(field, variables)?, &option, within)
                    .await?;
            }
            Verb::Press(key) => agent.press(&render::text(key, variables)?, within).await?,
            Verb::Submit(target) => {
                let target = target
                    .as_ref()
                    .map(|target| render::target(target, variables))
                    .transpose()?;
                agent.submit(target.as_ref(), within).await?;
            }
            Verb::SignIn(_)
            | Verb::SignOut { .. }
            | Verb::Http(_)
            | Verb::Advance(_)
            | Verb::RotateKey(_)
            | Verb::Need(_)
            | Verb::Expect(_)
            | Verb::Set(_) => {}
        }
        Ok(())
    }

    /// Opens the app's home page, unless it is open.
    pub(super) async fn go_home(
        &mut self,
        app: &str,
        within: std::time::Duration,
    ) -> Result<(), Trouble> {
        let home = format!("{}/", self.variables.get(app).map_or("", String::as_str));
        if self.agent.page().await?.url != home {
            self.agent.open(&home, within).await?;
        }
        Ok(())
    }
}
