//! The outbox: replies from the press of "send" until Instagram has them. The machine is `domain::outbox`; here is
//! where its steps are written down, each compared with the revision that was read.

mod back;
mod bind;
mod later;
mod many;
mod pictures;
mod rows;
mod turns;
mod view;

pub(crate) use bind::{Seen, prove};
pub use many::{Decision, Discarded};
pub(crate) use rows::uncertain_of;
pub use view::{OutboxCounts, OutboxEntry, OutboxPart, OutboxQuery};

use domain::ids::{ConversationId, HandleId, Mid, OutboxId};
use domain::outbox::{Event, Progress, State, step};
use domain::outgoing::Outgoing;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::{code, json_list};
use crate::error::is_unique_violation;
use crate::journal::{self, AuditEntry};
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, StoreError, drafts, uploads};

/// Rows are numbered with room between them, so that pictures that must go one by one keep their place.
const ROOM: i64 = 16;

/// What a person just sent with one press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReply {
    /// Made where it was written, so that a double click is one press. The first message carries it; the others' ids
    /// follow from it ([`OutboxId::part`]).
    pub id: OutboxId,
    /// Where it goes.
    pub conversation: ConversationId,
    /// The messages, in the order in which they go; at least one.
    pub messages: Vec<Outgoing>,
    /// End of the undo delay.
    pub not_before: Option<Timestamp>,
    /// When it shall go, if the person chose a time: then there is no undo delay.
    pub scheduled_for: Option<Timestamp>,
    /// The message that it replies to; the first message carries it.
    pub reply_to: Option<Mid>,
    /// The person confirmed that this goes as a human agent's.
    pub human_agent: bool,
    /// When the person pressed Send.
    pub now: Timestamp,
}

impl NewReply {
    /// A plain text without undo delay.
    #[must_use]
    pub fn text(id: OutboxId, conversation: ConversationId, text: impl Into<String>, now: Timestamp) -> Self {
        Self {
            id,
            conversation,
            messages: vec![Outgoing::Text { text: text.into() }],
            not_before: None,
            scheduled_for: None,
            reply_to: None,
            human_agent: false,
            now,
        }
    }
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
    /// The first message of the same press of Send.
    pub press: OutboxId,
    /// What it carries; without its words once a message row shows them.
    pub what: Outgoing,
    /// The message that it replies to.
    pub reply_to: Option<Mid>,
    /// A person confirmed that it goes as a human agent's.
    pub human_agent: bool,
    /// Where it stands.
    pub progress: Progress,
    /// Goes up with every transition.
    pub rev: i64,
    /// When it was written.
    pub created_at: Timestamp,
    /// When a person last said "send".
    pub asked_at: Timestamp,
    /// The time that a person chose for it, if they did and have not said "send" since.
    pub scheduled_for: Option<Timestamp>,
    /// When the last attempt began.
    pub attempted_at: Option<Timestamp>,
    /// Our newest messages of the conversation before the last attempt: none of them can be its proof.
    pub baseline: Vec<Mid>,
    /// How often it was looked for since the last attempt.
    pub looks: u32,
    /// How it was found to be sent.
    pub matched_by: Option<MatchedBy>,
    /// Instagram's own words for people, of the last refusal.
    pub refusal: Option<String>,
    /// When it took its last step.
    pub changed_at: Timestamp,
}

/// How a reply was found to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// Instagram answered the send.
    Answer,
    /// A message at Instagram is the same and could be nothing else.
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

impl OutboxRow {
    /// Since when it may go: it does not grow old before the time that a person chose.
    #[must_use]
    pub fn wanted_at(&self) -> Timestamp {
        self.scheduled_for.map_or(self.asked_at, |at| at.max(self.asked_at))
    }

    /// Whether it waits for a time that a person chose.
    #[must_use]
    pub fn is_scheduled(&self, now: Timestamp) -> bool {
        self.progress.state == State::Queued && self.scheduled_for.is_some_and(|at| at > now)
    }
}

impl Store {
    /// Puts what was sent into the outbox, with its files, and clears the conversation's draft, in one transaction. The
    /// same id twice is one press, and the second call gives the first one's row back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such conversation, or a file is not in its draft; otherwise as the
    /// database says.
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

    /// Our newest messages of a conversation: the baseline of an attempt.
    ///
    /// # Errors
    /// As the database says.
    pub async fn own_mids(&self, conversation: ConversationId) -> Result<Vec<Mid>> {
        let mut reader = self.reader().await?;
        let mids = sqlx::query_scalar!(
            "SELECT mid FROM (SELECT mid, direction FROM message WHERE conversation_id = ?
               AND position IS NOT NULL ORDER BY position DESC LIMIT 200) WHERE direction = 'out' LIMIT 50",
            conversation.0,
        )
        .fetch_all(reader.connection()?)
        .await?;
        Ok(mids.into_iter().map(Mid).collect())
    }

    /// Keeps Instagram's own words for people about the last refusal of a reply; `None` takes them away. Not a
    /// transition: the revision stays.
    ///
    /// # Errors
    /// As the database says.
    pub async fn note_refusal(&self, id: OutboxId, words: Option<String>) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let id = id.0.as_bytes().as_slice();
                sqlx::query!("UPDATE outbox SET refusal = ? WHERE id = ?", words, id)
                    .execute(tx.writing())
                    .await?;
                Ok(())
            })
        })
        .await
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
    let last = sqlx::query_scalar!(r#"SELECT coalesce(max(ord), 0) AS "last!: i64" FROM outbox"#)
        .fetch_one(tx.writing())
        .await?;
    for (number, what) in (0_u32..).zip(&reply.messages) {
        let new = NewRow {
            ord: last + ROOM * (i64::from(number) + 1),
            id: reply.id.part(number),
            handle: HandleId(handle),
            conversation: reply.conversation,
            press: reply.id,
            what,
            reply_to: reply.reply_to.as_ref().filter(|_| number == 0),
            human_agent: reply.human_agent,
            not_before: reply.scheduled_for.or(reply.not_before),
            scheduled_for: reply.scheduled_for,
            created_at: reply.now,
            asked_at: reply.now,
            attempts: 0,
        };
        insert(tx, &new).await?;
        uploads::bind(tx, what.files(), reply.conversation, None, new.id).await?;
    }
    drafts::save(tx, reply.conversation, "", reply.now).await?;
    let row = rows::by_id(tx, reply.id).await?.ok_or(StoreError::NotFound("outbox row"))?;
    Ok((row, ChangeSet::outbox(reply.conversation)))
}

/// A row to be written, queued.
struct NewRow<'a> {
    ord: i64,
    id: OutboxId,
    handle: HandleId,
    conversation: ConversationId,
    press: OutboxId,
    what: &'a Outgoing,
    reply_to: Option<&'a Mid>,
    human_agent: bool,
    not_before: Option<Timestamp>,
    scheduled_for: Option<Timestamp>,
    created_at: Timestamp,
    asked_at: Timestamp,
    attempts: u32,
}

async fn insert(tx: &mut WriteTx, row: &NewRow<'_>) -> Result<()> {
    let (id, press) = (row.id.0.as_bytes().as_slice(), row.press.0.as_bytes().as_slice());
    let (what, state) = (code(row.what), code(&State::Queued));
    let (reply_to, not_before) = (row.reply_to.map(Mid::as_str), row.not_before.map(|at| at.0));
    let scheduled_for = row.scheduled_for.map(|at| at.0);
    sqlx::query!(
        "INSERT INTO outbox (ord, id, handle_id, conversation_id, press, what, reply_to, human_agent, state,
           not_before, scheduled_for, created_at, asked_at, attempts, changed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.ord,
        id,
        row.handle.0,
        row.conversation.0,
        press,
        what,
        reply_to,
        row.human_agent,
        state,
        not_before,
        scheduled_for,
        row.created_at.0,
        row.asked_at.0,
        row.attempts,
        row.created_at.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
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
/// Files go as soon as they were sent or thrown away.
async fn save_step(tx: &mut WriteTx, row: &OutboxRow, transition: &Transition) -> Result<()> {
    let Transition { to, attempt, matched_by, .. } = transition;
    let (id, state, reason) = (row.id.0.as_bytes().as_slice(), code(&to.state), to.reason.as_ref().map(code));
    let (not_before, mid) = (to.not_before.map(|at| at.0), to.mid.as_ref().map(Mid::as_str));
    let asked_at = if transition.asked_again { transition.now } else { row.asked_at };
    let scheduled_for = row.scheduled_for.filter(|_| !transition.asked_again).map(|at| at.0);
    let attempted_at = attempt.as_ref().map(|attempt| attempt.at).or(row.attempted_at).map(|at| at.0);
    let baseline = json_list(attempt.as_ref().map_or(&row.baseline, |attempt| &attempt.baseline));
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
        uploads::delete_of(tx, row.id).await?;
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
