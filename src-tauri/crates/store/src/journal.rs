//! Settings, the audit trail, and looking after the file.

use domain::audit::is_of_a_person;
use domain::ids::{ConversationId, HandleId};
use domain::time::Timestamp;

use sqlx::Row;

use crate::tx::WriteTx;
use crate::user::user;
use crate::{Result, Store};

/// One line of the audit trail: what was done, never what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// What was done, in one word: `connect`, `reconnect`, `switch_on`, `switch_off`, `disconnect`, `delete_handle`,
    /// `forget_person`, `empty_bin`, `delete_from_bin`; what was decided about access: `access_granted`, `became_eligible`, `access_kept_off`,
    /// `eligibility_drift`; what a person decided about a
    /// reply: `send_again`, `arrived`, `discard`; how a reply ended: `reply`; of the relay: `relay_paired`,
    /// `relay_unpaired`; what a person saved as a file: `export_conversations`; what Meta told by it: `deauthorised`, `deletion_asked`.
    pub action: String,
    /// To which handle.
    pub handle: Option<HandleId>,
    /// How it ended, as a code; of access why it was given, as a code, or `followers` and the count, or the counts before and
    /// after; of the bin `conversations` and how many; of a handle that was deleted its name, with `@`.
    pub outcome: String,
}

impl AuditEntry {
    /// A person saved conversations as a file: of one handle, or of several.
    #[must_use]
    pub fn exported(handle: Option<HandleId>, conversations: usize, now: Timestamp) -> Self {
        Self {
            at: now,
            action: "export_conversations".into(),
            handle,
            outcome: format!("conversations {conversations}"),
        }
    }
}

/// What was said about a conversation, or set for a handle, as the audit trail has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deed {
    pub(crate) at: Timestamp,
    /// The computer's user; nobody for what the app did by itself.
    pub(crate) who: Option<String>,
    /// What was done, in one word: [`domain::triage::Act::name`], `undo`, `woke`; what was set: `handle_brand`,
    /// `handle_mentions`, `handle_disposition`, `handle_time_zone`, `handle_sla`, `handle_tint`.
    pub(crate) action: String,
    pub(crate) handle: HandleId,
    /// Nothing when it was set for the handle.
    pub(crate) conversation: Option<ConversationId>,
    /// How it was before and after, as short names.
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// A line of the whole audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number; rises.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who; nobody for what the app did by itself.
    pub who: Option<String>,
    /// What was done, in one word.
    pub action: String,
    /// To which handle, if it is still here.
    pub handle: Option<HandleId>,
    /// To which conversation, if it is still here.
    pub conversation: Option<ConversationId>,
    /// How it was before.
    pub before: Option<String>,
    /// How it was after; or how what was done ended.
    pub after: Option<String>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Handles, switched off ones included.
    pub handles: i64,
    /// Conversations.
    pub conversations: i64,
    /// Messages, those that are only known by an edit or an unsend included.
    pub messages: i64,
    /// Replies in the outbox, sent ones included.
    pub outbox: i64,
}

impl Store {
    /// A setting's value.
    ///
    /// # Errors
    /// As the database says.
    pub async fn setting(&self, key: &str) -> Result<Option<String>> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar!("SELECT value FROM setting WHERE key = ?", key)
            .fetch_optional(reader.connection()?)
            .await?)
    }

    /// Writes a setting down, or removes it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_setting(&self, key: &str, value: Option<String>) -> Result<()> {
        let key = key.to_owned();
        self.write(move |tx| {
            Box::pin(async move {
                match value {
                    Some(value) => {
                        sqlx::query!(
                            "INSERT INTO setting (key, value) VALUES (?, ?)
                             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                            key,
                            value,
                        )
                        .execute(tx.writing())
                        .await?
                    }
                    None => {
                        sqlx::query!("DELETE FROM setting WHERE key = ?", key).execute(tx.writing()).await?
                    }
                };
                Ok(())
            })
        })
        .await
    }

    /// Adds a line to the audit trail.
    ///
    /// # Errors
    /// As the database says.
    pub async fn append_audit(&self, entry: AuditEntry) -> Result<()> {
        self.write(move |tx| Box::pin(async move { append(tx, &entry).await })).await
    }

    /// The newest lines of the audit trail, newest first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn audit(&self, limit: u32) -> Result<Vec<AuditEntry>> {
        let mut reader = self.reader().await?;
        let rows =
            sqlx::query!("SELECT at, action, handle_id, outcome FROM audit ORDER BY id DESC LIMIT ?", limit)
                .fetch_all(reader.connection()?)
                .await?;
        let entries = rows.into_iter().map(|row| AuditEntry {
            at: Timestamp(row.at),
            action: row.action,
            handle: row.handle_id.map(HandleId),
            outcome: row.outcome,
        });
        Ok(entries.collect())
    }

    /// A page of the audit trail, newest first: of one handle or of all, before a line.
    ///
    /// # Errors
    /// As the database says.
    pub async fn audit_page(
        &self,
        handle: Option<HandleId>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<AuditLine>> {
        let mut sql = sqlx::QueryBuilder::new(
            "SELECT a.id, a.at, a.who, a.action, h.id AS handle_id, c.id AS conversation_id, a.before,
               coalesce(a.after, CASE WHEN a.conversation_id IS NULL THEN a.outcome END) AS after
             FROM audit AS a LEFT JOIN handle AS h ON h.id = a.handle_id
             LEFT JOIN conversation AS c ON c.id = a.conversation_id WHERE a.id < ",
        );
        sql.push_bind(before.unwrap_or(i64::MAX));
        if let Some(handle) = handle {
            sql.push(" AND a.handle_id = ").push_bind(handle.0);
        }
        sql.push(" ORDER BY a.id DESC LIMIT ").push_bind(limit);
        let mut reader = self.reader().await?;
        let rows = sql.build().fetch_all(reader.connection()?).await?;
        let line = |row: &sqlx::sqlite::SqliteRow| {
            Ok(AuditLine {
                id: row.try_get("id")?,
                at: Timestamp(row.try_get("at")?),
                who: row.try_get("who")?,
                action: row.try_get("action")?,
                handle: row.try_get::<Option<i64>, _>("handle_id")?.map(HandleId),
                conversation: row.try_get::<Option<i64>, _>("conversation_id")?.map(ConversationId),
                before: row.try_get("before")?,
                after: row.try_get("after")?,
            })
        };
        rows.iter().map(line).collect()
    }

    /// The newest lines about a handle itself, newest first; what was said about its conversations is not among them.
    ///
    /// # Errors
    /// As the database says.
    pub async fn audit_of(&self, handle: HandleId, limit: u32) -> Result<Vec<AuditEntry>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            "SELECT at, action, outcome FROM audit INDEXED BY audit_of_handle_itself
             WHERE handle_id = ? AND conversation_id IS NULL ORDER BY id DESC LIMIT ?",
            handle.0,
            limit,
        )
        .fetch_all(reader.connection()?)
        .await?;
        let entries = rows.into_iter().map(|row| AuditEntry {
            at: Timestamp(row.at),
            action: row.action,
            handle: Some(handle),
            outcome: row.outcome,
        });
        Ok(entries.collect())
    }

    /// Checks the file's structure. An empty list means that all is well.
    ///
    /// # Errors
    /// As the database says; a page that cannot be decrypted is [`crate::StoreError::Corrupt`].
    pub async fn integrity(&self) -> Result<Vec<String>> {
        let _turn = self.database().turn().await;
        let mut reader = self.reader().await?;
        let found: Vec<String> =
            sqlx::query_scalar("PRAGMA quick_check(20)").fetch_all(reader.connection()?).await?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    /// How much there is. Counts every row: for diagnostics, not for screens.
    ///
    /// # Errors
    /// As the database says.
    pub async fn stats(&self) -> Result<Stats> {
        let mut reader = self.reader().await?;
        let row = sqlx::query!(
            r#"SELECT (SELECT count(*) FROM handle) AS "handles!: i64",
                 (SELECT count(*) FROM conversation) AS "conversations!: i64",
                 (SELECT count(*) FROM message) AS "messages!: i64",
                 (SELECT count(*) FROM outbox) AS "outbox!: i64""#
        )
        .fetch_one(reader.connection()?)
        .await?;
        Ok(Stats {
            handles: row.handles,
            conversations: row.conversations,
            messages: row.messages,
            outbox: row.outbox,
        })
    }
}

/// Adds a line to the audit trail, in the transaction of what it tells of. What only a person does was done by the
/// computer's user.
pub(crate) async fn append(tx: &mut WriteTx, entry: &AuditEntry) -> Result<()> {
    let who = is_of_a_person(&entry.action).then(user).flatten();
    append_by(tx, entry, who).await
}

/// The same where it is known who did it; nobody for what the app did by itself.
pub(crate) async fn append_by(tx: &mut WriteTx, entry: &AuditEntry, who: Option<String>) -> Result<()> {
    let handle = entry.handle.map(|handle| handle.0);
    sqlx::query!(
        "INSERT INTO audit (at, action, handle_id, outcome, who) VALUES (?, ?, ?, ?, ?)",
        entry.at.0,
        entry.action,
        handle,
        entry.outcome,
        who,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

/// Adds what was said or set to the audit trail, in the transaction of what it tells of.
pub(crate) async fn append_deed(tx: &mut WriteTx, deed: &Deed) -> Result<()> {
    let conversation = deed.conversation.map(|conversation| conversation.0);
    // What is about the handle itself stands among its own lines, which show how each ended.
    let outcome = if conversation.is_some() { "done" } else { "ok" };
    sqlx::query!(
        "INSERT INTO audit (at, action, handle_id, outcome, who, conversation_id, before, after)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        deed.at.0,
        deed.action,
        deed.handle.0,
        outcome,
        deed.who,
        conversation,
        deed.before,
        deed.after,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}
