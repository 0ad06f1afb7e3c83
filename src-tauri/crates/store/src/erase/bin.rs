//! What was in the bin for long enough goes for good.

use domain::ids::{HandleId, Igsid};
use domain::time::Timestamp;

use crate::ingest::forgotten;
use crate::tx::WriteTx;
use crate::{Result, Store};

impl Store {
    /// Writes down that conversations that were thrown away by `until` are to go: of one handle or of all. Answers how many.
    ///
    /// Only what was there when they were thrown away goes. Who writes again meanwhile is a new person from that message
    /// on, also while the deletion is under way. A conversation with a reply that is not settled stays, and so does a
    /// group: Instagram would list it again.
    ///
    /// # Errors
    /// As the database says.
    pub async fn begin_to_empty_bin(
        &self,
        handle: Option<HandleId>,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<usize> {
        self.write(move |tx| Box::pin(async move { begin(tx, handle, until, now).await })).await
    }
}

async fn begin(
    tx: &mut WriteTx,
    handle: Option<HandleId>,
    until: Timestamp,
    now: Timestamp,
) -> Result<usize> {
    let handle = handle.map(|handle| handle.0);
    let rows = sqlx::query!(
        r#"SELECT p.id AS "person!", p.handle_id AS "handle!", p.igsid AS "igsid!", c.binned_at AS "binned_at!"
           FROM conversation AS c INDEXED BY conversation_binned CROSS JOIN person AS p ON p.id = c.person_id
           WHERE c.standing = 6 AND c.binned_at <= ?1 AND (?2 IS NULL OR c.handle_id = ?2) AND c.closed IS NULL
             AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.person_id = p.id)
             AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.conversation_id = c.id
               AND o.state NOT IN ('sent', 'cancelled'))"#,
        until.0,
        handle,
    )
    .fetch_all(tx.writing())
    .await?;
    let count = rows.len();
    for row in rows {
        let key = forgotten::key(HandleId(row.handle), &Igsid(row.igsid));
        sqlx::query!(
            "INSERT INTO forgotten (handle_id, person, at) VALUES (?, ?, ?)
             ON CONFLICT (handle_id, person) DO UPDATE SET at = max(at, excluded.at)",
            row.handle,
            key,
            row.binned_at,
        )
        .execute(tx.writing())
        .await?;
        // What came in and found no place can name them.
        sqlx::query!(
            "DELETE FROM undelivered WHERE handle_id = ?1
               AND instr(coalesce(raw, '') || key, (SELECT igsid FROM person WHERE id = ?2)) > 0",
            row.handle,
            row.person,
        )
        .execute(tx.writing())
        .await?;
        // From here on nothing finds its way into what goes. It has a profile, as far as anybody asks.
        sqlx::query!(
            "UPDATE person SET igsid = 'gone:' || id, profile_fetched_at = ? WHERE id = ?",
            now.0,
            row.person
        )
        .execute(tx.writing())
        .await?;
        sqlx::query!("UPDATE conversation SET thread_id = NULL WHERE person_id = ?", row.person)
            .execute(tx.writing())
            .await?;
        sqlx::query!(
            "INSERT INTO erasure (at, handle_id, person_id, from_bin) VALUES (?, ?, ?, 1)",
            now.0,
            row.handle,
            row.person,
        )
        .execute(tx.writing())
        .await?;
    }
    Ok(count)
}
