//! Tests that look inside: the schema, the plans of the hot queries, and every byte of the file.

mod panics;
mod purge;
mod snapshots;
