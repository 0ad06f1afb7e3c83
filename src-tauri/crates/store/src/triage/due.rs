//! Snoozes whose time has come.

use domain::conversation::Snooze;
use domain::ids::{ConversationId, HandleId};
use domain::time::Timestamp;

use super::{By, deed, standing};
use crate::journal;
use crate::marks;
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store};

/// Conversations of a step: short enough for other writes in between.
const STEP: i64 = 500;

/// A conversation that needs a reply because its snooze ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Woken {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its handle.
    pub handle: HandleId,
    /// When its snooze ended: another snooze, another time.
    pub woke_at: Timestamp,
}

impl Store {
    /// Wakes conversations whose snooze ended by now, some at a time. Answers which woke; call it again until none did.
    ///
    /// # Errors
    /// As the database says.
    pub async fn wake_due(&self, now: Timestamp) -> Result<(Vec<ConversationId>, ChangeSet)> {
        self.write(move |tx| Box::pin(async move { wake(tx, now).await })).await
    }

    /// What woke and needs a reply since, what woke last at the end.
    ///
    /// # Errors
    /// As the database says.
    pub async fn woken(&self) -> Result<Vec<Woken>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            r#"SELECT id AS "id!", handle_id, woke_at AS "woke_at!" FROM conversation INDEXED BY conversation_woken
               WHERE woken = 1 AND woke_at IS NOT NULL ORDER BY woke_at, id"#
        )
        .fetch_all(reader.connection()?)
        .await?;
        let woken = rows.into_iter().map(|row| Woken {
            conversation: ConversationId(row.id),
            handle: HandleId(row.handle_id),
            woke_at: Timestamp(row.woke_at),
        });
        Ok(woken.collect())
    }

    /// When the next snooze ends.
    ///
    /// # Errors
    /// As the database says.
    pub async fn next_snooze_end(&self) -> Result<Option<Timestamp>> {
        let mut reader = self.reader().await?;
        let next = sqlx::query_scalar!(
            r#"SELECT snoozed_until AS "at!" FROM conversation INDEXED BY conversation_due
               WHERE standing = 4 AND snoozed_until IS NOT NULL ORDER BY snoozed_until LIMIT 1"#
        )
        .fetch_optional(reader.connection()?)
        .await?;
        Ok(next.map(Timestamp))
    }
}

async fn wake(tx: &mut WriteTx, now: Timestamp) -> Result<(Vec<ConversationId>, ChangeSet)> {
    let due = sqlx::query_scalar!(
        "SELECT id FROM conversation INDEXED BY conversation_due WHERE standing = 4 AND snoozed_until <= ?
         ORDER BY snoozed_until LIMIT ?",
        now.0,
        STEP,
    )
    .fetch_all(tx.reading())
    .await?;
    let due: Vec<ConversationId> = due.into_iter().map(ConversationId).collect();
    let mut changes = ChangeSet::default();
    let by = By { who: None, now };
    for row in marks::read(tx, &due).await? {
        let mut said = row.said;
        said.marks.snooze = said.marks.snooze.map(|snooze| Snooze { woke_at: Some(snooze.until), ..snooze });
        marks::write(tx, row.id, &said).await?;
        let (before, after) = (Some(standing(&row.said)), Some(standing(&said)));
        journal::append_deed(tx, &deed(&row, "woke", before, after, &by)).await?;
        changes.join(ChangeSet::conversation(row.id));
    }
    Ok((due, changes))
}
