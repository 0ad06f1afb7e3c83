//! The engine against a simulated Instagram on real HTTP, with a real encrypted database.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first thing that is not as it must be"
)]
#![allow(clippy::needless_pass_by_value, reason = "what `json!` makes is given away")]

mod agents;
mod answers;
mod bodies;
mod clocks;
mod dead_cursor;
mod desk;
mod files;
mod floods;
mod following;
mod keychain;
mod kinds;
mod kinds_of_the_sandbox;
mod leaving;
mod looking;
mod message_access;
mod odd_bodies;
mod oddities;
mod one_by_one;
mod one_press;
mod origins;
mod other_ids;
mod pages;
mod post;
mod proxy;
mod reactions;
mod receiving;
mod refreshing;
mod refusals;
mod refused_sends;
mod scheduled;
mod sending;
mod signing_in;
mod snoozing;
mod sweeping;
mod switches;
mod switching;
mod too_much;
mod webhooks;
mod world;
