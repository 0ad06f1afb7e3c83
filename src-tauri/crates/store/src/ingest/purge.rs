//! Unsends of messages whose rows nobody can read any more: the words go all the same.

use domain::ids::{HandleId, Mid};
use domain::search::index_text;

use crate::Result;
use crate::search::handle_token;
use crate::tx::{Reads, WriteTx};

/// Takes what was said out of the search index, as far as it can be read.
pub(super) async fn index(tx: &mut WriteTx, handle: HandleId, mid: &Mid) -> Result<()> {
    let row = sqlx::query!(
        r#"SELECT position AS "position: i64", CAST(text AS BLOB) AS "text: Vec<u8>" FROM message
           WHERE handle_id = ? AND mid = ?"#,
        handle.0,
        mid.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    if let Some((position, text)) = row.and_then(|row| row.position.zip(row.text)) {
        let words = index_text(&String::from_utf8_lossy(&text));
        if !words.is_empty() {
            let entry = format!("{words} {}", handle_token(handle));
            sqlx::query!(
                "INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', ?, ?)",
                position,
                entry,
            )
            .execute(tx.writing())
            .await?;
        }
    }
    Ok(())
}

/// Takes everything that was said out of a message's row and what could not be written of it, whatever of it can be read.
pub(super) async fn words(tx: &mut WriteTx, handle: HandleId, mid: &Mid) -> Result<()> {
    sqlx::query!(
        "UPDATE message SET text = NULL, text_rank = NULL, text_as_of = NULL, body = NULL, body_rank = NULL,
           body_as_of = NULL WHERE handle_id = ? AND mid = ?",
        handle.0,
        mid.0,
    )
    .execute(tx.writing())
    .await?;
    sqlx::query!("DELETE FROM undelivered WHERE handle_id = ? AND key = ?", handle.0, mid.0)
        .execute(tx.writing())
        .await?;
    tx.purged();
    Ok(())
}

/// Marks a message as unsent whose row cannot be read even without what was said.
pub(super) async fn mark(tx: &mut WriteTx, handle: HandleId, mid: &Mid) -> Result<()> {
    sqlx::query!(
        "UPDATE message SET unsent = 'announced', kind = 'unsent' WHERE handle_id = ? AND mid = ?",
        handle.0,
        mid.0,
    )
    .execute(tx.writing())
    .await?;
    sqlx::query!(
        "UPDATE conversation SET last_kind = 'unsent', last_snippet = NULL WHERE handle_id = ? AND last_mid = ?",
        handle.0,
        mid.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}
