//! The outbox over all handles: what is not settled, newest first.

use domain::ids::{ConversationId, HandleId, OutboxId};
use domain::outbox::Progress;
use domain::time::Timestamp;
use uuid::Uuid;

use super::{OutboxRow, rows};
use crate::codes::{decode, decode_some};
use crate::lists::{ConversationRow, conversation_by_id};
use crate::{Result, Store, StoreError};

/// Which replies are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxPart {
    /// All that are not settled.
    All,
    /// Those that go on only when a person does something.
    NeedsPerson,
    /// Those that wait for a time that a person chose.
    Scheduled,
}

/// Asks for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxQuery {
    /// One handle, or all.
    pub handle: Option<HandleId>,
    /// Which replies.
    pub part: OutboxPart,
    /// Where the page before ended.
    pub after: Option<OutboxId>,
    /// Rows at most.
    pub limit: u32,
    /// Now.
    pub now: Timestamp,
}

/// A reply and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    /// The reply.
    pub row: OutboxRow,
    /// Its conversation.
    pub conversation: ConversationRow,
}

/// How many replies are not settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// All of them.
    pub open: u32,
    /// Those that go on only when a person does something.
    pub needs_person: u32,
    /// Those that wait for a time that a person chose.
    pub scheduled: u32,
}

/// Rows that are read at once while looking for those of a part.
const CHUNK: u32 = 200;

impl Store {
    /// A page of what is not settled, newest first, and whether there is more.
    ///
    /// # Errors
    /// As the database says.
    pub async fn outbox_page(&self, query: &OutboxQuery) -> Result<(Vec<OutboxEntry>, bool)> {
        let mut reader = self.reader().await?;
        let mut tx = reader.begin().await?;
        let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX).max(1);
        let (mut found, mut after) = (Vec::new(), query.after);
        loop {
            let rows = rows::newest(&mut tx, query.handle, after, CHUNK).await?;
            let last = rows.last().map(|row| row.id);
            let full = rows.len() == CHUNK as usize;
            found.extend(rows.into_iter().filter(|row| belongs(row, query)));
            if found.len() > wanted || !full {
                break;
            }
            after = last;
        }
        let more = found.len() > wanted;
        found.truncate(wanted);
        let mut entries = Vec::with_capacity(found.len());
        for row in found {
            if let Some(conversation) = conversation_by_id(&mut tx, row.conversation).await? {
                entries.push(OutboxEntry { row, conversation });
            }
        }
        Ok((entries, more))
    }

    /// Replies that failed or that only a person can settle, each with its conversation, in order.
    ///
    /// # Errors
    /// As the database says.
    pub async fn replies_in_trouble(&self) -> Result<Vec<(OutboxId, ConversationId)>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            "SELECT id, conversation_id FROM outbox
             WHERE state IN ('failed', 'ask') AND state NOT IN ('sent', 'cancelled') ORDER BY ord"
        )
        .fetch_all(reader.connection()?)
        .await?;
        let id = |bytes: &[u8]| Uuid::from_slice(bytes).map_err(|_| StoreError::Unreadable("outbox.id"));
        rows.iter().map(|row| Ok((OutboxId(id(&row.id)?), ConversationId(row.conversation_id)))).collect()
    }

    /// How many replies are not settled, of one handle or of all.
    ///
    /// # Errors
    /// As the database says.
    pub async fn outbox_counts(&self, handle: Option<HandleId>, now: Timestamp) -> Result<OutboxCounts> {
        let handle = handle.map(|handle| handle.0);
        let mut reader = self.reader().await?;
        let groups = sqlx::query!(
            r#"SELECT state, reason, state = 'queued' AND coalesce(scheduled_for, 0) > ?2 AS "scheduled!: bool",
                 count(*) AS "replies!: u32"
               FROM outbox INDEXED BY outbox_newest
               WHERE state NOT IN ('sent', 'cancelled') AND (?1 IS NULL OR handle_id = ?1) GROUP BY 1, 2, 3"#,
            handle,
            now.0,
        )
        .fetch_all(reader.connection()?)
        .await?;
        let mut counts = OutboxCounts::default();
        for group in groups {
            let state = decode(&group.state, "outbox.state")?;
            let reason = decode_some(group.reason.as_deref(), "outbox.reason")?;
            let progress = Progress { state, reason, ..Progress::queued(None) };
            counts.open += group.replies;
            counts.needs_person += if progress.needs_person() { group.replies } else { 0 };
            counts.scheduled += if group.scheduled { group.replies } else { 0 };
        }
        Ok(counts)
    }
}

fn belongs(row: &OutboxRow, query: &OutboxQuery) -> bool {
    match query.part {
        OutboxPart::All => true,
        OutboxPart::NeedsPerson => row.progress.needs_person(),
        OutboxPart::Scheduled => row.is_scheduled(query.now),
    }
}
