//! The client from outside: what it sends, how the network fails it, and real flows against the sandbox.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on should say so")]

mod corpus;
mod flows;
mod logs;
mod media;
mod network;
mod odd_answers;
mod odd_bodies;
mod pages;
mod reads;
mod requests;
mod sends;
mod uploads;
mod worlds;
