//! The engine against a simulated Instagram on real HTTP, with a real encrypted database.

mod receiving;
mod sending;
mod switching;
mod world;
