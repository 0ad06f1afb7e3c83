//! What a person keeps for variables of their own in saved replies.

use domain::ids::HandleId;
use domain::saved_reply::VariableValue;

use crate::saved_replies::changed;
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store, StoreError};

impl Store {
    /// All of them: by name, and of one name the one for all handles first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn variable_values(&self) -> Result<Vec<VariableValue<HandleId>>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!("SELECT name, handle_id, text FROM variable_value ORDER BY name, handle_id")
            .fetch_all(reader.connection()?)
            .await?;
        let value = rows.into_iter().map(|row| VariableValue {
            name: row.name,
            handle: row.handle_id.map(HandleId),
            text: row.text,
        });
        Ok(value.collect())
    }

    /// Keeps values, each in place of the one of the same name and handle.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when a handle is not there; otherwise as the database says. Then none is kept.
    pub async fn save_variable_values(&self, values: Vec<VariableValue<HandleId>>) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                for value in &values {
                    keep(tx, value).await?;
                }
                Ok(changed())
            })
        })
        .await
    }

    /// Deletes a value. One that is gone already is no mistake.
    ///
    /// # Errors
    /// As the database says.
    pub async fn delete_variable_value(&self, name: String, handle: Option<HandleId>) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                if delete(tx, &name, handle.map(|handle| handle.0)).await? {
                    tx.purged();
                }
                Ok(changed())
            })
        })
        .await
    }
}

/// Keeps a value in place of the one of the same name and handle.
pub(crate) async fn keep(tx: &mut WriteTx, value: &VariableValue<HandleId>) -> Result<()> {
    let handle = value.handle.map(|handle| handle.0);
    if let Some(handle) = handle {
        sqlx::query_scalar!("SELECT id FROM handle WHERE id = ?", handle)
            .fetch_optional(tx.reading())
            .await?
            .ok_or(StoreError::NotFound("handle"))?;
    }
    if delete(tx, &value.name, handle).await? {
        tx.spent();
    }
    sqlx::query!(
        "INSERT INTO variable_value (name, handle_id, text) VALUES (?, ?, ?)",
        value.name,
        handle,
        value.text,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

/// Answers whether there was one.
async fn delete(tx: &mut WriteTx, name: &str, handle: Option<i64>) -> Result<bool> {
    let done = sqlx::query!("DELETE FROM variable_value WHERE name = ? AND handle_id IS ?", name, handle)
        .execute(tx.writing())
        .await?;
    Ok(done.rows_affected() > 0)
}
