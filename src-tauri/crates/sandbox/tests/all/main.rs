//! The simulated Instagram, tried from outside: over its router in memory, and once as a process.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod control;
mod conversations;
mod demo;
mod faults;
mod kinds_of_sends;
mod logins;
mod other_clients;
mod pages;
mod process;
mod requests;
mod sends;
mod support;
mod switches;
mod tokens;
mod webhooks;
