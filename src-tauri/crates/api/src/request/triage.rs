//! Triage: what a person says about conversations, and how lists are narrowed.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Sort, View};
use crate::view::{Disposition, Intent, Sla};

/// Narrows a list. Everything that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Filter {
    /// With all of these labels (our ids).
    pub labels: Vec<i64>,
    /// Of one of these handles (our ids); of any when empty.
    pub handles: Vec<i64>,
    /// With this intent.
    pub intent: Option<Intent>,
    /// Closed with this disposition.
    pub disposition: Option<Disposition>,
    /// Unread, or read.
    pub unread: Option<bool>,
    /// Probably in Instagram's Requests folder, or not.
    pub likely_request: Option<bool>,
    /// Muted, or not.
    pub muted: Option<bool>,
    /// With a reply that needs a person's eye.
    pub reply_trouble: bool,
    /// With a note.
    pub noted: bool,
    /// The message window is open and closes within so many milliseconds.
    pub closes_within_ms: Option<i64>,
}

/// What a person says about conversations. Everything can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Act {
    /// Done as it stands now; the next message that asks opens it again.
    Done {
        /// How it was closed, when the person says so.
        disposition: Option<Disposition>,
    },
    /// Takes "done" back.
    Reopen,
    /// Unread; raises no badge.
    Unread,
    /// Out of sight until then, or until they write.
    Snooze {
        /// Milliseconds since 1970, UTC; in the future.
        until: i64,
    },
    /// Ends a snooze now.
    Wake,
    /// Neither counts nor notifies, or does so again.
    Mute {
        /// Muted.
        on: bool,
    },
    /// Spam: out of every other list. Instagram is not told.
    Spam {
        /// Spam.
        on: bool,
    },
    /// To the bin; deleted from this computer after thirty days.
    Bin {
        /// In the bin.
        on: bool,
    },
    /// Puts a label on, or takes it off.
    Label {
        /// Our id of the label.
        label: i64,
        /// On.
        on: bool,
    },
    /// What the person wants.
    Intent {
        /// Absent: not said.
        intent: Option<Intent>,
    },
    /// How it was closed.
    Disposition {
        /// Absent: not said.
        disposition: Option<Disposition>,
    },
}

/// Says something about conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActRequest {
    /// Our ids of the conversations; 1 to 1,000, or of a selection any number of it. One step of undo.
    pub conversations: Vec<i64>,
    /// The selection that they are of: those that changed since are left as they are.
    #[serde(default)]
    pub selection: Option<String>,
    /// What.
    pub act: Act,
}

/// Reads labels from a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportLabelsRequest {
    /// What is in the file.
    pub file: String,
    /// The names of the new ones that are made. When absent nothing is: the answer only says what there is.
    pub make: Option<Vec<String>>,
}

impl std::fmt::Debug for ImportLabelsRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportLabelsRequest").finish_non_exhaustive()
    }
}

/// Selects everything that a list has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SelectRequest {
    /// The view.
    pub view: View,
    /// Our id of the handle; all handles when absent.
    pub handle: Option<i64>,
    /// Narrows the view.
    #[serde(default)]
    pub filter: Filter,
}

/// Asks until when something can be snoozed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SnoozeChoicesRequest {
    /// Our id of the conversation, for what depends on its message window.
    pub conversation: Option<i64>,
    /// What the person typed ("fri 3pm", "in 2h"); the presets when empty.
    pub typed: String,
}

/// Makes or changes a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveLabelRequest {
    /// Our id of the label; a new one when absent.
    pub label: Option<i64>,
    /// 1 to 40 characters, unlike any other label's name.
    pub name: String,
    /// Its hue, 0 to 11, of the label colours.
    pub hue: u8,
}

/// Names a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LabelRequest {
    /// Our id of the label.
    pub label: i64,
}

/// Makes or changes a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveNoteRequest {
    /// Our id of the conversation, not Instagram's.
    pub conversation: i64,
    /// Our id of the note; a new one when absent.
    pub note: Option<i64>,
    /// Its text, at most 10,000 characters. Never leaves this computer.
    pub text: String,
}

/// Names a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteRequest {
    /// Our id of the note.
    pub note: i64,
}

/// Makes or changes a saved view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SaveViewRequest {
    /// Our id of the saved view; a new one when absent.
    pub saved_view: Option<i64>,
    /// 1 to 40 characters.
    pub name: String,
    /// What it begins with.
    pub view: View,
    /// Its order.
    pub sort: Sort,
    /// Its narrowing.
    pub filter: Filter,
}

/// Names a saved view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedViewRequest {
    /// Our id of the saved view.
    pub saved_view: i64,
}

/// Something that a person sets for one handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum HandleSetting {
    /// The brand that it is shown under. Groups the rail; decides nothing (requirements, R42).
    Brand {
        /// At most 60 characters; none when absent.
        brand: Option<String>,
    },
    /// Whether story mentions alone need a reply, too.
    MentionsNeedReply {
        /// They do.
        on: bool,
    },
    /// Whether "Done" asks how it was closed.
    DispositionRequired {
        /// It does.
        on: bool,
    },
    /// The time zone of its people.
    TimeZone {
        /// Its IANA name; this computer's when absent. Refused when there is no such zone.
        time_zone: Option<String>,
    },
    /// How soon its people are promised an answer.
    Sla {
        /// Nothing is promised when absent. Refused when neither target is given or something is out of its range.
        sla: Option<Sla>,
    },
    /// The tint that it is known by in the rail, in rows and over the composer; never by that alone.
    Tint {
        /// 0 to 9; the one that its number gives it when absent.
        tint: Option<u8>,
    },
}

/// Changes one of the settings of a handle; the others stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandleSettingRequest {
    /// Our id of the handle, not Instagram's.
    pub handle: i64,
    /// The setting, as it is from now on.
    pub setting: HandleSetting,
}

/// The rail's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderHandlesRequest {
    /// Our ids of all handles, from the top.
    pub handles: Vec<i64>,
}

/// Asks for a page of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditRequest {
    /// Our id of the handle; all handles when absent.
    pub handle: Option<i64>,
    /// Only entries before this one (`next` of the page before).
    pub before: Option<i64>,
    /// Entries at most; 1 to 200.
    pub limit: u32,
}
