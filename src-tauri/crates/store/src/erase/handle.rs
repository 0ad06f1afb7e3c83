//! A handle goes, with everything of it (requirements, R36).

use domain::ids::HandleId;
use domain::time::Timestamp;

use super::{FILES, Message, STEP, erase_messages};
use crate::handles::disconnect;
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store};

impl Store {
    /// Writes down that everything of a handle is to go. From here on it is disconnected and takes nothing in.
    ///
    /// # Errors
    /// As the database says.
    pub async fn begin_to_erase_handle(&self, id: HandleId, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let changes = disconnect(tx, id, now).await?;
                sqlx::query!(
                    "INSERT INTO erasure (at, handle_id, ig_id) SELECT ?1, id, ig_id FROM handle WHERE id = ?2
                       AND NOT EXISTS (SELECT 1 FROM erasure WHERE handle_id = ?2 AND person_id IS NULL)",
                    now.0,
                    id.0,
                )
                .execute(tx.writing())
                .await?;
                Ok(changes)
            })
        })
        .await
    }
}

/// Deletes a piece; `false` when that was the last.
pub(super) async fn some(tx: &mut WriteTx, handle: HandleId) -> Result<bool> {
    let messages = sqlx::query_as!(
        Message,
        "SELECT id, mid, position, text FROM message WHERE handle_id = ? LIMIT ?",
        handle.0,
        STEP,
    )
    .fetch_all(tx.writing())
    .await?;
    if !messages.is_empty() {
        erase_messages(tx, handle, &messages).await?;
        return Ok(true);
    }
    let files = sqlx::query!(
        "DELETE FROM upload WHERE id IN (SELECT u.id FROM conversation AS c JOIN upload AS u ON u.conversation_id = c.id
           WHERE c.handle_id = ? LIMIT ?)",
        handle.0,
        FILES,
    )
    .execute(tx.writing())
    .await?;
    if files.rows_affected() > 0 {
        return Ok(true);
    }
    let people = sqlx::query!(
        "DELETE FROM person WHERE id IN (SELECT id FROM person WHERE handle_id = ? LIMIT ?)",
        handle.0,
        STEP,
    )
    .execute(tx.writing())
    .await?;
    if people.rows_affected() > 0 {
        return Ok(true);
    }
    sqlx::query!("DELETE FROM audit WHERE handle_id = ?", handle.0).execute(tx.writing()).await?;
    // It is gone: only the relay is still to be told.
    sqlx::query!("UPDATE deletion_asked SET handle_id = NULL WHERE handle_id = ?", handle.0)
        .execute(tx.writing())
        .await?;
    sqlx::query!("DELETE FROM handle WHERE id = ?", handle.0).execute(tx.writing()).await?;
    sqlx::query!("DELETE FROM notice WHERE id NOT IN (SELECT notice_id FROM notice_handle)")
        .execute(tx.writing())
        .await?;
    Ok(false)
}
