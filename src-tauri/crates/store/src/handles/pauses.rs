//! Times in which a handle was switched off (requirements, R35): what was sent then is not fetched, unless the person
//! asked for it.

use domain::ids::HandleId;
use domain::time::{SECOND, SentAt, Timestamp};

use super::{ResumeMode, changed, interruptions, set_on};
use crate::{ChangeSet, Result, Store};

/// A time in which a handle was switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// When it was switched off.
    pub from: Timestamp,
    /// When it was switched on again.
    pub to: Timestamp,
    /// Whether the person asked for what was sent meanwhile.
    pub fetched: bool,
}

impl Pause {
    /// Whether a message was sent in it. One that is known to the second counts from the second in which it began.
    #[must_use]
    pub fn covers(&self, sent: SentAt) -> bool {
        let from = if sent.exact { self.from.0 } else { self.from.0 - self.from.0.rem_euclid(SECOND) };
        (from..self.to.0).contains(&sent.at.0)
    }
}

impl Store {
    /// Switches a handle on again, and writes down what is to become of what was sent meanwhile. The epoch goes up in
    /// the same transaction.
    ///
    /// # Errors
    /// As the database says.
    pub async fn resume(&self, id: HandleId, missed: ResumeMode, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let fetched = missed == ResumeMode::FetchMissed;
                let changes = set_on(tx, id, true, now).await?;
                if changes.is_empty() {
                    return Ok(changes);
                }
                let done = sqlx::query!(
                    "INSERT OR IGNORE INTO pause (handle_id, from_at, to_at, fetched)
                     SELECT id, paused_at, ?2, ?3 FROM handle WHERE id = ?1 AND paused_at IS NOT NULL",
                    id.0,
                    now.0,
                    fetched,
                )
                .execute(tx.writing())
                .await?;
                // What is not to be fetched is not read either: the next round begins here.
                sqlx::query!(
                    "UPDATE handle SET catching_up = 1, trouble = NULL, trouble_since = NULL,
                       watermark = CASE WHEN ?2 THEN watermark ELSE max(watermark, ?3) END WHERE id = ?1",
                    id.0,
                    fetched,
                    now.0,
                )
                .execute(tx.writing())
                .await?;
                interruptions::note(tx, id, None, now).await?;
                let mut all = changed(id, done.rows_affected());
                all.join(changes);
                Ok(all)
            })
        })
        .await
    }

    /// The times in which a handle was switched off, oldest first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn pauses(&self, id: HandleId) -> Result<Vec<Pause>> {
        let mut reader = self.reader().await?;
        let rows = sqlx::query!(
            "SELECT from_at, to_at, fetched FROM pause WHERE handle_id = ? ORDER BY from_at",
            id.0
        )
        .fetch_all(reader.connection()?)
        .await?;
        let pause = |from: i64, to: i64, fetched: i64| Pause {
            from: Timestamp(from),
            to: Timestamp(to),
            fetched: fetched == 1,
        };
        Ok(rows.into_iter().map(|row| pause(row.from_at, row.to_at, row.fetched)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_the_second_in_which_the_pause_began_counts_as_in_it() {
        let pause = Pause { from: Timestamp(10_500), to: Timestamp(20_000), fetched: false };
        assert!(pause.covers(SentAt::to_the_second(10_000)));
        assert!(!pause.covers(SentAt::exact(10_400)));
        assert!(pause.covers(SentAt::exact(19_999)));
        assert!(!pause.covers(SentAt::exact(20_000)));
        assert!(!pause.covers(SentAt::to_the_second(9_000)));
    }
}
