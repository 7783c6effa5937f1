//! From lists of calls to routes: a call is let in, done under the lock, and told to webhooks.

use std::{
    future::{Ready, ready},
    pin::Pin,
    sync::Arc,
};

use axum::{
    Router,
    extract::State as Shared,
    response::Response,
    routing::{MethodFilter, MethodRouter},
};
use http::Method;
use serde_json::Value;

use super::{authenticate, webhooks};
use crate::{
    base::clock::Moment,
    logto::{
        ApiError, App, State,
        api::{Call, answer, only},
        model::Data,
    },
    oidc::{
        exchange::{Body, Reply},
        profile::Profile,
    },
};

/// A call while it is done.
pub(super) struct Visit<'a> {
    /// The tenant.
    pub state: &'a mut State,
    /// What is asked.
    pub call: &'a Call,
    /// The tenant's time.
    pub now: Moment,
    /// How this Logto is set up.
    pub profile: &'a Profile,
    /// `scheme://host` of the Hugging Face that the connector talks to.
    pub huggingface_origin: &'a str,
    /// Whose token let the call in: an application's id.
    pub caller: String,
    /// Events beside the call's own, and their members.
    told: Vec<(&'static str, Value)>,
}

/// `true` as people write it.
pub(super) fn is_yes(text: &str) -> bool {
    let text = text.to_lowercase();
    ["1", "true", "y", "yes", "yep", "yeah"].contains(&text.as_str())
}

impl Visit<'_> {
    /// What the tenant knows.
    pub(super) fn data(&mut self) -> &mut Data {
        &mut self.state.data
    }

    /// A parameter of the path.
    pub(super) fn param(&self, name: &str) -> &str {
        self.call.param(name)
    }

    /// A parameter of the query.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.call.request.query.get(name)
    }

    /// Whether a parameter of the query says yes, in one of the ways that Logto takes.
    pub(super) fn says_yes(&self, name: &str) -> bool {
        self.query(name).is_some_and(is_yes)
    }

    /// Tells webhooks of more than the call's own occasion.
    pub(super) fn occasion(&mut self, event: &'static str, data: Value) {
        webhooks::occasion(self, event, None, webhooks::data(data));
    }

    /// Has webhooks told of an event beside the call's own, once the call's status is known. The members
    /// stand beside the event's, there is no `data`.
    pub(super) fn tell(&mut self, event: &'static str, members: Value) {
        self.told.push((event, members));
    }
}

/// What a call does.
pub(super) type Handler = fn(&mut Visit<'_>) -> Result<Reply, ApiError>;

/// What a call does that waits for others: it lets callers in and takes the lock itself.
pub(super) type Waiting =
    fn(App, Arc<Call>) -> Pin<Box<dyn Future<Output = Result<Reply, ApiError>> + Send>>;

#[derive(Clone, Copy)]
enum Work {
    AtOnce(Handler),
    Waiting(Waiting),
}

/// A call: method, path in Logto's notation (`/users/:userId`, below `/api`), what it does.
type Listed = (Method, &'static str, Work);

/// All calls, in the order in which they are listed.
#[derive(Default)]
pub(super) struct Routes(Vec<Listed>);

impl Routes {
    pub(super) fn get(&mut self, path: &'static str, handler: Handler) {
        self.0.push((Method::GET, path, Work::AtOnce(handler)));
    }

    pub(super) fn post(&mut self, path: &'static str, handler: Handler) {
        self.0.push((Method::POST, path, Work::AtOnce(handler)));
    }

    pub(super) fn put(&mut self, path: &'static str, handler: Handler) {
        self.0.push((Method::PUT, path, Work::AtOnce(handler)));
    }

    pub(super) fn patch(&mut self, path: &'static str, handler: Handler) {
        self.0.push((Method::PATCH, path, Work::AtOnce(handler)));
    }

    pub(super) fn delete(&mut self, path: &'static str, handler: Handler) {
        self.0.push((Method::DELETE, path, Work::AtOnce(handler)));
    }

    pub(super) fn post_waiting(&mut self, path: &'static str, handler: Waiting) {
        self.0.push((Method::POST, path, Work::Waiting(handler)));
    }

    /// Methods and paths, in Logto's notation.
    pub(super) fn listed(&self) -> impl Iterator<Item = (&Method, &'static str)> {
        self.0.iter().map(|(method, path, _)| (method, *path))
    }

    /// The router of all calls.
    pub(super) fn router(self) -> Router<App> {
        let mut by_path: Vec<(&'static str, Vec<Listed>)> = Vec::new();
        for listed in self.0 {
            match by_path.iter_mut().find(|(path, _)| *path == listed.1) {
                Some((_, calls)) => calls.push(listed),
                None => by_path.push((listed.1, vec![listed])),
            }
        }
        let add = |router: Router<App>, (path, calls): (&str, Vec<Listed>)| {
            router.route(&format!("/api{}", in_axums_notation(path)), methods(&calls))
        };
        by_path.into_iter().fold(Router::new(), add)
    }
}

/// `/users/:userId` is `/users/{userId}` to axum.
fn in_axums_notation(path: &str) -> String {
    let step = |step: &str| match step.strip_prefix(':') {
        Some(name) => format!("{{{name}}}"),
        None => step.to_owned(),
    };
    path.split('/').map(step).collect::<Vec<_>>().join("/")
}

/// The methods of a path; others are told which there are, in their order.
fn methods(calls: &[Listed]) -> MethodRouter<App> {
    let mut allow = Vec::new();
    let mut router = MethodRouter::new();
    for (method, path, handler) in calls {
        if *method == Method::GET {
            allow.push("HEAD");
        }
        allow.push(method.as_str());
        if let Ok(filter) = MethodFilter::try_from(method.clone()) {
            router = match *handler {
                Work::AtOnce(handler) => router.on(filter, entry(path, handler)),
                Work::Waiting(handler) => router.on(filter, waiting(handler)),
            };
        }
    }
    only(&allow.join(", "), router)
}

/// Makes an axum handler of one of ours.
fn entry(
    path: &'static str,
    handler: Handler,
) -> impl Fn(Shared<App>, Call) -> Ready<Response> + Clone + Send + Sync + 'static {
    move |Shared(app), call| {
        ready(answer(
            "management",
            &call,
            perform(&app, &call, path, handler),
        ))
    }
}

/// The same for one that waits.
fn waiting(
    handler: Waiting,
) -> impl Fn(Shared<App>, Call) -> Pin<Box<dyn Future<Output = Response> + Send>> + Clone + Send + Sync
{
    move |Shared(app), call| {
        let call = Arc::new(call);
        let result = handler(app, call.clone());
        Box::pin(async move { answer("management", &call, result.await) })
    }
}

fn perform(
    app: &App,
    call: &Call,
    path: &'static str,
    handler: Handler,
) -> Result<Reply, ApiError> {
    let now = app.now();
    let caller = admit(app, call, now)?;
    let mut state = app.state();
    let mut visit = Visit {
        state: &mut state,
        call,
        now,
        profile: app.profile(),
        huggingface_origin: app.huggingface_origin(),
        caller,
        told: Vec::new(),
    };
    let mut reply = handler(&mut visit)?;
    for (event, members) in std::mem::take(&mut visit.told) {
        let members = members.as_object().cloned().unwrap_or_default();
        webhooks::occasion(&mut visit, event, Some((path, reply.status)), members);
    }
    if let Some(event) = webhooks::event_of(&call.request.method, path) {
        let data = match &reply.body {
            Body::Json(data) => data.clone(),
            Body::Empty | Body::Html(_) | Body::Text(_) | Body::Redirect(_) => Value::Null,
        };
        let more = webhooks::data(data);
        webhooks::occasion(&mut visit, event, Some((path, reply.status)), more);
    }
    reply.trace.client_id = Some(visit.caller);
    Ok(reply)
}

/// Whether the call's token opens the API. Signatures are checked outside the lock.
pub(super) fn admit(app: &App, call: &Call, now: Moment) -> Result<String, ApiError> {
    let keys = {
        let mut state = app.state();
        state.keys.settle(now);
        state.keys.clone()
    };
    authenticate::authenticate(&call.request.headers, &keys, &app.profile().issuer, now)
}
