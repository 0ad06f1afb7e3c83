//! What waits now. No history of it is kept.

use super::{Conversation, Waits};
use crate::time::{DAY, HOUR, Timestamp};

/// Ages end before these, in milliseconds; the fourth with it.
const ENDS: [i64; 3] = [HOUR, 4 * HOUR, DAY];
const WEEK_MS: i64 = 7 * DAY;

/// Conversations that wait for a reply now: the same that the inbox lists, muted ones and spam not among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Those that need a reply, by how long they have waited: less than 1 hour, 4 hours, 24 hours; up to 7 days; longer.
    pub by_age: [u32; 5],
    /// Those that are out of sight for a time.
    pub snoozed: u32,
}

impl Backlog {
    pub(super) fn add(&mut self, conversation: &Conversation, now: Timestamp) {
        match conversation.waits {
            Some(Waits::NeedsReply { answered, woke_at }) => {
                let unanswered = |asked: &&super::Event| asked.asks() && Some(asked.position) > answered;
                let asked = conversation.events.iter().find(unanswered).map(super::Event::at);
                let age = asked.or(woke_at).map_or(0, |since| now.since(since));
                let bucket = ENDS.iter().position(|end| age < *end).unwrap_or(3 + usize::from(age > WEEK_MS));
                if let Some(count) = self.by_age.get_mut(bucket) {
                    *count += 1;
                }
            }
            Some(Waits::Snoozed) => self.snoozed += 1,
            None => {}
        }
    }

    /// All that need a reply.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.by_age.iter().sum()
    }
}
