//! Snoozes whose time has come.

use domain::conversation::Snooze;
use domain::ids::ConversationId;
use domain::time::Timestamp;

use super::{By, deed, standing};
use crate::journal;
use crate::marks;
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store};

/// Conversations of a step: short enough for other writes in between.
const STEP: i64 = 500;

impl Store {
    /// Wakes conversations whose snooze ended by now, some at a time. Answers which woke; call it again until none did.
    ///
    /// # Errors
    /// As the database says.
    pub async fn wake_due(&self, now: Timestamp) -> Result<(Vec<ConversationId>, ChangeSet)> {
        self.write(move |tx| Box::pin(async move { wake(tx, now).await })).await
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
