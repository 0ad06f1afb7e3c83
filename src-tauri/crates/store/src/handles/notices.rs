//! What handles came to without a person, until one has seen it.

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::interruptions;
use crate::codes::{code, decode};
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store};

/// What a notice tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Handles were given access by the roll-out.
    AccessGranted,
    /// Somebody switched "Allow access to messages" off in Instagram (requirements, R31).
    MessageAccessOff,
    /// It is on again, and what was missed was fetched.
    MessageAccessBack,
    /// Soon after a sign-in Instagram stopped accepting those of other handles: choosing accounts anew replaces the choice
    /// before (lessons, 57).
    SignInLost,
    /// Somebody asked Meta for their data to be deleted, and it may be about these: Meta named an id that is not known here,
    /// as of the person who signed in with Facebook.
    DeletionAsked,
}

/// What happened to handles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its row.
    pub id: i64,
    /// What it tells.
    pub kind: NoticeKind,
    /// When it was noticed.
    pub at: Timestamp,
    /// Of message access that is back: since when it was off, at the latest.
    pub since: Option<Timestamp>,
    /// Of access that was given: the phase at the time.
    pub phase: Option<String>,
    /// Whom it is about.
    pub handles: Vec<Noticed>,
}

/// A handle of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// The handle.
    pub handle: HandleId,
    /// Its name.
    pub username: String,
    /// It has access, and a person keeps it off.
    pub kept_off: bool,
    /// Messages that were missed and then fetched.
    pub fetched: u32,
}

impl Store {
    /// All that nobody has seen yet, newest first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn notices(&self) -> Result<Vec<Notice>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            r#"SELECT n.id, n.at, n.kind, n.since, n.phase, h.id AS handle, h.username, o.kept_off,
                 o.fetched AS "fetched: u32"
               FROM notice AS n JOIN notice_handle AS o ON o.notice_id = n.id
                 JOIN handle AS h ON h.id = o.handle_id
               ORDER BY n.id DESC, h.id"#
        )
        .fetch_all(reader.connection()?)
        .await?;
        let mut notices: Vec<Notice> = Vec::new();
        for row in rows {
            let noticed = Noticed {
                handle: HandleId(row.handle),
                username: row.username,
                kept_off: row.kept_off == 1,
                fetched: row.fetched,
            };
            match notices.last_mut().filter(|notice| notice.id == row.id) {
                Some(notice) => notice.handles.push(noticed),
                None => notices.push(Notice {
                    id: row.id,
                    kind: decode(&row.kind, "notice.kind")?,
                    at: Timestamp(row.at),
                    since: row.since.map(Timestamp),
                    phase: row.phase,
                    handles: vec![noticed],
                }),
            }
        }
        Ok(notices)
    }

    /// Tells that a handle's sign-in was lost with another's, together with those that were told of and not seen yet.
    ///
    /// # Errors
    /// As the database says.
    pub async fn tell_sign_in_lost(&self, id: HandleId, now: Timestamp) -> Result<ChangeSet> {
        self.tell_together(NoticeKind::SignInLost, vec![id], now).await
    }

    /// Tells that a deletion was asked for which may be about these handles. Until that was seen, nobody says that it is
    /// done ([`Self::deletion_is_open`]).
    ///
    /// # Errors
    /// As the database says.
    pub async fn tell_deletion_asked(&self, ids: Vec<HandleId>, now: Timestamp) -> Result<ChangeSet> {
        self.tell_together(NoticeKind::DeletionAsked, ids, now).await
    }

    /// Whether a person has not seen yet to a deletion that may be about a handle which is still here.
    ///
    /// # Errors
    /// As the database says.
    pub async fn deletion_is_open(&self) -> Result<bool> {
        Ok(self.notices().await?.iter().any(|notice| notice.kind == NoticeKind::DeletionAsked))
    }

    /// Adds handles to the notice of this kind that was not seen yet, or to a new one.
    async fn tell_together(&self, kind: NoticeKind, ids: Vec<HandleId>, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let named = code(&kind);
                for id in &ids {
                    let open = sqlx::query_scalar!("SELECT max(id) FROM notice WHERE kind = ?", named)
                        .fetch_one(tx.reading())
                        .await?;
                    match open {
                        Some(notice) => add_to(tx, notice, *id, 0).await?,
                        None => add(tx, *id, kind, now, None, 0).await?,
                    }
                }
                Ok(ChangeSet { handles: ids.into_iter().collect(), ..ChangeSet::default() })
            })
        })
        .await
    }

    /// A notice was seen.
    ///
    /// # Errors
    /// As the database says.
    pub async fn dismiss_notice(&self, id: i64) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query!("DELETE FROM notice WHERE id = ?", id).execute(tx.writing()).await?;
                Ok(())
            })
        })
        .await
    }
}

/// Tells once that message access went, and once that it came back, whatever other trouble lies between (requirements,
/// R31). Of a handle that was never read nothing is told: its access did not go, it was never there. Answers whether
/// there is something new to tell.
pub(super) async fn tell_message_access(
    tx: &mut WriteTx,
    id: HandleId,
    trouble: Option<Trouble>,
    now: Timestamp,
) -> Result<bool> {
    match trouble {
        Some(Trouble::AccessOff) => tell_off(tx, id, now).await,
        None => tell_back(tx, id, now).await,
        Some(_) => Ok(false),
    }
}

async fn tell_off(tx: &mut WriteTx, id: HandleId, now: Timestamp) -> Result<bool> {
    let done = sqlx::query!(
        "UPDATE handle SET access_off_from = last_synced_at
         WHERE id = ? AND access_off_from IS NULL AND last_synced_at IS NOT NULL",
        id.0
    )
    .execute(tx.writing())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    add(tx, id, NoticeKind::MessageAccessOff, now, None, 0).await?;
    Ok(true)
}

async fn tell_back(tx: &mut WriteTx, id: HandleId, now: Timestamp) -> Result<bool> {
    let from = sqlx::query_scalar!("SELECT access_off_from FROM handle WHERE id = ?", id.0)
        .fetch_optional(tx.reading())
        .await?;
    let Some(from) = from.flatten().map(Timestamp) else { return Ok(false) };
    let off = code(&NoticeKind::MessageAccessOff);
    let told = sqlx::query_scalar!(
        "SELECT n.at FROM notice AS n JOIN notice_handle AS o ON o.notice_id = n.id
         WHERE o.handle_id = ? AND n.kind = ?",
        id.0,
        off
    )
    .fetch_optional(tx.reading())
    .await?;
    // One line says both to who was away meanwhile.
    sqlx::query!(
        "DELETE FROM notice WHERE kind = ?2 AND id IN (SELECT notice_id FROM notice_handle WHERE handle_id = ?1)",
        id.0,
        off
    )
    .execute(tx.writing())
    .await?;
    sqlx::query!("UPDATE handle SET access_off_from = NULL WHERE id = ?", id.0).execute(tx.writing()).await?;
    let (fetched, _) = interruptions::counted(tx, id, from, Some(now)).await?;
    let since = told.map_or(from, Timestamp);
    add(tx, id, NoticeKind::MessageAccessBack, now, Some(since), fetched).await?;
    Ok(true)
}

async fn add(
    tx: &mut WriteTx,
    handle: HandleId,
    kind: NoticeKind,
    now: Timestamp,
    since: Option<Timestamp>,
    fetched: u32,
) -> Result<()> {
    let (kind, since) = (code(&kind), since.map(|at| at.0));
    let notice = sqlx::query_scalar!(
        "INSERT INTO notice (at, kind, since) VALUES (?, ?, ?) RETURNING id",
        now.0,
        kind,
        since
    )
    .fetch_one(tx.writing())
    .await?;
    add_to(tx, notice, handle, fetched).await
}

async fn add_to(tx: &mut WriteTx, notice: i64, handle: HandleId, fetched: u32) -> Result<()> {
    sqlx::query!(
        "INSERT OR IGNORE INTO notice_handle (notice_id, handle_id, kept_off, fetched) VALUES (?, ?, 0, ?)",
        notice,
        handle.0,
        fetched
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}
