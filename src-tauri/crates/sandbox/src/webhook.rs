//! Webhooks (reference, section 6): what happens at the subscribed handles is told in signed bodies, over HTTP or to
//! somebody in this process, again and again until it is answered with 200 or given up.

mod body;
mod callback;
mod control;
mod event;
pub(crate) mod fields;
mod outbox;
mod receiver;
mod sign;
mod signed_request;

pub(crate) use body::{Form, News};
pub(crate) use control::router;
pub(crate) use outbox::{Hooks, Record};
pub use receiver::{Delivery, Webhooks};
