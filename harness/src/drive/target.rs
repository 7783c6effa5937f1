//! Which of the elements on a page a [`Target`] means: the same answer for every agent.
//!
//! An agent lists what could be meant, with everything a person might call it; this module ranks and
//! chooses. What is called exactly so wins over what is called so but for case, that over what only
//! contains it. Hidden things are not seen, so they are not meant. Equal things are the first of them;
//! two different things whose names merely contain the words are an ambiguity, which is said.

use std::fmt::{self, Write};

use super::agent::{Act, Element, Target};

/// How many names of a kind a hint lists.
const LISTED: usize = 8;
/// How much of a name a message shows.
const SHOWN: usize = 60;

/// One element that could be meant.
#[derive(Clone, Debug)]
pub(crate) struct Candidate<H> {
    /// What the agent knows it by.
    pub(crate) handle: H,
    /// What is shown of it.
    pub(crate) element: Element,
    /// Everything a person might call it.
    pub(crate) called: Vec<String>,
    /// The text near a field that nothing else names.
    pub(crate) beside: Option<String>,
    /// Whether it can be seen.
    pub(crate) visible: bool,
    /// Why it cannot be used although it is seen: disabled, covered, …
    pub(crate) obstacle: Option<String>,
}

/// The outcome of a choice.
#[derive(Debug)]
pub(crate) enum Choice<'a, H> {
    /// This is meant, and can be used.
    Usable(&'a Candidate<H>),
    /// Something fits, and cannot be used, or it is not clear which is meant: why.
    Unusable(String),
    /// Nothing fits.
    Missing,
}

/// Chooses the one element that is meant.
pub(crate) fn choose<'a, H>(target: &Target, candidates: &'a [Candidate<H>]) -> Choice<'a, H> {
    let (rank, best) = best(target, candidates);
    let Some(first) = best.first() else {
        let hidden = candidates
            .iter()
            .any(|candidate| rank_of(target, candidate).is_some());
        return if hidden {
            Choice::Unusable("it is hidden".to_owned())
        } else {
            Choice::Missing
        };
    };
    if rank >= Some(Rank::Contains) && best.iter().any(|other| !alike(first, other)) {
        let names: Vec<&str> = best.iter().map(|one| one.element.name.as_str()).collect();
        return Choice::Unusable(format!(
            "it is not clear which is meant: {}",
            listed(&names, " or ")
        ));
    }
    match best.iter().find(|one| one.obstacle.is_none()) {
        Some(usable) => Choice::Usable(usable),
        None => Choice::Unusable(first.obstacle.clone().unwrap_or_default()),
    }
}

/// Every visible element of the best rank, in the order of the page.
pub(crate) fn fitting<'a, H>(
    target: &Target,
    candidates: &'a [Candidate<H>],
) -> Vec<&'a Candidate<H>> {
    best(target, candidates).1
}

fn best<'a, H>(
    target: &Target,
    candidates: &'a [Candidate<H>],
) -> (Option<Rank>, Vec<&'a Candidate<H>>) {
    let ranked: Vec<(Rank, &Candidate<H>)> = candidates
        .iter()
        .filter(|candidate| candidate.visible)
        .filter_map(|candidate| Some((rank_of(target, candidate)?, candidate)))
        .collect();
    let best = ranked.iter().map(|(rank, _)| *rank).min();
    let fitting = ranked.into_iter().filter(|(rank, _)| Some(*rank) == best);
    (best, fitting.map(|(_, candidate)| candidate).collect())
}

/// Whether two elements are the same to a person: the same name, or the same destination.
fn alike<H>(one: &Candidate<H>, other: &Candidate<H>) -> bool {
    one.element.name == other.element.name
        || (one.element.role == "link"
            && other.element.role == "link"
            && one.element.value == other.element.value)
}

/// How well a name fits; the smaller the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Exact,
    ExactBeside,
    AnyCase,
    AnyCaseBeside,
    Contains,
    ContainsBeside,
}

fn rank_of<H>(target: &Target, candidate: &Candidate<H>) -> Option<Rank> {
    match target {
        Target::Css(_) | Target::Role { name: None, .. } => Some(Rank::Exact),
        // An alert or a region has no name of its own: then it is its text.
        Target::Role {
            name: Some(name), ..
        } => match candidate.element.name.as_str() {
            "" => rank(name, &candidate.element.text, false),
            own => rank(name, own, false),
        },
        Target::Called(name) => candidate
            .called
            .iter()
            .filter_map(|called| rank(name, called, false))
            .chain(
                candidate
                    .beside
                    .iter()
                    .filter_map(|beside| rank(name, beside, true)),
            )
            .min(),
    }
}

fn rank(wanted: &str, name: &str, beside: bool) -> Option<Rank> {
    let (wanted, name) = (fold(wanted), fold(name));
    let pick = |strong, weak| Some(if beside { weak } else { strong });
    if wanted.is_empty() {
        return None;
    }
    if wanted == name {
        return pick(Rank::Exact, Rank::ExactBeside);
    }
    let (wanted, name) = (wanted.to_lowercase(), name.to_lowercase());
    if wanted == name {
        return pick(Rank::AnyCase, Rank::AnyCaseBeside);
    }
    name.contains(&wanted).then_some(())?;
    pick(Rank::Contains, Rank::ContainsBeside)
}

/// The option of a drop-down list that is meant, among `(text, value)`.
pub(crate) fn option(wanted: &str, options: &[(String, String)]) -> Option<usize> {
    let best = |(text, value): &(String, String)| {
        let by_value = (value == wanted).then_some(Rank::ExactBeside);
        rank(wanted, text, false).into_iter().chain(by_value).min()
    };
    let ranked = options
        .iter()
        .enumerate()
        .filter_map(|(at, one)| Some((best(one)?, at)));
    ranked.min().map(|(_, at)| at)
}

/// That a list has no such option, in words.
pub(crate) fn no_option(wanted: &str, options: &[(String, String)]) -> String {
    let texts: Vec<&str> = options.iter().map(|(text, _)| text.as_str()).collect();
    format!("it has no option “{wanted}”, only {}", listed(&texts, ", "))
}

/// White space folded: runs are one space, none at the ends.
pub(crate) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A target in words, for messages.
pub(crate) fn words(target: &Target) -> String {
    match target {
        Target::Called(name) => format!("“{name}”"),
        Target::Role { role, name: None } => format!("a {role}"),
        Target::Role {
            role,
            name: Some(name),
        } => format!("the {role} “{name}”"),
        Target::Css(selector) => format!("`{selector}`"),
    }
}

/// The words for the kinds of element that an act looks at.
pub(crate) fn kind(act: Act) -> &'static str {
    match act {
        Act::Click => "links and buttons",
        Act::Fill => "text fields",
        Act::Select => "drop-down lists",
        Act::See => "elements",
    }
}

/// What the page offers instead of what was looked for: names by kind, in the order of the page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offers {
    /// `(kind in the plural, names)`.
    pub(crate) kinds: Vec<(String, Vec<String>)>,
    /// Whether the page says that it needs JavaScript, to an agent that has none.
    pub(crate) needs_scripts: bool,
}

impl Offers {
    /// Counts an element in, under its role in the plural.
    pub(crate) fn add(&mut self, role: &str, name: String) {
        let kind = match role {
            "checkbox" => "checkboxes".to_owned(),
            "combobox" | "listbox" => "lists".to_owned(),
            "textbox" | "searchbox" | "spinbutton" => "fields".to_owned(),
            other => format!("{other}s"),
        };
        match self.kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => self.kinds.push((kind, vec![name])),
        }
    }
}

impl fmt::Display for Offers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (kind, names)) in self.kinds.iter().enumerate() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let lead = if at == 0 { ": the page has" } else { "," };
            write!(f, "{lead} {kind} {}", listed(&names, ", "))?;
        }
        if self.needs_scripts {
            f.write_str("; the page asks for JavaScript, which only the webdriver agent runs")?;
        }
        Ok(())
    }
}

fn listed(names: &[&str], joint: &str) -> String {
    let mut text = String::new();
    for (at, name) in names.iter().take(LISTED).enumerate() {
        let lead = if at == 0 { "" } else { joint };
        let _ = write!(text, "{lead}“{}”", shortened(name));
    }
    if names.len() > LISTED {
        let _ = write!(text, " and {} more", names.len() - LISTED);
    }
    text
}

fn shortened(name: &str) -> String {
    let folded = fold(name);
    if folded.chars().count() <= SHOWN {
        return folded;
    }
    folded.chars().take(SHOWN - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str) -> Candidate<&str> {
        let (flag, name) = match name.split_once(':') {
            Some((flag, name)) => (flag, name),
            None => ("", name),
        };
        Candidate {
            handle: name,
            element: Element {
                role: "button".into(),
                name: name.into(),
                text: name.into(),
                value: None,
            },
            called: if flag == "beside" {
                vec![]
            } else {
                vec![name.into()]
            },
            beside: (flag == "beside").then(|| name.into()),
            visible: flag != "hidden",
            obstacle: (flag == "disabled").then(|| "it is disabled".to_owned()),
        }
    }

    #[test]
    fn what_is_meant() {
        for (wanted, page, meant) in [
            (
                "Sign in",
                vec!["Sign in with Hugging Face", "sign in", "Sign in"],
                "Sign in",
            ),
            (
                "Sign in",
                vec!["Sign in with Hugging Face", "SIGN IN"],
                "SIGN IN",
            ),
            (
                "Sign in",
                vec!["Sign in with Hugging Face"],
                "Sign in with Hugging Face",
            ),
            (
                "hugging face",
                vec!["Sign in", "Continue with Hugging Face"],
                "Continue with Hugging Face",
            ),
            ("Sign  in\n", vec![" Sign in"], " Sign in"),
            ("Password", vec!["beside:Password", "password"], "Password"),
            (
                "Username",
                vec!["identifier", "beside:Username"],
                "Username",
            ),
            (
                "Sign in",
                vec!["hidden:Sign in", "Sign in now"],
                "Sign in now",
            ),
            ("Sign in", vec!["disabled:Sign in", "Sign in"], "Sign in"),
            ("Sign in", vec!["hidden:Sign in"], "(it is hidden)"),
            (
                "Sign in",
                vec!["disabled:Sign in", "Sign in now"],
                "(it is disabled)",
            ),
            (
                "password",
                vec!["New password", "Confirm password"],
                "(it is not clear which is meant: “New password” or “Confirm password”)",
            ),
            (
                "password",
                vec!["New password", "New password"],
                "New password",
            ),
            ("Sign out", vec!["Sign in"], "(missing)"),
            ("", vec!["Sign in"], "(missing)"),
        ] {
            let candidates: Vec<_> = page.iter().map(|name| candidate(name)).collect();
            let choice = match choose(&Target::Called(wanted.into()), &candidates) {
                Choice::Usable(one) => one.handle.to_owned(),
                Choice::Unusable(why) => format!("({why})"),
                Choice::Missing => "(missing)".to_owned(),
            };
            assert_eq!(choice, meant, "{wanted:?} among {page:?}");
        }
    }

    #[test]
    fn options_by_text_or_value() {
        let options: Vec<(String, String)> =
            [("Choose…", ""), ("Deutsch", "de"), ("English", "en")]
                .map(|(text, value)| (text.into(), value.into()))
                .into();
        for (wanted, at) in [
            ("English", Some(2)),
            ("english", Some(2)),
            ("en", Some(2)),
            ("de", Some(1)),
            ("Deu", Some(1)),
            ("Français", None),
        ] {
            assert_eq!(option(wanted, &options), at, "{wanted}");
        }
    }

    #[test]
    fn a_hint_names_what_is_there() {
        let mut offers = Offers::default();
        assert_eq!(offers.to_string(), "");
        for (role, name) in [
            ("link", "Create account"),
            ("button", "Sign in"),
            ("link", "Create account"),
        ] {
            offers.add(role, name.to_owned());
        }
        for n in 0..10 {
            offers.add("checkbox", format!("{n}{}", "x".repeat(3)));
        }
        offers.needs_scripts = true;
        assert_eq!(
            offers.to_string(),
            ": the page has links “Create account”, buttons “Sign in”, checkboxes “0xxx”, “1xxx”, \
             “2xxx”, “3xxx”, “4xxx”, “5xxx”, “6xxx”, “7xxx” and 2 more; the page asks for \
             JavaScript, which only the webdriver agent runs"
        );
        assert_eq!(shortened(&"x".repeat(61)), format!("{}…", "x".repeat(59)));
    }
}
