//! Whether the user must be asked: the prompts' named reasons (OpenID Connect Core section 3.1.2.3).
//!
//! Login comes first; consent is looked at only when login is settled. Every reason of a prompt is noted,
//! the first one gives the error of a request with `prompt=none`.

use super::Asked;
use crate::base::clock::Moment;
use crate::oidc::{
    client::ApplicationType,
    error::Error,
    grant::Grant,
    interaction::{Outcome, Prompt},
    profile::Profile,
    session::Session,
};

/// What the policy looks at.
#[derive(Debug)]
pub(super) struct Situation<'a> {
    pub(super) asked: &'a Asked,
    pub(super) session: &'a Session,
    /// The grant that the session uses for the client.
    pub(super) grant: Option<&'a Grant>,
    /// What the user has done since the request came; none when it has just come.
    pub(super) outcome: Option<&'a Outcome>,
    pub(super) profile: &'a Profile,
    pub(super) now: Moment,
}

/// A prompt that is needed.
#[derive(Debug)]
pub(crate) struct Needed {
    pub(crate) prompt: Prompt,
    pub(crate) reasons: Vec<&'static str>,
    /// What a client is told that forbade prompts.
    pub(crate) error: Error,
    pub(crate) missing_scopes: Vec<String>,
    pub(crate) missing_resource_scopes: Vec<(String, Vec<String>)>,
}

/// The prompt that is needed, if any.
pub(super) fn needed(situation: &Situation<'_>) -> Result<Option<Needed>, Error> {
    if let Some(login) = login(situation) {
        return Ok(Some(login));
    }
    consent(situation)
}

/// A reason: its name, and error code and description for `prompt=none`.
type Reason = (&'static str, &'static str, &'static str);

fn login(s: &Situation<'_>) -> Option<Needed> {
    let account = s.session.account_id.as_deref();
    let mut reasons: Vec<Reason> = Vec::new();
    if s.is_pending("login") {
        reasons.push((
            "login_prompt",
            "login_required",
            "login prompt was not resolved",
        ));
    }
    if account.is_none() {
        reasons.push((
            "no_session",
            "login_required",
            "End-User authentication is required",
        ));
    }
    if s.is_too_old() {
        reasons.push((
            "max_age",
            "login_required",
            "End-User authentication could not be obtained",
        ));
    }
    if s.asked.hinted.is_some() && s.asked.hinted.as_deref() != account {
        reasons.push((
            "id_token_hint",
            "login_required",
            "id_token_hint and authenticated subject do not match",
        ));
    }
    need(Prompt::Login, &reasons, Vec::new(), Vec::new())
}

fn consent(s: &Situation<'_>) -> Result<Option<Needed>, Error> {
    let client = s.asked.client()?;
    let mut reasons: Vec<Reason> = Vec::new();
    if s.is_pending("consent") {
        reasons.push((
            "consent_prompt",
            "consent_required",
            "consent prompt was not resolved",
        ));
    }
    let has_consented = s.outcome.is_some_and(|outcome| outcome.consent.is_some());
    if client.application_type == ApplicationType::Native && !has_consented {
        reasons.push((
            "native_client_prompt",
            "interaction_required",
            "native clients require End-User interaction",
        ));
    }
    let missing_scopes = s.missing_scopes();
    if !missing_scopes.is_empty() {
        reasons.push((
            "op_scopes_missing",
            "consent_required",
            "requested scopes not granted",
        ));
    }
    let missing_resource_scopes = s.missing_resource_scopes();
    if !missing_resource_scopes.is_empty() {
        reasons.push((
            "rs_scopes_missing",
            "consent_required",
            "requested scopes not granted",
        ));
    }
    Ok(need(
        Prompt::Consent,
        &reasons,
        missing_scopes,
        missing_resource_scopes,
    ))
}

impl Situation<'_> {
    /// Whether a prompt was requested and the user has not yet answered it.
    fn is_pending(&self, prompt: &str) -> bool {
        let is_answered = self.outcome.is_some_and(|outcome| match prompt {
            "login" => outcome.login.is_some(),
            _ => outcome.consent.is_some(),
        });
        self.asked.has_prompt(prompt) && !is_answered
    }

    /// Whether the last sign-in is longer ago than `max_age`, and the user has not just signed in.
    fn is_too_old(&self) -> bool {
        let Some(max_age) = self
            .asked
            .params
            .get("max_age")
            .and_then(super::max_age::seconds)
        else {
            return false;
        };
        let is_fresh = self.outcome.is_some_and(|outcome| outcome.login.is_some());
        !is_fresh
            && self
                .session
                .login_at
                .is_none_or(|at| self.now.seconds() - at.seconds() > max_age)
    }

    fn missing_scopes(&self) -> Vec<String> {
        let is_granted = |scope: &str| self.grant.is_some_and(|grant| grant.scopes.contains(scope));
        let mut scopes = self.asked.known_scopes(self.profile);
        scopes.retain(|scope| !is_granted(scope));
        scopes.into_iter().map(str::to_owned).collect()
    }

    fn missing_resource_scopes(&self) -> Vec<(String, Vec<String>)> {
        let mut missing = Vec::new();
        for target in &self.asked.resources {
            let granted = self
                .grant
                .and_then(|grant| grant.resource(&target.indicator));
            let scopes: Vec<String> = self
                .asked
                .scopes_of(target)
                .filter(|scope| !granted.is_some_and(|granted| granted.contains(scope)))
                .map(str::to_owned)
                .collect();
            if !scopes.is_empty() {
                missing.push((target.indicator.to_string(), scopes));
            }
        }
        missing
    }
}

/// The prompt, if there is a reason for it.
fn need(
    prompt: Prompt,
    reasons: &[Reason],
    missing_scopes: Vec<String>,
    missing_resource_scopes: Vec<(String, Vec<String>)>,
) -> Option<Needed> {
    let (_, code, description) = reasons.first()?;
    let names: Vec<&'static str> = reasons.iter().map(|(name, ..)| *name).collect();
    let mut why = format!(
        "prompt=none, but the user must be asked: {}",
        names.join(", ")
    );
    if !missing_scopes.is_empty() || !missing_resource_scopes.is_empty() {
        let of_resources = missing_resource_scopes.iter().flat_map(|(_, s)| s);
        let all: Vec<&str> = missing_scopes
            .iter()
            .chain(of_resources)
            .map(String::as_str)
            .collect();
        why = format!("{why}; not granted yet: {}", all.join(" "));
    }
    Some(Needed {
        prompt,
        reasons: names,
        error: Error::new(code, *description).because(why),
        missing_scopes,
        missing_resource_scopes,
    })
}
