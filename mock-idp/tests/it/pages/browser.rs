//! A browser without scripts: cookies, links, forms.

use std::collections::BTreeMap;

use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use scraper::{ElementRef, Html, Node, Selector};
use tower::ServiceExt;
use url::Url;

use super::world::ORIGIN;
use mock_idp::{logto::App, oidc::transport::Answering};

/// A browser with cookies of its own.
pub(super) struct Browser {
    pub app: App,
    router: Answering,
    /// By name: path and value.
    cookies: BTreeMap<String, (String, String)>,
    /// Sent with every request.
    pub headers: Vec<(&'static str, &'static str)>,
}

/// Where the browser is and what it sees.
#[must_use]
pub(super) struct Page {
    pub status: StatusCode,
    /// The address; without the origin while it is the tenant's.
    pub url: String,
    pub headers: HeaderMap,
    pub html: String,
}

impl Browser {
    pub(super) fn new(app: App) -> Self {
        let router = mock_idp::logto::router(app.clone());
        Self {
            app,
            router,
            cookies: BTreeMap::new(),
            headers: Vec::new(),
        }
    }

    /// Opens the authorization endpoint for an application.
    pub(super) async fn authorize(&mut self, client_id: &str, more: &str) -> Page {
        let callback = "http%3A%2F%2Fapp.example%3A3000%2Fcallback";
        self.open(&format!(
            "/oidc/auth?client_id={client_id}&redirect_uri={callback}&response_type=code\
             &scope=openid+profile+email+read%3Abooks&state=st4te{more}"
        ))
        .await
    }

    /// Opens an address and follows redirects as long as they stay at the tenant.
    pub(super) async fn open(&mut self, address: &str) -> Page {
        self.follow(Method::GET, address, None).await
    }

    /// Opens an address and stays there.
    pub(super) async fn fetch(
        &mut self,
        method: Method,
        address: &str,
        form: Option<String>,
    ) -> Page {
        let url = Url::parse(ORIGIN).unwrap().join(address).unwrap();
        let path = url.path().to_owned();
        let cookies: Vec<String> = (self.cookies.iter())
            .filter(|(_, (at, _))| path.starts_with(at.as_str()))
            .map(|(name, (_, value))| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder()
            .method(method)
            .uri(&url[url::Position::BeforePath..])
            .header(header::HOST, "op.example:3001")
            .header(header::COOKIE, cookies.join("; "));
        for (name, value) in &self.headers {
            request = request.header(*name, *value);
        }
        if form.is_some() {
            let kind = "application/x-www-form-urlencoded";
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let body = Body::from(form.unwrap_or_default());
        let response = (self.router.clone())
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        Page {
            status: parts.status,
            url: shortened(url.as_str()),
            headers: parts.headers,
            html: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    async fn follow(&mut self, method: Method, address: &str, form: Option<String>) -> Page {
        let mut page = self.fetch(method, address, form).await;
        for _ in 0..10 {
            let Some(location) = page.location() else {
                return page;
            };
            let base = Url::parse(ORIGIN).unwrap().join(&page.url).unwrap();
            let next = shortened(base.join(&location).unwrap().as_str());
            if !next.starts_with('/') {
                page.url = next;
                return page;
            }
            page = self.fetch(Method::GET, &next, None).await;
        }
        panic!("the browser goes round in circles at {}", page.url);
    }

    fn keep(&mut self, line: &str) {
        let mut parts = line.split("; ");
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let path = parts
            .clone()
            .find_map(|part| part.strip_prefix("path="))
            .unwrap_or("/");
        if parts.any(|part| part == "max-age=0" || part.starts_with("expires=Thu, 01 Jan 1970")) {
            self.cookies.remove(name);
        } else {
            let cookie = (path.to_owned(), value.to_owned());
            self.cookies.insert(name.to_owned(), cookie);
        }
    }

    /// Forgets all cookies.
    pub(super) fn clear_cookies(&mut self) {
        self.cookies.clear();
    }

    /// Clicks a link or a button of a page, after filling fields in.
    #[track_caller]
    pub(super) fn click<'a>(
        &'a mut self,
        page: &'a Page,
        text: &str,
        fields: &[(&str, &str)],
    ) -> impl Future<Output = Page> + 'a {
        let document = Html::parse_document(&page.html);
        let clickable = all(&document, "a, button, summary")
            .into_iter()
            .find(|element| words(*element).join(" ").contains(text))
            .unwrap_or_else(|| panic!("nothing says {text:?} on {}: {:?}", page.url, page.text()));
        let (method, address, form) = if clickable.value().name() == "a" {
            let href = clickable.attr("href").unwrap().to_owned();
            (Method::GET, href, None)
        } else {
            let (address, form) = sent(&document, clickable, fields, &page.url);
            (Method::POST, address, Some(form))
        };
        async move { self.follow(method, &address, form).await }
    }
}

/// The address and the data that a button sends.
fn sent(
    document: &Html,
    button: ElementRef<'_>,
    fields: &[(&str, &str)],
    url: &str,
) -> (String, String) {
    let form = match button.attr("form") {
        Some(id) => all(document, &format!("form#{id}")).into_iter().next(),
        None => button
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|element| element.value().name() == "form"),
    }
    .expect("a button is in a form");
    assert_eq!(form.attr("method"), Some("post"));
    let mut pairs: Vec<(String, String)> = select(form, "input[name]")
        .into_iter()
        .filter(|input| {
            !matches!(input.attr("type"), Some("checkbox" | "radio"))
                || input.attr("checked").is_some()
        })
        .map(|input| {
            let attribute = |name| input.attr(name).unwrap_or_default().to_owned();
            (attribute("name"), attribute("value"))
        })
        .collect();
    for (name, value) in fields {
        assert!(
            !select(form, &format!("[name={name}]")).is_empty(),
            "the form has no field {name}"
        );
        pairs.retain(|(known, _)| known != name);
        pairs.push(((*name).to_owned(), (*value).to_owned()));
    }
    if let Some(name) = button.attr("name") {
        let value = button.attr("value").unwrap_or_default();
        pairs.push((name.to_owned(), value.to_owned()));
    }
    let data = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    (form.attr("action").unwrap_or(url).to_owned(), data)
}

impl Page {
    /// Where it redirects to.
    pub(super) fn location(&self) -> Option<String> {
        let location = self.headers.get(header::LOCATION)?;
        Some(location.to_str().unwrap().to_owned())
    }

    fn document(&self) -> Html {
        Html::parse_document(&self.html)
    }

    /// What `<title>` says.
    pub(super) fn title(&self) -> String {
        let document = self.document();
        all(&document, "title")
            .into_iter()
            .flat_map(words)
            .collect()
    }

    /// Pieces of text as a person sees them one after another.
    pub(super) fn text(&self) -> Vec<String> {
        let document = self.document();
        all(&document, "body").into_iter().flat_map(words).collect()
    }

    /// Inputs with a name, as `type:name`, each with its label.
    pub(super) fn fields(&self) -> Vec<String> {
        let document = self.document();
        let inputs = all(&document, "input[name]:not([type=hidden])");
        inputs
            .into_iter()
            .map(|input| {
                let attribute = |name| input.attr(name).unwrap_or_default();
                let label = match input.attr("id") {
                    Some(id) => all(&document, &format!("label[for={id}]")),
                    None => Vec::new(),
                };
                let label: Vec<String> = label.into_iter().flat_map(words).collect();
                let (kind, name) = (attribute("type"), attribute("name"));
                format!("{kind}:{name} {}", label.join(" "))
                    .trim_end()
                    .to_owned()
            })
            .collect()
    }

    /// What an input holds.
    pub(super) fn value(&self, name: &str) -> String {
        let document = self.document();
        let inputs = all(&document, &format!("input[name={name}]"));
        inputs[0].attr("value").unwrap_or_default().to_owned()
    }

    /// What is wrong, in the fields and the form.
    pub(super) fn alerts(&self) -> Vec<String> {
        let document = self.document();
        let alerts = all(&document, "[role=alert]");
        alerts.into_iter().flat_map(words).collect()
    }

    /// What is said for a moment.
    pub(super) fn toast(&self) -> Option<String> {
        let document = self.document();
        let toasts = all(&document, "div[role=toast]");
        toasts.into_iter().flat_map(words).next()
    }

    /// What a dialog says, buttons included.
    pub(super) fn dialog(&self) -> Vec<String> {
        let document = self.document();
        let dialogs = all(&document, "[role=dialog]");
        dialogs.into_iter().flat_map(words).collect()
    }

    /// Where a link leads.
    #[track_caller]
    pub(super) fn href(&self, text: &str) -> String {
        let document = self.document();
        let link = all(&document, "a")
            .into_iter()
            .find(|link| words(*link).concat() == text)
            .unwrap_or_else(|| panic!("no link says {text:?}: {:?}", self.text()));
        link.attr("href").unwrap_or_default().to_owned()
    }

    /// Whether the page has such an element.
    pub(super) fn has(&self, selector: &str) -> bool {
        !all(&self.document(), selector).is_empty()
    }
}

fn shortened(url: &str) -> String {
    url.strip_prefix(ORIGIN)
        .filter(|rest| rest.starts_with('/'))
        .unwrap_or(url)
        .to_owned()
}

fn all<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    document
        .select(&Selector::parse(selector).unwrap())
        .collect()
}

fn select<'a>(element: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    element
        .select(&Selector::parse(selector).unwrap())
        .collect()
}

/// The text below an element, blank pieces and what is hidden left out.
fn words(element: ElementRef<'_>) -> Vec<String> {
    let mut words = Vec::new();
    for node in element.descendants() {
        let Node::Text(text) = node.value() else {
            continue;
        };
        let hidden = node.ancestors().filter_map(ElementRef::wrap).any(|above| {
            above.attr("hidden").is_some() || matches!(above.value().name(), "script" | "style")
        });
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !hidden && !text.is_empty() {
            words.push(text);
        }
    }
    words
}
