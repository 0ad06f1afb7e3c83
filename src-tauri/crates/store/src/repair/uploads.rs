//! Files of a copy. What became of their replies since then counts.

use sqlx::SqliteConnection;

use super::walk::Gap;
use crate::Result;

/// Replies that have a file.
const OF_FILE: &str = "FROM outbox AS o, json_each(o.what, '$.files') AS f
   WHERE replace(f.value, '-', '') = lower(hex(upload.id))";

/// Removes the files within the gaps that were sent, and gives the others to the replies that still need them, or else to the
/// draft. Answers how many went.
pub(super) async fn settle(new: &mut SqliteConnection, gaps: &[Gap]) -> Result<u64> {
    let mut dropped = 0;
    for (first, last) in gaps {
        let within = format!("WHERE ord BETWEEN {first} AND {last}");
        let drop =
            format!("DELETE FROM upload {within} AND EXISTS (SELECT 1 {OF_FILE} AND o.state = 'sent')");
        let give = format!(
            "UPDATE upload SET outbox_id = (SELECT o.id {OF_FILE} AND o.state <> 'cancelled' ORDER BY o.ord DESC LIMIT 1) {within}"
        );
        dropped += sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&mut *new).await?.rows_affected();
        sqlx::query(sqlx::AssertSqlSafe(give)).execute(&mut *new).await?;
    }
    Ok(dropped)
}
