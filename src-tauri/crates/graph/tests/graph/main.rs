//! The client from outside: what it sends, how the network fails it, and real flows against the sandbox.

mod flows;
mod network;
mod requests;
mod sends;
mod worlds;
