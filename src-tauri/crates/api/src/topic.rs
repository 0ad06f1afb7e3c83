//! Change topics: what of the UI's data is out of date. Invalidations carry ids, never bodies; data is always pulled.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A family of data that a query shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// The app's phase and settings.
    App,
    /// Handles: their state, health and switch.
    Handles,
    /// Lists of conversations, their counts, and search.
    Lists,
    /// One conversation; the query's request names it.
    Conversation,
    /// Saved replies.
    SavedReplies,
    /// How far the writing of a file is.
    Exports,
}

/// A batch of invalidations, merged over a frame.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Changes {
    /// Goes up by one with every batch of a subscription; a gap means that batches were lost.
    pub revision: u32,
    /// Everything may be out of date: batches were lost, or too much changed to name it.
    pub resync: bool,
    /// The topics that changed, other than single conversations.
    pub topics: BTreeSet<Topic>,
    /// The conversations that changed.
    #[ts(type = "number[]")]
    pub conversations: BTreeSet<i64>,
}

/// More changed conversations than this in one batch are sent as a resync: the batch stays under 4 KiB.
const MOST_CONVERSATIONS: usize = 256;

impl Changes {
    /// That everything may be out of date.
    #[must_use]
    pub fn everything() -> Self {
        Self { resync: true, ..Self::default() }
    }

    /// That a topic changed.
    #[must_use]
    pub fn of(topic: Topic) -> Self {
        Self { topics: BTreeSet::from([topic]), ..Self::default() }
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.resync && self.topics.is_empty() && self.conversations.is_empty()
    }

    /// Takes in another batch.
    pub fn merge(&mut self, other: &Self) {
        self.resync |= other.resync;
        self.topics.extend(&other.topics);
        self.conversations.extend(&other.conversations);
        if self.resync || self.conversations.len() > MOST_CONVERSATIONS {
            self.resync = true;
            self.topics.clear();
            self.conversations.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_merge_and_overflow_into_a_resync() {
        let mut batch = Changes::of(Topic::Lists);
        batch.merge(&Changes { conversations: BTreeSet::from([7]), ..Changes::default() });
        assert_eq!(batch.conversations, BTreeSet::from([7]));
        assert!(!batch.resync && !batch.is_empty());

        let flood = Changes { conversations: (0..300).collect(), ..Changes::default() };
        batch.merge(&flood);
        assert!(batch.resync && batch.conversations.is_empty() && batch.topics.is_empty());
    }

    #[test]
    fn the_greatest_batch_is_small() {
        let conversations = (0..256).map(|n| 1_000_000_000_000 + n).collect();
        let batch = Changes { conversations, ..Changes::of(Topic::Lists) };
        let bytes = serde_json::to_vec(&batch).expect("serialises");
        assert!(bytes.len() < 4_096, "{} bytes", bytes.len());
    }
}
