//! Routes that are put together when they are first asked, and what stands around them.
//!
//! Every route is code of its own, and those of a provider lie all over the program. A start that needs one
//! of them would have the pages of all read in.

use std::{
    convert::Infallible,
    sync::{Arc, LazyLock},
};

use axum::{Router, extract::Request, response::Response, routing::future::RouteFuture};
use tower::{Service, service_fn, util::BoxCloneSyncService};

/// Whatever answers requests. What stands around routes is put around them as a whole, not around each: axum
/// copies what is put around a route with all of them for every connection. And it is no router: finding the
/// one way that there is takes a router a microsecond.
pub type Answering = BoxCloneSyncService<Request, Response, Infallible>;

/// Routes, or how they are put together. Clones share them.
#[derive(Clone)]
pub struct Late(Arc<LazyLock<Router, Build>>);

type Build = Box<dyn FnOnce() -> Router + Send>;

impl Late {
    /// What this will put together.
    pub fn new(build: impl FnOnce() -> Router + Send + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(build))))
    }

    /// The same as a service.
    pub fn answering(self) -> Answering {
        Answering::new(service_fn(move |request| self.call(request)))
    }

    /// Answers.
    pub fn call(&self, request: Request) -> RouteFuture<Infallible> {
        Router::clone(&self.0).call(request)
    }
}

impl std::fmt::Debug for Late {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Late").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use axum::{body::Body, routing::get};
    use http::StatusCode;

    use super::*;

    #[tokio::test]
    async fn routes_are_put_together_once_and_when_they_are_asked() {
        static BUILT: AtomicUsize = AtomicUsize::new(0);
        let late = Late::new(|| {
            BUILT.fetch_add(1, Ordering::Relaxed);
            Router::new().route("/here", get(async || StatusCode::NO_CONTENT))
        });
        let mut routes = late.answering();
        assert_eq!(BUILT.load(Ordering::Relaxed), 0);
        for (path, status) in [("/here", 204), ("/there", 404), ("/here", 204)] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answer = routes.call(request).await.unwrap();
            assert_eq!(answer.status(), status, "{path}");
        }
        assert_eq!(BUILT.load(Ordering::Relaxed), 1);
    }
}
