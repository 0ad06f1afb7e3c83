//! What a person sent goes into the outbox.

use domain::ids::{ConversationId, HandleId, Mid, OutboxId};
use domain::outbox::State;
use domain::outgoing::Outgoing;
use domain::time::Timestamp;

use super::{NewReply, OutboxRow, rows};
use crate::codes::code;
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, StoreError, drafts, uploads};

/// Rows are numbered with room between them, so that pictures that must go one by one keep their place.
const ROOM: i64 = 16;

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
pub(super) struct NewRow<'a> {
    pub(super) ord: i64,
    pub(super) id: OutboxId,
    pub(super) handle: HandleId,
    pub(super) conversation: ConversationId,
    pub(super) press: OutboxId,
    pub(super) what: &'a Outgoing,
    pub(super) reply_to: Option<&'a Mid>,
    pub(super) human_agent: bool,
    pub(super) not_before: Option<Timestamp>,
    pub(super) scheduled_for: Option<Timestamp>,
    pub(super) created_at: Timestamp,
    pub(super) asked_at: Timestamp,
    pub(super) attempts: u32,
}

pub(super) async fn insert(tx: &mut WriteTx, row: &NewRow<'_>) -> Result<()> {
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
