//! The relay, from this laptop: paired once, then followed.
//!
//! * `pair`: how laptop and relay come to know each other, and part.
//! * `attend`: the task; `follow` the stream, `take` what it tells, `told` the relay of the handles that are on,
//!   `watchdog` whether Instagram still sends, `deletions` what Meta asked for; `bells` has all handles read when messages
//!   begin or cease to come by it.
//! * [`State`]: how it stands, for the screen and for the pace of reading.

pub(crate) mod attend;
mod bells;
mod claims;
mod deletions;
mod follow;
mod link;
mod pair;
mod state;
mod take;
mod told;
mod watchdog;

pub use ::relay::protocol::calls::Claim;
pub use claims::Colleague;
pub(crate) use link::{Link, OpenError};
pub use pair::{Invited, Look, PairError, Parted, look};
pub use state::{RelayFacts, Service, Standing, State, Why};
