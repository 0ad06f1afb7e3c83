//! Replies that are not settled, over all handles.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PersonView, ReplyView, WindowView};

/// A reply that is not settled, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutboxEntry {
    /// The reply.
    pub reply: ReplyView,
    /// Our id of its conversation, not Instagram's.
    pub conversation: i64,
    /// Our id of its handle, not Instagram's.
    pub handle: i64,
    /// To whom it goes.
    pub person: PersonView,
    /// The message window, if they ever wrote.
    pub window: Option<WindowView>,
    /// It goes on only when a person does something.
    pub needs_person: bool,
}

/// A page of the outbox, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutboxPage {
    /// The replies.
    pub entries: Vec<OutboxEntry>,
    /// Ask with `after` set to this for more.
    pub next: Option<String>,
}

/// How many replies are not settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutboxCounts {
    /// All of them.
    pub open: u32,
    /// Those that go on only when a person does something.
    pub needs_person: u32,
    /// Those that wait for a time that a person chose.
    pub scheduled: u32,
}

/// What became of a decision about many replies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RepliesActed {
    /// Replies that it was done with.
    pub done: u32,
    /// Replies that had moved on before.
    pub too_late: u32,
    /// How to take it back, where that can be: passed to `restore_replies`.
    pub undo: Option<String>,
    /// Replies that taking it back does not bring back: their files are gone.
    pub for_good: u32,
}

/// What became of taking it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RepliesRestored {
    /// Replies that stand as before.
    pub done: u32,
}
