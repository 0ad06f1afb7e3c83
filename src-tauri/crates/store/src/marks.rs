//! The marks of conversations as their rows have them, and the one that is set by looking: read.

use domain::conversation::{Marks, Shelf, Snooze};
use domain::ids::{ConversationId, HandleId};
use domain::position::Position;
use domain::time::Timestamp;
use domain::triage::Said;

use crate::codes::{code, decode_some, json_list, standing_code};
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store, StoreError};

impl Store {
    /// Everything up to `through` has been on screen, at most what there is: what comes later is unread. A mark only
    /// moves forward; a mark "unread" goes away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or as the database says.
    pub async fn mark_read(&self, conversation: ConversationId, through: Position) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = read(tx, &[conversation]).await?.pop();
                let row = row.ok_or(StoreError::NotFound("conversation"))?;
                let mut said = row.said;
                said.marks.read_through = said.marks.read_through.max(Some(through.min(row.newest)));
                said.marks.marked_unread = false;
                if said == row.said {
                    return Ok(ChangeSet::default());
                }
                write(tx, conversation, &said).await?;
                Ok(ChangeSet::conversation(conversation))
            })
        })
        .await
    }
}

/// What was said of a conversation, with what decides about it.
pub(crate) struct Row {
    pub(crate) id: ConversationId,
    pub(crate) handle: HandleId,
    /// The place of the newest message.
    pub(crate) newest: Position,
    pub(crate) said: Said,
    /// At its handle Done asks how it was closed.
    pub(crate) disposition_required: bool,
}

/// The snooze of three columns.
pub(crate) fn snooze(until: Option<i64>, through: Option<i64>, woke_at: Option<i64>) -> Option<Snooze> {
    let (until, through) = (Timestamp(until?), Position(through?));
    Some(Snooze { until, through, woke_at: woke_at.map(Timestamp) })
}

/// The shelf of three columns.
pub(crate) fn shelf(spam: bool, through: Option<i64>, at: Option<i64>) -> Option<Shelf> {
    if spam {
        return Some(Shelf::Spam);
    }
    Some(Shelf::Bin { through: Position(through?), at: Timestamp(at?) })
}

/// The conversations of a list that are there.
pub(crate) async fn read(tx: &mut impl Reads, ids: &[ConversationId]) -> Result<Vec<Row>> {
    let list = json_list(ids);
    let rows = sqlx::query!(
        "SELECT c.id, c.handle_id, c.last_position, c.last_inbound, c.last_asking, c.last_mention, c.last_outbound,
           c.done_through, c.read_through, c.marked_unread, c.snoozed_until, c.snoozed_through, c.woke_at, c.muted,
           c.spam, c.binned_through, c.binned_at, c.intent, c.disposition, h.mentions_need_reply,
           h.disposition_required
         FROM conversation AS c JOIN handle AS h ON h.id = c.handle_id
         WHERE c.id IN (SELECT value FROM json_each(?))",
        list,
    )
    .fetch_all(tx.reading())
    .await?;
    let rows = rows.into_iter().map(|row| {
        let marks = Marks {
            last_inbound: row.last_inbound.map(Position),
            last_asking: row.last_asking.map(Position),
            last_mention: row.last_mention.map(Position),
            last_outbound: row.last_outbound.map(Position),
            done_through: row.done_through.map(Position),
            read_through: row.read_through.map(Position),
            marked_unread: row.marked_unread == 1,
            snooze: snooze(row.snoozed_until, row.snoozed_through, row.woke_at),
            muted: row.muted == 1,
            shelf: shelf(row.spam == 1, row.binned_through, row.binned_at),
            mentions_ask: row.mentions_need_reply == 1,
        };
        Ok(Row {
            id: ConversationId(row.id),
            handle: HandleId(row.handle_id),
            newest: Position(row.last_position),
            said: Said {
                marks,
                intent: decode_some(row.intent.as_deref(), "conversation.intent")?,
                disposition: decode_some(row.disposition.as_deref(), "conversation.disposition")?,
            },
            disposition_required: row.disposition_required == 1,
        })
    });
    rows.collect()
}

/// Writes down what a person said, and what follows from it.
pub(crate) async fn write(tx: &mut WriteTx, id: ConversationId, said: &Said) -> Result<()> {
    let marks = &said.marks;
    let (done, read) = (marks.done_through.map(|at| at.0), marks.read_through.map(|at| at.0));
    let until = marks.snooze.map(|snooze| snooze.until.0);
    let through = marks.snooze.map(|snooze| snooze.through.0);
    let woke_at = marks.snooze.and_then(|snooze| snooze.woke_at).map(|at| at.0);
    let spam = marks.shelf == Some(Shelf::Spam);
    let (binned_through, binned_at) = match marks.shelf {
        Some(Shelf::Bin { through, at }) => (Some(through.0), Some(at.0)),
        Some(Shelf::Spam) | None => (None, None),
    };
    let (intent, disposition) = (said.intent.as_ref().map(code), said.disposition.as_ref().map(code));
    let (standing, unread, mention) = (standing_code(marks.standing()), marks.unread(), marks.open_mention());
    let woken = marks.woken();
    sqlx::query!(
        "UPDATE conversation SET done_through = ?, read_through = ?, marked_unread = ?, snoozed_until = ?,
           snoozed_through = ?, woke_at = ?, muted = ?, spam = ?, binned_through = ?, binned_at = ?, intent = ?,
           disposition = ?, standing = ?, unread = ?, open_mention = ?, woken = ? WHERE id = ?",
        done,
        read,
        marks.marked_unread,
        until,
        through,
        woke_at,
        marks.muted,
        spam,
        binned_through,
        binned_at,
        intent,
        disposition,
        standing,
        unread,
        mention,
        woken,
        id.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}
