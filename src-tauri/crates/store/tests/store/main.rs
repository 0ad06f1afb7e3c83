//! The store through its public methods, on real files.

mod ingest;
mod lists;
mod merge;
mod opening;
mod outbox;
mod search;
mod speed;
mod support;
mod thread;
