//! Drafts of a copy. What was sent since then is no draft any more.

use sqlx::SqliteConnection;

use super::walk::Gap;
use crate::Result;

/// Removes the drafts within the gaps that a reply of their conversation came after: sending clears a draft. A reply that was
/// taken back may be in its draft again. Answers how many went.
pub(super) async fn drop_sent(new: &mut SqliteConnection, gaps: &[Gap]) -> Result<u64> {
    let mut dropped = 0;
    for (first, last) in gaps {
        let done = sqlx::query(
            "DELETE FROM draft WHERE conversation_id BETWEEN ? AND ? AND EXISTS (SELECT 1 FROM outbox AS o
               WHERE o.conversation_id = draft.conversation_id AND o.created_at > draft.updated_at
                 AND o.state <> 'cancelled')",
        )
        .bind(first)
        .bind(last)
        .execute(&mut *new)
        .await?;
        dropped += done.rows_affected();
    }
    Ok(dropped)
}
