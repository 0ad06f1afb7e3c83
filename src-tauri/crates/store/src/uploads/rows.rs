//! Rows of attached files, as drafts and replies own them.

use domain::ids::{ConversationId, OutboxId, UploadId};
use domain::time::Timestamp;
use uuid::Uuid;

use super::{Upload, kind};
use crate::tx::{Reads, WriteTx};
use crate::{Result, StoreError};

pub(super) async fn of_conversation(
    tx: &mut impl Reads,
    conversation: ConversationId,
) -> Result<Vec<Upload>> {
    let rows = sqlx::query!(
        "SELECT id, outbox_id, name, kind, media_type, size, attachment_id, uploaded_at FROM upload
         WHERE conversation_id = ? ORDER BY ord",
        conversation.0,
    )
    .fetch_all(tx.reading())
    .await?;
    let uploads = rows.into_iter().map(|row| {
        let uploaded = row.attachment_id.zip(row.uploaded_at).map(|(id, at)| (id, Timestamp(at)));
        Ok(Upload {
            id: UploadId(uuid(&row.id, "upload.id")?),
            conversation,
            reply: row.outbox_id.map(|id| uuid(&id, "upload.outbox_id").map(OutboxId)).transpose()?,
            name: row.name,
            kind: kind(&row.kind)?,
            media_type: row.media_type,
            size: u64::try_from(row.size).unwrap_or_default(),
            uploaded,
        })
    });
    uploads.collect()
}

fn uuid(bytes: &[u8], column: &'static str) -> Result<Uuid> {
    Uuid::from_slice(bytes).map_err(|_| StoreError::Unreadable(column))
}

/// Whether the draft has files.
pub(crate) async fn any_attached(tx: &mut impl Reads, conversation: ConversationId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT 1 AS "one: i64" FROM upload WHERE conversation_id = ? AND outbox_id IS NULL LIMIT 1"#,
        conversation.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    Ok(found.is_some())
}

/// Gives files of the conversation to a reply: from its draft, or from another reply.
///
/// # Errors
/// [`StoreError::NotFound`] when one of them is not there.
pub(crate) async fn bind(
    tx: &mut WriteTx,
    files: &[UploadId],
    conversation: ConversationId,
    from: Option<OutboxId>,
    to: OutboxId,
) -> Result<()> {
    for file in files {
        let (id, to) = (file.0.as_bytes().as_slice(), to.0.as_bytes().as_slice());
        let from = from.as_ref().map(|from| from.0.as_bytes().as_slice());
        let done = sqlx::query!(
            "UPDATE upload SET outbox_id = ? WHERE id = ? AND conversation_id = ? AND outbox_id IS ?",
            to,
            id,
            conversation.0,
            from,
        )
        .execute(tx.writing())
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound("attached file"));
        }
    }
    Ok(())
}

/// Deletes a reply's files: it was sent or thrown away.
pub(crate) async fn delete_of(tx: &mut WriteTx, reply: OutboxId, was_sent: bool) -> Result<()> {
    let reply = reply.0.as_bytes().as_slice();
    let done = sqlx::query!("DELETE FROM upload WHERE outbox_id = ?", reply).execute(tx.writing()).await?;
    match done.rows_affected() {
        0 => {}
        _ if was_sent => tx.spent(),
        _ => tx.purged(),
    }
    Ok(())
}

/// Gives a reply's files back to the draft.
pub(crate) async fn give_back(tx: &mut WriteTx, reply: OutboxId) -> Result<()> {
    let reply = reply.0.as_bytes().as_slice();
    sqlx::query!("UPDATE upload SET outbox_id = NULL WHERE outbox_id = ?", reply)
        .execute(tx.writing())
        .await?;
    Ok(())
}
