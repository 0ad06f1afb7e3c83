//! What came in lately and still waits for somebody.

use domain::ids::ConversationId;
use domain::position::Position;
use domain::time::Timestamp;

use crate::{Result, Store};

/// What came in of one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived {
    /// The conversation.
    pub conversation: ConversationId,
    /// Messages, story mentions not among them.
    pub messages: u32,
    /// Story mentions.
    pub mentions: u32,
}

impl Store {
    /// What came in at `since` or later, not more than `late_ms` after it was sent, in conversations that nobody answered or
    /// looked at since; who wrote last at the end. What was fetched after a pause is not among it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn arrived_since(&self, since: Timestamp, late_ms: i64) -> Result<Vec<Arrived>> {
        let from = Position::first_at(since.plus(-late_ms)).0;
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            r#"WITH waiting AS (
                 SELECT id, unread FROM conversation INDEXED BY conversation_closing_by_standing
                   WHERE standing = 0 AND last_inbound >= ?1
                 UNION
                 SELECT id, unread FROM conversation INDEXED BY conversation_mentions_closing
                   WHERE open_mention = 1 AND last_inbound >= ?1)
               SELECT c.id AS "id!", sum(m.kind <> 'story_mention') AS "messages!: u32",
                 sum(m.kind = 'story_mention') AS "mentions!: u32"
               FROM waiting AS c CROSS JOIN message AS m ON m.conversation_id = c.id AND m.position >= ?1
               WHERE c.unread = 1 AND m.direction = 'in' AND m.kind NOT IN ('unsent', 'unavailable')
                 AND m.while_paused = 0 AND m.found_at >= ?2 AND m.found_at - m.sent_at <= ?3
               GROUP BY c.id ORDER BY max(m.position)"#,
            from,
            since.0,
            late_ms,
        )
        .fetch_all(reader.connection()?)
        .await?;
        let arrived = rows.into_iter().map(|row| Arrived {
            conversation: ConversationId(row.id),
            messages: row.messages,
            mentions: row.mentions,
        });
        Ok(arrived.collect())
    }
}
