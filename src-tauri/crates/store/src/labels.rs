//! Labels: names with a colour that a person puts on conversations.

use domain::ids::{ConversationId, LabelId};

use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store, StoreError};

/// A label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Our row.
    pub id: LabelId,
    /// Its name.
    pub name: String,
    /// Its hue, 0 to 11.
    pub hue: u8,
    /// Conversations that have it.
    pub conversations: u32,
}

impl Store {
    /// Every label, by name.
    ///
    /// # Errors
    /// As the database says.
    pub async fn labels(&self) -> Result<Vec<Label>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            r#"SELECT id, name, hue AS "hue!: u8", (SELECT count(*) FROM conversation_label AS c
                 WHERE c.label_id = label.id) AS "conversations!: u32" FROM label ORDER BY key"#
        )
        .fetch_all(reader.connection()?)
        .await?;
        let label = rows.into_iter().map(|row| Label {
            id: LabelId(row.id),
            name: row.name,
            hue: row.hue,
            conversations: row.conversations,
        });
        Ok(label.collect())
    }

    /// Makes a label, or changes one. Answers `None` when another label has that name.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or as the database says.
    pub async fn save_label(
        &self,
        id: Option<LabelId>,
        name: String,
        hue: u8,
    ) -> Result<Option<(LabelId, ChangeSet)>> {
        let saved = self.write(move |tx| Box::pin(async move { save(tx, id, &name, hue).await })).await?;
        Ok(saved.map(|id| (id, ChangeSet { lists: true, ..ChangeSet::default() })))
    }

    /// Makes labels, each a name and a hue, in one transaction. A name that another label has meanwhile is passed over.
    ///
    /// # Errors
    /// As the database says.
    pub async fn add_labels(&self, labels: Vec<(String, u8)>) -> Result<(Vec<LabelId>, ChangeSet)> {
        let made = self.write(move |tx| {
            Box::pin(async move {
                let mut made = Vec::with_capacity(labels.len());
                for (name, hue) in labels {
                    made.extend(save(tx, None, &name, hue).await?);
                }
                Ok(made)
            })
        });
        Ok((made.await?, ChangeSet { lists: true, ..ChangeSet::default() }))
    }

    /// Deletes a label, and with it that conversations have it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or as the database says.
    pub async fn delete_label(&self, id: LabelId) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let gone = sqlx::query!("DELETE FROM label WHERE id = ?", id.0).execute(tx.writing()).await?;
                if gone.rows_affected() == 0 {
                    return Err(StoreError::NotFound("label"));
                }
                Ok(ChangeSet { lists: true, ..ChangeSet::default() })
            })
        })
        .await
    }
}

async fn save(tx: &mut WriteTx, id: Option<LabelId>, name: &str, hue: u8) -> Result<Option<LabelId>> {
    let key = name.to_lowercase();
    let own = id.map(|id| id.0);
    let taken = sqlx::query_scalar!("SELECT id FROM label WHERE key = ? AND id IS NOT ?", key, own)
        .fetch_optional(tx.writing())
        .await?;
    if taken.is_some() {
        return Ok(None);
    }
    let Some(id) = own else {
        let made = sqlx::query!(
            "INSERT INTO label (id, name, key, hue) VALUES ((SELECT id FROM next_id WHERE kind = 'label'), ?, ?, ?)",
            name,
            key,
            hue,
        )
        .execute(tx.writing())
        .await?;
        return Ok(Some(LabelId(made.last_insert_rowid())));
    };
    let done = sqlx::query!("UPDATE label SET name = ?, key = ?, hue = ? WHERE id = ?", name, key, hue, id)
        .execute(tx.writing())
        .await?;
    if done.rows_affected() == 0 { Err(StoreError::NotFound("label")) } else { Ok(Some(LabelId(id))) }
}

/// A label's name.
pub(crate) async fn name(tx: &mut WriteTx, id: LabelId) -> Result<Option<String>> {
    let name =
        sqlx::query_scalar!("SELECT name FROM label WHERE id = ?", id.0).fetch_optional(tx.writing()).await?;
    Ok(name)
}

/// Puts a label on, or takes it off. Answers whether that changed anything.
pub(crate) async fn set(
    tx: &mut WriteTx,
    conversation: ConversationId,
    label: LabelId,
    on: bool,
) -> Result<bool> {
    let done = if on {
        sqlx::query!(
            "INSERT OR IGNORE INTO conversation_label (conversation_id, label_id) VALUES (?, ?)",
            conversation.0,
            label.0,
        )
        .execute(tx.writing())
        .await?
    } else {
        sqlx::query!(
            "DELETE FROM conversation_label WHERE conversation_id = ? AND label_id = ?",
            conversation.0,
            label.0,
        )
        .execute(tx.writing())
        .await?
    };
    Ok(done.rows_affected() > 0)
}

/// The labels' ids in the order of their names.
pub(crate) async fn order(tx: &mut impl Reads) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!("SELECT id FROM label ORDER BY key").fetch_all(tx.reading()).await?)
}
