//! Notes: what colleagues at this computer tell each other about a conversation. Never sent, never searched, and gone
//! with the conversation.

use domain::ids::{ConversationId, NoteId};
use domain::time::Timestamp;

use crate::{ChangeSet, Result, Store, StoreError};

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Our row.
    pub id: NoteId,
    /// When it was written.
    pub at: Timestamp,
    /// When it was last changed, if it was.
    pub edited_at: Option<Timestamp>,
    /// Who wrote it: the computer's user.
    pub author: String,
    /// What it says.
    pub text: String,
}

impl Store {
    /// A conversation's notes, oldest first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn notes(&self, conversation: ConversationId) -> Result<Vec<Note>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            "SELECT id, at, edited_at, author, text FROM note WHERE conversation_id = ? ORDER BY id",
            conversation.0,
        )
        .fetch_all(reader.connection()?)
        .await?;
        let note = rows.into_iter().map(|row| Note {
            id: NoteId(row.id),
            at: Timestamp(row.at),
            edited_at: row.edited_at.map(Timestamp),
            author: row.author,
            text: row.text,
        });
        Ok(note.collect())
    }

    /// Writes a note.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the conversation is gone, otherwise as the database says.
    pub async fn add_note(
        &self,
        conversation: ConversationId,
        author: String,
        text: String,
        now: Timestamp,
    ) -> Result<(Note, ChangeSet)> {
        self.write(move |tx| {
            Box::pin(async move {
                let made = sqlx::query!(
                    "INSERT INTO note (conversation_id, at, author, text)
                     SELECT id, ?, ?, ? FROM conversation WHERE id = ?",
                    now.0,
                    author,
                    text,
                    conversation.0,
                )
                .execute(tx.writing())
                .await?;
                if made.rows_affected() == 0 {
                    return Err(StoreError::NotFound("conversation"));
                }
                let id = NoteId(made.last_insert_rowid());
                let note = Note { id, at: now, edited_at: None, author, text };
                Ok((note, ChangeSet::conversation(conversation)))
            })
        })
        .await
    }

    /// Changes what a note says.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], otherwise as the database says.
    pub async fn change_note(&self, id: NoteId, text: String, now: Timestamp) -> Result<(Note, ChangeSet)> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = sqlx::query!(
                    "UPDATE note SET text = ?, edited_at = ? WHERE id = ? RETURNING conversation_id, at, author",
                    text,
                    now.0,
                    id.0,
                )
                .fetch_optional(tx.writing())
                .await?;
                let row = row.ok_or(StoreError::NotFound("note"))?;
                tx.spent();
                let (at, edited_at) = (Timestamp(row.at), Some(now));
                let note = Note { id, at, edited_at, author: row.author, text };
                Ok((note, ChangeSet::conversation(ConversationId(row.conversation_id))))
            })
        })
        .await
    }

    /// Deletes a note.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], otherwise as the database says.
    pub async fn delete_note(&self, id: NoteId) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let conversation =
                    sqlx::query_scalar!("DELETE FROM note WHERE id = ? RETURNING conversation_id", id.0)
                        .fetch_optional(tx.writing())
                        .await?;
                let conversation = conversation.ok_or(StoreError::NotFound("note"))?;
                tx.purged();
                Ok(ChangeSet::conversation(ConversationId(conversation)))
            })
        })
        .await
    }
}
