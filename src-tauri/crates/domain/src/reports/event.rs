//! What reports are made of: times and kinds, never words.

use super::Said;
use crate::ids::{HandleId, Mid};
use crate::position::Position;
use crate::time::Timestamp;

/// A conversation, with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its handle.
    pub handle: HandleId,
    /// Why it counts for nothing but the backlog, if so.
    pub set_aside: Option<SetAside>,
    /// Whether it waits for a reply now.
    pub waits: Option<Waits>,
    /// Its messages, in any order.
    pub events: Vec<Event>,
    /// What a person said about it, in order.
    pub said: Vec<Said>,
}

/// Why a conversation counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetAside {
    /// Nobody of one's own to answer.
    Group,
    /// Called spam.
    Spam,
    /// Muted.
    Muted,
}

/// That a conversation waits for a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// It needs a reply.
    NeedsReply {
        /// What came up to here is answered, or called done.
        answered: Option<Position>,
        /// When its snooze ended by its time, if that is why it waits.
        woke_at: Option<Timestamp>,
    },
    /// It is out of sight for a time.
    Snoozed,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place, and with it its time.
    pub position: Position,
    /// Its id at Instagram: of two of the same millisecond the lesser comes first.
    pub mid: Mid,
    /// What it counts as.
    pub what: What,
    /// When the app first saw it.
    pub found_at: Timestamp,
    /// Why nothing that begins with it is counted, if so.
    pub left_out: Option<LeftOut>,
}

/// What a message counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A person wrote.
    In {
        /// It asks for a reply.
        asks: bool,
        /// It is a story mention.
        mention: bool,
    },
    /// A human reply.
    Reply {
        /// It went as a human agent's.
        human_agent: bool,
    },
    /// Another connected tool wrote.
    Automatic,
}

/// Why a message is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// It was sent before its handle was connected.
    Imported,
    /// It was sent while its handle was paused.
    Paused,
}

impl Event {
    /// When it was sent.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.position.at()
    }

    pub(super) fn is_in(&self) -> bool {
        matches!(self.what, What::In { .. })
    }

    pub(super) fn asks(&self) -> bool {
        matches!(self.what, What::In { asks: true, .. })
    }

    pub(super) fn is_reply(&self) -> bool {
        matches!(self.what, What::Reply { .. })
    }
}

impl Conversation {
    /// By time; within a millisecond the ids decide, and not in which order the messages were found.
    pub(super) fn put_in_order(&mut self) {
        self.events.sort_by(|a, b| (a.at(), &a.mid).cmp(&(b.at(), &b.mid)));
    }
}
