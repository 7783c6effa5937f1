//! The acts of a user in a living page: looked up, checked, done by WebDriver, waited for.

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    error::CmdError,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    failure::{self, Meaning},
    keys,
    line::Line,
    locate::{self, Handle, Listing},
    session::Turn,
    settle, shown,
};
use crate::{
    clock::{Deadline, Pace},
    drive::{
        agent::{Act, AgentError, Element, Page, Target},
        target::{Choice, choose, fitting, kind, no_option, option},
    },
};

const ENTER: &str = include_str!("enter.js");
const SUBMIT: &str = include_str!("submit.js");

/// How an element is touched.
#[derive(Clone, Copy)]
enum Touch<'a> {
    Click,
    /// This text is typed in place of what is there.
    Type(&'a str),
}

/// One act under way.
pub(super) struct Acting<'a> {
    turn: Turn<'a>,
    /// A line into the page, past the driver, where there is one.
    line: Option<&'a Line>,
    name: String,
    deadline: Deadline,
}

impl<'a> Acting<'a> {
    pub(super) fn new(
        turn: Turn<'a>,
        line: Option<&'a Line>,
        name: String,
        deadline: Deadline,
    ) -> Self {
        Self {
            turn,
            line,
            name,
            deadline,
        }
    }

    /// The turn this is an act of.
    pub(super) fn turn(&self) -> &Turn<'a> {
        &self.turn
    }

    fn not_ready(&self, cause: String) -> AgentError {
        AgentError::NotReady {
            target: self.name.clone(),
            waited: self.deadline.waited(),
            cause,
        }
    }

    fn not_found(&self, hint: String) -> AgentError {
        AgentError::NotFound {
            target: self.name.clone(),
            waited: self.deadline.waited(),
            hint,
        }
    }

    fn failed(&self, error: &CmdError) -> AgentError {
        self.turn.session().failed(error, "the page that follows")
    }

    pub(super) async fn open(&self, url: &str) -> Result<(), AgentError> {
        match self.turn.open(url).await {
            Ok(()) => self.settled().await,
            Err(error) => match failure::meaning(&error) {
                Meaning::Slow => settle::given_up(&self.turn, self.deadline).await,
                // A download, or an answer without a document: the page stays.
                Meaning::Unreachable(cause) if cause == "aborted" => Ok(()),
                Meaning::Unreachable(_) | Meaning::Again(_) | Meaning::Broken(_) => {
                    Err(self.turn.session().failed(&error, url))
                }
            },
        }
    }

    pub(super) async fn click(&self, target: &Target) -> Result<(), AgentError> {
        self.touch_the_one(target, Act::Click, Touch::Click).await?;
        self.settled().await
    }

    pub(super) async fn fill(&self, target: &Target, text: &str) -> Result<(), AgentError> {
        self.touch_the_one(target, Act::Fill, Touch::Type(text))
            .await
    }

    pub(super) async fn select(&self, target: &Target, wanted: &str) -> Result<(), AgentError> {
        let mut pace = Pace::brisk(self.deadline);
        loop {
            let handle = self.the_one(target, Act::Select, &mut pace).await?;
            let texts: Vec<(String, String)> = handle
                .options
                .iter()
                .map(|one| (one.text.clone(), one.value.clone()))
                .collect();
            let trouble = match option(wanted, &texts).and_then(|at| handle.options.get(at)) {
                Some(one) if one.disabled => format!("its option “{wanted}” is disabled"),
                Some(one) if one.selected => return Ok(()),
                Some(one) => match self.turn.element(&one.id).click().await {
                    Ok(()) => return self.settled().await,
                    Err(error) => self.again(&error)?,
                },
                None if texts.is_empty() => "it is not a drop-down list".to_owned(),
                None => no_option(wanted, &texts),
            };
            if !pace.wait().await {
                return Err(self.not_ready(trouble));
            }
        }
    }

    pub(super) async fn press(&self, key: &str) -> Result<(), AgentError> {
        let value = keys::code(key).ok_or_else(|| AgentError::Unsupported {
            agent: "webdriver",
            what: format!("press the key {key:?}"),
        })?;
        let strokes = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.turn
            .client()
            .perform_actions(strokes)
            .await
            .map_err(|error| self.failed(&error))?;
        self.settled().await
    }

    /// Fills fields by a script and submits their form.
    pub(super) async fn enter(&self, fields: &[(&str, String)]) -> Result<(), AgentError> {
        let mut pace = Pace::brisk(self.deadline);
        loop {
            let trouble = match self.turn.run(ENTER, json!(fields)).await {
                Ok(Value::Bool(true)) => break,
                Ok(_) => String::new(),
                Err(error) => self.again(&error)?,
            };
            if !pace.wait().await {
                return Err(self.not_found(trouble));
            }
        }
        let last = fields.last().map(|(selector, _)| (*selector).to_owned());
        self.submit(last.map(Target::Css).as_ref()).await
    }

    pub(super) async fn submit(&self, target: Option<&Target>) -> Result<(), AgentError> {
        let mut pace = Pace::brisk(self.deadline);
        loop {
            let inside = match target {
                Some(target) => self.in_any_way(target).await?.map(|handle| handle.id),
                None => None,
            };
            let trouble = if target.is_some() && inside.is_none() {
                None
            } else {
                let argument = inside.map_or(Value::Null, |id| locate::reference(&id));
                let answer = match self.turn.run(SUBMIT, argument).await {
                    Ok(answer) => serde_json::from_value(answer).unwrap_or_default(),
                    Err(error) => Submitted {
                        trouble: Some(self.again(&error)?),
                        missing: false,
                    },
                };
                match answer {
                    Submitted { trouble: None, .. } => return self.settled().await,
                    Submitted {
                        trouble,
                        missing: false,
                    } => trouble,
                    Submitted { missing: true, .. } => None,
                }
            };
            if !pace.wait().await {
                return Err(match trouble {
                    Some(trouble) => self.not_ready(trouble),
                    None => self.not_found(String::new()),
                });
            }
        }
    }

    /// The element a target means, whatever it is: a field before a list before a button.
    async fn in_any_way(&self, target: &Target) -> Result<Option<Handle>, AgentError> {
        for act in [Act::Fill, Act::Select, Act::Click, Act::See] {
            let Some(listing) = self.listing(target, act, true).await? else {
                continue;
            };
            if let Choice::Usable(one) = choose(target, &listing.candidates) {
                return Ok(Some(one.handle.clone()));
            }
        }
        Ok(None)
    }

    pub(super) async fn find(&self, target: &Target, act: Act) -> Result<Vec<Element>, AgentError> {
        let mut pace = Pace::brisk(self.deadline);
        loop {
            if let Some(listing) = self.listing(target, act, false).await? {
                let fitting = fitting(target, &listing.candidates);
                return Ok(fitting.into_iter().map(|one| one.element.clone()).collect());
            }
            if !pace.wait().await {
                return Err(self.not_ready("the page is changing all the time".to_owned()));
            }
        }
    }

    pub(super) async fn page(&self) -> Result<Page, AgentError> {
        let mut pace = Pace::brisk(self.deadline);
        loop {
            match self.turn.run(shown::SCRIPT, Value::Null).await {
                Ok(answer) => {
                    return shown::read(answer).map_err(|cause| self.turn.session().broken(&cause));
                }
                Err(error) => {
                    let trouble = self.again(&error)?;
                    if !pace.wait().await {
                        return Err(self.not_ready(trouble));
                    }
                }
            }
        }
    }

    pub(super) async fn screenshot(&self) -> Result<Vec<u8>, AgentError> {
        self.turn
            .client()
            .screenshot()
            .await
            .map_err(|error| self.failed(&error))
    }

    /// Touches the one element a target means; tries again while the page changes under it.
    async fn touch_the_one(
        &self,
        target: &Target,
        act: Act,
        touch: Touch<'_>,
    ) -> Result<(), AgentError> {
        let mut pace = Pace::brisk(self.deadline);
        loop {
            let handle = self.the_one(target, act, &mut pace).await?;
            let Err(error) = self.touch(&handle, touch).await else {
                return Ok(());
            };
            let trouble = self.again(&error)?;
            if !pace.wait().await {
                return Err(self.not_ready(trouble));
            }
        }
    }

    async fn touch(&self, handle: &Handle, touch: Touch<'_>) -> Result<(), CmdError> {
        let element = self.turn.element(&handle.id);
        match touch {
            Touch::Click => element.click().await,
            Touch::Type(text) => {
                if handle.filled {
                    element.clear().await?;
                }
                // In a field of one line a line break would be Enter.
                let one_line = || text.replace(['\r', '\n'], "");
                let text = if handle.many_lines {
                    text.to_owned()
                } else {
                    one_line()
                };
                if text.is_empty() {
                    Ok(())
                } else {
                    element.send_keys(&text).await
                }
            }
        }
    }

    /// Waits for the one element a target means, until it can be used.
    async fn the_one(
        &self,
        target: &Target,
        act: Act,
        pace: &mut Pace,
    ) -> Result<Handle, AgentError> {
        loop {
            let trouble = match self.listing(target, act, true).await? {
                None => self.not_ready("the page is changing all the time".to_owned()),
                Some(listing) => match choose(target, &listing.candidates) {
                    Choice::Usable(one) => return Ok(one.handle.clone()),
                    Choice::Unusable(cause) => self.not_ready(cause),
                    Choice::Missing => self.not_found(hint(&listing, act)),
                },
            };
            if !pace.wait().await {
                return Err(trouble);
            }
        }
    }

    /// What a target could mean, now; nothing while the page is being exchanged.
    async fn listing(
        &self,
        target: &Target,
        act: Act,
        to_use: bool,
    ) -> Result<Option<Listing>, AgentError> {
        match self
            .turn
            .run(locate::SCRIPT, locate::request(target, act, to_use))
            .await
        {
            Ok(answer) => {
                let listing =
                    locate::read(answer).map_err(|cause| self.turn.session().broken(&cause))?;
                match &listing.wrong_selector {
                    Some(cause) => Err(self.not_ready(cause.clone())),
                    None => Ok(Some(listing)),
                }
            }
            Err(error) => self.again(&error).map(|_| None),
        }
    }

    /// Whether a failure passes when one looks again: then what it was.
    fn again(&self, error: &CmdError) -> Result<String, AgentError> {
        match failure::meaning(error) {
            Meaning::Again(cause) => Ok(cause),
            Meaning::Slow | Meaning::Unreachable(_) | Meaning::Broken(_) => Err(self.failed(error)),
        }
    }

    async fn settled(&self) -> Result<(), AgentError> {
        if let Some(line) = self.line
            && settle::has_settled(line).await
        {
            return Ok(());
        }
        settle::settled(&self.turn, self.deadline).await
    }
}

fn hint(listing: &Listing, act: Act) -> String {
    if listing.offers.kinds.is_empty() {
        return format!(": {} has no {}", listing.url, kind(act));
    }
    listing.offers.to_string()
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Submitted {
    trouble: Option<String>,
    missing: bool,
}
