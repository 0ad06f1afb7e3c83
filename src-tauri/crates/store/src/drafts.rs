//! Drafts: what a person wrote and did not send yet.

use domain::ids::ConversationId;
use domain::time::Timestamp;

use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, uploads};

/// An unsent text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text, exactly as typed.
    pub text: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Store {
    /// Keeps a conversation's draft; an empty text removes it, unless files are attached. Typing repaints no list: only a draft that appears or
    /// goes away changes the lists.
    ///
    /// # Errors
    /// As the database says.
    pub async fn save_draft(
        &self,
        conversation: ConversationId,
        text: String,
        now: Timestamp,
    ) -> Result<ChangeSet> {
        self.write(move |tx| Box::pin(async move { save(tx, conversation, &text, now).await })).await
    }

    /// A conversation's draft.
    ///
    /// # Errors
    /// As the database says.
    pub async fn draft(&self, conversation: ConversationId) -> Result<Option<Draft>> {
        let mut reader = self.reader().await?;
        let row =
            sqlx::query!("SELECT text, updated_at FROM draft WHERE conversation_id = ?", conversation.0)
                .fetch_optional(reader.connection()?)
                .await?;
        Ok(row.map(|row| Draft { text: row.text, updated_at: Timestamp(row.updated_at) }))
    }
}

/// Keeps a text as the draft. What has files stays a draft without a word in it.
pub(crate) async fn save(
    tx: &mut WriteTx,
    conversation: ConversationId,
    text: &str,
    now: Timestamp,
) -> Result<ChangeSet> {
    if text.is_empty() && !uploads::any_attached(tx, conversation).await? {
        return clear(tx, conversation).await;
    }
    let known = sqlx::query_scalar!("SELECT text FROM draft WHERE conversation_id = ?", conversation.0)
        .fetch_optional(tx.writing())
        .await?;
    sqlx::query!(
        "INSERT INTO draft (conversation_id, text, updated_at) VALUES (?, ?, ?)
         ON CONFLICT (conversation_id) DO UPDATE SET text = excluded.text, updated_at = excluded.updated_at",
        conversation.0,
        text,
        now.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(if known.is_some() { ChangeSet::default() } else { ChangeSet::conversation(conversation) })
}

/// The draft's text; empty when there is none.
pub(crate) async fn text(tx: &mut WriteTx, conversation: ConversationId) -> Result<String> {
    let text = sqlx::query_scalar!("SELECT text FROM draft WHERE conversation_id = ?", conversation.0)
        .fetch_optional(tx.writing())
        .await?;
    Ok(text.unwrap_or_default())
}

/// Removes a draft, if there is one.
pub(crate) async fn clear(tx: &mut WriteTx, conversation: ConversationId) -> Result<ChangeSet> {
    let done = sqlx::query!("DELETE FROM draft WHERE conversation_id = ?", conversation.0)
        .execute(tx.writing())
        .await?;
    Ok(if done.rows_affected() == 0 { ChangeSet::default() } else { ChangeSet::conversation(conversation) })
}
