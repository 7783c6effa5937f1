//! The API through the router, in a browser that keeps its cookies.

mod browser;
mod consent;
mod mfa;
mod register;
mod sign_in;
mod social;
