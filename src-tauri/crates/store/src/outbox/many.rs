//! One decision about many replies, in one transaction, and taking it back.

use domain::ids::OutboxId;
use domain::outbox::{Before, Event, State, step};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::steps::save_step;
use super::{OutboxRow, Transition, bind, rows};
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store};

/// What a person decides about replies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Send them (again).
    SendAgain,
    /// Throw them away.
    Discard,
}

/// A reply that was discarded, as it stood: for taking that back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discarded {
    /// The reply.
    pub id: OutboxId,
    /// Its revision since.
    pub rev: i64,
    /// How it stood.
    pub before: Before,
    /// It had files: they are gone, and with them the way back.
    pub had_files: bool,
}

impl Store {
    /// Does the same with many replies. Gives those that it applied to, as they stood; the others moved on meanwhile.
    ///
    /// # Errors
    /// As the database says; then nothing was done.
    pub async fn decide(
        &self,
        ids: Vec<OutboxId>,
        decision: Decision,
        now: Timestamp,
    ) -> Result<(Vec<Discarded>, ChangeSet)> {
        self.write(move |tx| Box::pin(async move { decide(tx, &ids, decision, now).await })).await
    }

    /// Takes back that replies were discarded. One that had files stays away, and one of which another reply of its
    /// conversation must be settled first. Gives how many came back.
    ///
    /// # Errors
    /// As the database says; then nothing was done.
    pub async fn restore(&self, discarded: Vec<Discarded>, now: Timestamp) -> Result<(u32, ChangeSet)> {
        self.write(move |tx| Box::pin(async move { restore(tx, &discarded, now).await })).await
    }
}

async fn decide(
    tx: &mut WriteTx,
    ids: &[OutboxId],
    decision: Decision,
    now: Timestamp,
) -> Result<(Vec<Discarded>, ChangeSet)> {
    let (mut done, mut changes) = (Vec::new(), ChangeSet::default());
    for id in ids {
        let Some(row) = rows::by_id(tx, *id).await? else { continue };
        let event = match decision {
            Decision::SendAgain => Event::SendAgain,
            Decision::Discard => Event::Discarded,
        };
        let Some(written) = write(tx, &row, event, decision == Decision::SendAgain, now).await? else {
            continue;
        };
        changes.join(written);
        let before = Before {
            state: row.progress.state,
            reason: row.progress.reason,
            not_before: row.progress.not_before,
        };
        done.push(Discarded {
            id: row.id,
            rev: row.rev + 1,
            before,
            had_files: !row.what.files().is_empty(),
        });
    }
    Ok((done, changes))
}

async fn restore(tx: &mut WriteTx, discarded: &[Discarded], now: Timestamp) -> Result<(u32, ChangeSet)> {
    let (mut count, mut changes) = (0, ChangeSet::default());
    for one in discarded.iter().filter(|one| !one.had_files) {
        let Some(row) = rows::by_id(tx, one.id).await?.filter(|row| row.rev == one.rev) else { continue };
        let uncertain = matches!(one.before.state, State::Unknown | State::Ask);
        if uncertain && another_is_uncertain(tx, &row).await? {
            continue;
        }
        if let Some(written) = write(tx, &row, Event::Restored(one.before), false, now).await? {
            count += 1;
            changes.join(written);
            if uncertain {
                // Its message may have been read meanwhile, when nobody asked for it.
                changes.join(bind::prove_in_rows(tx, row.id, now).await?);
            }
        }
    }
    Ok((count, changes))
}

/// Writes a person's step down, when it applies.
async fn write(
    tx: &mut WriteTx,
    row: &OutboxRow,
    event: Event,
    asked_again: bool,
    now: Timestamp,
) -> Result<Option<ChangeSet>> {
    let Some(to) = step(&row.progress, event, now, None) else { return Ok(None) };
    let transition =
        Transition { id: row.id, rev: row.rev, to, attempt: None, matched_by: None, asked_again, now };
    save_step(tx, row, &transition).await?;
    Ok(Some(ChangeSet::outbox(row.conversation)))
}

async fn another_is_uncertain(tx: &mut WriteTx, row: &OutboxRow) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "SELECT ord FROM outbox WHERE conversation_id = ? AND state IN ('sending', 'unknown', 'ask')",
        row.conversation.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    Ok(found.is_some())
}
