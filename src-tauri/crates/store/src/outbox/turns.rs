//! Whose turn it is: due replies, holds that end, replies found in the middle of a send at start.

use domain::ids::{HandleId, OutboxId};
use domain::outbox::{Event, Reason};
use domain::time::Timestamp;

use super::steps::apply;
use super::{OutboxRow, bind, rows};
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store};

impl Store {
    /// Queued replies whose time has come, at most one per conversation: the first one in order, and none while an
    /// earlier one is held. A reply behind an uncertain one is among them, so that the checks give it its reason.
    ///
    /// # Errors
    /// As the database says.
    pub async fn due(&self, now: Timestamp) -> Result<Vec<OutboxRow>> {
        rows::due(&mut self.reader().await?.begin().await?, now).await
    }

    /// When the next reply that waits for a time becomes due, if any does.
    ///
    /// # Errors
    /// As the database says.
    pub async fn next_due(&self, after: Timestamp) -> Result<Option<Timestamp>> {
        let mut reader = self.reader().await?;
        let next = sqlx::query_scalar!(
            r#"SELECT min(not_before) AS "next: i64" FROM outbox
               WHERE state IN ('queued', 'held') AND state NOT IN ('sent', 'cancelled') AND not_before > ?"#,
            after.0,
        )
        .fetch_one(reader.connection()?)
        .await?;
        Ok(next.map(Timestamp))
    }

    /// Replies that may have arrived and are being looked for (`unknown`), in order.
    ///
    /// # Errors
    /// As the database says.
    pub async fn unknown(&self) -> Result<Vec<OutboxRow>> {
        rows::in_state(&mut self.reader().await?.begin().await?, "unknown").await
    }

    /// Replies that are on their way, or were left on it (`sending`), in order.
    ///
    /// # Errors
    /// As the database says.
    pub async fn sending(&self) -> Result<Vec<OutboxRow>> {
        rows::in_state(&mut self.reader().await?.begin().await?, "sending").await
    }

    /// Counts one more look for an unknown reply. Not a transition: the revision stays.
    ///
    /// # Errors
    /// As the database says.
    pub async fn looked(&self, id: OutboxId) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let id = id.0.as_bytes().as_slice();
                sqlx::query!("UPDATE outbox SET looks = looks + 1 WHERE id = ? AND state = 'unknown'", id)
                    .execute(tx.writing())
                    .await?;
                Ok(ChangeSet::default())
            })
        })
        .await
    }

    /// Releases what is held for one of the reasons, which ended, of one handle or of all; not what Instagram asked to
    /// wait with until a later time. Every check runs again at dispatch.
    ///
    /// # Errors
    /// As the database says.
    pub async fn release(
        &self,
        handle: Option<HandleId>,
        reasons: &'static [Reason],
        now: Timestamp,
    ) -> Result<ChangeSet> {
        if !self.holds_any().await? {
            return Ok(ChangeSet::default());
        }
        self.write(move |tx| {
            Box::pin(async move {
                release(tx, now, |row| {
                    row.progress.reason.is_some_and(|reason| reasons.contains(&reason))
                        && handle.is_none_or(|handle| handle == row.handle)
                        && row.progress.not_before.is_none_or(|until| until <= now)
                })
                .await
            })
        })
        .await
    }

    /// After a new sign-in: releases whatever is held of a handle, however long it was to wait. What waited so long
    /// that a person should look at it again still waits for that person.
    ///
    /// # Errors
    /// As the database says.
    pub async fn release_all(&self, handle: HandleId, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                release(tx, now, |row| row.handle == handle && row.progress.reason != Some(Reason::Stale))
                    .await
            })
        })
        .await
    }

    /// A reply of the handle arrived, so its sends are not throttled: releases what waits for that and was never tried
    /// itself, however long it was to wait. What Instagram refused waits for as long as it said.
    ///
    /// # Errors
    /// As the database says.
    pub async fn release_untried(&self, handle: HandleId, now: Timestamp) -> Result<ChangeSet> {
        if !self.holds_any().await? {
            return Ok(ChangeSet::default());
        }
        self.write(move |tx| {
            Box::pin(async move {
                release(tx, now, |row| {
                    row.handle == handle
                        && row.progress.reason == Some(Reason::Throttled)
                        && row.progress.attempts == 0
                })
                .await
            })
        })
        .await
    }

    /// Releases what was held until a time that has come.
    ///
    /// # Errors
    /// As the database says.
    pub async fn release_due(&self, now: Timestamp) -> Result<ChangeSet> {
        if !self.holds_any().await? {
            return Ok(ChangeSet::default());
        }
        self.write(move |tx| {
            Box::pin(async move {
                release(tx, now, |row| row.progress.not_before.is_some_and(|until| until <= now)).await
            })
        })
        .await
    }

    /// Releases what waits behind a reply that was uncertain, where none is any more, and what waits because an earlier
    /// message of its press failed, once every one of them is on its way again. What a person threw away instead leaves
    /// the rest of its press waiting for that person.
    ///
    /// # Errors
    /// As the database says.
    pub async fn release_settled(&self, now: Timestamp) -> Result<ChangeSet> {
        if !self.holds_any().await? {
            return Ok(ChangeSet::default());
        }
        self.write(move |tx| {
            Box::pin(async move {
                let uncertain = sqlx::query_scalar!(
                    "SELECT conversation_id FROM outbox WHERE state IN ('sending', 'unknown', 'ask')"
                )
                .fetch_all(tx.reading())
                .await?;
                let stopped = sqlx::query_scalar!(
                    "SELECT press FROM outbox WHERE state IN ('failed', 'cancelled') AND press IN
                       (SELECT press FROM outbox WHERE state = 'held' AND reason = 'earlier_failed')"
                )
                .fetch_all(tx.reading())
                .await?;
                release(tx, now, |row| match row.progress.reason {
                    Some(Reason::Uncertain) => !uncertain.contains(&row.conversation.0),
                    Some(Reason::EarlierFailed) => {
                        !stopped.iter().any(|press| press.as_slice() == row.press.0.as_bytes())
                    }
                    _ => false,
                })
                .await
            })
        })
        .await
    }

    /// Whether any reply is held. It is looked for what is to be released all the time, and hardly ever is anything: a
    /// look is less than a turn of the writer.
    async fn holds_any(&self) -> Result<bool> {
        let mut reader = self.reader().await?;
        let held = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'held' AND state NOT IN ('sent', 'cancelled')) AS "held!: bool""#
        )
        .fetch_one(reader.connection()?)
        .await?;
        Ok(held)
    }

    /// At start: whatever is found in `sending` may or may not have arrived. Gives the replies that are to be looked
    /// for; those that a stored message proves already are sent.
    ///
    /// # Errors
    /// As the database says.
    pub async fn recover_sending(&self, now: Timestamp) -> Result<(Vec<OutboxRow>, ChangeSet)> {
        self.write(move |tx| Box::pin(async move { recover_sending(tx, now).await })).await
    }
}

async fn release(
    tx: &mut WriteTx,
    now: Timestamp,
    ended: impl Fn(&OutboxRow) -> bool + Send,
) -> Result<ChangeSet> {
    let mut changes = ChangeSet::default();
    for row in rows::in_state(tx, "held").await?.iter().filter(|row| ended(row)) {
        changes.join(apply(tx, row, Event::Released, None, now).await?.unwrap_or_default());
    }
    Ok(changes)
}

async fn recover_sending(tx: &mut WriteTx, now: Timestamp) -> Result<(Vec<OutboxRow>, ChangeSet)> {
    let mut changes = ChangeSet::default();
    for row in rows::in_state(tx, "sending").await? {
        changes.join(apply(tx, &row, Event::Restarted, None, now).await?.unwrap_or_default());
        changes.join(bind::prove_in_rows(tx, row.id, now).await?);
    }
    Ok((rows::in_state(tx, "unknown").await?, changes))
}
