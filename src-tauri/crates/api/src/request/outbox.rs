//! Replies that are not settled, over all handles.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which replies the outbox shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OutboxPart {
    /// All that are not settled.
    All,
    /// Those that go on only when a person does something.
    NeedsPerson,
    /// Those that wait for a time that a person chose.
    Scheduled,
}

/// Asks for a page of the outbox, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OutboxRequest {
    /// Our id of the handle; all handles when absent.
    pub handle: Option<i64>,
    /// Which replies.
    pub part: OutboxPart,
    /// Where the page before ended (`next` of its answer).
    pub after: Option<String>,
    /// Replies at most; 1 to 200.
    pub limit: u32,
}

/// What a person decides about many replies at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RepliesAction {
    /// Send them (again).
    SendAgain,
    /// Throw them away.
    Discard,
}

/// Decides about many replies at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RepliesActionRequest {
    /// The replies' ids (UUIDs); 1 to 500.
    pub ids: Vec<String>,
    /// What to do.
    pub action: RepliesAction,
}

/// Chooses another time for a scheduled reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RescheduleRequest {
    /// The reply's id (a UUID).
    pub id: String,
    /// When it shall go; milliseconds since 1970, UTC.
    pub at: i64,
}
