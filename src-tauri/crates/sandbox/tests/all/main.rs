//! The simulated Instagram, tried from outside: over its router in memory, and once as a process.

mod control;
mod conversations;
mod demo;
mod faults;
mod process;
mod sends;
mod support;
mod tokens;
