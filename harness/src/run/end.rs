//! What is left of a failed try: evidence.

use std::path::PathBuf;

use super::{Trouble, World, snapshots};
use crate::{
    plan::Step,
    result::{Evidence, Failure, Finding, Outcome, PageSeen},
};

/// So many lines of an app's log are kept.
const LOG_LINES: usize = 50;

impl World<'_> {
    /// The outcome of a step that went wrong.
    pub(super) async fn outcome(&mut self, step: &Step, trouble: Trouble) -> Outcome {
        match trouble {
            Trouble::Broken(broken) => Outcome::Broken(broken),
            Trouble::Unmet(why) => Outcome::Skipped(self.redactions().apply(&why)),
            Trouble::Failed { title, findings } => Outcome::Failed(Box::new(Failure {
                title,
                place: step.place.clone(),
                through: step.through.clone(),
                findings,
                evidence: self.evidence().await,
            })),
        }
    }

    /// Warnings, without what must not be shown.
    pub(super) fn take_warnings(&mut self) -> Vec<Finding> {
        let redactions = self.redactions();
        std::mem::take(&mut self.warnings)
            .into_iter()
            .map(|finding| Finding {
                expected: redactions.apply(&finding.expected),
                actual: redactions.apply(&finding.actual),
                ..finding
            })
            .collect()
    }

    pub(super) async fn evidence(&mut self) -> Evidence {
        let page = self
            .agent
            .page()
            .await
            .ok()
            .filter(|page| !page.url.is_empty());
        let screenshot = match self.agent.screenshot().await {
            Ok(Some(picture)) => self.keep_picture(&picture),
            Ok(None) | Err(_) => None,
        };
        let mut logs = Vec::new();
        for (name, app) in &mut self.apps {
            let mut lines = app.log().lines();
            lines.drain(..lines.len().saturating_sub(LOG_LINES));
            if let Ok(Some(status)) = app.exited() {
                lines.push(format!("(it ended: {status})"));
            }
            logs.push((name.clone(), lines));
        }
        Evidence {
            page: page.map(|page| PageSeen {
                url: page.url,
                title: page.title,
                text: page.text,
            }),
            answer: self.answer.as_ref().map(|(_, answer)| answer.clone()),
            screenshot,
            logs,
            requests: self.tenant.journal(),
            redactions: self.redactions(),
        }
    }

    fn keep_picture(&self, picture: &[u8]) -> Option<PathBuf> {
        let name = format!(
            "{}-{}",
            self.case.id,
            self.case.row.as_deref().unwrap_or_default()
        );
        let path = self
            .stage
            .pictures
            .join(format!("{}.png", snapshots::slug(&name)));
        let kept = std::fs::create_dir_all(&self.stage.pictures)
            .and_then(|()| std::fs::write(&path, picture));
        match kept {
            Ok(()) => Some(path),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "cannot keep a picture");
                None
            }
        }
    }
}
