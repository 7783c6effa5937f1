//! What touching an element does: a page that is led to, or a change on this one.
//!
//! Pure decisions over a document; carrying them out is the agent's business.

use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use super::{
    document::{Document, Touched, is_type},
    entries, form, names, validity,
    visit::{From, Going},
    wanted::Wanted,
};
use crate::drive::agent::AgentError;

/// What touching an element does.
#[derive(Debug)]
pub(super) enum Effect {
    /// Nothing but taking the focus.
    Nothing,
    /// Another page is visited.
    Goes(Going),
    /// Another part of this page is shown.
    Fragment(Url),
    /// Controls change.
    Changes(Vec<(NodeId, Touched)>),
    /// These controls are as they came.
    Resets(Vec<NodeId>),
    /// A `details` element opens or closes.
    Toggles(NodeId),
}

/// A visit that this page leads to.
pub(super) fn led(
    document: &Document,
    url: Url,
    post: Option<(String, Vec<u8>)>,
    by_hand: bool,
) -> Going {
    let meta = document.tagged(&["meta"]).find(|meta| {
        meta.attr("name")
            .is_some_and(|name| name.eq_ignore_ascii_case("referrer"))
    });
    let policy = meta
        .and_then(|meta| meta.attr("content"))
        .or_else(|| document.response.header("referrer-policy"))
        .map(str::to_owned);
    Going {
        url,
        post,
        from: Some(From {
            url: document.url.clone(),
            policy,
        }),
        by_hand,
    }
}

/// The visit that sending a form makes, without asking whether it may be sent.
pub(super) fn sent(
    document: &Document,
    form: ElementRef<'_>,
    submitter: Option<ElementRef<'_>>,
    by_hand: bool,
) -> Result<Going, AgentError> {
    let unreachable = |url: String, cause| AgentError::Unreachable { url, cause };
    let to = form::destination(document, form, submitter)
        .map_err(|cause| unreachable(form.attr("action").unwrap_or_default().to_owned(), cause))?;
    if !matches!(to.url.scheme(), "http" | "https") {
        let cause = format!("a form cannot be sent to {}: addresses", to.url.scheme());
        return Err(unreachable(to.url.into(), cause));
    }
    let entries = entries::of(document, form, submitter);
    if to.post {
        let body = entries::body(&entries, to.encoding);
        return Ok(led(document, to.url, Some(body), by_hand));
    }
    let mut url = to.url;
    url.set_query(Some(&entries::query(&entries)));
    Ok(led(document, url, None, by_hand))
}

/// The visit that a user's submission makes; the form may refuse.
pub(super) fn submission(
    document: &Document,
    form: ElementRef<'_>,
    submitter: Option<ElementRef<'_>>,
    wanted: &Wanted,
) -> Result<Effect, AgentError> {
    match validity::complaint(document, form, submitter) {
        Some(cause) => Err(wanted.not_ready(format!("the form cannot be sent: {cause}"))),
        None => sent(document, form, submitter, true).map(Effect::Goes),
    }
}

/// Enter in a field: its form's first button is pressed (HTML 4.10.22.2).
pub(super) fn implicit_submission(
    document: &Document,
    field: ElementRef<'_>,
    wanted: &Wanted,
) -> Result<Effect, AgentError> {
    let Some(form) = form::owner(document, field) else {
        return Ok(Effect::Nothing);
    };
    let button = form::default_button(document, form);
    let lone_field = form::controls(document, form)
        .filter(|control| names::is_text_field(*control))
        .count()
        < 2;
    match button {
        Some(button) if form::is_disabled(button) => Ok(Effect::Nothing),
        None if !lone_field => Ok(Effect::Nothing),
        _ => submission(document, form, button, wanted),
    }
}

/// What a click on an element does: the nearest thing around it that reacts, reacts.
pub(super) fn of_click(
    document: &Document,
    element: ElementRef<'_>,
    wanted: &Wanted,
) -> Result<Effect, AgentError> {
    let around = std::iter::once(element)
        .chain(element.ancestors().filter_map(ElementRef::wrap))
        .find(|part| {
            matches!(
                part.value().name(),
                "a" | "area"
                    | "button"
                    | "input"
                    | "label"
                    | "summary"
                    | "option"
                    | "select"
                    | "textarea"
            )
        });
    let Some(part) = around else {
        return Err(wanted.needs_script());
    };
    let is = |kind| matches!(part.value().name(), "input" | "button") && is_type(part, kind);
    match part.value().name() {
        "a" | "area" => link(document, part, wanted),
        "summary" => {
            let details = part.parent().and_then(ElementRef::wrap);
            Ok(details.map_or(Effect::Nothing, |details| Effect::Toggles(details.id())))
        }
        "label" => match names::labelled(document, part) {
            Some(control) => of_click(document, control, wanted),
            None => Err(wanted.needs_script()),
        },
        "option" => Ok(of_choice(part)),
        "input" if is("checkbox") => {
            let on = !form::is_on(document, part);
            Ok(Effect::Changes(vec![(part.id(), Touched::Checked(on))]))
        }
        "input" if is("radio") => {
            let mut changes: Vec<_> = form::radio_group(document, part)
                .into_iter()
                .map(|id| (id, Touched::Checked(false)))
                .collect();
            changes.push((part.id(), Touched::Checked(true)));
            Ok(Effect::Changes(changes))
        }
        _ if form::is_submitter(part) => match form::owner(document, part) {
            Some(form) => submission(document, form, Some(part), wanted),
            None => Err(wanted.needs_script()),
        },
        _ if is("reset") => Ok(Effect::Resets(
            form::owner(document, part)
                .into_iter()
                .flat_map(|form| form::controls(document, form))
                .flat_map(|control| {
                    let options = entries::options(control).map(|option| option.id());
                    std::iter::once(control.id())
                        .chain(options)
                        .collect::<Vec<_>>()
                })
                .collect(),
        )),
        _ if names::is_field(part) => Ok(Effect::Nothing),
        _ => Err(wanted.needs_script()),
    }
}

fn link(document: &Document, link: ElementRef<'_>, wanted: &Wanted) -> Result<Effect, AgentError> {
    let Some(href) = link.attr("href") else {
        return Err(wanted.needs_script());
    };
    let url = document
        .resolve(href)
        .map_err(|cause| wanted.not_ready(cause))?;
    let without_fragment = |url: &Url| {
        let mut url = url.clone();
        url.set_fragment(None);
        url
    };
    match url.scheme() {
        "javascript" => Err(wanted.needs_script()),
        "http" | "https" => {
            let same = without_fragment(&url) == without_fragment(&document.url);
            if same && url.fragment().is_some() {
                return Ok(Effect::Fragment(url));
            }
            let mut going = led(document, url, None, true);
            let silent = link.attr("rel").is_some_and(|rel| {
                rel.split_ascii_whitespace()
                    .any(|word| word.eq_ignore_ascii_case("noreferrer"))
            });
            let policy = if silent {
                Some("no-referrer")
            } else {
                link.attr("referrerpolicy")
            };
            if let (Some(from), Some(policy)) = (&mut going.from, policy) {
                from.policy = Some(policy.to_owned());
            }
            Ok(Effect::Goes(going))
        }
        scheme => Err(AgentError::Unsupported {
            agent: "embedded",
            what: format!("open {scheme}: addresses"),
        }),
    }
}

/// What choosing an option changes: it goes on, and the others of a list that shows one line go off.
pub(super) fn of_choice(chosen: ElementRef<'_>) -> Effect {
    let list = chosen
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find(|around| around.value().name() == "select");
    let Some(list) = list else {
        return Effect::Nothing;
    };
    let many = list.attr("multiple").is_some();
    let mut changes: Vec<_> = entries::options(list)
        .filter(|other| !many && *other != chosen)
        .map(|other| (other.id(), Touched::Checked(false)))
        .collect();
    changes.push((chosen.id(), Touched::Checked(true)));
    Effect::Changes(changes)
}
