//! The command line: flags, the environment, the terminal, exit codes.
//!
//! The only room that reads the environment and prints. Everything is handed on as values.

mod arguments;
mod check;
mod conform;
mod doctor;
mod environment;
mod exit;
mod init;
mod interrupt;
mod list;
mod load;
mod main;
mod players;
mod run;
mod schema;
mod terminal;

pub use exit::Exit;
pub use main::main;
