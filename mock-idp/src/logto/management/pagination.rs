//! Pages of lists: `page` from 1, `page_size` up to 100, and the headers that tell where one is.

use http::{HeaderName, header};
use serde_json::Value;
use url::form_urlencoded;

use crate::{
    logto::ApiError,
    oidc::exchange::{Reply, Request},
};

/// Entries of a page where nothing is said.
const DEFAULT_SIZE: usize = 20;
/// Entries of a page at most.
const LARGEST: usize = 100;
/// How many entries all pages have.
const TOTAL: HeaderName = HeaderName::from_static("total-number");

/// A page that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    number: usize,
    size: usize,
}

impl Page {
    /// The page that the query asks for, the first if none; 400 `guard.invalid_pagination`.
    pub(super) fn of(request: &Request) -> Result<Self, ApiError> {
        let read = |name: &str, default: usize, most: usize| match request.query.get(name) {
            None => Ok(default),
            Some(text) => text
                .trim()
                .parse()
                .ok()
                .filter(|n| (1..=most).contains(n))
                .ok_or_else(|| ApiError::bad_request("guard.invalid_pagination")),
        };
        Ok(Self {
            number: read("page", 1, usize::MAX)?,
            size: read("page_size", DEFAULT_SIZE, LARGEST)?,
        })
    }

    /// The same where a query without both parameters means everything.
    pub(super) fn optional(request: &Request) -> Result<Option<Self>, ApiError> {
        let asked = ["page", "page_size"].map(|name| request.query.get(name).is_some());
        if asked == [false, false] {
            return Ok(None);
        }
        Self::of(request).map(Some)
    }

    /// The answer: the page of a list, with its headers.
    pub(super) fn reply<T>(
        self,
        request: &Request,
        list: Vec<T>,
        show: impl FnMut(T) -> Value,
    ) -> Reply {
        let total = list.len();
        let start = (self.number - 1).saturating_mul(self.size);
        let items: Vec<Value> = list
            .into_iter()
            .skip(start)
            .take(self.size)
            .map(show)
            .collect();
        let mut reply = Reply::json(items.into()).with_header(TOTAL, &total.to_string());
        for (page, relation) in self.links(total) {
            let link = format!("<{}>; rel=\"{relation}\"", address(request, page));
            reply = reply.with_header(header::LINK, &link);
        }
        reply
    }

    /// Pages worth a link, in Logto's order.
    fn links(self, total: usize) -> Vec<(usize, &'static str)> {
        let last = total.div_ceil(self.size).max(1);
        let mut links = vec![(1, "first")];
        if self.number > 1 {
            links.push(((self.number - 1).min(last), "prev"));
        }
        links.push((last, "last"));
        if self.number < last {
            links.push((self.number + 1, "next"));
        }
        links
    }
}

/// The answer of a list that is given in pages only where they are asked for.
pub(super) fn optional_pages<T>(
    request: &Request,
    list: Vec<T>,
    show: impl FnMut(T) -> Value,
) -> Result<Reply, ApiError> {
    Ok(match Page::optional(request)? {
        Some(page) => page.reply(request, list, show),
        None => Reply::json(list.into_iter().map(show).collect::<Vec<_>>().into()),
    })
}

/// The address of another page. Logto builds it from the path below `/api`.
fn address(request: &Request, page: usize) -> String {
    let path = request.path.strip_prefix("/api").unwrap_or(&request.path);
    let mut query = form_urlencoded::Serializer::new(String::new());
    let mut is_set = false;
    for (name, value) in request.query.pairs() {
        if name != "page" {
            query.append_pair(name, value);
        } else if !std::mem::replace(&mut is_set, true) {
            query.append_pair(name, &page.to_string());
        }
    }
    if !is_set {
        query.append_pair("page", &page.to_string());
    }
    format!("{}{path}?{}", request.origin, query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::params::Params;
    use http::Method;

    fn request(query: &str) -> Request {
        let mut request = Request::new(Method::GET, "http://op.example", "/api/users");
        request.query = Params::decode(query);
        request
    }

    fn told(query: &str) -> String {
        let request = request(query);
        match Page::of(&request) {
            Err(error) => error.code.into_owned(),
            Ok(page) => {
                let reply = page.reply(&request, (0..5).collect(), Value::from);
                let links = reply.headers.get_all(header::LINK).iter();
                let links: Vec<_> = links.filter_map(|link| link.to_str().ok()).collect();
                format!("{:?}\n{}", reply.body, links.join("\n"))
            }
        }
    }

    #[test]
    fn pages_and_their_links() {
        let queries = [
            "",
            "a=%25b&page=2&page_size=2",
            "page=9&page_size=2",
            "page=0",
            "page_size=101",
            "page=x",
        ];
        let told: Vec<String> = queries.into_iter().map(told).collect();
        insta::assert_snapshot!(told.join("\n\n"));
        assert_eq!(Page::optional(&request("q=1")), Ok(None));
    }
}
