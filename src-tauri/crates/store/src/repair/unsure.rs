//! Replies of a damaged file. What was written down of them last may be what could not be read: so nothing that may have
//! left is sent by itself. It is looked for in its conversation like a reply whose answer was lost, and then asked about;
//! one of a conversation at a time, and the others wait for a person.

use domain::time::Timestamp;
use sqlx::{Row, SqliteConnection};

use super::walk::Gap;
use crate::Result;

const ONE_UNCERTAIN: &str = "one_uncertain";

/// What was read and is not settled: what waited goes on by a person alone, what was to leave may have left. What is
/// scheduled for later stays.
pub(super) async fn hold_what_was_read(new: &mut SqliteConnection, now: Timestamp) -> Result<()> {
    hold(new, "state = 'held'", now).await?;
    let can_be_scheduled: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM pragma_table_info('outbox') WHERE name = 'scheduled_for')",
    )
    .fetch_one(&mut *new)
    .await?;
    let later = if can_be_scheduled {
        format!("AND (scheduled_for IS NULL OR scheduled_for <= {})", now.0)
    } else {
        String::new()
    };
    doubt(new, &format!("state = 'queued' {later}"), now).await
}

/// Lets replies of a copy in, of which another of the same conversation may be uncertain too: until they are doubted.
pub(super) async fn let_copies_in(new: &mut SqliteConnection) -> Result<Option<String>> {
    let index: Option<String> = sqlx::query_scalar("SELECT sql FROM sqlite_schema WHERE name = ?")
        .bind(ONE_UNCERTAIN)
        .fetch_optional(&mut *new)
        .await?;
    sqlx::query("DROP INDEX IF EXISTS one_uncertain").execute(new).await?;
    Ok(index)
}

/// What came from a copy may have left since, whatever it says there.
pub(super) async fn doubt_what_was_copied(
    new: &mut SqliteConnection,
    gaps: &[Gap],
    index: Option<String>,
    now: Timestamp,
) -> Result<()> {
    for (first, last) in gaps {
        let copied = format!(
            "ord BETWEEN {first} AND {last} AND state IN ('queued', 'held', 'sending', 'unknown', 'ask')"
        );
        doubt(new, &copied, now).await?;
    }
    if let Some(index) = index {
        sqlx::query(sqlx::AssertSqlSafe(index)).execute(new).await?;
    }
    Ok(())
}

/// How many replies wait for an answer or for a person's word.
pub(super) async fn count(new: &mut SqliteConnection) -> Result<u64> {
    let count: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM outbox WHERE state IN ('sending', 'unknown', 'ask') OR (state = 'held' AND reason = 'stale')",
    )
    .fetch_one(new)
    .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

async fn hold(new: &mut SqliteConnection, which: &str, now: Timestamp) -> Result<()> {
    let sql = format!(
        "UPDATE outbox SET state = 'held', reason = 'stale', not_before = NULL, rev = rev + 1, changed_at = ? WHERE {which}"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(now.0).execute(new).await?;
    Ok(())
}

async fn doubt(new: &mut SqliteConnection, which: &str, now: Timestamp) -> Result<()> {
    let sql = format!("SELECT ord, conversation_id FROM outbox WHERE {which} ORDER BY ord");
    let doubted = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *new).await?;
    hold(new, which, now).await?;
    for row in doubted {
        let (ord, conversation): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        sqlx::query(
            "UPDATE outbox SET state = 'unknown', reason = NULL, attempts = max(attempts, 1), looks = 0,
               attempted_at = coalesce(attempted_at, asked_at)
             WHERE ord = ?1 AND NOT EXISTS (SELECT 1 FROM outbox WHERE conversation_id = ?2
               AND state IN ('sending', 'unknown', 'ask'))",
        )
        .bind(ord)
        .bind(conversation)
        .execute(&mut *new)
        .await?;
    }
    Ok(())
}
