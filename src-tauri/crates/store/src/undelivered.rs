//! What came in for a handle and found no place in a conversation (lessons, 9). Never dropped without a trace, and never
//! more than [`KEPT`] of a handle. What can still be read by its id goes last, and not without a look through all
//! conversations.

use domain::ids::{HandleId, Mid};
use domain::observation::Observation;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::{code, decode, json_list};
use crate::handles::{self, Missed, MissedWhy};
use crate::tx::{Reads, WriteTx};
use crate::{Result, Store};

/// So many are kept of each handle.
pub const KEPT: i64 = 500;

/// Why something found no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// It could not be understood.
    Unreadable,
    /// It names nobody.
    NoPerson,
    /// It asks for a message that Instagram did not give.
    NotFound,
    /// A thread could not be read.
    ThreadUnreadable,
}

/// Something that found no place.
#[derive(Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// When it came.
    pub at: Timestamp,
    /// Why it found no place.
    pub why: Because,
    /// What makes it the same when it comes again: the id of its message or thread, or the item itself.
    pub key: String,
    /// The name that Instagram gives it.
    pub field: Option<String>,
    /// The item, without any link. Never logged.
    pub raw: Option<String>,
}

impl std::fmt::Debug for Undelivered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Undelivered").field("at", &self.at).field("why", &self.why).finish_non_exhaustive()
    }
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndeliveredRow {
    /// Our row.
    pub id: i64,
    /// Its handle.
    pub handle: HandleId,
    /// When it came last.
    pub at: Timestamp,
    /// Why it found no place.
    pub why: Because,
    /// What makes it the same: the id of its message or thread, or the item itself.
    pub key: String,
    /// The name that Instagram gives it.
    pub field: Option<String>,
}

impl Store {
    /// What found no place, of one handle or of all, newest first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn undelivered(&self, handle: Option<HandleId>, limit: u32) -> Result<Vec<UndeliveredRow>> {
        let (first, last) = handle.map_or((i64::MIN, i64::MAX), |handle| (handle.0, handle.0));
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            "SELECT id, handle_id, at, why, key, field FROM undelivered WHERE handle_id BETWEEN ? AND ?
             ORDER BY at DESC, id DESC LIMIT ?",
            first,
            last,
            limit,
        )
        .fetch_all(reader.connection()?)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(UndeliveredRow {
                    id: row.id,
                    handle: HandleId(row.handle_id),
                    at: Timestamp(row.at),
                    why: decode(&row.why, "undelivered.why")?,
                    key: row.key,
                    field: row.field,
                })
            })
            .collect()
    }
}

impl Store {
    /// Messages that wait to be read by their ids, and came after `since`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn awaited(&self, since: Timestamp) -> Result<Vec<(HandleId, Mid)>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            "SELECT handle_id, key FROM undelivered WHERE why IN ('not_found', 'no_person') AND at > ?",
            since.0,
        )
        .fetch_all(reader.connection()?)
        .await?;
        Ok(rows.into_iter().map(|row| (HandleId(row.handle_id), Mid(row.key))).collect())
    }

    /// Whether something with this key still has no place.
    ///
    /// # Errors
    /// As the database says.
    pub async fn is_undelivered(&self, handle: HandleId, key: &str) -> Result<bool> {
        let mut reader = self.reader().await?;
        let is = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM undelivered WHERE handle_id = ? AND key = ?) AS "is!: bool""#,
            handle.0,
            key,
        )
        .fetch_one(reader.connection()?)
        .await?;
        Ok(is)
    }
}

/// Notes what found no place, and takes away what has found one since, or was unsent. Answers whether the list changed.
pub(crate) async fn update(
    tx: &mut WriteTx,
    handle: HandleId,
    new: &[Undelivered],
    told: &[Observation],
    now: Timestamp,
) -> Result<bool> {
    let mut changed = settle(tx, handle, told).await?;
    for item in new {
        changed |= save(tx, handle, item).await?;
    }
    if changed && !new.is_empty() {
        make_room(tx, handle, now).await?;
    }
    Ok(changed)
}

/// Takes away what is too much: the oldest that nobody can read any more, and only then what waits to be read.
async fn make_room(tx: &mut WriteTx, handle: HandleId, now: Timestamp) -> Result<()> {
    let gone = sqlx::query!(
        r#"DELETE FROM undelivered WHERE handle_id = ?1 AND id IN (SELECT id FROM undelivered
             WHERE handle_id = ?1 ORDER BY why IN ('not_found', 'no_person') DESC, at DESC, id DESC LIMIT -1 OFFSET ?2)
           RETURNING at, why IN ('not_found', 'no_person') AS "awaited!: bool""#,
        handle.0,
        KEPT,
    )
    .fetch_all(tx.writing())
    .await?;
    let awaited = gone.iter().filter(|row| row.awaited).map(|row| row.at);
    if let Some(oldest) = awaited.min() {
        let from = Timestamp(oldest).min(now);
        handles::note_missed(tx, handle, Missed { from, to: now, why: MissedWhy::Unopened }).await?;
    }
    Ok(())
}

/// The same again moves its time, and not for every poll. What was said since takes the place of what was said before.
async fn save(tx: &mut WriteTx, handle: HandleId, item: &Undelivered) -> Result<bool> {
    let why = code(&item.why);
    let done = sqlx::query!(
        "INSERT INTO undelivered (handle_id, at, why, key, field, raw) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (handle_id, why, key, coalesce(field, '')) DO UPDATE
           SET at = max(at, excluded.at), raw = iif(excluded.at >= at, coalesce(excluded.raw, raw), raw)
           WHERE excluded.at - at >= 3600000 OR (excluded.at >= at AND excluded.raw IS NOT NULL AND excluded.raw IS NOT raw)",
        handle.0,
        item.at.0,
        why,
        item.key,
        item.field,
        item.raw,
    )
    .execute(tx.writing())
    .await?;
    Ok(done.rows_affected() > 0)
}

async fn settle(tx: &mut WriteTx, handle: HandleId, told: &[Observation]) -> Result<bool> {
    let any = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM undelivered WHERE handle_id = ?) AS "any!: bool""#,
        handle.0,
    )
    .fetch_one(tx.reading())
    .await?;
    if !any {
        return Ok(false);
    }
    let keys = told.iter().filter_map(|observation| match observation {
        Observation::Thread(thread) => Some(thread.thread.as_str()),
        Observation::ClosedThread(thread) => Some(thread.thread.as_str()),
        Observation::Message(message) => Some(message.mid.as_str()),
        Observation::Unsend { mid, .. } => Some(mid.as_str()),
        _ => None,
    });
    let keys = json_list(keys);
    let done = sqlx::query!(
        "DELETE FROM undelivered WHERE handle_id = ? AND key IN (SELECT value FROM json_each(?))",
        handle.0,
        keys,
    )
    .execute(tx.writing())
    .await?;
    let settled = done.rows_affected() > 0;
    let unsent = told.iter().any(|observation| matches!(observation, Observation::Unsend { .. }));
    match settled {
        true if unsent => tx.purged(),
        // It stands in its conversation from now on.
        true => tx.spent(),
        false => {}
    }
    Ok(settled)
}
