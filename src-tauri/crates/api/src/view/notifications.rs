//! What a person is told of outside the window, and when not.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How much of a message a notification shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Preview {
    /// Who wrote, and the text.
    #[default]
    Full,
    /// Who wrote.
    Sender,
    /// Only that something came.
    Nothing,
}

/// What the number on the app's icon counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Badge {
    /// Conversations that need a reply.
    #[default]
    NeedsReply,
    /// Conversations that are unread.
    Unread,
    /// Nothing: there is no number.
    Off,
}

/// What a person is told of outside the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct NotificationSettings {
    /// New messages that ask for a reply.
    pub messages: bool,
    /// Story mentions.
    pub mentions: bool,
    /// Reactions of people to messages of ours, without a sound.
    pub reactions: bool,
    /// Conversations whose snooze ended.
    pub woken: bool,
    /// Message windows that close within an hour, unanswered.
    pub closing: bool,
    /// A handle stopped receiving.
    pub stopped: bool,
    /// A reply failed, or may not have arrived.
    pub failed: bool,
    /// Whether a notification may be heard.
    pub sound: bool,
    /// How much of a message is shown.
    pub preview: Preview,
    /// What the number on the app's icon counts.
    pub badge: Badge,
    /// Nothing is announced before this time; milliseconds since 1970, UTC.
    pub quiet_until: Option<i64>,
    /// Hours of the week in which nothing is announced. At most 14, and they leave some time of the week.
    pub quiet_hours: Vec<QuietHours>,
    /// Before this time the quiet hours do not count: they were ended early. Milliseconds since 1970, UTC.
    pub quiet_hours_off_until: Option<i64>,
    /// A handle that stopped is announced also when it is quiet.
    pub stopped_in_quiet: bool,
    /// A reply that failed is announced also when it is quiet.
    pub failed_in_quiet: bool,
    /// Handles of whose conversations nothing is announced. At most 1,000.
    pub quiet_handles: Vec<i64>,
    /// Handles of whose story mentions nothing is announced. At most 1,000.
    pub no_mentions_of: Vec<i64>,
}

impl Default for NotificationSettings {
    fn default() -> Self {
        Self {
            messages: true,
            mentions: true,
            reactions: false,
            woken: true,
            closing: true,
            stopped: true,
            failed: true,
            sound: true,
            preview: Preview::Full,
            badge: Badge::NeedsReply,
            quiet_until: None,
            quiet_hours: Vec::new(),
            quiet_hours_off_until: None,
            stopped_in_quiet: false,
            failed_in_quiet: false,
            quiet_handles: Vec::new(),
            no_mentions_of: Vec::new(),
        }
    }
}

/// The same hours on some days of every week, by this computer's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuietHours {
    /// The days on which they begin: 1 is Monday, 7 Sunday.
    pub days: Vec<u8>,
    /// When they begin, in minutes after midnight: 0 to 1439.
    pub from: u16,
    /// When they end, likewise. Not after `from`: on the next day. The same as `from`: the whole day round.
    pub to: u16,
}

/// A quiet that is in force. Times are milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuietView {
    /// When notifications come again; milliseconds since 1970, UTC.
    pub until: i64,
    /// When the quiet hours of now end (milliseconds since 1970, UTC); absent when it is quiet only because the person
    /// asked for it.
    pub hours_until: Option<i64>,
}
