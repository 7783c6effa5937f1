//! What there is to see of an app while the provider does wrong: its pages, who it shows as signed in, what went over
//! the wire.

use std::time::Duration;

use super::{Trouble, World, render, stillness::Stillness};
use crate::{
    check::{self, Page, Seen},
    clock::{self, Deadline, Pace},
    drive::agent::AgentError,
    expectation::{Expectation, Wanted},
    plan::{Step, Subject, Template, Trial},
};

/// So long it is waited at most until nothing happens any more.
const LONGEST_QUIET: Duration = Duration::from_secs(3);
/// So long the app's home page may take to open, and to show somebody signed in.
const HOME: Duration = Duration::from_secs(5);

impl World<'_> {
    /// Plays the steps while the provider does wrong, and gathers what there is to see.
    pub(super) async fn put_to_the_test(&mut self, trial: &Trial) -> Result<Seen, Trouble> {
        let mut seen = Seen {
            not_started: self.not_started.clone(),
            ..Seen::default()
        };
        if seen.not_started.is_some() {
            seen.requests = self.tenant.journal();
            return Ok(seen);
        }
        let steps: &[Step] = &self.case.steps;
        match self.play(steps).await {
            Ok(()) => {}
            Err((_, trouble @ Trouble::Broken(_))) => return Err(trouble),
            Err((_, Trouble::Unmet(why))) if trial.tamper.is_none() => seen.unmet = Some(why),
            // The control run had what is needed: without it now, a step did not succeed.
            Err((step, Trouble::Unmet(title))) => {
                let title = self.redactions().apply(&title);
                seen.stumble = Some(format!("{title} ({})", step.place));
            }
            Err((step, Trouble::Failed { title, findings })) => {
                let title = self.redactions().apply(&title);
                seen.stumble = Some(format!("{title} ({})", step.place));
                // Where nobody does wrong, every expectation is one about the app.
                if trial.tamper.is_none() {
                    seen.findings.extend(findings);
                }
            }
        }
        self.come_to_rest().await?;
        let app = self.variables.get("app").cloned().unwrap_or_default();
        let page = self.page().await?;
        seen.blank = page.text.trim().is_empty() && !page.url.is_empty();
        if let Some((url, answer)) = self
            .answer
            .as_ref()
            .filter(|(url, _)| url.starts_with(&app))
        {
            seen.pages.push((url.clone(), Some(answer.status)));
        }
        if page.url.starts_with(&app) {
            seen.pages.push((page.url.clone(), page.status));
        }
        if !trial.error.is_empty() {
            seen.error_shown = Some(self.holds(&trial.error).await?.0);
        }
        // Nothing happens any more: what is not there now does not come.
        self.impatient = true;
        if let Some(expected) = &trial.expected {
            match self.look(expected).await {
                Ok(()) => {}
                Err(Trouble::Failed { findings, .. }) => seen.findings.extend(findings),
                Err(trouble @ (Trouble::Unmet(_) | Trouble::Broken(_))) => return Err(trouble),
            }
        }
        let wanted = trial.wanted == Some(Wanted::Accepted);
        seen.signed_in = self.shows_signed_in(&trial.signed_in, wanted).await?;
        let home = self.page().await?;
        if home.url.starts_with(&app) {
            seen.pages.push((home.url, home.status));
        }
        for (_, app) in &mut self.apps {
            seen.ended = seen.ended.or(app.exited().ok().flatten());
        }
        seen.requests = self.tenant.journal();
        seen.warnings = std::mem::take(&mut self.warnings);
        Ok(seen)
    }

    /// Waits until nothing happens any more.
    async fn come_to_rest(&mut self) -> Result<(), Trouble> {
        if self.rested {
            return Ok(());
        }
        let mut stillness = Stillness::new(self.slowness);
        let mut pace = Pace::watching(Deadline::after(LONGEST_QUIET));
        loop {
            let page = self.page().await?;
            if stillness.lasts(&page, self.tenant.newest_exchange()) || !pace.wait().await {
                return Ok(());
            }
        }
    }

    /// Whether the app shows a signed-in user: where the browser stands, or at its home page. Nothing where that
    /// cannot be opened.
    pub(super) async fn shows_signed_in(
        &mut self,
        probe: &[Expectation<Template>],
        wanted: bool,
    ) -> Result<Option<bool>, Trouble> {
        if self.holds(probe).await?.0 {
            return Ok(Some(true));
        }
        match self.go_home("app", HOME).await {
            Ok(()) => {}
            Err(Trouble::Failed { .. } | Trouble::Unmet(_)) => return Ok(None),
            Err(trouble @ Trouble::Broken(_)) => return Err(trouble),
        }
        let mut stillness = Stillness::new(self.slowness);
        let mut pace = Pace::watching(Deadline::after(HOME));
        loop {
            let (holds, page) = self.holds(probe).await?;
            if holds {
                return Ok(Some(true));
            }
            // What is not wished for is not waited for longer than anything happens.
            let stays = page.is_some_and(|page| {
                page.inert || (!wanted && stillness.lasts(&page, self.tenant.newest_exchange()))
            });
            if stays || !pace.wait().await {
                return Ok(Some(false));
            }
        }
    }

    /// How long the app takes to show who is signed in, once its home page has loaded.
    pub(super) async fn shows_after(&mut self, probe: &[Expectation<Template>]) -> Duration {
        let home = self.variables.get("app").map_or("", String::as_str);
        let home = format!("{home}/");
        if self.agent.open(&home, HOME).await.is_err() {
            return Duration::ZERO;
        }
        let started = clock::instant();
        let mut pace = Pace::brisk(Deadline::after(HOME));
        loop {
            match self.holds(probe).await {
                Ok((true, _)) => return started.elapsed(),
                Ok((false, _)) if pace.wait().await => {}
                Ok((false, _)) | Err(_) => return Duration::ZERO,
            }
        }
    }

    /// Whether all of these hold now, and the page on which they were looked for.
    async fn holds(
        &mut self,
        probe: &[Expectation<Template>],
    ) -> Result<(bool, Option<Page>), Trouble> {
        let all = render::expectations(probe, &self.variables)?;
        match self.gather(&all, Subject::Page).await {
            Ok(evidence) => {
                let hold = all
                    .iter()
                    .all(|one| check::check(one, &evidence, None).is_none());
                Ok((hold, Some(evidence.page)))
            }
            Err(error @ AgentError::Broken(_)) => Err(error.into()),
            // Between two pages there is nothing to look at.
            Err(_) => Ok((false, None)),
        }
    }
}
