//! A handle is connected, for the first time or anew.

use domain::handle::{Flavour, HandleProfile};
use domain::ids::HandleId;
use domain::time::Timestamp;

use super::rejoined::forget_threads;
use super::{TokenFacts, audit, interruptions};
use crate::codes::code;
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store};

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
