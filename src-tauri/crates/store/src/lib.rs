//! The encrypted database: one writer, many readers.
//!
//! [`Store`] speaks the domain's words; SQL stays inside. Every method that changes something says what it changed
//! with a [`ChangeSet`], from which the UI's views are refreshed. No method reads a clock: times come in as arguments.
//!
//! * `open`: the lock, the key, migrations. `writer`, `readers`, `tx`: one writing connection with group commit, three
//!   that can only read, and one to search with.
//! * [`handles`], [`people`], [`ingest`]: what Instagram tells, merged row by row.
//! * [`lists`], [`thread`], [`mentions`], [`search`]: what the screen shows, a page at a time.
//! * [`triage`], [`labels`], [`notes`], [`saved_views`]: what the person says about conversations.
//! * [`drafts`], [`uploads`], [`outbox`], [`human_agent`]: what the person does.
//! * [`saved_replies`]: texts that the person uses often; `variable_values`: what fills their variables.
//! * [`erase`]: deleting a handle or a person, to the last byte.
//! * [`relay`]: the pairing with the relay.
//! * `damage`, [`repair`]: what cannot be read, and how the rest is saved.
//! * [`reports`]: what reports are made of.
//! * [`undelivered`]: what came in and found no place.
//! * [`journal`]: settings, the audit trail, housekeeping.

mod change;
mod codes;
mod damage;
pub mod drafts;
pub mod erase;
mod error;
pub mod handles;
pub mod human_agent;
pub mod ingest;
pub mod journal;
pub mod labels;
pub mod lists;
mod marks;
pub mod mentions;
pub mod notes;
mod open;
pub mod outbox;
pub mod people;
mod readers;
pub mod relay;
pub mod repair;
pub mod reports;
pub mod saved_replies;
pub mod saved_views;
pub mod search;
mod store;
#[cfg(test)]
mod tests;
pub mod thread;
pub mod triage;
mod tx;
pub mod undelivered;
pub mod uploads;
mod user;
mod variable_values;
mod writer;

pub use change::ChangeSet;
pub use error::{OpenError, StoreError};
pub use open::OpenOptions;
pub use store::Store;
pub use user::user;

/// What store methods return.
pub type Result<T> = std::result::Result<T, StoreError>;
