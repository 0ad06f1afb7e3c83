//! How far reading has come: per handle for polling, once for the relay's stream.

use domain::ids::HandleId;
use domain::time::Timestamp;

use super::accepts;
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store};

/// How far polling a handle has come. Written with the rows of the page it stands for (I1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncState {
    /// The first import, or the fetch of what was missed, still runs.
    pub catching_up: bool,
    /// Where the sweep that runs goes on: Instagram's paging cursor.
    pub page_cursor: Option<String>,
    /// Every change of a thread up to this time has been read. Moves only after a sweep's last page.
    pub watermark: Option<Timestamp>,
    /// When a sweep last came to its end, by our clock.
    pub last_synced_at: Option<Timestamp>,
}

/// A handle was read to its end, and there was nothing new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Synced {
    /// The handle.
    pub handle: HandleId,
    /// The handle's epoch when it was read.
    pub epoch: i64,
    /// When the end was reached, by our clock.
    pub at: Timestamp,
}

/// Up to where the relay's stream has been written here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamCursor {
    /// The relay's epoch: another one means that its numbers began anew.
    pub epoch: String,
    /// The number of the last event.
    pub seq: i64,
    /// Tells the last event from another one under the same number.
    pub mark: Option<String>,
    /// When this was written, by our clock.
    pub at: Timestamp,
}

impl Store {
    /// Writes down that handles were read to their end. Not of one that was switched off or connected anew meanwhile.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_synced(&self, handles: Vec<Synced>) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let mut changes = ChangeSet::default();
                for Synced { handle, epoch, at } in handles {
                    if accepts(tx, handle, epoch).await? {
                        sqlx::query!("UPDATE handle SET last_synced_at = ? WHERE id = ?", at.0, handle.0)
                            .execute(tx.writing())
                            .await?;
                        changes.handles.insert(handle);
                    }
                }
                Ok(changes)
            })
        })
        .await
    }

    /// Up to where the relay's stream has been written here.
    ///
    /// # Errors
    /// As the database says.
    pub async fn stream_cursor(&self) -> Result<Option<StreamCursor>> {
        let mut reader = self.reader().await?;
        let row = sqlx::query!("SELECT epoch, seq, mark, at FROM stream_cursor")
            .fetch_optional(reader.connection()?)
            .await?;
        Ok(row.map(|row| StreamCursor {
            epoch: row.epoch,
            seq: row.seq,
            mark: row.mark,
            at: Timestamp(row.at),
        }))
    }

    /// Moves past events that left nothing to store (a handle that is off, or none of ours).
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_stream_cursor(&self, cursor: StreamCursor) -> Result<()> {
        self.write(move |tx| Box::pin(async move { save_stream_cursor(tx, &cursor).await })).await
    }
}

pub(crate) async fn save_sync(tx: &mut WriteTx, id: HandleId, sync: &SyncState) -> Result<()> {
    let (watermark, synced) = (sync.watermark.map(|at| at.0), sync.last_synced_at.map(|at| at.0));
    sqlx::query!(
        "UPDATE handle SET catching_up = ?, page_cursor = ?, watermark = ?, last_synced_at = ? WHERE id = ?",
        sync.catching_up,
        sync.page_cursor,
        watermark,
        synced,
        id.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

pub(crate) async fn save_stream_cursor(tx: &mut WriteTx, cursor: &StreamCursor) -> Result<()> {
    sqlx::query!(
        "INSERT OR REPLACE INTO stream_cursor (one, epoch, seq, mark, at) VALUES (1, ?, ?, ?, ?)",
        cursor.epoch,
        cursor.seq,
        cursor.mark,
        cursor.at.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}
