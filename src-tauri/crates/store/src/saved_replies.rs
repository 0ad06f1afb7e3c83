//! Saved replies: texts that a person uses often.

use std::collections::BTreeMap;

use domain::ids::HandleId;
use domain::saved_reply::{SavedText, Scope, VariableValue};
use domain::time::Timestamp;

use crate::codes::{decode, json_list};
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store, StoreError, variable_values};

/// A saved reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedReply {
    /// Our row.
    pub id: i64,
    /// What a person wrote.
    pub written: SavedText<HandleId>,
    /// How often it was used.
    pub uses: u32,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

impl Store {
    /// All of them, by title.
    ///
    /// # Errors
    /// As the database says.
    pub async fn saved_replies(&self) -> Result<Vec<SavedReply>> {
        let mut reader = self.reader().await?;
        let mut tx = reader.begin().await?;
        let mut texts = texts(&mut tx).await?;
        let rows = sqlx::query!(
            "SELECT id, title, shortcut, handle_id, brand, tags, uses, used_at, changed_at FROM saved_reply
             ORDER BY title, id"
        )
        .fetch_all(tx.reading())
        .await?;
        rows.into_iter()
            .map(|row| {
                let scope = match (row.handle_id, row.brand) {
                    (Some(handle), _) => Scope::Handle { handle: HandleId(handle) },
                    (None, Some(brand)) => Scope::Brand { brand },
                    (None, None) => Scope::All,
                };
                Ok(SavedReply {
                    id: row.id,
                    written: SavedText {
                        title: row.title,
                        shortcut: row.shortcut,
                        scope,
                        tags: decode(&row.tags, "saved_reply.tags")?,
                        texts: texts.remove(&row.id).unwrap_or_default(),
                    },
                    uses: u32::try_from(row.uses).unwrap_or(u32::MAX),
                    used_at: row.used_at.map(Timestamp),
                    changed_at: Timestamp(row.changed_at),
                })
            })
            .collect()
    }

    /// Makes saved replies; gives their rows, in order.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when a handle is not there; otherwise as the database says. Then none was made.
    pub async fn add_saved_replies(
        &self,
        new: Vec<SavedText<HandleId>>,
        now: Timestamp,
    ) -> Result<(Vec<i64>, ChangeSet)> {
        self.write(move |tx| {
            Box::pin(async move {
                let mut ids = Vec::with_capacity(new.len());
                for written in &new {
                    ids.push(insert(tx, None, written, Used::default(), now).await?);
                }
                Ok((ids, changed()))
            })
        })
        .await
    }

    /// Keeps what a file brings, all or nothing: replies, and values of variables.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when a handle is not there; otherwise as the database says. Then nothing was kept.
    pub async fn import_saved_replies(
        &self,
        new: Vec<SavedText<HandleId>>,
        values: Vec<VariableValue<HandleId>>,
        now: Timestamp,
    ) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                for written in &new {
                    insert(tx, None, written, Used::default(), now).await?;
                }
                for value in &values {
                    variable_values::keep(tx, value).await?;
                }
                Ok(changed())
            })
        })
        .await
    }

    /// Changes one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it, or its handle, is not there; otherwise as the database says.
    pub async fn change_saved_reply(
        &self,
        id: i64,
        written: SavedText<HandleId>,
        now: Timestamp,
    ) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = sqlx::query!(
                    r#"DELETE FROM saved_reply WHERE id = ? RETURNING uses AS "uses!: i64", used_at AS "used_at?: i64""#,
                    id
                )
                .fetch_optional(tx.writing())
                .await?
                .ok_or(StoreError::NotFound("saved reply"))?;
                let used = Used { uses: row.uses, at: row.used_at };
                tx.spent();
                insert(tx, Some(id), &written, used, now).await?;
                Ok(changed())
            })
        })
        .await
    }

    /// Deletes one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not there; otherwise as the database says.
    pub async fn delete_saved_reply(&self, id: i64) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let done =
                    sqlx::query!("DELETE FROM saved_reply WHERE id = ?", id).execute(tx.writing()).await?;
                if done.rows_affected() == 0 {
                    return Err(StoreError::NotFound("saved reply"));
                }
                tx.purged();
                Ok(changed())
            })
        })
        .await
    }

    /// Takes back that one was deleted. Where it stands again already, nothing happens.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when its handle is not there; otherwise as the database says.
    pub async fn restore_saved_reply(&self, reply: SavedReply) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let there = sqlx::query_scalar!("SELECT id FROM saved_reply WHERE id = ?", reply.id)
                    .fetch_optional(tx.reading())
                    .await?;
                if there.is_none() {
                    let used = Used { uses: i64::from(reply.uses), at: reply.used_at.map(|at| at.0) };
                    insert(tx, Some(reply.id), &reply.written, used, reply.changed_at).await?;
                }
                Ok(changed())
            })
        })
        .await
    }

    /// Counts that one was used. One that is gone meanwhile is not counted.
    ///
    /// # Errors
    /// As the database says.
    pub async fn count_saved_reply(&self, id: i64, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query!("UPDATE saved_reply SET uses = uses + 1, used_at = ? WHERE id = ?", now.0, id)
                    .execute(tx.writing())
                    .await?;
                Ok(changed())
            })
        })
        .await
    }
}

/// How often one was used.
#[derive(Debug, Clone, Copy, Default)]
struct Used {
    uses: i64,
    at: Option<i64>,
}

pub(crate) fn changed() -> ChangeSet {
    ChangeSet { saved_replies: true, ..ChangeSet::default() }
}

async fn texts(tx: &mut impl Reads) -> Result<BTreeMap<i64, BTreeMap<String, String>>> {
    let rows = sqlx::query!("SELECT saved_reply_id, language, text FROM saved_reply_text")
        .fetch_all(tx.reading())
        .await?;
    let mut texts: BTreeMap<i64, BTreeMap<String, String>> = BTreeMap::new();
    for row in rows {
        texts.entry(row.saved_reply_id).or_default().insert(row.language, row.text);
    }
    Ok(texts)
}

async fn insert(
    tx: &mut WriteTx,
    id: Option<i64>,
    written: &SavedText<HandleId>,
    used: Used,
    now: Timestamp,
) -> Result<i64> {
    let (handle, brand) = match &written.scope {
        Scope::All => (None, None),
        Scope::Brand { brand } => (None, Some(brand)),
        Scope::Handle { handle } => (Some(handle.0), None),
    };
    if let Some(handle) = handle {
        sqlx::query_scalar!("SELECT id FROM handle WHERE id = ?", handle)
            .fetch_optional(tx.reading())
            .await?
            .ok_or(StoreError::NotFound("handle"))?;
    }
    let tags = json_list(&written.tags);
    let row = sqlx::query!(
        "INSERT INTO saved_reply (id, title, shortcut, handle_id, brand, tags, uses, used_at, changed_at)
         VALUES (coalesce(?, (SELECT id FROM next_id WHERE kind = 'saved_reply')), ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        written.title,
        written.shortcut,
        handle,
        brand,
        tags,
        used.uses,
        used.at,
        now.0,
    )
    .execute(tx.writing())
    .await?
    .last_insert_rowid();
    for (language, text) in &written.texts {
        sqlx::query!(
            "INSERT INTO saved_reply_text (saved_reply_id, language, text) VALUES (?, ?, ?)",
            row,
            language,
            text,
        )
        .execute(tx.writing())
        .await?;
    }
    Ok(row)
}
