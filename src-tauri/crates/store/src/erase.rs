//! Deleting from this computer: a handle with everything of it, one person (requirements, R36 and R37), or what was in
//! the bin for long enough.
//!
//! What is to go is written down first, so that a crash in between goes on at the next start. Then it goes in small
//! steps, children before parents and each text with its words in the search index; and at the end the file is written
//! anew and the log, which still has it all, is emptied (ADR 17).

mod bin;
mod handle;
mod person;

use domain::ids::{ConversationId, HandleId, IgId};
use domain::time::{DAY, Timestamp};

use crate::codes::json_list;
use crate::open::files;
use crate::search::index_entry;
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, StoreError};

/// Rows of a step: short enough for other writes in between.
const STEP: i64 = 500;
/// Files of a step: each can have 25 MB.
const FILES: i64 = 8;
/// The setting that says from when on the file is to be written anew.
const OWED: &str = "rewrite_owed";
/// What goes by itself, day by day, leaves the file to be written anew so much later: nothing else is written meanwhile.
const BY_ITSELF_LATER_MS: i64 = DAY;
/// Of the file's size so many times: for the new one, and for the log through which it takes the old one's place.
const ROOM: u64 = 2;

/// Something that is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Its row.
    pub id: i64,
    /// The handle that goes, or whose person does.
    pub handle: HandleId,
    /// For a handle: its id at Instagram, under which its token is kept.
    pub ig_id: Option<IgId>,
    /// Its rows are gone: only its token is left.
    pub rows_gone: bool,
    /// For a person: their row.
    person: Option<i64>,
    /// Nobody asked: the person's conversation was in the bin for long enough.
    by_itself: bool,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Conversations.
    pub conversations: u32,
    /// Messages.
    pub messages: u32,
    /// Drafts.
    pub drafts: u32,
    /// Replies that are not settled.
    pub open_replies: u32,
    /// Attached files.
    pub files: u32,
    /// Saved replies that are for this handle alone.
    pub saved_replies: u32,
}

impl Store {
    /// How much there is of a handle.
    ///
    /// # Errors
    /// As the database says.
    pub async fn footprint_of_handle(&self, id: HandleId) -> Result<Footprint> {
        self.footprint(id.0, None).await
    }

    /// How much there is of a conversation's person.
    ///
    /// # Errors
    /// As the database says.
    pub async fn footprint_of_person(&self, id: ConversationId) -> Result<Footprint> {
        let handle = self.conversation(id).await?.ok_or(StoreError::NotFound("conversation"))?.handle;
        self.footprint(handle.0, Some(id.0)).await
    }

    async fn footprint(&self, handle: i64, conversation: Option<i64>) -> Result<Footprint> {
        let mut reader = self.reader().await?;
        let row = sqlx::query!(
            r#"WITH here AS (SELECT id FROM conversation WHERE handle_id = ?1 AND (?2 IS NULL OR id = ?2))
               SELECT (SELECT count(*) FROM here) AS "conversations!: u32",
                 (SELECT count(*) FROM message WHERE conversation_id IN here) AS "messages!: u32",
                 (SELECT count(*) FROM draft WHERE conversation_id IN here) AS "drafts!: u32",
                 (SELECT count(*) FROM outbox WHERE conversation_id IN here
                   AND state NOT IN ('sent', 'cancelled')) AS "open_replies!: u32",
                 (SELECT count(*) FROM upload WHERE conversation_id IN here) AS "files!: u32",
                 (SELECT count(*) FROM saved_reply WHERE handle_id = ?1 AND ?2 IS NULL) AS "saved_replies!: u32""#,
            handle,
            conversation,
        )
        .fetch_one(reader.connection()?)
        .await?;
        Ok(Footprint {
            conversations: row.conversations,
            messages: row.messages,
            drafts: row.drafts,
            open_replies: row.open_replies,
            files: row.files,
            saved_replies: row.saved_replies,
        })
    }

    /// What is still to go, oldest first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn erasures(&self) -> Result<Vec<Erasure>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            "SELECT id, handle_id, ig_id, person_id, rows_gone, from_bin FROM erasure ORDER BY id"
        )
        .fetch_all(reader.connection()?)
        .await?;
        let erasures = rows.into_iter().map(|row| Erasure {
            id: row.id,
            handle: HandleId(row.handle_id),
            ig_id: row.ig_id.map(IgId),
            rows_gone: row.rows_gone == 1,
            person: row.person_id,
            by_itself: row.from_bin == 1,
        });
        Ok(erasures.collect())
    }

    /// Deletes a piece. Answers whether there may be more.
    ///
    /// # Errors
    /// As the database says; what was deleted before stays deleted.
    pub async fn erase_some(&self, erasure: &Erasure) -> Result<bool> {
        let erasure = erasure.clone();
        self.write(move |tx| {
            Box::pin(async move {
                let some = match erasure.person {
                    Some(person) => person::some(tx, erasure.handle, person).await?,
                    None => handle::some(tx, erasure.handle).await?,
                };
                if !some {
                    sqlx::query!("UPDATE erasure SET rows_gone = 1 WHERE id = ?", erasure.id)
                        .execute(tx.writing())
                        .await?;
                }
                tx.purged();
                Ok(some)
            })
        })
        .await
    }

    /// All of these are gone, their tokens too. What is left of them within the file's pages goes with
    /// [`Store::rewrite_what_is_owed`].
    ///
    /// # Errors
    /// As the database says.
    pub async fn end_erasures(&self, erasures: Vec<Erasure>, now: Timestamp) -> Result<ChangeSet> {
        let handles = erasures.iter().map(|erasure| erasure.handle).collect();
        let later = if erasures.iter().all(|erasure| erasure.by_itself) { BY_ITSELF_LATER_MS } else { 0 };
        let from = now.plus(later).0.to_string();
        self.write(move |tx| {
            Box::pin(async move {
                for erasure in erasures {
                    sqlx::query!("DELETE FROM erasure WHERE id = ?", erasure.id)
                        .execute(tx.writing())
                        .await?;
                }
                sqlx::query!(
                    "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
                     WHERE CAST(excluded.value AS INTEGER) < CAST(setting.value AS INTEGER)",
                    OWED,
                    from,
                )
                .execute(tx.writing())
                .await?;
                tx.purged();
                Ok(())
            })
        })
        .await?;
        Ok(ChangeSet { handles, lists: true, outbox: true, saved_replies: true, ..ChangeSet::default() })
    }

    /// From when on the file is to be written anew; `None` when nothing went since it was.
    ///
    /// # Errors
    /// As the database says.
    pub async fn rewrite_owed(&self) -> Result<Option<Timestamp>> {
        let owed = self.setting(OWED).await?;
        Ok(owed.and_then(|from| from.parse().ok()).map(Timestamp))
    }

    /// Writes the file and its search index anew, if that is owed by now, and removes what a migration left beside it. It
    /// takes as long as the file is large, and nothing else is written meanwhile.
    ///
    /// # Errors
    /// As the database says; it is owed still. [`StoreError::DiskFull`] when there is no room for it: then nothing was
    /// tried.
    pub async fn rewrite_what_is_owed(&self, now: Timestamp) -> Result<()> {
        if self.rewrite_owed().await?.is_none_or(|from| from > now) {
            return Ok(());
        }
        self.remove_copies().await?;
        if !self.has_room_for(ROOM * self.size()).await {
            return Err(StoreError::DiskFull);
        }
        self.write(|tx| {
            Box::pin(async move {
                rewrite_index(tx).await?;
                tx.purged();
                Ok(())
            })
        })
        .await?;
        self.rewrite().await?;
        self.set_setting(OWED, None).await
    }

    /// How large the file is, in bytes, without its log.
    #[must_use]
    pub fn size(&self) -> u64 {
        std::fs::metadata(self.path()).map_or(0, |file| file.len())
    }

    /// Whether there is so much room beside the file, as far as the system says. On a thread of its own, since a failing
    /// disk can keep it waiting.
    async fn has_room_for(&self, bytes: u64) -> bool {
        let database = self.path().to_owned();
        tokio::task::spawn_blocking(move || files::has_room_beside(&database, bytes)).await.unwrap_or(false)
    }
}

/// A message, as far as the search index and the reactions know it.
struct Message {
    id: i64,
    mid: String,
    position: Option<i64>,
    text: Option<String>,
}

/// Deletes messages with their words in the index, which keeps no text of its own and is told what to remove.
async fn erase_messages(tx: &mut WriteTx, handle: HandleId, messages: &[Message]) -> Result<()> {
    for message in messages {
        let words = message.text.as_deref().and_then(|text| index_entry(handle, text));
        let (Some(position), Some(words)) = (message.position, words) else { continue };
        sqlx::query!(
            "INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', ?, ?)",
            position,
            words,
        )
        .execute(tx.writing())
        .await?;
    }
    let mids = json_list(messages.iter().map(|message| message.mid.as_str()));
    sqlx::query!(
        "DELETE FROM reaction WHERE handle_id = ? AND mid IN (SELECT value FROM json_each(?))",
        handle.0,
        mids,
    )
    .execute(tx.writing())
    .await?;
    let ids = json_list(messages.iter().map(|message| message.id));
    sqlx::query!("DELETE FROM message WHERE id IN (SELECT value FROM json_each(?))", ids)
        .execute(tx.writing())
        .await?;
    Ok(())
}

/// Writes the search index anew: a removed word can stay behind as the border between two of its pages. It is only
/// rewritten where there are two segments, so a word is added for it and taken away again.
async fn rewrite_index(tx: &mut WriteTx) -> Result<()> {
    for statement in [
        "INSERT INTO message_fts (rowid, text) VALUES (-1, 'x')",
        "INSERT INTO message_fts (message_fts) VALUES ('optimize')",
        "INSERT INTO message_fts (message_fts, rowid, text) VALUES ('delete', -1, 'x')",
    ] {
        sqlx::query(statement).execute(tx.writing()).await?;
    }
    Ok(())
}
