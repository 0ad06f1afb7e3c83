//! Words alone: the index has the newest first.

use super::narrow::Narrow;
use super::row::{COLUMNS, RawHit};
use super::{Found, Search, best};
use crate::Result;
use crate::tx::Reads;

/// CROSS JOIN keeps the order of the tables: the index leads, so the newest come first without sorting. Nothing of spam
/// and the bin: those have to be asked for.
pub(super) fn statement() -> String {
    format!(
        "SELECT {COLUMNS} FROM message_fts AS f
           CROSS JOIN message AS m ON m.position = f.rowid
           CROSS JOIN conversation AS c ON c.id = m.conversation_id
           CROSS JOIN person AS p ON p.id = c.person_id
         WHERE f.message_fts MATCH ?1 AND f.rowid < ?2 AND c.standing < 5 ORDER BY f.rowid DESC LIMIT ?3"
    )
}

pub(super) async fn newest(
    tx: &mut impl Reads,
    search: &Search,
    narrow: &Narrow,
    words: &str,
) -> Result<Found> {
    let before = search.before.map_or(i64::MAX, |before| before.0);
    let newest = run(tx, &narrow.expression(words), before, search.limit).await?;
    let full = u32::try_from(newest.len()).is_ok_and(|count| count == search.limit);
    let next = newest.last().filter(|_| full).map(|last| last.position);
    // Only with the first page: what fits best may be far back, and is shown once.
    let best = match search.query.best_fts5().filter(|_| full && search.before.is_none()) {
        Some(words) => {
            run(tx, &narrow.expression(&words), i64::MAX, u32::try_from(best::MOST).unwrap_or(u32::MAX))
                .await?
        }
        None => Vec::new(),
    };
    best::page(search, newest, best, next)
}

async fn run(tx: &mut impl Reads, words: &str, before: i64, limit: u32) -> Result<Vec<RawHit>> {
    let sql = sqlx::AssertSqlSafe(statement());
    Ok(sqlx::query_as(sql).bind(words).bind(before).bind(limit).fetch_all(tx.reading()).await?)
}
