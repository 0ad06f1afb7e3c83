//! Everything that runs: reading from Instagram, sending replies, and the supervision of both.
//!
//! * [`Engine`]: starts and stops it all, and takes the wishes of the app.
//! * `sync`: one task for each handle that is on; decides when to read, reads, and hands over to `ingest`.
//! * `ingest`: the one place where what Instagram said becomes rows.
//! * `webhook`: takes the bodies that Instagram sends by itself.
//! * [`relay`]: webhooks by the relay, which this laptop is paired with.
//! * `connect`, [`sign_in`]: whose a token is, and signing in with the browser. `snooze`: wakes what is due.
//! * [`Attention`]: what the person looks at; it sets the pace of reading.
//! * `outbox`: carries out what `domain::outbox` decides.
//! * `tokens`: tokens in memory, refreshed in time. `enabling`: who has access, and since when.
//! * `disconnect`, `erase`: ending a sign-in, and deleting to the last byte. `wake`: sleep is noticed.
//! * `care`: looking after the database's file.
//! * [`Budget`], [`ServerClock`], [`Task`]: pace, time and supervision.

mod attention;
mod budget;
mod care;
mod clock;
mod connect;
mod disconnect;
mod enabling;
mod engine;
mod erase;
mod ingest;
mod outbox;
pub mod relay;
mod shared;
pub mod sign_in;
mod snooze;
mod supervisor;
mod sync;
mod tokens;
mod wake;
mod webhook;

#[cfg(test)]
mod testing;

pub use attention::{Attention, ReadEvery};
pub use budget::Budget;
pub use clock::{Clock, ServerClock, SystemClock};
pub use connect::{Candidate, ConnectError, Found, PageProblem, find, look, probe};
pub use disconnect::Disconnected;
pub use enabling::access_facts;
pub use engine::{Engine, Parts};
pub use outbox::ReactError;
pub use shared::News;
pub use supervisor::Task;
pub use sync::rounds::Looks;
pub use tokens::refresh::refreshes_at;
pub use webhook::Taken;
