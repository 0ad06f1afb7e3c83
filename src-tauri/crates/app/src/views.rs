//! Rows as the UI shows them.

mod conversation;
mod handle;
mod health;
mod message;
mod person;
mod reply;
mod saved_reply;
mod undelivered;

pub(crate) use conversation::{blocker, conversation, off_because, row, window};
pub(crate) use handle::{account_type, handle};
pub(crate) use health::{Around, access, diagnosis};
pub(crate) use message::{attachments, link_ranges, page};
pub(crate) use person::person;
pub(crate) use reply::{quote_of, reply, unknown_quote, upload};
pub(crate) use saved_reply::{problem, saved_reply, unreadable};
pub(crate) use undelivered::undelivered;
