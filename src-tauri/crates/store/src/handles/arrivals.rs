//! How people's messages came: by webhook, or only because they were read (lessons, 2 and 3).

use domain::ids::HandleId;
use domain::position::Position;
use domain::time::Timestamp;

use crate::{Result, Store};

/// Messages of people in a stretch of time, by the way they came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Arrivals {
    /// A webhook told of them, first or later.
    pub by_webhook: u32,
    /// Only reading found them, although webhooks came before they were sent. More than none means that Instagram does
    /// not tell of everybody.
    pub by_poll_alone: u32,
}

impl Store {
    /// How the messages that people sent from `from` to `until` came. Let `until` lie a minute back: a webhook may come
    /// after the read that found its message.
    ///
    /// # Errors
    /// As the database says.
    pub async fn arrivals(&self, handle: HandleId, from: Timestamp, until: Timestamp) -> Result<Arrivals> {
        let (from, until) = (Position::first_at(from), Position::first_at(until));
        let mut reader = self.reader().await?;
        let row = sqlx::query!(
            r#"SELECT count(*) FILTER (WHERE m.by_webhook = 1) AS "by_webhook!: u32",
                 count(*) FILTER (WHERE m.by_webhook = 0 AND m.sent_at >= h.webhooks_since AND m.while_paused = 0)
                   AS "by_poll_alone!: u32"
               FROM message AS m CROSS JOIN handle AS h ON h.id = m.handle_id
               WHERE m.position >= ?1 AND m.position < ?2 AND m.handle_id = ?3 AND m.direction = 'in'
                 AND m.kind <> 'unavailable'"#,
            from.0,
            until.0,
            handle.0,
        )
        .fetch_one(reader.connection()?)
        .await?;
        Ok(Arrivals { by_webhook: row.by_webhook, by_poll_alone: row.by_poll_alone })
    }
}
