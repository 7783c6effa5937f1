//! What happened, for the audit log and for webhooks. Bounded: old entries make room for new ones.
//!
//! Whatever changes something pushes events here, inside its transaction. The Management API lists
//! the log; whoever delivers webhooks takes the occasions out.

use std::{borrow::Cow, collections::VecDeque, sync::Arc};

use serde_json::{Map, Value};
use tokio::sync::Notify;

use crate::base::clock::Moment;

/// How many entries each queue holds.
const CAPACITY: usize = 1_000;

/// An entry of the audit log, or an occasion for webhooks.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// `Interaction.SignIn.Submit`, … in the log; `PostSignIn`, `User.Created`, … for webhooks.
    pub key: Cow<'static, str>,
    /// When.
    pub at: Moment,
    /// Members beyond the key, in Logto's names.
    pub payload: Map<String, Value>,
}

/// The log and the occasions.
#[derive(Debug, Default)]
pub struct Events {
    logs: VecDeque<Event>,
    hooks: VecDeque<Event>,
    arrival: Arc<Notify>,
    /// How many log entries have made room.
    gone: u64,
}

impl Events {
    /// Adds an entry to the audit log.
    pub fn log(&mut self, event: Event) {
        if push(&mut self.logs, event) {
            self.gone += 1;
        }
    }

    /// Adds an occasion for webhooks.
    pub fn hook(&mut self, event: Event) {
        push(&mut self.hooks, event);
        self.arrival.notify_one();
    }

    /// Wakes whoever waits for an occasion.
    pub fn arrival(&self) -> Arc<Notify> {
        self.arrival.clone()
    }

    /// The audit log, oldest first.
    pub fn logs(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.logs.iter()
    }

    /// The same, each with its number: numbers stay when old entries make room.
    pub fn numbered_logs(&self) -> impl DoubleEndedIterator<Item = (u64, &Event)> {
        let gone = self.gone;
        let number = move |at: usize| gone + at as u64;
        self.logs
            .iter()
            .enumerate()
            .map(move |(at, event)| (number(at), event))
    }

    /// Forgets both; whoever waits for an occasion goes on waiting.
    pub fn clear(&mut self) {
        self.logs.clear();
        self.hooks.clear();
        self.gone = 0;
    }

    /// Takes all occasions out, oldest first.
    pub fn take_hooks(&mut self) -> Vec<Event> {
        self.hooks.drain(..).collect()
    }
}

/// Whether an old one made room.
fn push(queue: &mut VecDeque<Event>, event: Event) -> bool {
    let is_full = queue.len() == CAPACITY;
    if is_full {
        queue.pop_front();
    }
    queue.push_back(event);
    is_full
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_entries_make_room_and_occasions_are_taken_once() {
        let mut events = Events::default();
        for n in 0..=CAPACITY {
            let event = Event {
                key: n.to_string().into(),
                at: Moment(0),
                payload: Map::new(),
            };
            events.log(event.clone());
            events.hook(event);
        }
        assert_eq!(events.logs().len(), CAPACITY);
        assert_eq!(events.logs().next().unwrap().key, "1");
        assert_eq!(events.take_hooks().len(), CAPACITY);
        assert!(events.take_hooks().is_empty());
    }
}
