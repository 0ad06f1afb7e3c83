//! What a reply that is over and done with still holds and nobody needs.

use domain::outgoing::Outgoing;
use domain::time::{DAY, Timestamp};

use crate::codes::{code, json_list};
use crate::{Result, Store};

/// Replies of a step: short enough for other writes in between.
const STEP: i64 = 500;
/// So long a discarded reply can be brought back.
const KEPT_MS: i64 = DAY;

impl Store {
    /// Empties replies that were sent or discarded a day ago of what has no use any more: the text of those that were
    /// discarded, which cannot be brought back from then on, and what an attempt was compared with. Looks at all of them, and
    /// writes in small steps. Answers how many were emptied.
    ///
    /// # Errors
    /// As the database says; what was emptied before stays so.
    pub async fn empty_settled(&self, now: Timestamp) -> Result<usize> {
        let mut count = 0;
        loop {
            let found = self.settled(now.plus(-KEPT_MS)).await?;
            if found.is_empty() {
                return Ok(count);
            }
            count += found.len();
            self.empty(json_list(found)).await?;
        }
    }

    /// The first that are not empty.
    async fn settled(&self, until: Timestamp) -> Result<Vec<i64>> {
        let mut reader = self.reader().await?;
        Ok(sqlx::query_scalar!(
            "SELECT ord FROM outbox WHERE state IN ('sent', 'cancelled') AND changed_at <= ?
               AND (baseline <> '[]' OR state = 'cancelled' AND json_extract(what, '$.text') <> '')
             ORDER BY ord LIMIT ?",
            until.0,
            STEP,
        )
        .fetch_all(reader.connection()?)
        .await?)
    }

    async fn empty(&self, ords: String) -> Result<()> {
        let nothing = code(&Outgoing::Text { text: String::new() });
        self.write(move |tx| {
            Box::pin(async move {
                // One that was brought back meanwhile keeps what it has.
                let texts = sqlx::query!(
                    "UPDATE outbox SET what = ?1, rev = rev + 1
                     WHERE ord IN (SELECT value FROM json_each(?2)) AND state = 'cancelled'
                       AND json_extract(what, '$.text') <> ''",
                    nothing,
                    ords,
                )
                .execute(tx.writing())
                .await?
                .rows_affected();
                sqlx::query!(
                    "UPDATE outbox SET baseline = '[]', rev = rev + 1
                     WHERE ord IN (SELECT value FROM json_each(?)) AND state IN ('sent', 'cancelled') AND baseline <> '[]'",
                    ords,
                )
                .execute(tx.writing())
                .await?;
                // The ids of messages are nobody's secret: for them the copy of the day stays.
                if texts > 0 {
                    tx.purged();
                } else {
                    tx.spent();
                }
                Ok(())
            })
        })
        .await
    }
}
