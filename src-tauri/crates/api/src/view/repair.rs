//! What came of the repair of a damaged database.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What came of a repair: everything that is not listed was read wholly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RepairView {
    /// The folder with the damaged file, within the app's data folder. It stays until the person deletes it.
    pub folder: String,
    /// When the copy was made from which came what could not be read (milliseconds since 1970, UTC); absent without one.
    pub copy_of: Option<i64>,
    /// Nothing could be read of the damaged file: everything is from the copy.
    pub all_from_copy: bool,
    /// What was not wholly read.
    pub parts: Vec<RepairedPartView>,
    /// Replies that may have arrived, or that wait for the person's word: none leaves by itself.
    pub unsure: u32,
}

/// How much of something a repair could not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RepairedPartView {
    /// Of what.
    pub part: RepairedPart,
    /// So many came from the copy.
    pub from_copy: u32,
    /// So many are known to be lost.
    pub lost: u32,
    /// More may be lost than is known.
    pub may_be_more: bool,
}

/// What a person knows as one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RepairedPart {
    /// Replies in the outbox.
    Replies,
    /// Drafts.
    Drafts,
    /// Attached files.
    Files,
    /// Notes.
    Notes,
    /// Labels, and what has them.
    Labels,
    /// Saved replies.
    SavedReplies,
    /// Saved views.
    SavedViews,
    /// Settings.
    Settings,
    /// Handles, with when they were received.
    Handles,
    /// The audit trail.
    Audit,
    /// Conversations with their people.
    Conversations,
    /// Messages with their reactions.
    Messages,
}
