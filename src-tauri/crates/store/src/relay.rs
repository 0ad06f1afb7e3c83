//! The relay that this laptop is paired with. Its keys are in the keychain.

use domain::ids::HandleId;
use domain::time::Timestamp;

use crate::codes::json_list;
use crate::handles::{StreamCursor, save_stream_cursor};
use crate::{Result, Store, StoreError};

/// A pairing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// The relay's public address.
    pub address: String,
    /// What it signs with.
    pub key: String,
    /// What it calls this laptop.
    pub device: String,
    /// What a person called this laptop.
    pub name: String,
    /// What the organisation is called.
    pub organisation: String,
    /// The handles' account ids that this laptop may follow; `None` is all.
    pub may_follow: Option<Vec<String>>,
    /// When it was paired.
    pub paired_at: Timestamp,
}

impl Pairing {
    /// Whether this laptop was paired for what Meta knows by this id.
    #[must_use]
    pub fn may_follow(&self, id: &str) -> bool {
        self.may_follow.as_ref().is_none_or(|ids| ids.iter().any(|one| one == id))
    }
}

impl Store {
    /// The relay that this laptop is paired with.
    ///
    /// # Errors
    /// As the database says.
    pub async fn pairing(&self) -> Result<Option<Pairing>> {
        let mut reader = self.reader().await?;
        let row =
            sqlx::query!("SELECT address, key, device, name, organisation, may_follow, paired_at FROM relay")
                .fetch_optional(reader.connection()?)
                .await?;
        let Some(row) = row else { return Ok(None) };
        let may_follow = row.may_follow.map(|list| serde_json::from_str(&list)).transpose();
        Ok(Some(Pairing {
            address: row.address,
            key: row.key,
            device: row.device,
            name: row.name,
            organisation: row.organisation,
            may_follow: may_follow.map_err(|_| StoreError::Unreadable("relay.may_follow"))?,
            paired_at: Timestamp(row.paired_at),
        }))
    }

    /// Writes a pairing down, in place of another, with the place from which the stream is followed.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_pairing(&self, pairing: Pairing, from: StreamCursor) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let may_follow = pairing.may_follow.map(json_list);
                sqlx::query!(
                    "INSERT OR REPLACE INTO relay
                       (one, address, key, device, name, organisation, may_follow, paired_at)
                     VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                    pairing.address,
                    pairing.key,
                    pairing.device,
                    pairing.name,
                    pairing.organisation,
                    may_follow,
                    pairing.paired_at.0,
                )
                .execute(tx.writing())
                .await?;
                save_stream_cursor(tx, &from).await
            })
        })
        .await
    }

    /// Forgets the pairing and the place in its stream.
    ///
    /// # Errors
    /// As the database says.
    pub async fn forget_pairing(&self) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query!("DELETE FROM relay").execute(tx.writing()).await?;
                sqlx::query!("DELETE FROM stream_cursor").execute(tx.writing()).await?;
                sqlx::query!("DELETE FROM deletion_asked").execute(tx.writing()).await?;
                sqlx::query!(
                    "UPDATE handle SET unsubscribed_since = NULL WHERE unsubscribed_since IS NOT NULL"
                )
                .execute(tx.writing())
                .await?;
                Ok(())
            })
        })
        .await
    }
}

/// A deletion that Meta asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletionAsked {
    /// The code under which the person looks how far it is.
    pub code: String,
    /// The handle that it is about, if it was one of ours; perhaps gone already.
    pub handle: Option<HandleId>,
}

impl Store {
    /// Writes down that Meta asked for a handle to be deleted. The same request again changes nothing.
    ///
    /// # Errors
    /// As the database says.
    pub async fn note_deletion(&self, code: String, handle: Option<HandleId>, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let handle = handle.map(|id| id.0);
                sqlx::query!(
                    "INSERT OR IGNORE INTO deletion_asked (code, handle_id, at) VALUES (?, ?, ?)",
                    code,
                    handle,
                    now.0,
                )
                .execute(tx.writing())
                .await?;
                Ok(())
            })
        })
        .await
    }

    /// Deletions that the relay was not told of yet.
    ///
    /// # Errors
    /// As the database says.
    pub async fn deletions_asked(&self) -> Result<Vec<DeletionAsked>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!("SELECT code, handle_id FROM deletion_asked ORDER BY at")
            .fetch_all(reader.connection()?)
            .await?;
        let asked =
            rows.into_iter().map(|row| DeletionAsked { code: row.code, handle: row.handle_id.map(HandleId) });
        Ok(asked.collect())
    }

    /// The relay was told.
    ///
    /// # Errors
    /// As the database says.
    pub async fn end_deletion(&self, code: String) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query!("DELETE FROM deletion_asked WHERE code = ?", code).execute(tx.writing()).await?;
                Ok(())
            })
        })
        .await
    }
}
