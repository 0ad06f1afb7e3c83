//! What the relay and a laptop say to each other, and the keys they say it with.
//!
//! Both sides use this module; nothing in it does input or output. A laptop pairs once
//! ([`pairing`]), proves itself for ten minutes at a time ([`session`]), follows the stream
//! ([`frame`], [`follow`]) and asks for what [`calls`] lists.

pub mod calls;
pub mod follow;
pub mod frame;
pub mod keys;
pub mod pairing;
pub mod seal;
pub mod session;
pub mod sse;
pub mod text;

/// The version of this protocol; it begins every path of the laptops' side (`/v1/…`).
pub const VERSION: u8 = 1;
