//! What a process prints: its last lines, from both streams, in the order in which they came.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::Child,
    task::JoinSet,
};

use crate::clock::{self, Deadline};

/// How many lines are kept.
const KEPT: usize = 200;
/// How long the rest of what an ended process printed is waited for: a grandchild may hold the pipe.
const REST: Duration = Duration::from_millis(500);
/// A longer line is cut: some frameworks print whole bundles.
const LONGEST: usize = 4096;

/// The last lines of a process. Clones read the same lines.
#[derive(Clone, Debug, Default)]
pub struct Log {
    // A std mutex: held for a push or a copy, never over an await.
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    lines: VecDeque<String>,
    /// The text whose appearance is waited for, and whether it has appeared.
    awaited: Option<(String, bool)>,
}

impl Log {
    /// A log that notes whether a line with this text ever comes, even if it is gone by then.
    pub(super) fn awaiting(text: Option<&str>) -> Self {
        let awaited = text.map(|text| (text.to_owned(), false));
        Self {
            state: Arc::new(Mutex::new(State {
                lines: VecDeque::new(),
                awaited,
            })),
        }
    }

    /// Whether the text that was waited for has come.
    pub(super) fn has_come(&self) -> bool {
        self.state().awaited.as_ref().is_some_and(|(_, come)| *come)
    }

    /// The last lines, oldest first.
    pub fn lines(&self) -> Vec<String> {
        self.state().lines.iter().cloned().collect()
    }

    /// The last `count` lines as one text, indented for a message; says so when there are none.
    pub fn tail(&self, count: usize) -> String {
        let state = self.state();
        if state.lines.is_empty() {
            return "  (it printed nothing)".to_owned();
        }
        let skipped = state.lines.len().saturating_sub(count);
        let lines: Vec<String> = state
            .lines
            .iter()
            .skip(skipped)
            .map(|line| format!("  {line}"))
            .collect();
        lines.join("\n")
    }

    fn push(&self, line: &str) {
        let mut state = self.state();
        if let Some((text, come)) = &mut state.awaited {
            *come |= line.contains(text.as_str());
        }
        if state.lines.len() == KEPT {
            state.lines.pop_front();
        }
        state.lines.push_back(line.chars().take(LONGEST).collect());
    }

    /// Reads both streams of a child from now on.
    pub(super) fn of(&self, child: &mut Child) -> Readers {
        let mut readers = JoinSet::new();
        if let Some(out) = child.stdout.take() {
            readers.spawn(self.clone().follow(out));
        }
        if let Some(err) = child.stderr.take() {
            readers.spawn(self.clone().follow(err));
        }
        Readers(readers)
    }

    /// Reads a stream to its end. Bytes that are not UTF-8 are shown as such, never an error.
    async fn follow(self, stream: impl AsyncRead + Unpin) {
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        loop {
            line.clear();
            match reader.read_until(b'\n', &mut line).await {
                Ok(0) | Err(_) => return,
                Ok(_) => self.push(String::from_utf8_lossy(&line).trim_end()),
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The tasks that read a child's streams; they end with the streams.
#[derive(Debug)]
pub(super) struct Readers(JoinSet<()>);

impl Readers {
    /// Waits for what an ended process still had in its pipes.
    pub(super) async fn finish(&mut self) {
        let rest = async { while self.0.join_next().await.is_some() {} };
        clock::by(Deadline::after(REST), rest).await;
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        // A stopped app may still have last words: the streams' ends stop the tasks.
        self.0.detach_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_lines_are_kept_and_what_was_awaited_is_remembered() {
        let log = Log::awaiting(Some("listening"));
        let text: String = std::iter::once("listening on 3000\r\n".to_owned())
            .chain((0..KEPT).map(|n| format!("line {n}\n")))
            .chain(["no end of line \u{1f600}".to_owned()])
            .collect();
        log.clone().follow(text.as_bytes()).await;
        let lines = log.lines();
        assert_eq!(lines.len(), KEPT);
        assert_eq!(lines[0], "line 1");
        assert_eq!(log.tail(2), "  line 199\n  no end of line \u{1f600}");
        assert!(log.has_come());
        assert!(!Log::awaiting(Some("listening")).has_come());
    }

    #[tokio::test]
    async fn odd_bytes_and_silence() {
        let log = Log::default();
        assert_eq!(log.tail(3), "  (it printed nothing)");
        log.clone().follow(&b"\xff\xfe\n"[..]).await;
        assert_eq!(log.lines(), ["\u{fffd}\u{fffd}"]);
    }
}
