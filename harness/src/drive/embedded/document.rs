//! One document as it was received, parsed as a browser without scripts parses it.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use html5ever::{ParseOpts, driver, tendril::TendrilSink as _, tree_builder::TreeBuilderOpts};
use scraper::{ElementRef, Html, HtmlTreeSink, Selector};
use url::Url;

use crate::drive::wire::Response;

/// What the user did to one control since the page was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Touched {
    /// Its text was replaced.
    Text(String),
    /// It was ticked or not.
    Checked(bool),
}

/// A document, and what the user did to it.
#[derive(Debug)]
pub(super) struct Document {
    /// Its address, with the fragment.
    pub(super) url: Url,
    /// The answer it came with.
    pub(super) response: Response,
    /// Its source.
    pub(super) source: String,
    /// The tree; plain text and the like have none.
    tree: Option<Html>,
    /// Controls the user touched.
    pub(super) touched: HashMap<NodeId, Touched>,
    /// `details` elements the user opened or closed.
    pub(super) toggled: HashSet<NodeId>,
}

impl Document {
    /// The empty page an agent starts on.
    pub(super) fn blank() -> Self {
        Self {
            url: Url::parse("about:blank").unwrap_or_else(|_| unreachable!("a constant address")),
            response: Response::default(),
            source: String::new(),
            tree: None,
            touched: HashMap::new(),
            toggled: HashSet::new(),
        }
    }

    /// Reads an answer: HTML is parsed, everything else is text.
    pub(super) fn read(url: Url, response: Response) -> Self {
        let source = response.text();
        let kind = response
            .header("content-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_html = kind.is_empty() && source.trim_start().starts_with('<')
            || ["text/html", "application/xhtml+xml"]
                .iter()
                .any(|html| kind.starts_with(html));
        let tree = is_html.then(|| parse(&source));
        Self {
            url,
            response,
            source,
            tree,
            ..Self::blank()
        }
    }

    /// The root element of an HTML document.
    pub(super) fn root(&self) -> Option<ElementRef<'_>> {
        let root = self.tree.as_ref()?.tree.root();
        root.children().find_map(ElementRef::wrap)
    }

    /// An element by what the agent knows it by.
    pub(super) fn element(&self, id: NodeId) -> Option<ElementRef<'_>> {
        ElementRef::wrap(self.tree.as_ref()?.tree.get(id)?)
    }

    /// Every element, in the order of the document.
    pub(super) fn elements(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.root()
            .into_iter()
            .flat_map(|root| root.descendent_elements())
    }

    /// Elements with one of these tags.
    pub(super) fn tagged<'a>(
        &'a self,
        tags: &'a [&str],
    ) -> impl Iterator<Item = ElementRef<'a>> + 'a {
        self.elements()
            .filter(move |element| tags.contains(&element.value().name()))
    }

    /// Elements that match a CSS selector; says what is wrong with the selector.
    pub(super) fn select(&self, selector: &str) -> Result<Vec<ElementRef<'_>>, String> {
        let parsed = Selector::parse(selector).map_err(|cause| cause.to_string())?;
        let Some(tree) = &self.tree else {
            return Ok(Vec::new());
        };
        Ok(tree.select(&parsed).collect())
    }

    /// The element with this `id`.
    pub(super) fn by_id(&self, id: &str) -> Option<ElementRef<'_>> {
        self.elements()
            .find(|element| element.attr("id") == Some(id))
    }

    /// The title, white space folded.
    pub(super) fn title(&self) -> String {
        let title = self.tagged(&["title"]).next();
        title.map_or_else(String::new, |title| {
            crate::drive::target::fold(&title.text().collect::<String>())
        })
    }

    /// Resolves an address of this document, `base` elements considered.
    pub(super) fn resolve(&self, reference: &str) -> Result<Url, String> {
        let base = self
            .tagged(&["base"])
            .find_map(|base| base.attr("href"))
            .and_then(|href| self.url.join(href).ok());
        let reference = reference.trim();
        base.as_ref()
            .unwrap_or(&self.url)
            .join(reference)
            .map_err(|cause| format!("{reference:?} is not an address: {cause}"))
    }

    /// Whether an element is rendered: neither it nor anything around it is hidden.
    pub(super) fn is_rendered(&self, element: ElementRef<'_>) -> bool {
        let mut inner: Option<ElementRef<'_>> = None;
        for node in std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap))
        {
            if is_hidden(node) || (node.value().name() == "details" && !self.shows(node, inner)) {
                return false;
            }
            inner = Some(node);
        }
        true
    }

    /// Whether a `details` element shows that child of its.
    fn shows(&self, details: ElementRef<'_>, child: Option<ElementRef<'_>>) -> bool {
        let summary = details
            .child_elements()
            .find(|child| child.value().name() == "summary");
        child.is_none() || child == summary || self.is_open(details)
    }

    /// Whether a `details` element is open.
    pub(super) fn is_open(&self, details: ElementRef<'_>) -> bool {
        details.attr("open").is_some() != self.toggled.contains(&details.id())
    }
}

/// Whether an element hides itself: by its kind, its attributes, or its inline style.
pub(super) fn is_hidden(element: ElementRef<'_>) -> bool {
    match element.value().name() {
        "script" | "style" | "template" | "head" | "title" | "datalist" => return true,
        "input" if is_type(element, "hidden") => return true,
        "dialog" if element.attr("open").is_none() => return true,
        _ => {}
    }
    element.attr("hidden").is_some() || element.attr("style").is_some_and(hides)
}

/// Whether an inline style hides what it is on.
fn hides(style: &str) -> bool {
    style
        .split(';')
        .filter_map(|declaration| declaration.split_once(':'))
        .any(|(name, value)| {
            let value = value
                .trim()
                .trim_end_matches("!important")
                .trim()
                .to_ascii_lowercase();
            match name.trim().to_ascii_lowercase().as_str() {
                "display" => value == "none",
                "visibility" => value == "hidden" || value == "collapse",
                _ => false,
            }
        })
}

/// Whether an `input` is of this type; no type is `text`.
pub(super) fn is_type(input: ElementRef<'_>, kind: &str) -> bool {
    input
        .attr("type")
        .unwrap_or("text")
        .eq_ignore_ascii_case(kind)
}

fn parse(source: &str) -> Html {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    driver::parse_document(HtmlTreeSink::new(Html::new_document()), options).one(source)
}
