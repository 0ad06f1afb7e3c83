//! The steps of a reply, each compared with the revision that was read.

use domain::ids::Mid;
use domain::outbox::{Event, State, step};
use domain::time::Timestamp;

use super::{MatchedBy, OutboxRow, Transition, Transitioned, bind, rows};
use crate::codes::{code, json_list};
use crate::error::is_unique_violation;
use crate::journal::{self, AuditEntry};
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, StoreError, uploads};

impl Store {
    /// Writes a step down, if the row is still as it was read. On return it is on disk: a send may leave.
    ///
    /// A step to `sent` with a message id writes the message in the same transaction (or joins the one that came
    /// already), so that the bubble never doubles. A step to `unknown` looks at once among the messages that came
    /// meanwhile; if one proves the reply, the row given back is `sent`.
    ///
    /// # Errors
    /// As the database says.
    pub async fn transition(&self, transition: Transition) -> Result<Transitioned> {
        let result =
            self.write(move |tx| Box::pin(async move { transition_in(tx, &transition).await })).await;
        match result {
            Err(error) if is_unique_violation(&error) => Ok(Transitioned::Stale),
            result => result,
        }
    }
}

async fn transition_in(tx: &mut WriteTx, transition: &Transition) -> Result<Transitioned> {
    let Some(row) = rows::by_id(tx, transition.id).await?.filter(|row| row.rev == transition.rev) else {
        return Ok(Transitioned::Stale);
    };
    let mut changes = ChangeSet::outbox(row.conversation);
    if transition.to.state == State::Sent
        && let Some(mid) = &transition.to.mid
    {
        changes.join(bind::write_message(tx, &row, mid, transition.now).await?);
    }
    save_step(tx, &row, transition).await?;
    if transition.to.state == State::Unknown {
        changes.join(bind::prove_in_rows(tx, row.id, transition.now).await?);
    }
    let row = rows::by_id(tx, row.id).await?.ok_or(StoreError::NotFound("outbox row"))?;
    Ok(Transitioned::Done(Box::new(row), changes))
}

/// Writes a step down. The text goes when a message row shows it: an unsend of that message must leave nothing here.
/// Files go as soon as they were sent or thrown away; what nothing was to be mistaken for, once it was sent.
pub(super) async fn save_step(tx: &mut WriteTx, row: &OutboxRow, transition: &Transition) -> Result<()> {
    let Transition { to, attempt, matched_by, .. } = transition;
    let (id, state, reason) = (row.id.0.as_bytes().as_slice(), code(&to.state), to.reason.as_ref().map(code));
    let (not_before, mid) = (to.not_before.map(|at| at.0), to.mid.as_ref().map(Mid::as_str));
    let asked_at = if transition.asked_again { transition.now } else { row.asked_at };
    let scheduled_for = row.scheduled_for.filter(|_| !transition.asked_again).map(|at| at.0);
    let attempted_at = attempt.as_ref().map(|attempt| attempt.at).or(row.attempted_at).map(|at| at.0);
    let baseline = attempt.as_ref().map_or(&row.baseline, |attempt| &attempt.baseline);
    let baseline = json_list(baseline.iter().filter(|_| to.state != State::Sent));
    let looks = if attempt.is_some() { 0 } else { row.looks };
    let matched_by = matched_by.or(row.matched_by).as_ref().map(code);
    let shown = to.state == State::Sent && to.mid.is_some();
    let what = code(&if shown { row.what.clone().without_text() } else { row.what.clone() });
    sqlx::query!(
        "UPDATE outbox SET state = ?, reason = ?, rev = rev + 1, not_before = ?, attempts = ?, attempted_at = ?,
           baseline = ?, looks = ?, sent_mid = ?, matched_by = ?, asked_at = ?, scheduled_for = ?, what = ?,
           changed_at = ?
         WHERE id = ?",
        state,
        reason,
        not_before,
        to.attempts,
        attempted_at,
        baseline,
        looks,
        mid,
        matched_by,
        asked_at.0,
        scheduled_for,
        what,
        transition.now.0,
        id,
    )
    .execute(tx.writing())
    .await?;
    if to.state.is_final() {
        uploads::delete_of(tx, row.id, to.state == State::Sent).await?;
    }
    match audited(transition) {
        Some(entry) => journal::append(tx, &AuditEntry { handle: Some(row.handle), ..entry }).await,
        None => Ok(()),
    }
}

/// What the audit trail says of a step: what a person decided, or how the reply ended.
fn audited(transition: &Transition) -> Option<AuditEntry> {
    let state = transition.to.state;
    let action = match state {
        State::Cancelled => "discard",
        State::Queued if transition.asked_again => "send_again",
        State::Sent if transition.matched_by == Some(MatchedBy::Human) => "arrived",
        State::Sent | State::Failed => "reply",
        _ => return None,
    };
    Some(AuditEntry { at: transition.now, action: action.into(), handle: None, outcome: code(&state) })
}

/// Applies an event of the machine to a row, when it applies.
pub(super) async fn apply(
    tx: &mut WriteTx,
    row: &OutboxRow,
    event: Event,
    matched_by: Option<MatchedBy>,
    now: Timestamp,
) -> Result<Option<ChangeSet>> {
    let Some(to) = step(&row.progress, event, now, None) else { return Ok(None) };
    let transition =
        Transition { id: row.id, rev: row.rev, to, attempt: None, matched_by, asked_again: false, now };
    save_step(tx, row, &transition).await?;
    Ok(Some(ChangeSet::outbox(row.conversation)))
}
