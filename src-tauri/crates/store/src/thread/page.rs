//! Reading a page: the messages by their place, then reactions and quoted messages in one statement each.

use std::collections::HashMap;

use domain::ids::{ConversationId, HandleId, MessageId, Mid};
use domain::position::Position;
use domain::text::snippet;
use domain::time::Timestamp;

use super::lines::lines;
use super::row::{KnownReply, MessageReaction, MessageRow, RawMessage};
use super::{Part, ThreadLine, ThreadPage};
use crate::Result;
use crate::codes::{decode, json_list};
use crate::tx::Reads;

const SELECT: &str = "SELECT m.id, m.handle_id, m.conversation_id, m.mid, m.position, m.direction, m.origin,
  m.sent_at, m.sent_exact, m.text, m.text_rank, m.body, m.unsent, m.kind, m.while_paused, m.found_by, m.found_at,
  m.by_webhook = 0 AND m.found_by = 'poll' AND m.direction = 'in'
    AND m.sent_at >= (SELECT h.webhooks_since FROM handle AS h WHERE h.id = m.handle_id) AS by_poll_alone,
  EXISTS (SELECT 1 FROM gap AS g WHERE g.conversation_id = m.conversation_id AND g.position = m.position)
    AS gap_before,
  EXISTS (SELECT 1 FROM skipped AS s WHERE s.conversation_id = m.conversation_id AND s.position <= m.position
    AND NOT EXISTS (SELECT 1 FROM message AS e WHERE e.conversation_id = m.conversation_id
      AND e.position >= s.position AND e.position < m.position)) AS skipped_before
  FROM message AS m";

const BEFORE: &str = "WHERE m.conversation_id = ? AND m.position < ? ORDER BY m.position DESC LIMIT ?";
const AFTER: &str = "WHERE m.conversation_id = ? AND m.position > ? ORDER BY m.position LIMIT ?";
const MEDIA: &str = "INDEXED BY message_media_in_conversation WHERE m.conversation_id = ? AND m.position < ?
  AND m.kind <> 'text' AND m.kind IN ('image', 'video', 'audio', 'file', 'media') ORDER BY m.position DESC LIMIT ?";
const BY_ID: &str = "WHERE m.position IS NOT NULL AND m.id = ?";
const BY_MID: &str = "WHERE m.position IS NOT NULL AND m.handle_id = ? AND m.mid = ?";

pub(super) async fn page(
    tx: &mut impl Reads,
    conversation: ConversationId,
    part: Part,
    limit: u32,
) -> Result<ThreadPage> {
    let end = Position(i64::MAX);
    let (older, newer) = match part {
        Part::Newest => (stretch(tx, BEFORE, conversation, end, limit).await?, Stretch::default()),
        Part::Before(at) => (stretch(tx, BEFORE, conversation, at, limit).await?, Stretch::unread()),
        Part::After(at) => (Stretch::unread(), stretch(tx, AFTER, conversation, at, limit).await?),
        Part::Around(at) => {
            let half = limit.div_ceil(2);
            let older = stretch(tx, BEFORE, conversation, at.next(), half).await?;
            (older, stretch(tx, AFTER, conversation, at, limit - half).await?)
        }
    };
    let (has_older, has_newer) = (older.more, newer.more);
    let mut messages: Vec<MessageRow> = older.messages.into_iter().rev().chain(newer.messages).collect();
    complete(tx, &mut messages).await?;
    let seen = seen(tx, conversation).await?;
    let lines = lines_of(tx, conversation, part, &messages, (has_older, has_newer)).await?;
    Ok(ThreadPage { messages, lines, has_older, has_newer, seen })
}

/// The lines of a page: pages that follow each other have each line once.
async fn lines_of(
    tx: &mut impl Reads,
    conversation: ConversationId,
    part: Part,
    messages: &[MessageRow],
    (has_older, has_newer): (bool, bool),
) -> Result<Vec<ThreadLine>> {
    let end = Position(i64::MAX);
    let first = messages.first().filter(|_| has_older).map(|message| message.position).unwrap_or_default();
    let last = messages.last().map(|message| message.position.next());
    let (from, before) = match part {
        Part::Before(at) => (first, at),
        Part::After(at) => (at.next(), last.filter(|_| has_newer).unwrap_or(end)),
        Part::Newest | Part::Around(_) => (first, last.filter(|_| has_newer).unwrap_or(end)),
    };
    lines(tx, conversation, from, before).await
}

pub(crate) async fn by_id(tx: &mut impl Reads, id: MessageId) -> Result<Option<MessageRow>> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} {BY_ID}"));
    let row: Option<RawMessage> = sqlx::query_as(sql).bind(id.0).fetch_optional(tx.reading()).await?;
    one(tx, row).await
}

/// Messages with something to look at, listen to or open, before a place; the newest first.
pub(crate) async fn media(
    tx: &mut impl Reads,
    conversation: ConversationId,
    before: Position,
    limit: u32,
) -> Result<Vec<MessageRow>> {
    let found = stretch(tx, MEDIA, conversation, before, limit).await?;
    Ok(found.messages)
}

pub(super) async fn by_mid(tx: &mut impl Reads, handle: HandleId, mid: &Mid) -> Result<Option<MessageRow>> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} {BY_MID}"));
    let row: Option<RawMessage> =
        sqlx::query_as(sql).bind(handle.0).bind(&mid.0).fetch_optional(tx.reading()).await?;
    one(tx, row).await
}

async fn one(tx: &mut impl Reads, row: Option<RawMessage>) -> Result<Option<MessageRow>> {
    let mut rows: Vec<MessageRow> = row.into_iter().map(MessageRow::try_from).collect::<Result<_>>()?;
    complete(tx, &mut rows).await?;
    Ok(rows.pop())
}

/// Messages on one side of a place, and whether there are more.
#[derive(Default)]
struct Stretch {
    messages: Vec<MessageRow>,
    more: bool,
}

impl Stretch {
    /// The side where the caller already is.
    fn unread() -> Self {
        Self { messages: Vec::new(), more: true }
    }
}

async fn stretch(
    tx: &mut impl Reads,
    clause: &'static str,
    conversation: ConversationId,
    at: Position,
    limit: u32,
) -> Result<Stretch> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} {clause}"));
    let rows: Vec<RawMessage> = sqlx::query_as(sql)
        .bind(conversation.0)
        .bind(at.0)
        .bind(limit.saturating_add(1))
        .fetch_all(tx.reading())
        .await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    let messages = rows.into_iter().take(limit).map(MessageRow::try_from).collect::<Result<_>>()?;
    Ok(Stretch { messages, more })
}

/// Adds reactions and what the messages quote.
async fn complete(tx: &mut impl Reads, messages: &mut [MessageRow]) -> Result<()> {
    let Some(handle) = messages.first().map(|message| message.handle) else { return Ok(()) };
    let mut reactions = reactions(tx, handle, messages).await?;
    let quoted = quoted(tx, handle, messages).await?;
    for message in messages {
        message.reactions = reactions.remove(&message.mid).unwrap_or_default();
        if let Some(reply) = &mut message.reply {
            reply.known = quoted.get(&reply.mid).cloned();
        }
    }
    Ok(())
}

async fn reactions(
    tx: &mut impl Reads,
    handle: HandleId,
    messages: &[MessageRow],
) -> Result<HashMap<Mid, Vec<MessageReaction>>> {
    let mids = json_list(messages.iter().map(|message| &message.mid));
    let rows = sqlx::query!(
        r#"SELECT mid, by, emoji AS "emoji!", at FROM reaction WHERE handle_id = ?
           AND mid IN (SELECT value FROM json_each(?)) AND emoji IS NOT NULL ORDER BY at"#,
        handle.0,
        mids,
    )
    .fetch_all(tx.reading())
    .await?;
    let mut found: HashMap<Mid, Vec<MessageReaction>> = HashMap::new();
    for row in rows {
        let by = decode(&row.by, "reaction.by")?;
        let reaction = MessageReaction { by, emoji: row.emoji, at: Timestamp(row.at) };
        found.entry(Mid(row.mid)).or_default().push(reaction);
    }
    Ok(found)
}

async fn quoted(
    tx: &mut impl Reads,
    handle: HandleId,
    messages: &[MessageRow],
) -> Result<HashMap<Mid, KnownReply>> {
    let mids: Vec<&Mid> = messages.iter().filter_map(|message| Some(&message.reply.as_ref()?.mid)).collect();
    if mids.is_empty() {
        return Ok(HashMap::new());
    }
    let mids = json_list(mids);
    let rows = sqlx::query!(
        r#"SELECT mid, position AS "position!", direction AS "direction!", kind, text FROM message
           WHERE handle_id = ? AND mid IN (SELECT value FROM json_each(?)) AND position IS NOT NULL"#,
        handle.0,
        mids,
    )
    .fetch_all(tx.reading())
    .await?;
    let mut found = HashMap::new();
    for row in rows {
        let known = KnownReply {
            position: Position(row.position),
            direction: decode(&row.direction, "message.direction")?,
            kind: decode(&row.kind, "message.kind")?,
            snippet: row.text.as_deref().map(snippet),
        };
        found.insert(Mid(row.mid), known);
    }
    Ok(found)
}

async fn seen(
    tx: &mut impl Reads,
    conversation: ConversationId,
) -> Result<Option<(Timestamp, Option<Position>)>> {
    let row = sqlx::query!(
        r#"SELECT c.seen_at AS "at!", m.position AS "position?" FROM conversation AS c
           LEFT JOIN message AS m ON m.handle_id = c.handle_id AND m.mid = c.seen_mid
           WHERE c.id = ? AND c.seen_at IS NOT NULL"#,
        conversation.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    Ok(row.map(|row| (Timestamp(row.at), row.position.map(Position))))
}

/// The statements of all kinds of pages, for the plan snapshots.
#[cfg(test)]
pub(crate) fn statements() -> Vec<(String, String)> {
    [("before", BEFORE), ("after", AFTER), ("media", MEDIA), ("by id", BY_ID), ("by mid", BY_MID)]
        .map(|(name, clause)| (format!("thread {name}"), format!("{SELECT} {clause}")))
        .into()
}
