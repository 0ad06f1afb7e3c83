//! Several pictures in one message are not open to every account (100/2534068): then they go one by one.

use domain::ids::OutboxId;
use domain::outbox::{Event, Outcome, State, step};
use domain::outgoing::Outgoing;
use domain::time::Timestamp;

use super::enqueue::{NewRow, insert};
use super::steps::save_step;
use super::{OutboxRow, Transition, Transitioned, rows};
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, StoreError, uploads};

impl Store {
    /// After the refusal of several pictures at once, or before it where it is known: the reply keeps its first picture, and each of the others becomes
    /// a reply of its own directly behind it, in one transaction. No picture is in two replies at any time, so none can
    /// go twice.
    ///
    /// # Errors
    /// As the database says.
    pub async fn part_pictures(&self, id: OutboxId, rev: i64, now: Timestamp) -> Result<Transitioned> {
        self.write(move |tx| Box::pin(async move { part(tx, id, rev, now).await })).await
    }
}

async fn part(tx: &mut WriteTx, id: OutboxId, rev: i64, now: Timestamp) -> Result<Transitioned> {
    let Some(row) = rows::by_id(tx, id).await?.filter(|row| row.rev == rev) else {
        return Ok(Transitioned::Stale);
    };
    let (kind, files) = match &row.what {
        Outgoing::Files { kind, files } => (*kind, files.clone()),
        Outgoing::Text { .. } | Outgoing::Heart => return Ok(Transitioned::Stale),
    };
    // Known before the attempt, or told by its refusal.
    let event = match row.progress.state {
        State::Queued => Event::NotUploaded(Outcome::AnotherWay),
        _ => Event::Attempted(Outcome::AnotherWay),
    };
    let Some(to) = step(&row.progress, event, now, None) else {
        return Ok(Transitioned::Stale);
    };
    let single = |file| Outgoing::Files { kind, files: vec![file] };
    let ord = ord_of(tx, id).await?;
    for (number, file) in (0_u32..).zip(&files).skip(1) {
        let new = NewRow {
            ord: ord + i64::from(number),
            id: id.picture(number),
            handle: row.handle,
            conversation: row.conversation,
            press: row.press,
            what: &single(*file),
            reply_to: None,
            human_agent: row.human_agent,
            not_before: None,
            scheduled_for: row.scheduled_for,
            created_at: row.created_at,
            asked_at: row.asked_at,
            attempts: 0,
        };
        insert(tx, &new).await?;
        uploads::bind(tx, &[*file], row.conversation, Some(id), new.id).await?;
    }
    let first = files.first().copied().map(single).ok_or(StoreError::Unreadable("outbox.what"))?;
    let row = OutboxRow { what: first, ..row };
    let transition = Transition { id, rev, to, attempt: None, matched_by: None, asked_again: false, now };
    save_step(tx, &row, &transition).await?;
    let row = rows::by_id(tx, id).await?.ok_or(StoreError::NotFound("outbox row"))?;
    let changes = ChangeSet::outbox(row.conversation);
    Ok(Transitioned::Done(Box::new(row), changes))
}

async fn ord_of(tx: &mut WriteTx, id: OutboxId) -> Result<i64> {
    let id = id.0.as_bytes().as_slice();
    Ok(sqlx::query_scalar!("SELECT ord FROM outbox WHERE id = ?", id).fetch_one(tx.writing()).await?)
}
