//! Notices: what handles came to without a person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a handle of a notice came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeOutcome {
    /// It was switched on by itself.
    Enabled,
    /// It has access, and stays off because a person switched it off.
    KeptOff,
    /// Somebody switched "Allow access to messages" off in Instagram, when the notice says or before.
    MessageAccessOff,
    /// It is on again, and what was missed was fetched.
    MessageAccessBack,
    /// Soon after another handle's sign-in Instagram stopped accepting this one's.
    SignInLost,
    /// Somebody asked Meta for their data to be deleted, and this may be theirs. Meta is told that it is done once the notice
    /// was dismissed.
    DeletionAsked,
}

/// A handle of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticeHandle {
    /// Our id, not Instagram's.
    pub id: i64,
    /// Its name without `@`.
    pub username: String,
    /// What it came to.
    pub outcome: NoticeOutcome,
    /// With message access that is back: the messages that were missed and then fetched.
    pub fetched: u32,
}

/// What handles came to without a person, told of once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticeView {
    /// Names it for `dismiss_notice`.
    pub id: i64,
    /// When it was noticed; milliseconds since 1970, UTC.
    pub at: i64,
    /// With message access that is back: since when it was off, at the latest (milliseconds since 1970, UTC).
    pub since: Option<i64>,
    /// With access that was given: the phase that began, or in which followers came to be enough.
    pub phase: Option<String>,
    /// The handles, in the order in which they were connected.
    pub handles: Vec<NoticeHandle>,
}
