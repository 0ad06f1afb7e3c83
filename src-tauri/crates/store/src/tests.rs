//! Tests that look inside: the schema, the plans of the hot queries, and every byte of the file.

mod erase;
mod full;
mod idle;
mod panics;
mod purge;
mod snapshots;
mod uploads;
