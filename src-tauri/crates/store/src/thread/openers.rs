//! What may have opened a message window besides the person's messages.

use domain::ids::ConversationId;
use domain::time::Timestamp;
use domain::window::Openers;

use crate::{Result, Store};

impl Store {
    /// What may keep a conversation's window open besides the person's messages: their newest reaction or return by a
    /// link, and whether the person is the handle itself (events give it an id of its own as a person). A reaction counts
    /// from when it stood at the earliest: one that reading found may be as old as the reading before, or as its message.
    ///
    /// # Errors
    /// As the database says.
    pub async fn openers(&self, conversation: ConversationId) -> Result<Openers> {
        let mut reader = self.reader().await?;
        let row = sqlx::query!(
            r#"SELECT EXISTS (SELECT 1 FROM conversation AS c JOIN person AS p ON p.id = c.person_id
                   JOIN handle AS h ON h.id = c.handle_id
                 WHERE c.id = ?1 AND p.igsid IN (h.ig_id, h.app_scoped_id, h.page_id))
                 OR EXISTS (SELECT 1 FROM (SELECT body FROM message WHERE conversation_id = ?1
                   ORDER BY position DESC LIMIT 20) WHERE body ->> 'to_self' = 1) AS "to_self!: bool",
               (SELECT max(max(r.since, m.sent_at)) FROM message AS m
                 CROSS JOIN reaction AS r ON r.handle_id = m.handle_id AND r.mid = m.mid AND r.by = 'in'
                 WHERE m.conversation_id = ?1 AND m.position IS NOT NULL AND r.emoji IS NOT NULL) AS "reacted: i64",
               (SELECT max(at) FROM line WHERE conversation_id = ?1 AND what ->> 'line' = 'referral')
                 AS "returned: i64""#,
            conversation.0,
        )
        .fetch_one(reader.connection()?)
        .await?;
        let last_hint = row.reacted.max(row.returned).map(Timestamp);
        Ok(Openers { to_self: row.to_self, last_hint })
    }
}
