//! A handle goes, with everything of it (requirements, R36).

use domain::ids::HandleId;
use domain::time::Timestamp;

use super::{FILES, Message, STEP, erase_messages};
use crate::handles::disconnect;
use crate::journal::{self, AuditEntry};
use crate::tx::{Reads, WriteTx};
use crate::user::user;
use crate::{ChangeSet, Result, Store};

impl Store {
    /// Writes down that everything of a handle is to go, and in the audit trail which one, and who asked. From here on it is
    /// disconnected and takes nothing in.
    ///
    /// # Errors
    /// As the database says.
    pub async fn begin_to_erase_handle(&self, id: HandleId, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let changes = disconnect(tx, id, now).await?;
                let begun = sqlx::query!(
                    "INSERT INTO erasure (at, handle_id, ig_id) SELECT ?1, id, ig_id FROM handle WHERE id = ?2
                       AND NOT EXISTS (SELECT 1 FROM erasure WHERE handle_id = ?2 AND person_id IS NULL)",
                    now.0,
                    id.0,
                )
                .execute(tx.writing())
                .await?;
                if begun.rows_affected() > 0 {
                    say(tx, id, now).await?;
                }
                Ok(changes)
            })
        })
        .await
    }
}

/// The line is of no handle: what is about the handle goes with it, and this has to stay.
async fn say(tx: &mut WriteTx, id: HandleId, now: Timestamp) -> Result<()> {
    let about = sqlx::query!(
        r#"SELECT username, EXISTS (SELECT 1 FROM deletion_asked WHERE handle_id = ?1) AS "asked!: bool"
           FROM handle WHERE id = ?1"#,
        id.0,
    )
    .fetch_one(tx.reading())
    .await?;
    // Where Meta asked for it, nobody here did.
    let who = if about.asked { None } else { user() };
    let outcome = format!("@{}", about.username);
    let entry = AuditEntry { at: now, action: "delete_handle".into(), handle: None, outcome };
    journal::append_by(tx, &entry, who).await
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
