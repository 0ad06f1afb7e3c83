//! Handles that came from the copy: what is received of them is as of the copy there. What the audit trail tells of them since
//! then is done anew. Where it may have told more than can be read they come back switched off, and a person switches them on.

use domain::time::Timestamp;
use sqlx::{Row, SqliteConnection};

use super::walk::Gap;
use crate::Result;

/// Does anew what was said of handles since the copy was made: of those that came from it, by what is left of the audit trail.
pub(super) async fn set_as_told(
    new: &mut SqliteConnection,
    copied: &[Gap],
    untold: &[Gap],
    copy_of: Option<Timestamp>,
    now: Timestamp,
) -> Result<()> {
    let is_all_told = tells_all_since(new, untold, copy_of).await?;
    for (first, last) in copied {
        if let Some(since) = copy_of {
            do_anew(new, (*first, *last), since).await?;
        }
        if !is_all_told {
            sqlx::query(
                "UPDATE handle SET receives = 0, paused_at = ?, epoch = epoch + 1
                 WHERE id BETWEEN ? AND ? AND receives = 1",
            )
            .bind(now.0)
            .bind(first)
            .bind(last)
            .execute(&mut *new)
            .await?;
        }
    }
    Ok(())
}

/// Whether the audit trail has all that was done since the copy: then whatever cannot be read is before a line that is older.
async fn tells_all_since(
    new: &mut SqliteConnection,
    untold: &[Gap],
    copy_of: Option<Timestamp>,
) -> Result<bool> {
    let Some(since) = copy_of else { return Ok(false) };
    for (_, last) in untold {
        let is_older: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM audit WHERE id > ? AND at <= ?)")
                .bind(last)
                .bind(since.0)
                .fetch_one(&mut *new)
                .await?;
        if !is_older {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn do_anew(new: &mut SqliteConnection, (first, last): Gap, since: Timestamp) -> Result<()> {
    let told = sqlx::query(
        "SELECT handle_id, at, action FROM audit
         WHERE handle_id BETWEEN ? AND ? AND at >= ?
           AND action IN ('switch_on', 'switch_off', 'disconnect', 'connect', 'reconnect')
         ORDER BY id",
    )
    .bind(first)
    .bind(last)
    .bind(since.0)
    .fetch_all(&mut *new)
    .await?;
    for line in told {
        let (handle, at, action): (i64, i64, String) = (line.try_get(0)?, line.try_get(1)?, line.try_get(2)?);
        let set = match action.as_str() {
            "switch_on" => "receives = 1",
            "switch_off" => "receives = 0, paused_at = ?2",
            "disconnect" => "disconnected_at = ?2",
            _ => "disconnected_at = NULL",
        };
        let sql = format!("UPDATE handle SET {set}, epoch = epoch + 1 WHERE id = ?1 AND ?2 > 0");
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(handle).bind(at).execute(&mut *new).await?;
    }
    Ok(())
}
