//! Looking again and again until what is expected is there.

use super::{
    Trouble, World, render, snapshots,
    stillness::{SLOWEST, Stillness},
};
use crate::{
    check::{self, Answer, CookieSeen, ElementSeen, Evidence, Names, Page},
    clock::{Deadline, Pace},
    drive::agent::{Act, AgentError},
    expectation::{Expectation, SecretPlace, SnapshotOf, Target, What},
    plan::{Expectations, Subject, app_variable},
    result::{Finding, Severity},
};

impl World<'_> {
    pub(super) async fn look(&mut self, expectations: &Expectations) -> Result<(), Trouble> {
        let all = render::expectations(&expectations.all, &self.variables)?;
        let clause = self.case.conforms.first().cloned();
        let deadline = Deadline::after(expectations.within);
        let mut pace = if self.impatient {
            Pace::watching(deadline)
        } else {
            Pace::brisk(deadline)
        };
        let mut stillness = Stillness::new(self.slowness);
        loop {
            let evidence = self.gather(&all, expectations.subject).await;
            let (failures, warnings, evidence) = match evidence {
                Err(error @ AgentError::Broken(_)) => return Err(error.into()),
                // Between two pages there may be nothing to look at.
                Err(error) => {
                    if !pace.wait().await {
                        return Err(error.into());
                    }
                    continue;
                }
                Ok(evidence) => {
                    let found = all
                        .iter()
                        .filter_map(|one| check::check(one, &evidence, clause.as_deref()));
                    let (failures, warnings): (Vec<Finding>, Vec<Finding>) =
                        found.partition(|finding| finding.severity == Severity::Failure);
                    (failures, warnings, evidence)
                }
            };
            if failures.is_empty() {
                self.warnings.extend(warnings);
                return self.keep_snapshots(&all, &evidence);
            }
            self.rested =
                self.impatient && stillness.lasts(&evidence.page, self.tenant.newest_exchange());
            if self.rested || !self.may_change(&all, expectations.subject) || !pace.wait().await {
                self.propose_snapshots(&all, &evidence)?;
                let title = failures
                    .first()
                    .map_or_else(String::new, |first| format!("expected {}", first.expected));
                return Err(Trouble::Failed {
                    title,
                    findings: failures,
                });
            }
        }
    }

    /// Looks whether something is there; what is not when nothing has happened for long enough, for the slowest of
    /// apps, does not come.
    pub(super) async fn need(&mut self, expectations: &Expectations) -> Result<(), Trouble> {
        let impatient = std::mem::replace(&mut self.impatient, true);
        let slowness = std::mem::replace(&mut self.slowness, SLOWEST);
        let looked = self.look(expectations).await;
        (self.impatient, self.slowness) = (impatient, slowness);
        looked.map_err(|trouble| match trouble {
            // Where nothing could be looked at, the step has failed.
            Trouble::Failed { title, findings } => match findings.first() {
                Some(finding) => {
                    Trouble::Unmet(format!("it needs {}: {}", finding.expected, finding.actual))
                }
                None => Trouble::Failed { title, findings },
            },
            trouble @ (Trouble::Unmet(_) | Trouble::Broken(_)) => trouble,
        })
    }

    /// Whether looking again can show something else. An answer stays as it is, and so does the page of
    /// an agent that runs no scripts; what the provider saw may grow behind their backs.
    fn may_change(&self, all: &[Expectation<String>], subject: Subject) -> bool {
        let behind = all.iter().any(|one| {
            matches!(
                one.what,
                What::Requests(_)
                    | What::IdToken { .. }
                    | What::Snapshot {
                        of: SnapshotOf::Requests | SnapshotOf::IdToken,
                        ..
                    }
            )
        });
        behind || (subject == Subject::Page && self.agent.kind() != "embedded")
    }

    pub(super) async fn gather(
        &mut self,
        all: &[Expectation<String>],
        subject: Subject,
    ) -> Result<Evidence, AgentError> {
        let answer = match (subject, &self.answer) {
            (Subject::Answer, Some((url, answer))) => Some(Answer {
                url: url.clone(),
                status: answer.status,
                headers: answer.headers.clone(),
                body: answer.body.clone(),
            }),
            (Subject::Answer, None) | (Subject::Page, _) => None,
        };
        let needs_page = answer.is_none() || all.iter().any(|one| about_page(&one.what));
        let page = if needs_page {
            self.page().await?
        } else {
            Page::default()
        };
        let mut elements = Vec::new();
        let mut cookies = Vec::new();
        let (mut log, mut client_secrets) = (Vec::new(), Vec::new());
        for what in flat(all) {
            match what {
                What::Element(element) | What::NoElement(element) => {
                    elements.push((
                        element.target.clone(),
                        self.elements(&element.target).await?,
                    ));
                }
                What::Cookie(_) if cookies.is_empty() => cookies = self.cookies(&page.url).await?,
                What::NoSecrets(place) => {
                    client_secrets = self.client_secrets();
                    match place {
                        SecretPlace::Log => log = self.printed(),
                        SecretPlace::Cookies if cookies.is_empty() => {
                            // Wherever the browser stands, these are the app's.
                            let home = self.variables.get("app").cloned().unwrap_or_default();
                            cookies = self.cookies(&home).await?;
                        }
                        SecretPlace::Cookies => {}
                    }
                }
                What::Cookie(_)
                | What::Url(_)
                | What::Title(_)
                | What::Text(_)
                | What::NoText(_)
                | What::Status(_)
                | What::Header { .. }
                | What::Json { .. }
                | What::Requests(_)
                | What::IdToken { .. }
                | What::SignedOut(_)
                | What::Snapshot { .. } => {}
            }
        }
        let mut evidence = Evidence {
            page,
            answer,
            elements,
            cookies,
            log,
            client_secrets,
            requests: self.tenant.journal(),
            snapshots: Vec::new(),
            names: self.names(),
        };
        evidence.snapshots = self.snapshots_to_compare(all, &evidence);
        Ok(evidence)
    }

    pub(super) async fn page(&mut self) -> Result<Page, AgentError> {
        let kind = self.agent.kind();
        let page = self.agent.page().await?;
        Ok(Page {
            agent: kind,
            url: page.url,
            title: page.title,
            text: page.text,
            status: page.status,
            headers: (!page.headers.is_empty()).then_some(page.headers),
            inert: page.inert,
        })
    }

    async fn elements(&mut self, target: &Target<String>) -> Result<Vec<ElementSeen>, AgentError> {
        let found = self.agent.find(&render::spoken(target), Act::See).await?;
        Ok(found
            .into_iter()
            .map(|element| ElementSeen {
                role: element.role,
                name: element.name,
                text: element.text,
                value: element.value,
            })
            .collect())
    }

    async fn cookies(&mut self, url: &str) -> Result<Vec<CookieSeen>, AgentError> {
        let found = self.agent.cookies(url).await?;
        Ok(found
            .into_iter()
            .map(|cookie| CookieSeen {
                name: cookie.name,
                value: cookie.value,
                path: cookie.path,
                http_only: cookie.http_only,
                secure: cookie.secure,
                same_site: cookie.same_site,
            })
            .collect())
    }

    /// What the apps have printed.
    fn printed(&self) -> Vec<String> {
        self.apps
            .iter()
            .flat_map(|(_, app)| app.log().lines())
            .collect()
    }

    /// The secrets of the apps' clients.
    fn client_secrets(&self) -> Vec<String> {
        let names = self.case.apps.iter();
        names
            .filter_map(|app| {
                self.variables
                    .get(&app_variable(&app.name, "client.secret"))
            })
            .cloned()
            .collect()
    }

    /// Stable names for addresses and secrets.
    pub(super) fn names(&self) -> Names {
        let mut names = self.redactions();
        let addresses = self.case.apps.iter().map(|app| app.name.as_str());
        for name in addresses.chain(["logto", "huggingface", "control"]) {
            if let Some(address) = self.variables.get(name) {
                names.add(address, &format!("${{{name}}}"));
            }
        }
        Names(names)
    }

    /// What is stored; when snapshots are taken anew, what is there now.
    fn snapshots_to_compare(
        &self,
        all: &[Expectation<String>],
        evidence: &Evidence,
    ) -> Vec<(String, Option<String>)> {
        snapshots::wanted(all)
            .map(|(of, name)| {
                let text = if self.stage.update_snapshots {
                    Some(check::rendered(of, evidence))
                } else {
                    self.stored(name)
                };
                (name.to_owned(), text)
            })
            .collect()
    }
}

/// All that is asked for, the probe of a signed-out user taken apart.
fn flat(all: &[Expectation<String>]) -> Vec<&What<String>> {
    all.iter()
        .flat_map(|one| {
            if let What::SignedOut(probe) = &one.what {
                flat(probe)
            } else {
                vec![&one.what]
            }
        })
        .collect()
}

/// Whether an expectation beside an `http` step is about the browser's page all the same.
fn about_page(what: &What<String>) -> bool {
    match what {
        What::Title(_)
        | What::Element(_)
        | What::NoElement(_)
        | What::Cookie(_)
        | What::SignedOut(_)
        | What::Snapshot {
            of: SnapshotOf::Page,
            ..
        } => true,
        What::Url(_)
        | What::Text(_)
        | What::NoText(_)
        | What::Status(_)
        | What::Header { .. }
        | What::Json { .. }
        | What::Requests(_)
        | What::IdToken { .. }
        | What::NoSecrets(_)
        | What::Snapshot {
            of: SnapshotOf::Requests | SnapshotOf::IdToken,
            ..
        } => false,
    }
}
