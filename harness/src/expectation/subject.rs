//! What an expectation is about.

use super::Matcher;
use crate::source::Place;

/// One expectation, and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation<T> {
    /// What is expected.
    pub what: What<T>,
    /// Where it was written.
    pub place: Place,
}

/// What is expected.
#[derive(Clone, Debug, PartialEq)]
pub enum What<T> {
    /// The page's address is so.
    Url(Matcher<T>),
    /// The document's title is so.
    Title(Matcher<T>),
    /// The visible text, or the answer's body, is so.
    Text(Matcher<T>),
    /// The visible text, or the answer's body, is not so.
    NoText(Matcher<T>),
    /// Such an element is there.
    Element(ElementExpectation<T>),
    /// No such element is there.
    NoElement(ElementExpectation<T>),
    /// The page has such a cookie.
    Cookie(CookieExpectation<T>),
    /// The status is so.
    Status(Matcher<T>),
    /// A header is so.
    Header {
        /// Its name, in lower case.
        name: String,
        /// What it is like.
        value: Matcher<T>,
    },
    /// A member of the JSON is so.
    Json {
        /// Which: `user.emails[0]`; `.` is the whole.
        path: String,
        /// What it is like.
        value: Matcher<T>,
    },
    /// The provider has seen such requests.
    Requests(RequestExpectation<T>),
    /// A claim of the last ID token is so.
    IdToken {
        /// The claim, as a path.
        claim: String,
        /// What it is like.
        value: Matcher<T>,
    },
    /// Not all of these hold: the app shows no signed-in user.
    SignedOut(Vec<Expectation<T>>),
    /// Nothing that the provider keeps between itself and the app stands there.
    NoSecrets(SecretPlace),
    /// It equals the snapshot.
    Snapshot {
        /// Of what.
        of: SnapshotOf,
        /// The name of the snapshot.
        name: String,
    },
}

/// What a snapshot is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotOf {
    /// The requests that the provider has seen.
    Requests,
    /// The page: title and visible text.
    Page,
    /// The claims of the last ID token.
    IdToken,
}

impl SnapshotOf {
    /// All of them, with the names they have in scenarios.
    pub const ALL: [(&'static str, Self); 3] = [
        ("requests", Self::Requests),
        ("page", Self::Page),
        ("id-token", Self::IdToken),
    ];
}

/// Where an app may leave what is nobody else's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretPlace {
    /// What the app prints.
    Log,
    /// The app's cookies.
    Cookies,
}

impl SecretPlace {
    /// All of them, with the names they have in scenarios.
    pub const ALL: [(&'static str, Self); 2] = [("log", Self::Log), ("cookies", Self::Cookies)];
}

/// A thing on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target<T> {
    /// By its visible name.
    Called(T),
    /// By its role, and its accessible name if that matters.
    Role {
        /// The role.
        role: T,
        /// The name.
        name: Option<T>,
    },
    /// By a CSS selector.
    Css(T),
}

/// An element, and what it is like.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementExpectation<T> {
    /// Which.
    pub target: Target<T>,
    /// Its text.
    pub text: Option<Matcher<T>>,
    /// Its value, or address.
    pub value: Option<Matcher<T>>,
    /// How many; at least one when not given.
    pub count: Option<usize>,
}

/// A cookie, and what it is like.
#[derive(Clone, Debug, PartialEq)]
pub struct CookieExpectation<T> {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Matcher<T>,
    /// Whether scripts are kept from it.
    pub http_only: Option<bool>,
    /// Whether it travels over HTTPS only.
    pub secure: Option<bool>,
    /// Its `SameSite`.
    pub same_site: Option<T>,
    /// Its path.
    pub path: Option<T>,
}

/// Requests of one kind, and how many.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestExpectation<T> {
    /// The endpoint: `authorize`, `token`, …
    pub endpoint: String,
    /// Parameters of the query or the form.
    pub params: Vec<(String, Matcher<T>)>,
    /// `logto` or `huggingface`.
    pub provider: Option<Matcher<T>>,
    /// The client.
    pub client: Option<Matcher<T>>,
    /// The status that was answered.
    pub status: Option<Matcher<T>>,
    /// The error that was answered.
    pub error: Option<Matcher<T>>,
    /// How many; at least one when not given.
    pub times: Option<Times>,
}

/// How many requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// So many.
    Exactly(usize),
    /// Not more; there may be none.
    AtMost(usize),
}

/// The mapped form of an optional part.
fn optional<A, B, E>(
    part: Option<&A>,
    mut f: impl FnMut(&A) -> Result<B, E>,
) -> Result<Option<B>, E> {
    part.map(&mut f).transpose()
}

impl<T> Expectation<T> {
    /// The same expectation with other texts.
    pub fn try_map<U, E>(
        &self,
        f: &mut impl FnMut(&T) -> Result<U, E>,
    ) -> Result<Expectation<U>, E> {
        Ok(Expectation {
            what: self.what.try_map(f)?,
            place: self.place.clone(),
        })
    }
}

impl<T> What<T> {
    fn try_map<U, E>(&self, f: &mut impl FnMut(&T) -> Result<U, E>) -> Result<What<U>, E> {
        Ok(match self {
            Self::Url(value) => What::Url(value.try_map(f)?),
            Self::Title(value) => What::Title(value.try_map(f)?),
            Self::Text(value) => What::Text(value.try_map(f)?),
            Self::NoText(value) => What::NoText(value.try_map(f)?),
            Self::Element(element) => What::Element(element.try_map(f)?),
            Self::NoElement(element) => What::NoElement(element.try_map(f)?),
            Self::Cookie(cookie) => What::Cookie(cookie.try_map(f)?),
            Self::Status(value) => What::Status(value.try_map(f)?),
            Self::Header { name, value } => What::Header {
                name: name.clone(),
                value: value.try_map(f)?,
            },
            Self::Json { path, value } => What::Json {
                path: path.clone(),
                value: value.try_map(f)?,
            },
            Self::Requests(requests) => What::Requests(requests.try_map(f)?),
            Self::IdToken { claim, value } => What::IdToken {
                claim: claim.clone(),
                value: value.try_map(f)?,
            },
            Self::SignedOut(all) => What::SignedOut(
                all.iter()
                    .map(|one| one.try_map(f))
                    .collect::<Result<_, _>>()?,
            ),
            Self::NoSecrets(place) => What::NoSecrets(*place),
            Self::Snapshot { of, name } => What::Snapshot {
                of: *of,
                name: name.clone(),
            },
        })
    }
}

impl<T> Target<T> {
    /// The same target with other texts.
    pub fn try_map<U, E>(&self, f: &mut impl FnMut(&T) -> Result<U, E>) -> Result<Target<U>, E> {
        Ok(match self {
            Self::Called(name) => Target::Called(f(name)?),
            Self::Role { role, name } => Target::Role {
                role: f(role)?,
                name: optional(name.as_ref(), &mut *f)?,
            },
            Self::Css(selector) => Target::Css(f(selector)?),
        })
    }
}

impl<T> ElementExpectation<T> {
    fn try_map<U, E>(
        &self,
        f: &mut impl FnMut(&T) -> Result<U, E>,
    ) -> Result<ElementExpectation<U>, E> {
        Ok(ElementExpectation {
            target: self.target.try_map(f)?,
            text: optional(self.text.as_ref(), |one| one.try_map(f))?,
            value: optional(self.value.as_ref(), |one| one.try_map(f))?,
            count: self.count,
        })
    }
}

impl<T> CookieExpectation<T> {
    fn try_map<U, E>(
        &self,
        f: &mut impl FnMut(&T) -> Result<U, E>,
    ) -> Result<CookieExpectation<U>, E> {
        Ok(CookieExpectation {
            name: self.name.clone(),
            value: self.value.try_map(f)?,
            http_only: self.http_only,
            secure: self.secure,
            same_site: optional(self.same_site.as_ref(), &mut *f)?,
            path: optional(self.path.as_ref(), &mut *f)?,
        })
    }
}

impl<T> RequestExpectation<T> {
    fn try_map<U, E>(
        &self,
        f: &mut impl FnMut(&T) -> Result<U, E>,
    ) -> Result<RequestExpectation<U>, E> {
        Ok(RequestExpectation {
            endpoint: self.endpoint.clone(),
            params: self
                .params
                .iter()
                .map(|(name, value)| Ok((name.clone(), value.try_map(f)?)))
                .collect::<Result<_, E>>()?,
            provider: optional(self.provider.as_ref(), |one| one.try_map(f))?,
            client: optional(self.client.as_ref(), |one| one.try_map(f))?,
            status: optional(self.status.as_ref(), |one| one.try_map(f))?,
            error: optional(self.error.as_ref(), |one| one.try_map(f))?,
            times: self.times,
        })
    }
}
