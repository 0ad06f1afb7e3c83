//! Conversations as a file.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SelectRequest;
use crate::view::MessageKind;

/// Asks for conversations as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportConversationsRequest {
    /// Which of them.
    pub what: ExportWhat,
    /// What the file is.
    pub format: ConversationFormat,
    /// Whether notes are in it.
    pub with_notes: bool,
    /// What it says in the person's language.
    pub words: ExportWords,
}

/// Which conversations a file has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum ExportWhat {
    /// These.
    These {
        /// Our ids of them, in their order in the file.
        conversations: Vec<i64>,
    },
    /// Everything that a list has.
    List {
        /// The list.
        list: SelectRequest,
    },
}

/// What a file of conversations is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConversationFormat {
    /// A table with a row for each message.
    MessagesCsv,
    /// A table with a row for each conversation.
    ConversationsCsv,
    /// Everything, for programs.
    Json,
    /// One page to read and to print.
    Html,
}

/// What a file says in the person's language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportWords {
    /// The language, as a BCP 47 tag.
    pub language: String,
    /// It is written from right to left.
    pub right_to_left: bool,
    /// The time zone of a page's times, as the IANA names it.
    pub time_zone: String,
    /// The heading of a page.
    pub title: String,
    /// The sentences below it.
    pub lead: Vec<String>,
    /// In place of what an unsent message said.
    pub unsent: String,
    /// Over the notes of a conversation.
    pub notes: String,
    /// Beside a message whose text was changed.
    pub edited: String,
    /// What a message is where it has no text.
    pub kinds: HashMap<MessageKind, String>,
}
