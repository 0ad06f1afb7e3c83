//! What leaves with a handle or a person, and what became of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What became of a sign-in that a person ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Revoked {
    /// Instagram took it back.
    Yes,
    /// This kind of login has nothing to take back: the token ends by itself, or in the Instagram app under
    /// "Apps and websites".
    NotOffered,
    /// Instagram could not be asked, or refused: it can be ended in the Instagram app under "Apps and websites".
    NotReached,
}

/// A handle was disconnected: its token is gone from this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Disconnected {
    /// Instagram no longer tells of the handle's messages.
    pub unsubscribed: bool,
    /// What became of the sign-in.
    pub revoked: Revoked,
}

/// How much there is of a handle or a person, before it is deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Footprint {
    /// Conversations.
    pub conversations: u32,
    /// Messages.
    pub messages: u32,
    /// Drafts.
    pub drafts: u32,
    /// Replies that did not leave yet, or need a decision.
    pub open_replies: u32,
    /// Attached files.
    pub files: u32,
    /// Saved replies that are for this handle alone.
    pub saved_replies: u32,
}
