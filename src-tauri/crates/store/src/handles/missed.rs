//! Times of which webhooks may be missing, and that all conversations were looked through because of it.

use domain::ids::HandleId;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{StreamCursor, save_stream_cursor};
use crate::codes::code;
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store};

/// So many are kept of each handle.
const KEPT: i64 = 200;

/// Why webhooks may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissedWhy {
    /// The relay was not reached; messages were read meanwhile.
    RelayDown,
    /// The relay kept what it had for as long as it does, and nobody fetched it.
    ThrownAway,
    /// The relay was put back from an older copy.
    PutBack,
    /// Something that the relay sent cannot be opened or understood.
    Unopened,
    /// Instagram had stopped sending them.
    Unsubscribed,
    /// The database was damaged, and what had come may not have been read of it.
    Damaged,
}

/// A time of which webhooks may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    /// From.
    pub from: Timestamp,
    /// To.
    pub to: Timestamp,
    /// Why.
    pub why: MissedWhy,
}

impl Store {
    /// Writes down that webhooks of these handles may be missing, with the place in the stream that it belongs to. Until
    /// [`Store::swept`], all their conversations are to be looked through; not for a relay that was not reached, since
    /// reading went on meanwhile.
    ///
    /// # Errors
    /// As the database says.
    pub async fn note_missed(
        &self,
        handles: Vec<HandleId>,
        missed: Missed,
        stream: Option<StreamCursor>,
    ) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let mut changes = ChangeSet::default();
                for id in handles {
                    note(tx, id, missed).await?;
                    changes.handles.insert(id);
                }
                if let Some(stream) = &stream {
                    save_stream_cursor(tx, stream).await?;
                }
                Ok(changes)
            })
        })
        .await
    }

    /// Whether all conversations of a handle are to be looked through.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owes_sweep(&self, id: HandleId) -> Result<bool> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM missed WHERE handle_id = ? AND swept_at IS NULL) AS "owes!: bool""#,
            id.0,
        )
        .fetch_one(reader.connection()?)
        .await?)
    }

    /// All conversations of a handle were looked through, in a round that began at `began`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn swept(&self, id: HandleId, began: Timestamp, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let done = sqlx::query!(
                    "UPDATE missed SET swept_at = ? WHERE handle_id = ? AND swept_at IS NULL AND to_at <= ?",
                    now.0,
                    id.0,
                    began.0,
                )
                .execute(tx.writing())
                .await?;
                Ok(super::changed(id, done.rows_affected()))
            })
        })
        .await
    }

    /// Writes down that Instagram sends no webhooks of a handle to us, and with it the time since `from`, of which they are
    /// missing so far. Where it is written down already, nothing changes.
    ///
    /// # Errors
    /// As the database says.
    pub async fn unsubscribed(&self, id: HandleId, from: Timestamp, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let done = sqlx::query!(
                    "UPDATE handle SET unsubscribed_since = ? WHERE id = ? AND unsubscribed_since IS NULL",
                    now.0,
                    id.0,
                )
                .execute(tx.writing())
                .await?;
                if done.rows_affected() > 0 {
                    note(tx, id, Missed { from, to: now, why: MissedWhy::Unsubscribed }).await?;
                }
                Ok(super::changed(id, done.rows_affected()))
            })
        })
        .await
    }

    /// Writes down that Instagram sends the webhooks of a handle to us, and if it did not until now, the time in which it
    /// did not. Without that nothing changes.
    ///
    /// # Errors
    /// As the database says.
    pub async fn subscribed(&self, id: HandleId, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let since = sqlx::query_scalar!("SELECT unsubscribed_since FROM handle WHERE id = ?", id.0)
                    .fetch_optional(tx.reading())
                    .await?
                    .flatten();
                let Some(since) = since else { return Ok(ChangeSet::default()) };
                sqlx::query!("UPDATE handle SET unsubscribed_since = NULL WHERE id = ?", id.0)
                    .execute(tx.writing())
                    .await?;
                let from = Timestamp(since).min(now);
                note(tx, id, Missed { from, to: now, why: MissedWhy::Unsubscribed }).await?;
                Ok(super::changed(id, 1))
            })
        })
        .await
    }
}

/// What goes on for the same reason, and was not looked through yet, is one time.
pub(crate) async fn note(tx: &mut WriteTx, id: HandleId, missed: Missed) -> Result<()> {
    let Missed { from, to, why } = missed;
    let swept = (why == MissedWhy::RelayDown).then_some(to.0);
    let why = code(&why);
    let done = sqlx::query!(
        "UPDATE missed SET to_at = max(to_at, ?) WHERE handle_id = ? AND why = ? AND swept_at IS NULL",
        to.0,
        id.0,
        why,
    )
    .execute(tx.writing())
    .await?;
    if done.rows_affected() == 0 {
        sqlx::query!(
            "INSERT INTO missed (handle_id, from_at, to_at, why, swept_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (handle_id, from_at) DO UPDATE SET to_at = max(to_at, excluded.to_at),
               why = excluded.why, swept_at = excluded.swept_at",
            id.0,
            from.0,
            to.0,
            why,
            swept,
        )
        .execute(tx.writing())
        .await?;
    }
    sqlx::query!(
        "DELETE FROM missed WHERE handle_id = ?1 AND swept_at IS NOT NULL AND from_at <
           (SELECT from_at FROM missed WHERE handle_id = ?1 ORDER BY from_at DESC LIMIT 1 OFFSET ?2)",
        id.0,
        KEPT,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}
