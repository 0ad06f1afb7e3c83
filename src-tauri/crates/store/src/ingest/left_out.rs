//! Messages that are not taken in, because they were sent in a pause or before their person was forgotten. An event may have
//! told of one before anybody could know when it was sent: an edit, a reaction. That goes too.

use domain::ids::{HandleId, Mid};

use crate::Result;
use crate::codes::json_list;
use crate::tx::WriteTx;

/// Takes away what events told of these messages. What has a place in a conversation was taken in, and stays. Answers whether
/// any of them was awaited.
pub(super) async fn forget(tx: &mut WriteTx, handle: HandleId, mids: &[Mid]) -> Result<bool> {
    if mids.is_empty() {
        return Ok(false);
    }
    let mids = json_list(mids);
    let reactions = sqlx::query!(
        "DELETE FROM reaction WHERE handle_id = ?1 AND mid IN (SELECT value FROM json_each(?2)) AND NOT EXISTS
           (SELECT 1 FROM message AS m WHERE m.handle_id = ?1 AND m.mid = reaction.mid AND m.position IS NOT NULL)",
        handle.0,
        mids,
    )
    .execute(tx.writing())
    .await?;
    let messages = sqlx::query!(
        "DELETE FROM message WHERE handle_id = ? AND mid IN (SELECT value FROM json_each(?))
           AND position IS NULL AND unsent IS NULL",
        handle.0,
        mids,
    )
    .execute(tx.writing())
    .await?;
    let awaited = sqlx::query!(
        "DELETE FROM undelivered WHERE handle_id = ? AND key IN (SELECT value FROM json_each(?))",
        handle.0,
        mids,
    )
    .execute(tx.writing())
    .await?;
    if reactions.rows_affected() + messages.rows_affected() + awaited.rows_affected() > 0 {
        tx.purged();
    }
    Ok(awaited.rows_affected() > 0)
}
