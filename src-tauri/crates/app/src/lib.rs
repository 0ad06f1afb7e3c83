//! The contract with the UI, implemented over engine, store and vault.
//!
//! * [`App`]: the app as a host (the desktop shell, or the test bridge) holds it; implements `api::Handler`.
//! * `start`, `space`, `demo`: opening what is there, as one of two spaces: the person's own handles, or the demo.
//! * `handles`, `health`, `erase`, `inbox`, `replies`, `connect`, `media`: the use cases.
//! * `views`: rows as the UI shows them.

mod app;
mod changes;
mod config;
mod connect;
mod demo;
mod erase;
mod errors;
mod handler;
mod handles;
mod health;
mod inbox;
mod marks;
mod media;
mod reactions;
mod relay;
mod replies;
mod settings;
mod space;
mod start;
mod support;
mod uploads;
mod views;

pub use app::App;
pub use config::{Config, Host};
pub use media::{Media, MediaError};
