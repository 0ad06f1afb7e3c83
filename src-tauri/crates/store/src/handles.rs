//! Handles: one row each, kept with its history when it is connected anew.

mod access;
mod app;
mod arrivals;
mod connected;
mod disconnected;
mod interruptions;
mod missed;
mod notices;
mod pauses;
mod reading;
mod rejoined;
mod row;
mod settings;
mod sync;

pub use access::{Grant, Granted};
pub use arrivals::Arrivals;
pub(crate) use disconnected::disconnect;
pub use interruptions::{Cause, Interruption};
pub(crate) use missed::note as note_missed;
pub use missed::{Missed, MissedWhy};
pub use notices::{Notice, NoticeKind, Noticed};
pub use pauses::Pause;
pub(crate) use row::promises;
pub use row::{HandleRow, TokenFacts};
pub use settings::{HandleSetting, HandleSettings};
pub use sync::{StreamCursor, SyncState, Synced};
pub(crate) use sync::{save_stream_cursor, save_sync};

use domain::handle::{HandleProfile, Trouble};
use domain::ids::{HandleId, IgId};
use domain::time::Timestamp;
use row::RawHandle;
use serde::{Deserialize, Serialize};

use crate::codes::code;
use crate::journal::{self, AuditEntry};
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store};

/// What happens to messages that were missed while a handle was switched off (requirements, R35).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResumeMode {
    /// Begin with what comes from now on.
    FromNow,
    /// Also fetch what was missed.
    FetchMissed,
}

impl Store {
    /// All handles, in the order that a person gave them; the others after them, as they were connected.
    ///
    /// # Errors
    /// As the database says.
    pub async fn handles(&self) -> Result<Vec<HandleRow>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query_as!(RawHandle, "SELECT * FROM handle ORDER BY ord IS NULL, ord, id")
            .fetch_all(reader.connection()?)
            .await?;
        rows.into_iter().map(HandleRow::try_from).collect()
    }

    /// One handle.
    ///
    /// # Errors
    /// As the database says.
    pub async fn handle(&self, id: HandleId) -> Result<Option<HandleRow>> {
        let mut reader = self.reader().await?;
        let row = sqlx::query_as!(RawHandle, "SELECT * FROM handle WHERE id = ?", id.0)
            .fetch_optional(reader.connection()?)
            .await?;
        row.map(HandleRow::try_from).transpose()
    }

    /// How many handles are read ([`HandleRow::on`]).
    ///
    /// # Errors
    /// As the database says.
    pub async fn count_on(&self) -> Result<u32> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar!(
            r#"SELECT count(*) AS "on!: u32" FROM handle
               WHERE receives = 1 AND disconnected_at IS NULL AND waiting_since IS NULL"#
        )
        .fetch_one(reader.connection()?)
        .await?)
    }

    /// The handle with Instagram's id.
    ///
    /// # Errors
    /// As the database says.
    pub async fn handle_by_ig_id(&self, ig_id: &IgId) -> Result<Option<HandleRow>> {
        let mut reader = self.reader().await?;
        let row = sqlx::query_as!(RawHandle, "SELECT * FROM handle WHERE ig_id = ?", ig_id.0)
            .fetch_optional(reader.connection()?)
            .await?;
        row.map(HandleRow::try_from).transpose()
    }

    /// Moves the person's switch. The epoch goes up in the same transaction, so that nothing that began before is
    /// still written after it. A switch that is there already changes nothing.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_on(&self, id: HandleId, on: bool, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| Box::pin(async move { set_on(tx, id, on, now).await })).await
    }

    /// Writes down what is wrong with a handle, or that nothing is. The time of the same trouble stays.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_trouble(
        &self,
        id: HandleId,
        trouble: Option<Trouble>,
        now: Timestamp,
    ) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let since = trouble.map(|_| now.0);
                let silent = trouble.filter(|trouble| !trouble.still_receives());
                let found = trouble;
                let trouble = trouble.as_ref().map(code);
                let done = sqlx::query!(
                    "UPDATE handle SET trouble = ?1, trouble_since = ?2 WHERE id = ?3 AND trouble IS NOT ?1",
                    trouble,
                    since,
                    id.0,
                )
                .execute(tx.writing())
                .await?;
                if done.rows_affected() > 0 {
                    interruptions::note(tx, id, silent, now).await?;
                }
                let told = notices::tell_message_access(tx, id, found, now).await?;
                Ok(changed(id, done.rows_affected() + u64::from(told)))
            })
        })
        .await
    }

    /// Writes down a new token's facts.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_token_facts(&self, id: HandleId, token: TokenFacts) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let (set_at, ends_at) = (token.set_at.map(|at| at.0), token.ends_at.map(|at| at.0));
                let done = sqlx::query!(
                    "UPDATE handle SET token_set_at = ?, token_ends_at = ? WHERE id = ?",
                    set_at,
                    ends_at,
                    id.0,
                )
                .execute(tx.writing())
                .await?;
                Ok(changed(id, done.rows_affected()))
            })
        })
        .await
    }

    /// Writes down what Instagram now says of a connected handle (renamed, new picture).
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_handle_profile(
        &self,
        id: HandleId,
        profile: HandleProfile,
        now: Timestamp,
    ) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let account_type = profile.account_type.as_ref().map(code);
                let done = sqlx::query!(
                    "UPDATE handle SET username = ?, name = ?, account_type = coalesce(?, account_type),
                       followers = coalesce(?, followers), picture_url = ?, profile_read_at = ? WHERE id = ?",
                    profile.username,
                    profile.name,
                    account_type,
                    profile.followers,
                    profile.picture_url,
                    now.0,
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

/// Whether work of this epoch may still write: the handle is on and nothing happened to it since.
pub(crate) async fn accepts(tx: &mut impl Reads, id: HandleId, epoch: i64) -> Result<bool> {
    let accepts = sqlx::query_scalar!(
        r#"SELECT receives = 1 AND disconnected_at IS NULL AND waiting_since IS NULL AND epoch = ?
             AS "accepts!: bool" FROM handle WHERE id = ?"#,
        epoch,
        id.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    Ok(accepts == Some(true))
}

/// Writes down that reading found a new message of a person.
pub(crate) async fn save_last_poll(tx: &mut WriteTx, id: HandleId, now: Timestamp) -> Result<()> {
    sqlx::query!("UPDATE handle SET last_poll_at = ? WHERE id = ?", now.0, id.0)
        .execute(tx.writing())
        .await?;
    Ok(())
}

/// Writes down that something new of a handle came in.
pub(crate) async fn save_last_event(tx: &mut WriteTx, id: HandleId, now: Timestamp) -> Result<()> {
    sqlx::query!("UPDATE handle SET last_event_at = ? WHERE id = ?", now.0, id.0)
        .execute(tx.writing())
        .await?;
    Ok(())
}

/// Writes down that a webhook told of a handle, new or not.
pub(crate) async fn save_last_webhook(tx: &mut WriteTx, id: HandleId, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "UPDATE handle SET last_webhook_at = ?1, webhooks_since = coalesce(webhooks_since, ?1) WHERE id = ?2",
        now.0,
        id.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

async fn set_on(tx: &mut WriteTx, id: HandleId, on: bool, now: Timestamp) -> Result<ChangeSet> {
    let done = sqlx::query!(
        "UPDATE handle SET receives = ?1, epoch = epoch + 1,
           paused_at = CASE WHEN ?1 THEN paused_at ELSE ?2 END
         WHERE id = ?3 AND receives <> ?1",
        on,
        now.0,
        id.0,
    )
    .execute(tx.writing())
    .await?;
    if done.rows_affected() > 0 {
        audit(tx, id, if on { "switch_on" } else { "switch_off" }, now).await?;
    }
    Ok(changed(id, done.rows_affected()))
}

async fn audit(tx: &mut WriteTx, id: HandleId, action: &str, now: Timestamp) -> Result<()> {
    let entry = AuditEntry { at: now, action: action.into(), handle: Some(id), outcome: "done".into() };
    journal::append(tx, &entry).await
}

fn changed(id: HandleId, rows: u64) -> ChangeSet {
    if rows == 0 { ChangeSet::default() } else { ChangeSet::handle(id) }
}
