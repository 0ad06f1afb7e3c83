//! The relay as Meta and the laptops meet it: real sockets, real files, real processes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod client;
mod dump;
mod guide;
mod http;
mod ingress;
mod jetstream;
mod kill;
mod load;
mod login;
mod meta;
mod nats;
mod operations;
mod pairing;
mod process;
mod retention;
mod signatures;
mod simulated;
mod stream;
mod tls;
mod world;
