//! Triage: what a person said about conversations.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ImportUnreadable, mirror};
use crate::request::{Filter, Sort, View};

mirror! {
    /// What a person wants.
    Intent = domain::triage::Intent {
        /// A question.
        Question,
        /// Praise.
        Praise,
        /// Something is wrong.
        Issue,
        /// Spam.
        Spam,
        /// Something else.
        Other,
    }
}

mirror! {
    /// How a conversation was closed.
    Disposition = domain::triage::Disposition {
        /// Answered.
        Answered,
        /// No reply was needed.
        NoReplyNeeded,
        /// Thanked.
        Thanked,
        /// Given to somebody else.
        Escalated,
        /// Spam.
        Spam,
        /// Not for us.
        OutOfScope,
    }
}

/// A label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LabelView {
    /// Our id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its hue, 0 to 11.
    pub hue: u8,
    /// Conversations that have it.
    pub conversations: u32,
}

/// What a file of labels brings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LabelsFound {
    /// Labels that are new here.
    pub new: Vec<LabelFound>,
    /// Names of labels that are here already.
    pub same: Vec<String>,
    /// Names that are one label with another.
    pub merged: Vec<LabelMerged>,
    /// Names that are too long or empty, or beyond 500.
    pub left_out: Vec<String>,
    /// Why nothing of it can be read.
    pub unreadable: Option<ImportUnreadable>,
    /// Our ids of those that were made.
    pub made: Vec<i64>,
}

/// A label of a file that is new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LabelFound {
    /// Its name.
    pub name: String,
    /// The hue that it gets, 0 to 11.
    pub hue: u8,
}

/// A name of a file that differs from a label's in its capitals alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LabelMerged {
    /// The name in the file.
    pub name: String,
    /// The label that it is one with.
    pub into: String,
}

/// A note: for colleagues at this computer, never sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteView {
    /// Our id.
    pub id: i64,
    /// When it was written; milliseconds since 1970, UTC.
    pub at: i64,
    /// When it was last changed, if it was (milliseconds since 1970, UTC).
    pub edited_at: Option<i64>,
    /// Who wrote it: the computer's user.
    pub author: String,
    /// What it says.
    pub text: String,
}

/// A time until which something can be snoozed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SnoozeKind {
    /// In three hours.
    LaterToday,
    /// 19:00.
    ThisEvening,
    /// 08:00.
    Tomorrow,
    /// Saturday, 10:00.
    Weekend,
    /// Monday, 08:00.
    NextWeek,
    /// An hour before the message window closes.
    BeforeWindowCloses,
    /// As typed.
    Typed,
}

/// A choice of the snooze menu. Wall-clock times are in this computer's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SnoozeChoice {
    /// Which one.
    pub kind: SnoozeKind,
    /// Until when; milliseconds since 1970, UTC.
    pub until: i64,
    /// The message window will be closed by then.
    pub window_closed: bool,
}

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedView {
    /// Our id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it begins with.
    pub view: View,
    /// Its order.
    pub sort: Sort,
    /// Its narrowing.
    pub filter: Filter,
    /// How many conversations it has.
    pub count: u32,
}

/// One entry of the audit trail. Never holds what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditEntry {
    /// Its number; rises.
    pub id: i64,
    /// When; milliseconds since 1970, UTC.
    pub at: i64,
    /// Who: the computer's user; absent for what the app did by itself.
    pub who: Option<String>,
    /// What was done: a short name.
    pub action: String,
    /// Our id of the handle, if it is about one that is still here.
    pub handle: Option<i64>,
    /// Our id of the conversation, if it is about one that is still here.
    pub conversation: Option<i64>,
    /// How it was before, as a short name.
    pub before: Option<String>,
    /// How it is after, as a short name.
    pub after: Option<String>,
}

/// A page of the audit trail, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Where the next page begins; absent at the end.
    pub next: Option<i64>,
}
