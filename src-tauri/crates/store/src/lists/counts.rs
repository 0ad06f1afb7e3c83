//! Exact counts of every view, from indexes alone.

use std::collections::BTreeMap;

use domain::ids::HandleId;
use domain::position::Position;
use domain::time::Timestamp;

use crate::tx::Reads;
use crate::{Result, mentions};

/// How many conversations the views have, of one handle or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// View "needs reply": what badges count.
    pub needs_reply: i64,
    /// View "waiting".
    pub waiting: i64,
    /// View "story mentions".
    pub mentions: i64,
    /// View "likely requests".
    pub requests: i64,
    /// View "snoozed".
    pub snoozed: i64,
    /// View "done".
    pub done: i64,
    /// View "unread".
    pub unread: i64,
    /// View "all": everything but spam and the bin.
    pub all: i64,
    /// View "spam".
    pub spam: i64,
    /// View "bin".
    pub bin: i64,
}

pub(super) async fn counts(tx: &mut impl Reads, handle: Option<HandleId>, now: Timestamp) -> Result<Counts> {
    let mut counts = Counts::default();
    let (first, last) = handle.map_or((i64::MIN, i64::MAX), |handle| (handle.0, handle.0));
    // By handle as well: in that order the index has them, and nothing is sorted.
    let standings = sqlx::query!(
        r#"SELECT standing, count(*) AS "n!: i64" FROM conversation
           WHERE last_position > 0 AND handle_id BETWEEN ? AND ? GROUP BY handle_id, standing"#,
        first,
        last,
    )
    .fetch_all(tx.reading())
    .await?;
    for row in standings {
        let of_view = match row.standing {
            0 => Some(&mut counts.needs_reply),
            1 => Some(&mut counts.waiting),
            2 => Some(&mut counts.done),
            4 => Some(&mut counts.snoozed),
            5 => Some(&mut counts.spam),
            6 => Some(&mut counts.bin),
            _ => None,
        };
        if let Some(of_view) = of_view {
            *of_view += row.n;
        }
        if row.standing < 5 {
            counts.all += row.n;
        }
    }
    counts.unread = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!: i64" FROM conversation
           WHERE last_position > 0 AND unread = 1 AND handle_id BETWEEN ? AND ?"#,
        first,
        last,
    )
    .fetch_one(tx.reading())
    .await?;
    // A mention is an inbound message: the index leaves out whoever wrote nothing since then.
    let thankable = mentions::thankable_after(now).0;
    counts.mentions = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!: i64" FROM conversation INDEXED BY conversation_mentions_closing_of_handle
           WHERE last_position > 0 AND open_mention = 1 AND handle_id BETWEEN ?1 AND ?2
             AND last_inbound > ?3 AND last_mention > ?3"#,
        first,
        last,
        thankable,
    )
    .fetch_one(tx.reading())
    .await?;
    counts.requests = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!: i64" FROM conversation INDEXED BY conversation_requests_of_handle
           WHERE activity > 0 AND likely_request = 1 AND standing = 0 AND handle_id BETWEEN ? AND ?"#,
        first,
        last,
    )
    .fetch_one(tx.reading())
    .await?;
    Ok(counts)
}

/// How many conversations of each handle need a reply; a handle without one is left out. Goes from handle to handle, so that
/// none that is done or waits is walked past.
pub(super) async fn needing_reply(tx: &mut impl Reads) -> Result<BTreeMap<HandleId, i64>> {
    let rows = sqlx::query!(
        r#"SELECT id, (SELECT count(*) FROM conversation
             WHERE handle_id = handle.id AND standing = 0 AND last_position > 0) AS "n!: i64" FROM handle"#
    )
    .fetch_all(tx.reading())
    .await?;
    let counts = rows.into_iter().map(|row| (HandleId(row.id), row.n));
    Ok(counts.filter(|(_, conversations)| *conversations > 0).collect())
}

pub(super) async fn asked_between(
    tx: &mut impl Reads,
    after: Timestamp,
    through: Timestamp,
) -> Result<Vec<(HandleId, u32)>> {
    let (after, through) = (
        Position::first_at(after).last_of_its_millisecond(),
        Position::first_at(through).last_of_its_millisecond(),
    );
    let counts = sqlx::query!(
        r#"SELECT handle_id, count(*) AS "n!: u32" FROM conversation INDEXED BY conversation_closing_by_standing
           WHERE standing = 0 AND last_inbound > ? AND last_inbound <= ? GROUP BY handle_id"#,
        after.0,
        through.0,
    )
    .fetch_all(tx.reading())
    .await?;
    Ok(counts.into_iter().map(|row| (HandleId(row.handle_id), row.n)).collect())
}
