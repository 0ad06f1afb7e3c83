//! Conversations: one handle, one person. Unread and needs-reply are two facts (experience, section 4).

use serde::{Deserialize, Serialize};

use crate::position::Position;
use crate::time::Timestamp;
use crate::window::{self, WindowState};

/// The marks of a conversation from which its standing follows. A mark that messages make moves forward with each, and
/// back only where a message's own place or kind changed. The person's own (read, unread, done, snoozed, muted, the shelf)
/// say with a position what they were said of. So late and repeated events change nothing that was already past.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Newest inbound message of any kind.
    pub last_inbound: Option<Position>,
    /// Newest inbound message that asks for a reply (a story mention alone does not).
    pub last_asking: Option<Position>,
    /// Newest story mention.
    pub last_mention: Option<Position>,
    /// Newest message of ours, wherever it was written.
    pub last_outbound: Option<Position>,
    /// The person pressed Done when this was the newest message.
    pub done_through: Option<Position>,
    /// The person has had everything up to here on screen.
    pub read_through: Option<Position>,
    /// The person marked it unread by hand.
    pub marked_unread: bool,
    /// The person put it out of sight for a time.
    pub snooze: Option<Snooze>,
    /// Neither counts nor notifies.
    pub muted: bool,
    /// The person put it away.
    pub shelf: Option<Shelf>,
    /// At its handle a story mention alone asks, too.
    pub mentions_ask: bool,
}

/// Out of sight for a time. It ends by itself with a message that asks, and with our reply from anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snooze {
    /// Until when.
    pub until: Timestamp,
    /// This was the newest message then: only what is newer ends it.
    pub through: Position,
    /// When its time came, if it did.
    pub woke_at: Option<Timestamp>,
}

/// Where a conversation was put away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Spam. What they write stays there.
    Spam,
    /// The bin. Whatever is newer takes it out again: nothing that was received is thrown away unseen.
    Bin {
        /// This was the newest message then.
        through: Position,
        /// When.
        at: Timestamp,
    },
}

/// Where a conversation stands. Exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The last word is theirs and nobody called it done; or its snooze ended by its time.
    NeedsReply,
    /// The last word is ours: waiting on them.
    Waiting,
    /// A person called it done, and nothing asked since.
    Done,
    /// Nothing asks and nothing was answered: a story mention alone, an empty thread, or one that is muted.
    Quiet,
    /// Out of sight until a time, or until they write.
    Snoozed,
    /// Called spam.
    Spam,
    /// Thrown away.
    Binned,
}

impl Marks {
    /// Whether the newest inbound message has not been on screen, or was marked unread. Who answered it, here or in
    /// Instagram, has read it.
    #[must_use]
    pub fn unread(&self) -> bool {
        self.marked_unread || self.last_inbound > self.read_through.max(self.last_outbound)
    }

    /// Where the conversation stands. Our reply from anywhere and Done clear "needs reply"; opening it does not.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self.shelf {
            Some(Shelf::Spam) => return Standing::Spam,
            Some(Shelf::Bin { through, .. }) if self.newest() <= Some(through) => return Standing::Binned,
            Some(Shelf::Bin { .. }) | None => {}
        }
        if self.snoozed_until().is_some() {
            return Standing::Snoozed;
        }
        let asks = self.asking() > self.answered() || self.woke_at().is_some();
        if asks {
            if self.muted { Standing::Quiet } else { Standing::NeedsReply }
        } else if self.done_through.is_some()
            && self.done_through >= self.last_outbound.max(self.last_inbound)
        {
            Standing::Done
        } else if self.last_outbound.is_some() {
            Standing::Waiting
        } else {
            Standing::Quiet
        }
    }

    /// Where it would stand if nothing put it away and it were not muted: what taking that back leads to.
    #[must_use]
    pub fn beneath(&self) -> Standing {
        let snooze = self.snooze.filter(|_| self.snoozed_until().is_none());
        Self { shelf: None, snooze, muted: false, ..*self }.standing()
    }

    /// The same, if nobody had called it done either.
    #[must_use]
    pub fn reopened(&self) -> Standing {
        Self { done_through: None, ..*self }.beneath()
    }

    /// Until when it is snoozed, while it is.
    #[must_use]
    pub fn snoozed_until(&self) -> Option<Timestamp> {
        self.snooze
            .filter(|snooze| snooze.woke_at.is_none())
            .filter(|snooze| self.asking().max(self.last_outbound) <= Some(snooze.through))
            .map(|snooze| snooze.until)
    }

    /// When its snooze ended by its time, until it is answered; Done and a new snooze replace the mark.
    #[must_use]
    pub fn woke_at(&self) -> Option<Timestamp> {
        let snooze = self.snooze.filter(|snooze| self.last_outbound <= Some(snooze.through))?;
        snooze.woke_at
    }

    /// Whether it needs a reply because its snooze ended by its time.
    #[must_use]
    pub fn woken(&self) -> bool {
        self.woke_at().is_some() && self.standing() == Standing::NeedsReply
    }

    /// The place of its newest story mention, if nobody answered it or called it done.
    #[must_use]
    pub fn waiting_mention(&self) -> Option<Position> {
        self.last_mention.filter(|mention| Some(*mention) > self.answered())
    }

    /// Whether a story mention waits for a thank-you where a person looks for it: not put away, not muted, and not
    /// snoozed since it came.
    #[must_use]
    pub fn open_mention(&self) -> bool {
        let out_of_sight = match self.standing() {
            Standing::Spam | Standing::Binned => true,
            Standing::Snoozed => self.last_mention <= self.snooze.map(|snooze| snooze.through),
            _ => self.muted,
        };
        self.waiting_mention().is_some() && !out_of_sight
    }

    /// When it was thrown away, while it is in the bin.
    #[must_use]
    pub fn binned_at(&self) -> Option<Timestamp> {
        match self.shelf {
            Some(Shelf::Bin { at, .. }) if self.standing() == Standing::Binned => Some(at),
            _ => None,
        }
    }

    /// The message window at `now`. Any inbound message opens it, a story mention included (requirements, R4).
    #[must_use]
    pub fn window(&self, now: Timestamp) -> WindowState {
        window::state(self.last_inbound.map(Position::at), now)
    }

    /// Newest message that asks for a reply at this handle.
    fn asking(&self) -> Option<Position> {
        if self.mentions_ask { self.last_asking.max(self.last_mention) } else { self.last_asking }
    }

    /// What came up to here is answered, or called done.
    #[must_use]
    pub fn answered(&self) -> Option<Position> {
        self.last_outbound.max(self.done_through)
    }

    fn newest(&self) -> Option<Position> {
        self.last_inbound.max(self.last_outbound)
    }
}

#[cfg(test)]
mod tests;
