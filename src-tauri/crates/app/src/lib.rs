//! The contract with the UI, implemented over engine, store and vault.
//!
//! * [`App`]: the app as a host (the desktop shell, or the test bridge) holds it; implements `api::Handler`.
//! * `start`, `recovery`, `space`, `demo`: opening what is there, as one of two spaces: the person's own handles, or the demo.
//! * `handles`, `health`, `erase`, `inbox`, `find`, `mentions`, `person`, `triage`, `labels`, `saved_views`, `snooze`, `audit`, `reports`,
//!   `replies`, `outbox`, `uploads`, `reactions`, `connect`, `media`, `relay`, `settings`, `support`: the use cases; `lists`: the
//!   contract's words for lists in the store's. `notify`: what is told outside the window.
//! * `files`: saving a file where the person chooses; `export`: conversations as one. [`Host`]: what only the desktop can do.
//! * `saved_replies`, `variable_values`: texts that are used often, and what fills their variables.
//! * `sign_in`: signing in with the browser, through the relay.
//! * `news`: what is new, from the app or from a signed file.
//! * `badge`: the number on the app's icon.
//! * `wish`: what is asked for outside the window. `closing`: what becomes of the app when its window is closed. `clock`: whether this computer's is wrong.
//! * `views`: rows as the UI shows them.

mod app;
mod audit;
mod badge;
mod changes;
mod clock;
mod closing;
mod config;
mod connect;
mod damage;
mod demo;
mod erase;
mod errors;
mod export;
mod files;
mod find;
mod handler;
mod handles;
mod health;
mod inbox;
mod labels;
mod lists;
mod media;
mod mentions;
mod news;
mod notify;
mod outbox;
mod person;
mod reactions;
mod recovery;
mod relay;
mod replies;
mod reports;
mod saved_replies;
mod saved_views;
mod settings;
mod sign_in;
mod snooze;
mod space;
mod start;
mod support;
mod triage;
mod uploads;
mod variable_values;
mod views;
mod wish;

pub use app::App;
pub use closing::Closing;
pub use config::{Config, Host, NewsSource, Saved, Written};
pub use media::{Media, MediaError};
pub use news::sign_news;
pub use notify::{Announcement, Reacted, Whose};
