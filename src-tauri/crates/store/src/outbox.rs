//! The outbox: replies from the press of "send" until Instagram has them. The machine is `domain::outbox`; here is
//! where its steps are written down, each compared with the revision that was read.

mod bind;
mod rows;
mod turns;

pub(crate) use bind::{Seen, prove};
pub(crate) use rows::uncertain_of;

use domain::ids::{ConversationId, HandleId, Mid, OutboxId};
use domain::outbox::{Event, Progress, State, step};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::{code, json_list};
use crate::error::is_unique_violation;
use crate::journal::{self, AuditEntry};
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store, StoreError, drafts};

/// A reply that a person just sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReply {
    /// Made where it was written, so that a double click is one row.
    pub id: OutboxId,
    /// Where it goes.
    pub conversation: ConversationId,
    /// The text.
    pub text: String,
    /// End of the undo delay.
    pub not_before: Option<Timestamp>,
    /// The message that it replies to.
    pub reply_to: Option<Mid>,
    /// When the person pressed Send.
    pub now: Timestamp,
}

/// A reply in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its id.
    pub id: OutboxId,
    /// Its handle.
    pub handle: HandleId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The text; empty once a message row shows it.
    pub text: String,
    /// The message that it replies to.
    pub reply_to: Option<Mid>,
    /// Where it stands.
    pub progress: Progress,
    /// Goes up with every transition.
    pub rev: i64,
    /// When it was written.
    pub created_at: Timestamp,
    /// When a person last said "send".
    pub asked_at: Timestamp,
    /// When the last attempt began.
    pub attempted_at: Option<Timestamp>,
    /// Our newest messages of the conversation before the last attempt: none of them can be its proof.
    pub baseline: Vec<Mid>,
    /// How often it was looked for since the last attempt.
    pub looks: u32,
    /// How it was found to be sent.
    pub matched_by: Option<MatchedBy>,
}

/// How a reply was found to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// Instagram answered the send.
    Answer,
    /// A message at Instagram has the same text and could be nothing else.
    Text,
    /// The person said that it arrived.
    Human,
}

/// A step to write down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The reply.
    pub id: OutboxId,
    /// The revision that the step was computed from.
    pub rev: i64,
    /// Where it stands now, from `domain::outbox::step`.
    pub to: Progress,
    /// When the step begins an attempt: its facts.
    pub attempt: Option<Attempt>,
    /// When the step proves it sent: how.
    pub matched_by: Option<MatchedBy>,
    /// Whether a person just asked for it (again): their look makes it fresh.
    pub asked_again: bool,
    /// Now.
    pub now: Timestamp,
}

/// What has to be known of an attempt before its first byte leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When it begins, by Instagram's clock as far as it is known.
    pub at: Timestamp,
    /// Our newest messages of the conversation now ([`Store::own_mids`]).
    pub baseline: Vec<Mid>,
}

/// How a transition ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transitioned {
    /// It is written down and on disk.
    Done(Box<OutboxRow>, ChangeSet),
    /// The row changed since it was read, or another reply of the conversation is uncertain: read again and decide
    /// anew. Nothing was written.
    Stale,
}

impl Store {
    /// Puts a reply into the outbox and clears the conversation's draft, in one transaction. The same id twice is one
    /// row, and the second call gives the first row back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such conversation; otherwise as the database says.
    pub async fn enqueue(&self, reply: NewReply) -> Result<(OutboxRow, ChangeSet)> {
        self.write(move |tx| Box::pin(async move { enqueue(tx, &reply).await })).await
    }

    /// One reply.
    ///
    /// # Errors
    /// As the database says.
    pub async fn outbox_row(&self, id: OutboxId) -> Result<Option<OutboxRow>> {
        rows::by_id(&mut self.reader().await?.begin().await?, id).await
    }

    /// The replies of a conversation that no message row shows yet, in order: everything that is not cancelled, and
    /// not sent with a known message.
    ///
    /// # Errors
    /// As the database says.
    pub async fn outbox_of(&self, conversation: ConversationId) -> Result<Vec<OutboxRow>> {
        rows::of_conversation(&mut self.reader().await?.begin().await?, conversation).await
    }

    /// All replies that are neither sent nor cancelled, in order: the outbox view.
    ///
    /// # Errors
    /// As the database says.
    pub async fn outbox_open(&self) -> Result<Vec<OutboxRow>> {
        rows::open(&mut self.reader().await?.begin().await?).await
    }

    /// Our newest messages of a conversation: the baseline of an attempt.
    ///
    /// # Errors
    /// As the database says.
    pub async fn own_mids(&self, conversation: ConversationId) -> Result<Vec<Mid>> {
        let mut reader = self.reader().await?;
        let mut tx = reader.begin().await?;
        let mids = sqlx::query_scalar!(
            "SELECT mid FROM (SELECT mid, direction FROM message WHERE conversation_id = ?
               AND position IS NOT NULL ORDER BY position DESC LIMIT 200) WHERE direction = 'out' LIMIT 50",
            conversation.0,
        )
        .fetch_all(tx.reading())
        .await?;
        Ok(mids.into_iter().map(Mid).collect())
    }

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

async fn enqueue(tx: &mut WriteTx, reply: &NewReply) -> Result<(OutboxRow, ChangeSet)> {
    if let Some(row) = rows::by_id(tx, reply.id).await? {
        return Ok((row, ChangeSet::default()));
    }
    let handle = sqlx::query_scalar!("SELECT handle_id FROM conversation WHERE id = ?", reply.conversation.0)
        .fetch_optional(tx.writing())
        .await?
        .ok_or(StoreError::NotFound("conversation"))?;
    let (id, state) = (reply.id.0.as_bytes().as_slice(), code(&State::Queued));
    let not_before = reply.not_before.map(|at| at.0);
    let reply_to = reply.reply_to.as_ref().map(Mid::as_str);
    sqlx::query!(
        "INSERT INTO outbox (id, handle_id, conversation_id, text, reply_to, state, not_before, created_at,
           asked_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8)",
        id,
        handle,
        reply.conversation.0,
        reply.text,
        reply_to,
        state,
        not_before,
        reply.now.0,
    )
    .execute(tx.writing())
    .await?;
    drafts::clear(tx, reply.conversation).await?;
    let row = rows::by_id(tx, reply.id).await?.ok_or(StoreError::NotFound("outbox row"))?;
    Ok((row, ChangeSet::outbox(reply.conversation)))
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
async fn save_step(tx: &mut WriteTx, row: &OutboxRow, transition: &Transition) -> Result<()> {
    let Transition { to, attempt, matched_by, .. } = transition;
    let (id, state, reason) = (row.id.0.as_bytes().as_slice(), code(&to.state), to.reason.as_ref().map(code));
    let (not_before, mid) = (to.not_before.map(|at| at.0), to.mid.as_ref().map(Mid::as_str));
    let asked_at = if transition.asked_again { transition.now } else { row.asked_at };
    let attempted_at = attempt.as_ref().map(|attempt| attempt.at).or(row.attempted_at).map(|at| at.0);
    let baseline = json_list(attempt.as_ref().map_or(&row.baseline, |attempt| &attempt.baseline));
    let looks = if attempt.is_some() { 0 } else { row.looks };
    let matched_by = matched_by.or(row.matched_by).as_ref().map(code);
    let text = if to.state == State::Sent && to.mid.is_some() { "" } else { &row.text };
    sqlx::query!(
        "UPDATE outbox SET state = ?, reason = ?, rev = rev + 1, not_before = ?, attempts = ?, attempted_at = ?,
           baseline = ?, looks = ?, sent_mid = ?, matched_by = ?, asked_at = ?, text = ?, changed_at = ?
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
        text,
        transition.now.0,
        id,
    )
    .execute(tx.writing())
    .await?;
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
pub(crate) async fn apply(
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
