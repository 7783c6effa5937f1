//! What all handlers share.

use std::sync::Arc;

use super::visitor::Visitor;
use crate::clock::{Clock, UnixTime};
use crate::config::Config;
use crate::logto::Logto;
use crate::session::{SessionCookie, Sessions};

/// The application's state; a handle.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) config: Arc<Config>,
    pub(crate) logto: Logto,
    pub(crate) sessions: Sessions<Visitor>,
    pub(crate) cookie: SessionCookie,
    clock: Clock,
}

impl App {
    pub(crate) fn new(config: Config, clock: Clock) -> Self {
        let config = Arc::new(config);
        Self {
            logto: Logto::new(Arc::clone(&config), clock.clone()),
            sessions: Sessions::default(),
            cookie: SessionCookie {
                secure: config.is_https(),
            },
            config,
            clock,
        }
    }

    /// The present moment.
    pub(crate) fn now(&self) -> UnixTime {
        self.clock.now()
    }
}
