//! The Meta app through which a handle is connected.

use domain::ids::HandleId;

use super::changed;
use crate::{ChangeSet, Result, Store};

impl Store {
    /// Writes down which Meta app the handle's token belongs to, as its webhook subscription names it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_app_id(&self, id: HandleId, app_id: String) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let done = sqlx::query!(
                    "UPDATE handle SET app_id = ?1 WHERE id = ?2 AND app_id IS NOT ?1",
                    app_id,
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
