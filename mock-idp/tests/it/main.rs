//! Behaviour of the mock as a whole, over real sockets or the real binary. A module per area.

mod binary;
mod engine;
mod layers;
mod pages;
mod social;
