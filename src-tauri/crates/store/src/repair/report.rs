//! What came of a repair, for a person to read.

use std::collections::BTreeMap;

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use crate::Result;

/// The setting that keeps it until a person has seen it.
pub(super) const KEPT: &str = "repaired";

/// What a person knows as one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The outbox.
    Replies,
    /// Drafts.
    Drafts,
    /// Attached files.
    Files,
    /// Notes.
    Notes,
    /// Labels, and what has them.
    Labels,
    /// Saved replies with their texts and variables.
    SavedReplies,
    /// Saved views.
    SavedViews,
    /// Settings.
    Settings,
    /// Handles, with what is known of when they were received.
    Handles,
    /// The audit trail.
    Audit,
    /// Conversations with their people.
    Conversations,
    /// Messages with their reactions.
    Messages,
}

/// How much of something could be read, in rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRepaired {
    /// Read from the damaged file.
    pub read: u64,
    /// Taken from the copy of the day.
    pub from_copy: u64,
    /// Known to have been there, and lost.
    pub lost: u64,
    /// More may be lost than is known.
    pub may_be_more: bool,
}

/// The same of one table.
pub(super) type Counted = PartRepaired;

/// What came of a repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repaired {
    /// The folder beside the database that has the damaged file.
    pub folder: String,
    /// When the copy was made from which what was missing came; nothing when there was none.
    pub copy_of: Option<Timestamp>,
    /// Nothing could be read of the damaged file: all is from the copy.
    pub all_from_copy: bool,
    /// What was not wholly read.
    pub parts: BTreeMap<Part, PartRepaired>,
    /// Replies of which nobody knows whether they arrived, or that wait for a person's word.
    pub unsure: u64,
}

impl Repaired {
    pub(super) fn new(folder: String, copy_of: Option<Timestamp>, all_from_copy: bool) -> Self {
        Self { folder, copy_of, all_from_copy, parts: BTreeMap::new(), unsure: 0 }
    }

    pub(super) fn count(&mut self, part: Part, counted: Counted) {
        let sum = self.parts.entry(part).or_default();
        sum.read += counted.read;
        sum.from_copy += counted.from_copy;
        sum.lost += counted.lost;
        sum.may_be_more |= counted.may_be_more;
    }

    /// Rows that are known to be lost.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.parts.values().map(|part| part.lost).sum()
    }

    /// Keeps it in the new database.
    pub(super) async fn keep(&self, new: &mut SqliteConnection) -> Result<()> {
        let json = serde_json::to_string(self).unwrap_or_default();
        sqlx::query("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)")
            .bind(KEPT)
            .bind(json)
            .execute(new)
            .await?;
        Ok(())
    }
}
