//! Webhooks: which calls are occasions for them ([`occasion`]), and what is sent where ([`deliver`]).

mod deliver;
mod occasion;
mod payload;

pub use deliver::deliver;
pub(super) use deliver::send;
pub(super) use occasion::{event_of, occasion};
pub(super) use payload::{TABLE, iso};
