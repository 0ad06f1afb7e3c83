//! Conversations: one handle, one person. Unread and needs-reply are two facts (experience, section 4).

use crate::position::Position;
use crate::time::Timestamp;
use crate::window::{self, WindowState};

/// The marks of a conversation from which its standing follows. Every mark only ever moves forward, except the
/// person's own (done, read, unread), so late and repeated events change nothing that was already past.
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
}

/// Where a conversation stands. Exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The last word is theirs and nobody called it done.
    NeedsReply,
    /// The last word is ours: waiting on them.
    Waiting,
    /// A person called it done, and nothing asked since.
    Done,
    /// Nothing asks and nothing was answered: a story mention alone, or an empty thread.
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
        let answered = self.last_outbound.max(self.done_through);
        if self.last_asking.is_some() && self.last_asking > answered {
            Standing::NeedsReply
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

    /// The message window at `now`. Any inbound message opens it, a story mention included (requirements, R4).
    #[must_use]
    pub fn window(&self, now: Timestamp) -> WindowState {
        window::state(self.last_inbound.map(Position::at), now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Option<Position> {
        Some(Position::first_at(Timestamp(1_790_000_000_000 + ms)))
    }

    fn asked(ms: i64) -> Marks {
        Marks { last_inbound: at(ms), last_asking: at(ms), ..Marks::default() }
    }

    #[test]
    fn an_inbound_message_needs_a_reply_until_answered_or_done() {
        let marks = asked(1);
        assert_eq!(marks.standing(), Standing::NeedsReply);
        assert_eq!(Marks { last_outbound: at(2), ..marks }.standing(), Standing::Waiting);
        assert_eq!(Marks { done_through: at(1), ..marks }.standing(), Standing::Done);
    }

    #[test]
    fn a_new_message_reopens_a_done_conversation() {
        let marks = Marks { done_through: at(1), last_outbound: at(1), ..asked(2) };
        assert_eq!(marks.standing(), Standing::NeedsReply);
    }

    #[test]
    fn an_older_message_that_comes_late_changes_nothing() {
        let marks = Marks { last_outbound: at(5), ..asked(1) };
        assert_eq!(marks.standing(), Standing::Waiting);
    }

    #[test]
    fn a_reply_after_done_waits_again() {
        let marks = Marks { done_through: at(2), last_outbound: at(3), ..asked(1) };
        assert_eq!(marks.standing(), Standing::Waiting);
    }

    #[test]
    fn a_story_mention_alone_is_quiet_and_unread() {
        let marks = Marks { last_inbound: at(1), last_mention: at(1), ..Marks::default() };
        assert_eq!(marks.standing(), Standing::Quiet);
        assert!(marks.unread());
    }

    #[test]
    fn reading_clears_unread_and_never_needs_reply() {
        let marks = Marks { read_through: at(1), ..asked(1) };
        assert!(!marks.unread());
        assert_eq!(marks.standing(), Standing::NeedsReply);
        let answered_on_the_phone = Marks { last_outbound: at(2), ..asked(1) };
        assert!(!answered_on_the_phone.unread());
        let marked = Marks { marked_unread: true, last_outbound: at(2), ..marks };
        assert!(marked.unread());
        assert_eq!(marked.standing(), Standing::Waiting, "marking unread raises no badge");
    }
}
