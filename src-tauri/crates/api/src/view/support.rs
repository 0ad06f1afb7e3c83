//! What Instagram lets apps show and send, as dated data, and what came in without finding its place.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether Instagram gives or takes a kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// Yes.
    Yes,
    /// In part; the note says which.
    Partly,
    /// No.
    No,
    /// Instagram's own pages contradict each other or are silent.
    Unclear,
}

/// One kind of message in one edition of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KindSupport {
    /// A stable key of the kind; its name on screen is the UI's.
    pub kind: String,
    /// Whether it comes in.
    pub inbound: Support,
    /// Whether it can be sent from here.
    pub outbound: Support,
    /// A key of the note on screen, where there is something to say.
    pub note: Option<String>,
}

/// Where an edition is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SupportSource {
    /// Meta's pages for developers, as they were on that day.
    PlatformPages,
    /// An announcement of Meta's.
    Announcement {
        /// Its title, as it was published: in English.
        title: String,
    },
}

/// One edition of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SupportEdition {
    /// As of which day, as `YYYY-MM-DD`.
    pub as_of: String,
    /// Where it is from.
    pub source: SupportSource,
    /// The kinds.
    pub kinds: Vec<KindSupport>,
}

/// Something that came in for a handle of ours and found no place in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndeliveredView {
    /// Our id, not Instagram's.
    pub id: i64,
    /// Our id of the handle, when it is known.
    pub handle: Option<i64>,
    /// When it came; milliseconds since 1970, UTC.
    pub at: i64,
    /// Why it found no place.
    pub why: UndeliveredBecause,
    /// The name that Instagram gives the event, when it has one.
    pub field: Option<String>,
}

/// Why something found no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UndeliveredBecause {
    /// It could not be understood.
    Unreadable,
    /// It names nobody.
    NoPerson,
    /// It asks for a message that Instagram did not give.
    NotFound,
    /// A thread could not be read.
    ThreadUnreadable,
}
