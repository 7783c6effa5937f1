//! The agent without a browser: what was decided is carried out.

use std::time::Duration;

use ego_tree::NodeId;
use url::Url;

use super::{
    acts::{self, Decided},
    carry::{self, Onward},
    document::Document,
    effect::{self, Effect},
    text,
    visit::{self, Arrived, Going},
    wanted::Wanted,
};
use crate::{
    clock::{self, Deadline},
    drive::{
        agent::{Act, Agent, AgentError, Cookie, Doing, Element, Page, Target},
        cookies::Jar,
        target::words,
        wire::Wire,
    },
};

/// After so many pages that went on by themselves, an act has no end.
const MOST_CARRIES: usize = 20;

/// An agent without a browser.
#[derive(Debug)]
pub struct Embedded {
    wire: Wire,
    jar: Jar,
    document: Document,
    /// What was last used: where a key goes.
    focus: Option<NodeId>,
}

impl Embedded {
    /// An agent with an empty jar, on an empty page. `strict_same_site` takes away the two minutes in
    /// which Chrome lets a cookie without `SameSite` travel with a cross-site POST.
    pub fn new(wire: Wire, strict_same_site: bool) -> Self {
        let jar = if strict_same_site {
            Jar::without_grace()
        } else {
            Jar::new()
        };
        Self {
            wire,
            jar,
            document: Document::blank(),
            focus: None,
        }
    }

    /// Makes a visit, and goes on with pages that go on by themselves.
    async fn go(&mut self, going: Going, deadline: Deadline) -> Result<(), AgentError> {
        let mut going = going;
        for _ in 0..=MOST_CARRIES {
            let arrived = visit::visit(&self.wire, &mut self.jar, going, deadline).await?;
            let Some(Arrived { url, response }) = arrived else {
                return Ok(());
            };
            self.document = Document::read(url, response);
            self.focus = None;
            let Some(next) = self.onward()? else {
                return Ok(());
            };
            going = next;
        }
        Err(AgentError::Unreachable {
            url: going.url.to_string(),
            cause: format!("more than {MOST_CARRIES} pages in a row went on by themselves"),
        })
    }

    /// The visit that the page makes by itself.
    fn onward(&self) -> Result<Option<Going>, AgentError> {
        let document = &self.document;
        Ok(match carry::onward(document) {
            None => None,
            Some(Onward::To(url)) => Some(effect::led(document, url, None, false)),
            Some(Onward::Submit(form)) => match document.element(form) {
                Some(form) => Some(effect::sent(document, form, None, false)?),
                None => None,
            },
        })
    }

    async fn carry_out(&mut self, decided: Decided, deadline: Deadline) -> Result<(), AgentError> {
        self.focus = decided.focus;
        match decided.effect {
            Effect::Nothing => {}
            Effect::Goes(going) => self.go(going, deadline).await?,
            Effect::Fragment(url) => self.document.url = url,
            Effect::Changes(changes) => self.document.touched.extend(changes),
            Effect::Resets(controls) => {
                self.document.touched.retain(|id, _| !controls.contains(id));
            }
            Effect::Toggles(details) => {
                if !self.document.toggled.remove(&details) {
                    self.document.toggled.insert(details);
                }
            }
        }
        Ok(())
    }

    /// Where an address leads when it is typed; nothing is the empty page.
    fn typed(url: &str) -> Result<Option<Going>, AgentError> {
        let parsed = Url::parse(url).map_err(|cause| AgentError::Unreachable {
            url: url.to_owned(),
            cause: cause.to_string(),
        })?;
        match parsed.scheme() {
            "http" | "https" => Ok(Some(Going {
                url: parsed,
                post: None,
                from: None,
                by_hand: true,
            })),
            "about" => Ok(None),
            scheme => Err(AgentError::Unsupported {
                agent: "embedded",
                what: format!("open {scheme}: addresses"),
            }),
        }
    }

    fn shown(&self) -> Page {
        let status = self.document.response.status;
        Page {
            url: self.document.url.to_string(),
            title: self.document.title(),
            text: text::page(&self.document),
            html: self.document.source.clone(),
            status: (status != 0).then_some(status),
            headers: self.document.response.headers.clone(),
            // No scripts run here, and frames are not loaded.
            inert: true,
        }
    }
}

impl Agent for Embedded {
    fn kind(&self) -> &'static str {
        "embedded"
    }

    fn describe(&self) -> String {
        "embedded (no JavaScript)".to_owned()
    }

    fn open<'a>(&'a mut self, url: &'a str, within: Duration) -> Doing<'a, ()> {
        Box::pin(async move {
            if let Some(going) = Self::typed(url)? {
                return self.go(going, Deadline::after(within)).await;
            }
            self.document = Document::blank();
            Ok(())
        })
    }

    fn click<'a>(&'a mut self, target: &'a Target, within: Duration) -> Doing<'a, ()> {
        Box::pin(async move {
            let wanted = Wanted::new(words(target), within);
            let decided = acts::click(&self.document, target, &wanted)?;
            self.carry_out(decided, wanted.deadline).await
        })
    }

    fn fill<'a>(
        &'a mut self,
        target: &'a Target,
        text: &'a str,
        within: Duration,
    ) -> Doing<'a, ()> {
        Box::pin(async move {
            let wanted = Wanted::new(words(target), within);
            let decided = acts::fill(&self.document, target, text, &wanted)?;
            self.carry_out(decided, wanted.deadline).await
        })
    }

    fn select<'a>(
        &'a mut self,
        target: &'a Target,
        option: &'a str,
        within: Duration,
    ) -> Doing<'a, ()> {
        Box::pin(async move {
            let wanted = Wanted::new(words(target), within);
            let decided = acts::select(&self.document, target, option, &wanted)?;
            self.carry_out(decided, wanted.deadline).await
        })
    }

    fn press<'a>(&'a mut self, key: &'a str, within: Duration) -> Doing<'a, ()> {
        Box::pin(async move {
            let wanted = Wanted::new(format!("the key {key}"), within);
            let decided = acts::press(&self.document, self.focus, key, &wanted)?;
            self.carry_out(decided, wanted.deadline).await
        })
    }

    fn submit<'a>(&'a mut self, target: Option<&'a Target>, within: Duration) -> Doing<'a, ()> {
        Box::pin(async move {
            let name = target.map_or_else(|| "a form".to_owned(), words);
            let wanted = Wanted::new(name, within);
            let decided = acts::submit(&self.document, target, &wanted)?;
            self.carry_out(decided, wanted.deadline).await
        })
    }

    fn page(&mut self) -> Doing<'_, Page> {
        Box::pin(async move { Ok(self.shown()) })
    }

    fn find<'a>(&'a mut self, target: &'a Target, act: Act) -> Doing<'a, Vec<Element>> {
        Box::pin(async move {
            let wanted = Wanted::new(words(target), Duration::ZERO);
            acts::find(&self.document, target, act, &wanted)
        })
    }

    fn cookies<'a>(&'a mut self, url: &'a str) -> Doing<'a, Vec<Cookie>> {
        Box::pin(async move {
            let url = Url::parse(url).map_err(|cause| AgentError::Unreachable {
                url: url.to_owned(),
                cause: cause.to_string(),
            })?;
            Ok(self.jar.cookies(&url, clock::wall()))
        })
    }

    fn lend<'a>(&'a mut self, url: &'a str, cookies: &'a [Cookie]) -> Doing<'a, bool> {
        Box::pin(async move {
            let url = Url::parse(url).map_err(|cause| AgentError::Unreachable {
                url: url.to_owned(),
                cause: cause.to_string(),
            })?;
            let now = clock::wall();
            let mut jar = self.jar.clone();
            let all = cookies
                .iter()
                .all(|cookie| jar.store(&cookie.header(), &url, now).is_ok());
            if all {
                self.jar = jar;
            }
            Ok(all)
        })
    }

    fn screenshot(&mut self) -> Doing<'_, Option<Vec<u8>>> {
        Box::pin(async { Ok(None) })
    }

    fn close(&mut self) -> Doing<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}
