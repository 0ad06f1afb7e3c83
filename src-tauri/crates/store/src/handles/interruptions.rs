//! Times in which nothing was received, and what became of what was sent meanwhile (requirements, section 8).

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::position::Position;
use domain::time::{HOUR, MINUTE, Timestamp};

use super::MissedWhy;
use crate::codes::{code, decode};
use crate::tx::{Reads, WriteTx};
use crate::{Result, Store};

/// So many are kept of each handle.
const KEPT: i64 = 200;

/// Why nothing was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// It was switched off; whether what came meanwhile was asked for.
    Paused {
        /// It was.
        fetched: bool,
    },
    /// It was in trouble.
    Trouble(Trouble),
    /// Webhooks may be missing. Reading went on.
    Missed(MissedWhy),
}

/// A time in which nothing was received, or not everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interruption {
    /// From.
    pub from: Timestamp,
    /// To; `None` while it lasts.
    pub to: Option<Timestamp>,
    /// Why.
    pub cause: Cause,
    /// Messages that people sent in it and that reading found.
    pub fetched_later: u32,
    /// Conversations with a hole that was found after it.
    pub not_fetchable: u32,
}

/// Begins an interruption, or ends the one that lasts. It begins where reading last ended well: what was sent since is
/// what was missed. One of less than a minute is no news.
pub(super) async fn note(
    tx: &mut WriteTx,
    id: HandleId,
    silent: Option<Trouble>,
    now: Timestamp,
) -> Result<()> {
    if let Some(trouble) = silent {
        let trouble = code(&trouble);
        sqlx::query!(
            "INSERT OR IGNORE INTO interruption (handle_id, from_at, trouble)
             SELECT id, min(?1, coalesce(last_synced_at, ?1)), ?2 FROM handle WHERE id = ?3
               AND NOT EXISTS (SELECT 1 FROM interruption WHERE handle_id = ?3 AND to_at IS NULL)",
            now.0,
            trouble,
            id.0,
        )
        .execute(tx.writing())
        .await?;
        return Ok(());
    }
    let short = now.plus(-MINUTE).0;
    sqlx::query!(
        "DELETE FROM interruption WHERE handle_id = ? AND to_at IS NULL AND from_at > ?",
        id.0,
        short
    )
    .execute(tx.writing())
    .await?;
    sqlx::query!("UPDATE interruption SET to_at = ? WHERE handle_id = ? AND to_at IS NULL", now.0, id.0)
        .execute(tx.writing())
        .await?;
    sqlx::query!(
        "DELETE FROM interruption WHERE handle_id = ?1 AND from_at <
           (SELECT from_at FROM interruption WHERE handle_id = ?1 ORDER BY from_at DESC LIMIT 1 OFFSET ?2)",
        id.0,
        KEPT,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

impl Store {
    /// Times in which nothing of a handle was received, newest first: pauses that are over, troubles, and
    /// times of which webhooks may be missing.
    ///
    /// # Errors
    /// As the database says.
    pub async fn interruptions(&self, id: HandleId, limit: usize) -> Result<Vec<Interruption>> {
        let mut reader = self.reader().await?;
        let mut tx = reader.begin().await?;
        let troubles = sqlx::query!(
            "SELECT from_at, to_at, trouble FROM interruption WHERE handle_id = ? ORDER BY from_at DESC",
            id.0
        )
        .fetch_all(tx.reading())
        .await?;
        let mut times = Vec::new();
        for row in troubles {
            let cause = Cause::Trouble(decode(&row.trouble, "interruption.trouble")?);
            times.push((Timestamp(row.from_at), row.to_at.map(Timestamp), cause));
        }
        let pauses = sqlx::query!("SELECT from_at, to_at, fetched FROM pause WHERE handle_id = ?", id.0)
            .fetch_all(tx.reading())
            .await?;
        times.extend(pauses.into_iter().map(|row| {
            let cause = Cause::Paused { fetched: row.fetched == 1 };
            (Timestamp(row.from_at), Some(Timestamp(row.to_at)), cause)
        }));
        let missed = sqlx::query!("SELECT from_at, to_at, why FROM missed WHERE handle_id = ?", id.0)
            .fetch_all(tx.reading())
            .await?;
        for row in missed {
            let cause = Cause::Missed(decode(&row.why, "missed.why")?);
            times.push((Timestamp(row.from_at), Some(Timestamp(row.to_at)), cause));
        }
        times.sort_unstable_by_key(|(from, ..)| std::cmp::Reverse(*from));
        times.truncate(limit);
        let mut interruptions = Vec::with_capacity(times.len());
        for (from, to, cause) in times {
            let (fetched_later, not_fetchable) = counted(&mut tx, id, from, to).await?;
            interruptions.push(Interruption { from, to, cause, fetched_later, not_fetchable });
        }
        Ok(interruptions)
    }
}

/// Messages that reading found of a time, and conversations in which something of it is missing: a hole found until an
/// hour after it, or messages of a pause that were left out.
pub(super) async fn counted(
    tx: &mut impl Reads,
    id: HandleId,
    from: Timestamp,
    to: Option<Timestamp>,
) -> Result<(u32, u32)> {
    let until = to.unwrap_or(Timestamp(i64::MAX));
    let (first, last) =
        (Position::first_at(from).0, to.map_or(i64::MAX, |to| Position::first_at(to.plus(1)).0));
    let soon = until.plus(HOUR).0;
    let row = sqlx::query!(
        r#"SELECT
             (SELECT count(*) FROM message WHERE position >= ?1 AND position < ?2 AND handle_id = ?3
               AND direction = 'in' AND found_by <> 'webhook') AS "found!: u32",
             (SELECT count(*) FROM conversation AS c WHERE c.handle_id = ?3 AND (
                EXISTS (SELECT 1 FROM gap AS g WHERE g.conversation_id = c.id AND g.found_at BETWEEN ?4 AND ?5)
                OR EXISTS (SELECT 1 FROM skipped AS s WHERE s.conversation_id = c.id
                  AND s.position BETWEEN ?1 AND ?2))) AS "missing!: u32""#,
        first,
        last,
        id.0,
        from.0,
        soon,
    )
    .fetch_one(tx.reading())
    .await?;
    Ok((row.found, row.missing))
}
