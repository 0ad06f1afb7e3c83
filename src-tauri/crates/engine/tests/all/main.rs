//! The engine against a simulated Instagram on real HTTP, with a real encrypted database.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first thing that is not as it must be"
)]

mod desk;
mod kinds;
mod receiving;
mod sending;
mod switching;
mod webhooks;
mod world;
