//! Whether a person was told what replying as a human agent means, per handle (experience, section 8), and which
//! messages went so.

use std::collections::HashSet;

use domain::ids::{ConversationId, HandleId, Mid};
use domain::outbox::Reason;
use domain::time::Timestamp;

use crate::codes::code;
use crate::journal::{self, AuditEntry};
use crate::{ChangeSet, Result, Store, StoreError};

impl Store {
    /// Notes that a person agreed. Once is enough; the first time stands.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such handle; otherwise as the database says.
    pub async fn agree_to_human_agent(&self, handle: HandleId, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let known = sqlx::query_scalar!("SELECT id FROM handle WHERE id = ?", handle.0)
                    .fetch_optional(tx.writing())
                    .await?;
                known.ok_or(StoreError::NotFound("handle"))?;
                let done = sqlx::query!(
                    "INSERT OR IGNORE INTO human_agent_agreement (handle_id, at) VALUES (?, ?)",
                    handle.0,
                    now.0,
                )
                .execute(tx.writing())
                .await?;
                if done.rows_affected() > 0 {
                    let agreed = AuditEntry {
                        at: now,
                        action: "agree_to_human_agent".into(),
                        handle: Some(handle),
                        outcome: "done".into(),
                    };
                    journal::append(tx, &agreed).await?;
                }
                Ok(ChangeSet::handle(handle))
            })
        })
        .await
    }

    /// Whether a person agreed for this handle.
    ///
    /// # Errors
    /// As the database says.
    pub async fn human_agent_agreed(&self, handle: HandleId) -> Result<bool> {
        let mut reader = self.reader().await?;
        let at = sqlx::query_scalar!("SELECT at FROM human_agent_agreement WHERE handle_id = ?", handle.0)
            .fetch_optional(reader.connection()?)
            .await?;
        Ok(at.is_some())
    }

    /// Whether Instagram refused the last reply of a handle as a human agent's because the Meta app may not send such.
    ///
    /// # Errors
    /// As the database says.
    pub async fn human_agent_refused(&self, handle: HandleId) -> Result<bool> {
        let mut reader = self.reader().await?;
        let last = sqlx::query_scalar!(
            "SELECT reason FROM outbox WHERE handle_id = ? AND human_agent = 1 AND state IN ('sent', 'failed')
             ORDER BY changed_at DESC LIMIT 1",
            handle.0,
        )
        .fetch_optional(reader.connection()?)
        .await?;
        Ok(last.flatten().as_deref() == Some(code(&Reason::HumanAgentRefused).as_str()))
    }

    /// The messages of a conversation that went from here as a human agent's.
    ///
    /// # Errors
    /// As the database says.
    pub async fn sent_as_human_agent(&self, conversation: ConversationId) -> Result<HashSet<Mid>> {
        let mut reader = self.reader().await?;
        let mids = sqlx::query_scalar!(
            r#"SELECT sent_mid AS "mid!" FROM outbox
               WHERE conversation_id = ? AND human_agent = 1 AND sent_mid IS NOT NULL"#,
            conversation.0,
        )
        .fetch_all(reader.connection()?)
        .await?;
        Ok(mids.into_iter().map(Mid).collect())
    }
}
