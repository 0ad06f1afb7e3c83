//! Disconnecting, and what a handle's page counts.

use std::collections::HashMap;

use domain::ids::HandleId;
use domain::position::Position;
use domain::time::Timestamp;

use super::{audit, changed, interruptions};
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store};

impl Store {
    /// Writes down that a person ended a handle's sign-in. The epoch goes up in the same transaction; history, drafts
    /// and the switch stay. Signing in again ends it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn disconnect(&self, id: HandleId, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| Box::pin(async move { disconnect(tx, id, now).await })).await
    }

    /// Chats by handle that wait for a reply and that another connected tool has.
    ///
    /// # Errors
    /// As the database says.
    pub async fn owned_elsewhere(&self) -> Result<HashMap<HandleId, u32>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            r#"SELECT handle_id, count(*) AS "chats!: u32" FROM conversation INDEXED BY conversation_owned
               WHERE standing = 0 AND owned_by_other = 1 GROUP BY handle_id"#
        )
        .fetch_all(reader.connection()?)
        .await?;
        Ok(rows.into_iter().map(|row| (HandleId(row.handle_id), row.chats)).collect())
    }

    /// Messages of a handle since a time, both ways.
    ///
    /// # Errors
    /// As the database says.
    pub async fn messages_since(&self, id: HandleId, since: Timestamp) -> Result<u32> {
        let first = Position::first_at(since).0;
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar!(
            r#"SELECT count(*) AS "messages!: u32" FROM message WHERE position >= ? AND handle_id = ?"#,
            first,
            id.0,
        )
        .fetch_one(reader.connection()?)
        .await?)
    }
}

pub(crate) async fn disconnect(tx: &mut WriteTx, id: HandleId, now: Timestamp) -> Result<ChangeSet> {
    let done = sqlx::query!(
        "UPDATE handle SET disconnected_at = ?, epoch = epoch + 1, trouble = NULL, trouble_since = NULL,
           throttled_until = NULL, token_set_at = NULL, token_ends_at = NULL
         WHERE id = ? AND disconnected_at IS NULL",
        now.0,
        id.0,
    )
    .execute(tx.writing())
    .await?;
    if done.rows_affected() > 0 {
        interruptions::note(tx, id, None, now).await?;
        audit(tx, id, "disconnect", now).await?;
    }
    Ok(changed(id, done.rows_affected()))
}

impl Store {
    /// The handle was subscribed anew: whether webhooks come is seen from here on.
    ///
    /// # Errors
    /// As the database says.
    pub async fn expect_webhooks_anew(&self, id: HandleId, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let done = sqlx::query!(
                    "UPDATE handle SET last_webhook_at = NULL, webhooks_since = NULL WHERE id = ?",
                    id.0
                )
                .execute(tx.writing())
                .await?;
                audit(tx, id, "resubscribe", now).await?;
                Ok(changed(id, done.rows_affected()))
            })
        })
        .await
    }
}
