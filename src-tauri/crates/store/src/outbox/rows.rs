//! Reading the outbox.

use domain::ids::{ConversationId, HandleId, Mid, OutboxId};
use domain::outbox::Progress;
use domain::time::Timestamp;
use uuid::Uuid;

use super::OutboxRow;
use crate::codes::{decode, decode_some};
use crate::tx::Reads;
use crate::{Result, StoreError};

pub(super) async fn by_id(tx: &mut impl Reads, id: OutboxId) -> Result<Option<OutboxRow>> {
    let id = id.0.as_bytes().as_slice();
    let row = sqlx::query_as!(RawOutbox, "SELECT * FROM outbox WHERE id = ?", id)
        .fetch_optional(tx.reading())
        .await?;
    row.map(OutboxRow::try_from).transpose()
}

pub(super) async fn of_conversation(
    tx: &mut impl Reads,
    conversation: ConversationId,
) -> Result<Vec<OutboxRow>> {
    let rows = sqlx::query_as!(
        RawOutbox,
        "SELECT * FROM outbox WHERE conversation_id = ? AND state <> 'cancelled'
           AND NOT (state = 'sent' AND sent_mid IS NOT NULL) ORDER BY ord",
        conversation.0,
    )
    .fetch_all(tx.reading())
    .await?;
    decoded(rows)
}

/// What is not settled, newest first, from `after` on.
pub(super) async fn newest(
    tx: &mut impl Reads,
    handle: Option<HandleId>,
    after: Option<OutboxId>,
    limit: u32,
) -> Result<Vec<OutboxRow>> {
    let after = after.map(|id| id.0.as_bytes().to_vec());
    let Some(handle) = handle else {
        let rows = sqlx::query_as!(
            RawOutbox,
            "SELECT * FROM outbox INDEXED BY outbox_newest WHERE state NOT IN ('sent', 'cancelled')
               AND (?1 IS NULL OR (created_at, ord) < (SELECT created_at, ord FROM outbox WHERE id = ?1))
             ORDER BY created_at DESC, ord DESC LIMIT ?2",
            after,
            limit,
        )
        .fetch_all(tx.reading())
        .await?;
        return decoded(rows);
    };
    let rows = sqlx::query_as!(
        RawOutbox,
        "SELECT * FROM outbox INDEXED BY outbox_newest_of_handle WHERE state NOT IN ('sent', 'cancelled')
           AND handle_id = ?1
           AND (?2 IS NULL OR (created_at, ord) < (SELECT created_at, ord FROM outbox WHERE id = ?2))
         ORDER BY created_at DESC, ord DESC LIMIT ?3",
        handle.0,
        after,
        limit,
    )
    .fetch_all(tx.reading())
    .await?;
    decoded(rows)
}

/// Replies of a handle that may have arrived without our knowing; a new message may prove them.
pub(crate) async fn uncertain_of(tx: &mut impl Reads, handle: HandleId) -> Result<Vec<OutboxRow>> {
    let rows = sqlx::query_as!(
        RawOutbox,
        "SELECT * FROM outbox WHERE state IN ('unknown', 'ask') AND state NOT IN ('sent', 'cancelled')
           AND handle_id = ? ORDER BY ord",
        handle.0,
    )
    .fetch_all(tx.reading())
    .await?;
    decoded(rows)
}

/// The messages of one press of Send, in order.
pub(super) async fn of_press(tx: &mut impl Reads, press: OutboxId) -> Result<Vec<OutboxRow>> {
    let press = press.0.as_bytes().as_slice();
    let rows = sqlx::query_as!(RawOutbox, "SELECT * FROM outbox WHERE press = ? ORDER BY ord", press)
        .fetch_all(tx.reading())
        .await?;
    decoded(rows)
}

/// Replies in one state, in order.
pub(super) async fn in_state(tx: &mut impl Reads, state: &str) -> Result<Vec<OutboxRow>> {
    let rows = sqlx::query_as!(
        RawOutbox,
        "SELECT * FROM outbox WHERE state = ? AND state NOT IN ('sent', 'cancelled') ORDER BY ord",
        state,
    )
    .fetch_all(tx.reading())
    .await?;
    decoded(rows)
}

/// Queued replies whose time has come and that no earlier reply of their conversation holds back. A reply for a time that
/// a person chose and the others hold nothing of each other back, whatever became of either.
pub(super) async fn due(tx: &mut impl Reads, now: Timestamp) -> Result<Vec<OutboxRow>> {
    let ids = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM outbox AS reply WHERE state = 'queued' AND state NOT IN ('sent', 'cancelled')
             AND (not_before IS NULL OR not_before <= ?1) AND coalesce(scheduled_for, 0) <= ?1
             AND NOT EXISTS (
               SELECT 1 FROM outbox AS earlier
               WHERE earlier.conversation_id = reply.conversation_id AND earlier.ord < reply.ord
                 AND (earlier.state = 'held'
                   OR earlier.state = 'queued' AND coalesce(earlier.scheduled_for, 0) <= ?1)
                 AND (earlier.scheduled_for IS NULL) = (reply.scheduled_for IS NULL)
                 AND (reply.scheduled_for IS NULL OR earlier.press = reply.press))
           ORDER BY ord"#,
        now.0,
    )
    .fetch_all(tx.reading())
    .await?;
    let mut due = Vec::with_capacity(ids.len());
    for id in ids {
        let id = Uuid::from_slice(&id).map_err(|_| StoreError::Unreadable("outbox.id"))?;
        due.extend(by_id(tx, OutboxId(id)).await?);
    }
    Ok(due)
}

fn decoded(rows: Vec<RawOutbox>) -> Result<Vec<OutboxRow>> {
    rows.into_iter().map(OutboxRow::try_from).collect()
}

/// The row as the database has it.
struct RawOutbox {
    #[expect(dead_code, reason = "the order is SQL's")]
    ord: i64,
    id: Vec<u8>,
    handle_id: i64,
    conversation_id: i64,
    press: Vec<u8>,
    what: String,
    reply_to: Option<String>,
    human_agent: i64,
    state: String,
    reason: Option<String>,
    rev: i64,
    not_before: Option<i64>,
    created_at: i64,
    asked_at: i64,
    attempts: i64,
    attempted_at: Option<i64>,
    baseline: String,
    looks: i64,
    sent_mid: Option<String>,
    matched_by: Option<String>,
    refusal: Option<String>,
    changed_at: i64,
    scheduled_for: Option<i64>,
}

impl TryFrom<RawOutbox> for OutboxRow {
    type Error = StoreError;

    fn try_from(raw: RawOutbox) -> Result<Self> {
        let id = Uuid::from_slice(&raw.id).map_err(|_| StoreError::Unreadable("outbox.id"))?;
        let press = Uuid::from_slice(&raw.press).map_err(|_| StoreError::Unreadable("outbox.press"))?;
        Ok(Self {
            id: OutboxId(id),
            handle: HandleId(raw.handle_id),
            conversation: ConversationId(raw.conversation_id),
            press: OutboxId(press),
            what: decode(&raw.what, "outbox.what")?,
            reply_to: raw.reply_to.map(Mid),
            human_agent: raw.human_agent != 0,
            progress: Progress {
                state: decode(&raw.state, "outbox.state")?,
                reason: decode_some(raw.reason.as_deref(), "outbox.reason")?,
                attempts: u32::try_from(raw.attempts).unwrap_or(u32::MAX),
                mid: raw.sent_mid.map(Mid),
                not_before: raw.not_before.map(Timestamp),
            },
            rev: raw.rev,
            created_at: Timestamp(raw.created_at),
            asked_at: Timestamp(raw.asked_at),
            scheduled_for: raw.scheduled_for.map(Timestamp),
            attempted_at: raw.attempted_at.map(Timestamp),
            baseline: serde_json::from_str(&raw.baseline)
                .map_err(|_| StoreError::Unreadable("outbox.baseline"))?,
            looks: u32::try_from(raw.looks).unwrap_or(u32::MAX),
            matched_by: decode_some(raw.matched_by.as_deref(), "outbox.matched_by")?,
            refusal: raw.refusal,
            changed_at: Timestamp(raw.changed_at),
        })
    }
}
