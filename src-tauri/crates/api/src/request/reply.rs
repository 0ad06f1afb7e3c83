//! Replying: what is sent, attached and decided.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Sends a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SendRequest {
    /// A UUIDv7 that the composer made: pressing twice sends once.
    pub id: String,
    /// Our id of the conversation, not Instagram's.
    pub conversation: i64,
    /// The text, at most 1,000 bytes of UTF-8 (or more, with `split`). May be empty when there are files or the heart.
    pub text: String,
    /// The ids of files that were attached before, in order; they go before the text, in as many messages as Instagram
    /// needs.
    #[serde(default)]
    pub uploads: Vec<String>,
    /// The heart sticker instead of anything else.
    #[serde(default)]
    pub heart: bool,
    /// The message that it replies to (our id).
    #[serde(default)]
    pub reply_to: Option<i64>,
    /// The person was told that this goes as a human agent's reply, and pressed that button.
    #[serde(default)]
    pub human_agent: bool,
    /// The person asked for a longer text to go in several messages.
    #[serde(default)]
    pub split: bool,
    /// When it shall go, if not now: milliseconds since 1970, UTC. Refused when the message window will be closed then.
    #[serde(default)]
    pub scheduled_for: Option<i64>,
}

impl SendRequest {
    /// A plain text reply.
    #[must_use]
    pub fn text(id: String, conversation: i64, text: String) -> Self {
        Self {
            id,
            conversation,
            text,
            uploads: Vec::new(),
            heart: false,
            reply_to: None,
            human_agent: false,
            split: false,
            scheduled_for: None,
        }
    }
}

/// Attaches a file to what is being written, piece after piece: a whole one is too much for one question of the window.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttachRequest {
    /// Our id of the conversation, not Instagram's.
    pub conversation: i64,
    /// The file's name.
    pub name: String,
    /// What the pieces of one file have in common: a UUID, made where the file was chosen.
    pub file: String,
    /// Bytes of the file, at most 40,000,000.
    pub size: u32,
    /// Where in the file this piece begins; 0 begins the file anew.
    pub at: u32,
    /// The bytes of this piece, in base64.
    pub base64: String,
}

impl std::fmt::Debug for AttachRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AttachRequest").field("conversation", &self.conversation).finish_non_exhaustive()
    }
}

/// Takes an attached file away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DetachRequest {
    /// The file's id (a UUID), as [`crate::view::UploadView`] has it.
    pub upload: String,
}

/// Sets the handle's reaction on a message, or takes it away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReactRequest {
    /// Our id of the message, not Instagram's.
    pub message: i64,
    /// The emoji; absent to take the reaction away.
    pub emoji: Option<String>,
}

/// A person was told what replying as a human agent means, and agreed for this handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgreeRequest {
    /// Our id of the handle, not Instagram's.
    pub handle: i64,
}

/// What a person can do with a reply that is not settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReplyAction {
    /// Take it back; its text returns to the draft.
    Edit,
    /// Throw it away.
    Discard,
    /// Send it (again).
    SendAgain,
    /// It arrived after all.
    Arrived,
}

/// Acts on a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplyActionRequest {
    /// The reply's id: the UUID that the composer made.
    pub id: String,
    /// What to do.
    pub action: ReplyAction,
}
