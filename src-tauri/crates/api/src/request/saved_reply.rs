//! Saved replies.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::view::{SavedReplyDraft, SavedReplyText};

/// Names a saved reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedReplyRequest {
    /// Our id of the saved reply.
    pub saved_reply: i64,
}

/// Makes or changes a saved reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveSavedReplyRequest {
    /// Our id of the saved reply; a new one when absent.
    pub saved_reply: Option<i64>,
    /// What it says from now on.
    pub draft: SavedReplyDraft,
}

/// Asks for a saved reply as it would be sent in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FillRequest {
    /// Our id of the saved reply.
    pub saved_reply: i64,
    /// Our id of the conversation, not Instagram's.
    pub conversation: i64,
    /// In this language, whatever they write.
    pub language: Option<String>,
    /// Today, as it is written in each language; under the empty one as here.
    pub today: Vec<SavedReplyText>,
}

/// Names a value that a person keeps for a variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VariableValueRequest {
    /// The variable's plain name.
    pub name: String,
    /// Our id of the handle whose replies it is for; all when absent.
    pub handle: Option<i64>,
}

/// How a file of saved replies is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeFormat {
    /// A table.
    Csv,
    /// JSON.
    Json,
}

/// Writes all saved replies into a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportRequest {
    /// How.
    pub format: ExchangeFormat,
}

/// Reads saved replies from a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportRequest {
    /// What is in the file.
    pub file: String,
    /// Keep what can be taken; else only say what there is.
    pub keep: bool,
}

impl std::fmt::Debug for ImportRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportRequest").field("keep", &self.keep).finish_non_exhaustive()
    }
}
