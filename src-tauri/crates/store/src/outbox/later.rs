//! Another time for a reply that was scheduled.

use domain::ids::OutboxId;
use domain::time::Timestamp;

use super::{OutboxRow, rows};
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, StoreError};

impl Store {
    /// Chooses another time for a scheduled reply, and for whatever was sent with the same press. `None` when it does
    /// not wait for a chosen time any more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such reply; otherwise as the database says.
    pub async fn reschedule(
        &self,
        id: OutboxId,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<(OutboxRow, ChangeSet)>> {
        self.write(move |tx| Box::pin(async move { reschedule(tx, id, at, now).await })).await
    }
}

async fn reschedule(
    tx: &mut WriteTx,
    id: OutboxId,
    at: Timestamp,
    now: Timestamp,
) -> Result<Option<(OutboxRow, ChangeSet)>> {
    let row = rows::by_id(tx, id).await?.ok_or(StoreError::NotFound("outbox row"))?;
    if !row.is_scheduled(now) {
        return Ok(None);
    }
    let press = row.press.0.as_bytes().as_slice();
    sqlx::query!(
        "UPDATE outbox SET scheduled_for = ?1, not_before = ?1, rev = rev + 1, changed_at = ?2
         WHERE press = ?3 AND state = 'queued' AND scheduled_for > ?2",
        at.0,
        now.0,
        press,
    )
    .execute(tx.writing())
    .await?;
    let row = rows::by_id(tx, id).await?.ok_or(StoreError::NotFound("outbox row"))?;
    let changes = ChangeSet::outbox(row.conversation);
    Ok(Some((row, changes)))
}
