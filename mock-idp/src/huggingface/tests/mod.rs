//! Hugging Face through its router.

mod authorize;
mod device;
mod kit;
mod metadata;
mod token;
mod userinfo;
