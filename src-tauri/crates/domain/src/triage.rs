//! Triage: what a person says about a conversation. All of it can be taken back.

use serde::{Deserialize, Serialize};

use crate::conversation::{Marks, Shelf, Snooze};
use crate::ids::LabelId;
use crate::position::Position;
use crate::time::{DAY, SECOND, Timestamp};

/// So long a conversation stays in the bin before it is deleted from this computer (experience, section 11).
pub const BIN_MS: i64 = 30 * DAY;

/// What the person on the other side wants (requirements, R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
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

/// How a conversation was closed (experience, section 23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
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

/// What a person says about a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Done as it stands now; the next message that asks opens it again. Ends a snooze.
    Done(Option<Disposition>),
    /// Takes "done" back.
    Reopen,
    /// Unread; raises no badge.
    Unread,
    /// Out of sight until then, or until they write.
    Snooze(Timestamp),
    /// Ends a snooze now: it stands as if it had never been.
    Wake,
    /// Neither counts nor notifies, or does so again.
    Mute(bool),
    /// Spam, or not.
    Spam(bool),
    /// To the bin, or out of it.
    Bin(bool),
    /// Puts a label on, or takes it off.
    Label(LabelId, bool),
    /// What the person wants.
    Intent(Option<Intent>),
    /// How it was closed.
    Disposition(Option<Disposition>),
}

/// What a person said about a conversation, beside the marks that Instagram's messages make.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Said {
    /// Its marks.
    pub marks: Marks,
    /// What the person wants.
    pub intent: Option<Intent>,
    /// How it was closed.
    pub disposition: Option<Disposition>,
}

impl Act {
    /// What was done, as a short name for the audit trail.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Reopen => "reopen",
            Self::Unread => "unread",
            Self::Snooze(_) => "snooze",
            Self::Wake => "wake",
            Self::Mute(true) => "mute",
            Self::Mute(false) => "unmute",
            Self::Spam(true) => "spam",
            Self::Spam(false) => "not_spam",
            Self::Bin(true) => "bin",
            Self::Bin(false) => "unbin",
            Self::Label(_, true) => "label",
            Self::Label(_, false) => "unlabel",
            Self::Intent(_) => "intent",
            Self::Disposition(_) => "disposition",
        }
    }
}

impl Said {
    /// What is said after an act, when `newest` is the place of the newest message. Labels are kept elsewhere.
    #[must_use]
    pub fn after(mut self, act: &Act, newest: Position, now: Timestamp) -> Self {
        let marks = &mut self.marks;
        match *act {
            Act::Done(disposition) => {
                marks.done_through = marks.last_inbound.max(marks.last_outbound).max(marks.done_through);
                marks.snooze = None;
                self.disposition = disposition.or(self.disposition);
            }
            Act::Reopen => {
                marks.done_through = None;
                self.disposition = None;
            }
            Act::Unread => marks.marked_unread = true,
            Act::Snooze(until) => {
                marks.snooze = Some(Snooze { until, through: newest, woke_at: None });
            }
            Act::Wake => marks.snooze = None,
            Act::Mute(on) => marks.muted = on,
            Act::Spam(true) => marks.shelf = Some(Shelf::Spam),
            Act::Spam(false) => marks.shelf = marks.shelf.filter(|shelf| *shelf != Shelf::Spam),
            Act::Bin(true) if marks.binned_at().is_none() => {
                marks.shelf = Some(Shelf::Bin { through: newest, at: now });
            }
            Act::Bin(true) => {}
            Act::Bin(false) => marks.shelf = marks.shelf.filter(|shelf| *shelf == Shelf::Spam),
            Act::Label(..) => {}
            Act::Intent(intent) => self.intent = intent,
            Act::Disposition(disposition) => self.disposition = disposition,
        }
        self
    }

    /// Takes back what made `after` out of `before`: each respect in which nothing else was said since.
    #[must_use]
    pub fn undone(mut self, before: &Self, after: &Self) -> Self {
        let (now, was, is) = (&mut self.marks, &before.marks, &after.marks);
        // A mark follows its message when the time of that becomes known more exactly.
        if was.done_through != is.done_through && same_second(now.done_through, is.done_through) {
            now.done_through = was.done_through;
        }
        take_back(&mut now.marked_unread, was.marked_unread, is.marked_unread);
        // That it woke meanwhile is nothing that a person said.
        let slept = |snooze: Option<Snooze>| snooze.map(|snooze| Snooze { woke_at: None, ..snooze });
        if slept(now.snooze) == slept(is.snooze) && was.snooze != is.snooze {
            now.snooze = was.snooze;
        }
        take_back(&mut now.muted, was.muted, is.muted);
        take_back(&mut now.shelf, was.shelf, is.shelf);
        take_back(&mut self.intent, before.intent, after.intent);
        take_back(&mut self.disposition, before.disposition, after.disposition);
        self
    }
}

fn take_back<T: Copy + PartialEq>(now: &mut T, before: T, after: T) {
    if before != after && *now == after {
        *now = before;
    }
}

fn same_second(a: Option<Position>, b: Option<Position>) -> bool {
    let second = |position: Option<Position>| position.map(|position| position.at().0.div_euclid(SECOND));
    second(a) == second(b)
}

#[cfg(test)]
mod tests;
