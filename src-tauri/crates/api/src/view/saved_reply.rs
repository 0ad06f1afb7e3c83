//! Saved replies.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whose replies a saved reply is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "scope")]
pub enum SavedReplyScope {
    /// All handles.
    All,
    /// The handles of one brand.
    Brand {
        /// Its name.
        brand: String,
    },
    /// One handle.
    Handle {
        /// Our id of it, not Instagram's.
        handle: i64,
    },
}

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct SavedReplyText {
    /// The language's code (`de`, `pt-BR`); empty: where no other fits.
    pub language: String,
    /// The text.
    pub text: String,
}

/// What a person writes of a saved reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedReplyDraft {
    /// How it is called in lists: 1 to 80 characters.
    pub title: String,
    /// What is typed after `/` to find it first: at most 32 letters, digits, `-` and `_`.
    pub shortcut: Option<String>,
    /// Whose replies it is for.
    pub scope: SavedReplyScope,
    /// Words to find it by: at most 10, of 30 characters each.
    pub tags: Vec<String>,
    /// Its texts, one for each language: 1 to 20, of at most 4,000 bytes each.
    pub texts: Vec<SavedReplyText>,
}

/// A saved reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedReplyView {
    /// Our id.
    pub id: i64,
    /// What it says.
    pub draft: SavedReplyDraft,
    /// How often it was used.
    pub uses: u32,
    /// When it was last used; milliseconds since 1970, UTC.
    pub used_at: Option<i64>,
    /// When it was last changed; milliseconds since 1970, UTC.
    pub changed_at: i64,
}

/// A value that a person keeps for a variable of their own. There is one for each name and handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VariableValueView {
    /// The variable's name: in small letters, with `_` for spaces and hyphens.
    pub name: String,
    /// Our id of the handle whose replies it is for; all when absent.
    pub handle: Option<i64>,
    /// What the variable becomes: one line.
    pub text: String,
}

/// Why a value cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum VariableValueProblem {
    /// Its name is no name of a variable.
    Name,
    /// A variable of this name is filled in by itself.
    BuiltIn,
    /// There is nothing in it.
    NoText,
    /// It is too long.
    TextTooLong {
        /// Bytes at most.
        most: u32,
    },
    /// There are as many as there can be.
    NoRoom {
        /// Values at most.
        most: u32,
    },
}

/// What became of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VariableValueSaved {
    /// Why it was not kept; kept when absent.
    pub problem: Option<VariableValueProblem>,
}

/// A saved reply as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FilledReply {
    /// The text. Variables that could not be filled in stand in it as they were written.
    pub text: String,
    /// Of which language; empty for the one where no other fits.
    pub language: String,
    /// How many variables could not be filled in.
    pub blanks: u32,
    /// How many were filled with their fallback.
    pub fallbacks: u32,
    /// Its bytes of UTF-8.
    pub bytes: u32,
}

/// What is wrong with a saved reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum SavedReplyProblem {
    /// It has no title.
    NoTitle,
    /// Its title is too long.
    TitleTooLong {
        /// Characters at most.
        most: u32,
    },
    /// Its shortcut is too long, or has something other than letters, digits, `-` and `_`.
    Shortcut {
        /// Characters at most.
        most: u32,
    },
    /// It has no text.
    NoText,
    /// A text is too long to be of use.
    TextTooLong {
        /// Of which language.
        language: String,
        /// Bytes at most.
        most: u32,
    },
    /// A language is no code.
    Language {
        /// What stands there.
        language: String,
    },
    /// Too many languages.
    TooManyLanguages {
        /// Languages at most.
        most: u32,
    },
    /// Too many tags, or one that is too long.
    Tags {
        /// Tags at most.
        most: u32,
        /// Characters of one at most.
        longest: u32,
    },
    /// What a variable stands for can be missing, and nothing is said for that case.
    NoFallback {
        /// The variable as written.
        variable: String,
        /// In the text of which language.
        language: String,
    },
    /// Two braces begin something that is no variable.
    Braces {
        /// In the text of which language.
        language: String,
    },
    /// It is for a handle that is not connected here.
    UnknownHandle {
        /// Its username.
        handle: String,
    },
    /// There are as many as there can be.
    NoRoom {
        /// Saved replies at most.
        most: u32,
    },
}

/// Why a file is not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum ImportUnreadable {
    /// It is too large.
    TooLarge {
        /// Bytes at most.
        most: u32,
    },
    /// It is no JSON, or not of the shape of ours.
    Json,
    /// It is no table.
    Table {
        /// In which line, from 1.
        line: u32,
    },
    /// Its first line does not name the columns `title` and `text`.
    Columns,
    /// There is nothing in it.
    Empty,
}

/// A reply of a file that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportLeftOut {
    /// Where it stands: the line of a table, or the number in a list, from 1.
    pub place: u32,
    /// Its title, if it has one.
    pub title: String,
    /// Why.
    pub why: SavedReplyProblem,
}

/// What a file holds, and what was kept of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportReport {
    /// Replies that are new here.
    pub new: u32,
    /// Replies that are here already, word for word.
    pub known: u32,
    /// Values of variables that are new here. One that has a value here keeps it.
    pub values: u32,
    /// Values of variables that cannot be taken: for a handle that is not here, too long, or without room.
    pub values_left_out: u32,
    /// Replies that cannot be taken.
    pub left_out: Vec<ImportLeftOut>,
    /// Why nothing of it can be read.
    pub unreadable: Option<ImportUnreadable>,
    /// The new ones were kept.
    pub kept: bool,
}
