//! The store through its public methods, on real files.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests fail like tests"
)]

mod access;
mod answering;
mod bin;
mod copies;
mod counting;
mod damage;
mod finding;
mod history;
mod home;
mod ids;
mod ingest;
mod listings;
mod lists;
mod mentions;
mod merge;
mod narrow;
mod opening;
mod ordering;
mod outbox;
mod places;
mod pressed;
mod reactions;
mod rejoin;
mod repair;
mod reports;
mod saved_replies;
mod search;
mod selected;
mod sla;
mod speed;
mod support;
mod thread;
mod triage;
mod uploads;
mod variable_values;
mod versions;
