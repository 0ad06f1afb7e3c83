//! Handles: one row each, kept with its history when it is connected anew.

mod access;
mod app;
mod arrivals;
mod disconnected;
mod interruptions;
mod missed;
mod notices;
mod pauses;
mod reading;
mod rejoined;
mod settings;
mod sync;

pub use access::{Grant, Granted};
pub use arrivals::Arrivals;
pub(crate) use disconnected::disconnect;
pub use interruptions::{Cause, Interruption};
pub use missed::{Missed, MissedWhy};
pub use notices::{Notice, NoticeKind, Noticed};
pub use pauses::Pause;
pub use settings::HandleSettings;
pub use sync::{KnownThread, StreamCursor, SyncState};
pub(crate) use sync::{save_stream_cursor, save_sync};

use domain::handle::{Flavour, Handle, HandleProfile, Trouble};
use domain::ids::{HandleId, IgId};
use domain::time::Timestamp;
use rejoined::forget_threads;
use serde::{Deserialize, Serialize};

use crate::codes::{code, decode, decode_some};
use crate::journal::{self, AuditEntry};
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store, StoreError};

/// All that is known about a handle. Its token is in the keychain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandleRow {
    /// Our row.
    pub id: HandleId,
    /// What Instagram says of it.
    pub profile: HandleProfile,
    /// The API that it is connected through.
    pub flavour: Flavour,
    /// The linked Page's id, with Facebook Login.
    pub page_id: Option<String>,
    /// The Meta app that its token belongs to, as its webhook subscription names it: tells what this app wrote from what
    /// another tool did.
    pub app_id: Option<String>,
    /// When it was last connected by the other flavour: threads, messages and people from before may have other ids now
    /// (ADR 9).
    pub rejoined_at: Option<Timestamp>,
    /// Whether it is read: switched on, not disconnected, and not waiting for access.
    pub on: bool,
    /// The person's switch.
    pub switched_on: bool,
    /// Goes up with every move of the switch and every new connection.
    pub epoch: i64,
    /// What is wrong, if anything.
    pub trouble: Option<Trouble>,
    /// Since when.
    pub trouble_since: Option<Timestamp>,
    /// Instagram asked for no calls before this.
    pub throttled_until: Option<Timestamp>,
    /// Since when Instagram answers reads with an empty list: perhaps there is nothing, perhaps it is kept from us
    /// (instagram-platform, section 2.3).
    pub empty_since: Option<Timestamp>,
    /// When the present token was stored and when it ends.
    pub token: TokenFacts,
    /// When the handle was connected first.
    pub connected_at: Timestamp,
    /// When it was last switched off.
    pub paused_at: Option<Timestamp>,
    /// How far reading has come.
    pub sync: SyncState,
    /// When anything new of it last came in, by our clock.
    pub last_event_at: Option<Timestamp>,
    /// When a webhook last told anything of it, by our clock.
    pub last_webhook_at: Option<Timestamp>,
    /// When a webhook first did: since then webhooks are expected.
    pub webhooks_since: Option<Timestamp>,
    /// When reading last found a new message of a person, by our clock.
    pub last_poll_at: Option<Timestamp>,
    /// Since when Instagram says that it sends no webhooks of it to us, although a relay is there to take them.
    pub unsubscribed_since: Option<Timestamp>,
    /// When Instagram last said who it is and how many follow it.
    pub profile_read_at: Option<Timestamp>,
    /// When a person ended its sign-in here.
    pub disconnected_at: Option<Timestamp>,
    /// It was in the alpha.
    pub alpha: bool,
    /// It was activated in Early Access.
    pub early_access: bool,
    /// Since when it has access.
    pub granted_at: Option<Timestamp>,
    /// Since when it waits for access.
    pub waiting_since: Option<Timestamp>,
    /// It has access and is outside the bounds.
    pub drifted: bool,
    /// What a person set for it.
    pub settings: HandleSettings,
    /// Message access is off in Instagram, and a person was told: from when on messages were missed.
    pub access_off_from: Option<Timestamp>,
}

impl HandleRow {
    /// The handle as the engine works with it.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle {
            id: self.id,
            ig_id: self.profile.ig_id.clone(),
            username: self.profile.username.clone(),
            flavour: self.flavour,
            page_id: self.page_id.clone(),
            on: self.on,
            epoch: self.epoch,
        }
    }
}

/// What is known about a token, without the token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TokenFacts {
    /// When it was stored.
    pub set_at: Option<Timestamp>,
    /// When it ends, if Instagram said it.
    pub ends_at: Option<Timestamp>,
}

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
    /// Adds a connected handle, switched on; a known one keeps its row, its history and its switch, and gets a new
    /// epoch.
    ///
    /// # Errors
    /// As the database says.
    pub async fn upsert_connected(
        &self,
        profile: HandleProfile,
        flavour: Flavour,
        token: TokenFacts,
        now: Timestamp,
    ) -> Result<(HandleId, ChangeSet)> {
        let id = self
            .write(move |tx| Box::pin(async move { upsert(tx, &profile, flavour, token, now).await }))
            .await?;
        Ok((id, ChangeSet { lists: true, ..ChangeSet::handle(id) }))
    }

    /// All handles, in the order that a person gave them; the others after them, as they were connected.
    ///
    /// # Errors
    /// As the database says.
    pub async fn handles(&self) -> Result<Vec<HandleRow>> {
        let mut reader = self.reader().await?;
        let mut tx = reader.begin().await?;
        let rows = sqlx::query_as!(RawHandle, "SELECT * FROM handle ORDER BY ord IS NULL, ord, id")
            .fetch_all(tx.reading())
            .await?;
        rows.into_iter().map(HandleRow::try_from).collect()
    }

    /// One handle.
    ///
    /// # Errors
    /// As the database says.
    pub async fn handle(&self, id: HandleId) -> Result<Option<HandleRow>> {
        let mut reader = self.reader().await?;
        let mut tx = reader.begin().await?;
        let row = sqlx::query_as!(RawHandle, "SELECT * FROM handle WHERE id = ?", id.0)
            .fetch_optional(tx.reading())
            .await?;
        row.map(HandleRow::try_from).transpose()
    }

    /// The handle with Instagram's id.
    ///
    /// # Errors
    /// As the database says.
    pub async fn handle_by_ig_id(&self, ig_id: &IgId) -> Result<Option<HandleRow>> {
        let mut reader = self.reader().await?;
        let mut tx = reader.begin().await?;
        let row = sqlx::query_as!(RawHandle, "SELECT * FROM handle WHERE ig_id = ?", ig_id.0)
            .fetch_optional(tx.reading())
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

async fn upsert(
    tx: &mut WriteTx,
    profile: &HandleProfile,
    flavour: Flavour,
    token: TokenFacts,
    now: Timestamp,
) -> Result<HandleId> {
    // With Facebook Login the second id of the profile is the Page's.
    let (page_id, app_scoped_id) = match flavour {
        Flavour::FacebookLogin => (profile.app_scoped_id.as_deref(), None),
        Flavour::InstagramLogin => (None, profile.app_scoped_id.as_deref()),
    };
    let flavour = code(&flavour);
    let account_type = profile.account_type.as_ref().map(code);
    let (set_at, ends_at) = (token.set_at.unwrap_or(now).0, token.ends_at.map(|at| at.0));
    let row = sqlx::query!(
        r#"INSERT INTO handle (id, ig_id, app_scoped_id, username, name, account_type, followers, picture_url,
           flavour, token_set_at, token_ends_at, connected_at, page_id, profile_read_at)
         VALUES ((SELECT id FROM next_id WHERE kind = 'handle'), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?11)
         ON CONFLICT (ig_id) DO UPDATE SET
           app_scoped_id = coalesce(excluded.app_scoped_id, app_scoped_id), username = excluded.username,
           name = excluded.name, account_type = coalesce(excluded.account_type, account_type),
           followers = coalesce(excluded.followers, followers), picture_url = excluded.picture_url,
           page_id = excluded.page_id,
           rejoined_at = CASE WHEN flavour = excluded.flavour THEN rejoined_at ELSE excluded.connected_at END,
           watermark = CASE WHEN flavour = excluded.flavour THEN watermark END,
           page_cursor = CASE WHEN flavour = excluded.flavour THEN page_cursor END,
           throttled_until = NULL, empty_since = NULL,
           flavour = excluded.flavour, token_set_at = excluded.token_set_at,
           token_ends_at = excluded.token_ends_at, epoch = epoch + 1,
           trouble = NULL, trouble_since = NULL, catching_up = 1,
           disconnected_at = NULL, profile_read_at = excluded.profile_read_at
         RETURNING id AS "id!", epoch AS "epoch!", rejoined_at"#,
        profile.ig_id.0,
        app_scoped_id,
        profile.username,
        profile.name,
        account_type,
        profile.followers,
        profile.picture_url,
        flavour,
        set_at,
        ends_at,
        now.0,
        page_id,
    )
    .fetch_one(tx.writing())
    .await?;
    let id = HandleId(row.id);
    interruptions::note(tx, id, None, now).await?;
    if row.rejoined_at == Some(now.0) {
        forget_threads(tx, id).await?;
    }
    audit(tx, id, if row.epoch == 1 { "connect" } else { "reconnect" }, now).await?;
    Ok(id)
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

/// The row as the database has it.
#[expect(dead_code, reason = "`*` names every column; the order is the statement's")]
struct RawHandle {
    id: i64,
    ig_id: String,
    app_scoped_id: Option<String>,
    username: String,
    name: Option<String>,
    account_type: Option<String>,
    followers: Option<i64>,
    picture_url: Option<String>,
    flavour: String,
    page_id: Option<String>,
    app_id: Option<String>,
    rejoined_at: Option<i64>,
    receives: i64,
    epoch: i64,
    trouble: Option<String>,
    trouble_since: Option<i64>,
    throttled_until: Option<i64>,
    empty_since: Option<i64>,
    token_set_at: Option<i64>,
    token_ends_at: Option<i64>,
    connected_at: i64,
    paused_at: Option<i64>,
    catching_up: i64,
    page_cursor: Option<String>,
    watermark: Option<i64>,
    last_synced_at: Option<i64>,
    last_event_at: Option<i64>,
    last_webhook_at: Option<i64>,
    webhooks_since: Option<i64>,
    last_poll_at: Option<i64>,
    unsubscribed_since: Option<i64>,
    profile_read_at: Option<i64>,
    disconnected_at: Option<i64>,
    alpha: i64,
    early_access: i64,
    granted_at: Option<i64>,
    waiting_since: Option<i64>,
    drifted: i64,
    brand: Option<String>,
    ord: Option<i64>,
    mentions_need_reply: i64,
    disposition_required: i64,
    access_off_from: Option<i64>,
    time_zone: Option<String>,
}

impl TryFrom<RawHandle> for HandleRow {
    type Error = StoreError;

    fn try_from(raw: RawHandle) -> Result<Self> {
        Ok(Self {
            id: HandleId(raw.id),
            profile: HandleProfile {
                ig_id: IgId(raw.ig_id),
                app_scoped_id: raw.app_scoped_id,
                username: raw.username,
                name: raw.name,
                account_type: decode_some(raw.account_type.as_deref(), "handle.account_type")?,
                followers: raw.followers,
                picture_url: raw.picture_url,
            },
            flavour: decode(&raw.flavour, "handle.flavour")?,
            page_id: raw.page_id,
            app_id: raw.app_id,
            rejoined_at: raw.rejoined_at.map(Timestamp),
            on: raw.receives == 1 && raw.disconnected_at.is_none() && raw.waiting_since.is_none(),
            switched_on: raw.receives == 1,
            epoch: raw.epoch,
            trouble: decode_some(raw.trouble.as_deref(), "handle.trouble")?,
            trouble_since: raw.trouble_since.map(Timestamp),
            throttled_until: raw.throttled_until.map(Timestamp),
            empty_since: raw.empty_since.map(Timestamp),
            token: TokenFacts {
                set_at: raw.token_set_at.map(Timestamp),
                ends_at: raw.token_ends_at.map(Timestamp),
            },
            connected_at: Timestamp(raw.connected_at),
            paused_at: raw.paused_at.map(Timestamp),
            sync: SyncState {
                catching_up: raw.catching_up == 1,
                page_cursor: raw.page_cursor,
                watermark: raw.watermark.map(Timestamp),
                last_synced_at: raw.last_synced_at.map(Timestamp),
            },
            last_event_at: raw.last_event_at.map(Timestamp),
            last_webhook_at: raw.last_webhook_at.map(Timestamp),
            webhooks_since: raw.webhooks_since.map(Timestamp),
            last_poll_at: raw.last_poll_at.map(Timestamp),
            unsubscribed_since: raw.unsubscribed_since.map(Timestamp),
            profile_read_at: raw.profile_read_at.map(Timestamp),
            disconnected_at: raw.disconnected_at.map(Timestamp),
            alpha: raw.alpha == 1,
            early_access: raw.early_access == 1,
            granted_at: raw.granted_at.map(Timestamp),
            waiting_since: raw.waiting_since.map(Timestamp),
            drifted: raw.drifted == 1,
            settings: HandleSettings {
                brand: raw.brand,
                mentions_need_reply: raw.mentions_need_reply == 1,
                disposition_required: raw.disposition_required == 1,
                time_zone: raw.time_zone,
            },
            access_off_from: raw.access_off_from.map(Timestamp),
        })
    }
}
