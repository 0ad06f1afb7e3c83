//! What reading a handle met with, besides its trouble.

use domain::ids::HandleId;
use domain::time::Timestamp;

use super::changed;
use crate::{ChangeSet, Result, Store};

impl Store {
    /// Writes down that Instagram wants no calls for the handle before this; a shorter wish never shortens a longer one.
    /// `None` ends it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_throttled(&self, id: HandleId, until: Option<Timestamp>) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let until = until.map(|until| until.0);
                let done = sqlx::query!(
                    "UPDATE handle SET throttled_until = CASE WHEN ?1 IS NULL THEN NULL
                       ELSE max(coalesce(throttled_until, 0), ?1) END
                     WHERE id = ?2 AND throttled_until IS NOT ?1",
                    until,
                    id.0,
                )
                .execute(tx.writing())
                .await?;
                Ok(changed(id, done.rows_affected()))
            })
        })
        .await
    }

    /// Writes down since when reading answers with nothing at all, or that it no longer does. The first time stays.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_empty(&self, id: HandleId, since: Option<Timestamp>) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let since = since.map(|since| since.0);
                let done = sqlx::query!(
                    "UPDATE handle SET empty_since = ?1 WHERE id = ?2 AND (empty_since IS NULL) <> (?1 IS NULL)",
                    since,
                    id.0,
                )
                .execute(tx.writing())
                .await?;
                Ok(changed(id, done.rows_affected()))
            })
        })
        .await
    }
}
