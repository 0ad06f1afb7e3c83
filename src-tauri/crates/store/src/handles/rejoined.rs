//! A handle that is connected by the other flavour: its threads get other ids.

use domain::ids::HandleId;

use crate::Result;
use crate::tx::WriteTx;

/// Lets go of Instagram's ids of the handle's threads, which are listed anew; the conversations stay. Rows that only
/// stood for a thread go: they are listed again under their new ids.
pub(super) async fn forget_threads(tx: &mut WriteTx, id: HandleId) -> Result<()> {
    sqlx::query!(
        "DELETE FROM person WHERE id IN (SELECT c.person_id FROM conversation AS c
           WHERE c.handle_id = ? AND c.closed IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM message AS m WHERE m.conversation_id = c.id))",
        id.0,
    )
    .execute(tx.writing())
    .await?;
    sqlx::query!("UPDATE conversation SET thread_id = NULL WHERE handle_id = ?", id.0)
        .execute(tx.writing())
        .await?;
    Ok(())
}
