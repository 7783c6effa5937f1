//! The pages: askama templates with plain data, escaped by default. Where the data comes from is not
//! known here.

mod account;
mod assets;
mod claims_table;
mod home;
mod message;
mod render;

pub(crate) use account::{AccountPage, TokenRow, UserInfo};
pub(crate) use assets::{favicon, style};
pub(crate) use claims_table::{Row, remaining, rows};
pub(crate) use home::{HomePage, Person};
pub(crate) use message::MessagePage;
pub(crate) use render::page;
