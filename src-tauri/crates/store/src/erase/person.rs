//! A person goes, with everything between them and the handle (requirements, R37).

use domain::ids::{ConversationId, HandleId, Igsid};
use domain::time::Timestamp;

use super::{FILES, Message, STEP, erase_messages};
use crate::ingest::forgotten;
use crate::journal::{self, AuditEntry};
use crate::tx::WriteTx;
use crate::{Result, Store, StoreError};

impl Store {
    /// Writes down that everything of a conversation's person is to go. What they wrote until now is not taken in again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], otherwise as the database says.
    pub async fn begin_to_forget(&self, id: ConversationId, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = sqlx::query!(
                    r#"SELECT p.id, p.handle_id, p.igsid, EXISTS (SELECT 1 FROM erasure AS e WHERE e.person_id = p.id)
                         AS "goes!: bool"
                       FROM conversation AS c JOIN person AS p ON p.id = c.person_id WHERE c.id = ?"#,
                    id.0
                )
                .fetch_optional(tx.writing())
                .await?;
                let row = row.ok_or(StoreError::NotFound("conversation"))?;
                if !row.goes {
                    let person =
                        Person { id: row.id, handle: HandleId(row.handle_id), igsid: Igsid(row.igsid) };
                    // What was to be said to them goes first: nobody would be there to read it.
                    sqlx::query!(
                        "DELETE FROM outbox WHERE conversation_id IN (SELECT id FROM conversation WHERE person_id = ?)",
                        person.id,
                    )
                    .execute(tx.writing())
                    .await?;
                    take_away(tx, &person, now, false, now).await?;
                    let entry = AuditEntry {
                        at: now,
                        action: "forget_person".into(),
                        handle: Some(person.handle),
                        outcome: "done".into(),
                    };
                    journal::append(tx, &entry).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// A person who is to go.
pub(super) struct Person {
    pub(super) id: i64,
    pub(super) handle: HandleId,
    pub(super) igsid: Igsid,
}

/// Writes down that a person is to go, and that what they wrote until `at` is not taken in again. From here on nothing
/// finds its way into what goes: whoever writes again is a new person.
pub(super) async fn take_away(
    tx: &mut WriteTx,
    person: &Person,
    at: Timestamp,
    by_itself: bool,
    now: Timestamp,
) -> Result<()> {
    let Person { id, handle, igsid } = person;
    let key = forgotten::key(*handle, igsid);
    sqlx::query!(
        "INSERT INTO forgotten (handle_id, person, at) VALUES (?, ?, ?)
         ON CONFLICT (handle_id, person) DO UPDATE SET at = max(at, excluded.at)",
        handle.0,
        key,
        at.0,
    )
    .execute(tx.writing())
    .await?;
    // What came in and found no place can name them.
    let igsid = igsid.as_str();
    sqlx::query!(
        "DELETE FROM undelivered WHERE handle_id = ?1 AND instr(coalesce(raw, '') || key, ?2) > 0",
        handle.0,
        igsid,
    )
    .execute(tx.writing())
    .await?;
    // It has a profile, as far as anybody asks.
    sqlx::query!("UPDATE person SET igsid = 'gone:' || id, profile_fetched_at = ? WHERE id = ?", now.0, id)
        .execute(tx.writing())
        .await?;
    sqlx::query!("UPDATE conversation SET thread_id = NULL WHERE person_id = ?", id)
        .execute(tx.writing())
        .await?;
    sqlx::query!(
        "INSERT INTO erasure (at, handle_id, person_id, from_bin) VALUES (?, ?, ?, ?)",
        now.0,
        handle.0,
        id,
        by_itself,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

/// Deletes a piece; `false` when that was the last.
pub(super) async fn some(tx: &mut WriteTx, handle: HandleId, person: i64) -> Result<bool> {
    let messages = sqlx::query_as!(
        Message,
        "SELECT m.id, m.mid, m.position, m.text FROM conversation AS c JOIN message AS m ON m.conversation_id = c.id
         WHERE c.person_id = ? LIMIT ?",
        person,
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
           WHERE c.person_id = ? LIMIT ?)",
        person,
        FILES,
    )
    .execute(tx.writing())
    .await?;
    if files.rows_affected() > 0 {
        return Ok(true);
    }
    sqlx::query!("DELETE FROM person WHERE id = ?", person).execute(tx.writing()).await?;
    Ok(false)
}
