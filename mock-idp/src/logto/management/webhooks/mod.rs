//! Webhooks: which calls are occasions for them ([`mod@occasion`]), and what is sent where ([`mod@deliver`]).

mod deliver;
mod occasion;
mod payload;

pub use deliver::deliver;
pub(super) use deliver::send;
pub(super) use occasion::{data, event_of, occasion};
pub(super) use payload::{TABLE, iso};
