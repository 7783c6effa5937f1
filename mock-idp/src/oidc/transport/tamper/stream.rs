//! Bodies that do not come as they should: huge, byte by byte, broken off, or not at all.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

use super::{fault::Faults, pause};

/// What a body grows by.
static SPACES: [u8; 64 * 1024] = [b' '; 64 * 1024];

/// A body with faults.
#[derive(Debug)]
pub(super) struct Faulty {
    /// What is left of the right body.
    bytes: Bytes,
    /// How many spaces follow it.
    spaces: u64,
    /// After how many bytes the connection breaks.
    breaks_after: Option<u64>,
    /// Whether what was sent has had the chance to leave.
    is_flushed: bool,
    /// How long each byte waits.
    drip: Option<Duration>,
    /// The wait for the next byte.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Faulty {
    pub(super) fn new(bytes: Bytes, faults: &Faults) -> Self {
        let length = bytes.len() as u64;
        let spaces = faults.huge.unwrap_or_default().saturating_sub(length);
        let breaks_after = if faults.close {
            Some(0)
        } else {
            faults.truncate.filter(|at| *at < length + spaces)
        };
        Self {
            bytes,
            spaces,
            breaks_after,
            // Where nothing at all shall leave, the head must not leave either.
            is_flushed: faults.close,
            drip: faults.drip,
            waiting: None,
        }
    }

    fn left(&self) -> u64 {
        (self.bytes.len() as u64).saturating_add(self.spaces)
    }

    /// The next bytes, `most` at most.
    fn take(&mut self, most: usize) -> Bytes {
        let piece = if self.bytes.is_empty() {
            let length = most
                .min(SPACES.len())
                .min(usize::try_from(self.spaces).unwrap_or(usize::MAX));
            self.spaces -= length as u64;
            Bytes::from_static(&SPACES[..length])
        } else {
            self.bytes.split_to(most.min(self.bytes.len()))
        };
        if let Some(at) = &mut self.breaks_after {
            *at = at.saturating_sub(piece.len() as u64);
        }
        piece
    }
}

impl Body for Faulty {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.breaks_after == Some(0) {
            if !self.is_flushed {
                self.is_flushed = true;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            return Poll::Ready(Some(Err(io::Error::other(
                "the connection is cut on purpose",
            ))));
        }
        if self.left() == 0 {
            return Poll::Ready(None);
        }
        let mut most = usize::MAX;
        if let Some(at) = self.breaks_after {
            most = usize::try_from(at).unwrap_or(usize::MAX);
        }
        if let Some(time) = self.drip {
            let waiting = self.waiting.get_or_insert_with(|| Box::pin(pause(time)));
            std::task::ready!(waiting.as_mut().poll(context));
            self.waiting = None;
            most = 1;
        }
        let piece = self.take(most);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.breaks_after.is_none() && self.left() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left())
    }
}
