//! A conversation as a list row.

use domain::conversation::{Marks, Standing};
use domain::ids::{ConversationId, HandleId, LabelId, Mid, ThreadId};
use domain::message::{Direction, MessageKind};
use domain::observation::ClosedBecause;
use domain::position::Position;
use domain::sla::{Promises, Turn};
use domain::text::snippet;
use domain::time::Timestamp;
use domain::triage::{Disposition, Intent};
use serde::Deserialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};

use super::sla;
use crate::codes::{decode, decode_some};
use crate::marks::{shelf, snooze};
use crate::people::{Person, RawPerson};
use crate::tx::Reads;
use crate::{Result, StoreError};
use crate::{handles, labels};

/// All that a list row shows of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationRow {
    /// Our row.
    pub id: ConversationId,
    /// Its handle.
    pub handle: HandleId,
    /// Its person.
    pub person: Person,
    /// Instagram's thread, once a listing named it.
    pub thread: Option<ThreadId>,
    /// What its standing follows from; the message window too.
    pub marks: Marks,
    /// Where it stands.
    pub standing: Standing,
    /// Whether it is unread.
    pub unread: bool,
    /// A story mention waits for a thank-you.
    pub open_mention: bool,
    /// The newest message.
    pub last: Option<LastMessage>,
    /// The person's reaction to a message of ours, where it is newer than the newest message.
    pub reaction: Option<LastReaction>,
    /// The row's place among all rows: the newest message's, that of a newer reaction, or when a closed thread last changed.
    pub activity: Option<Position>,
    /// Why the thread can only be seen, if it can.
    pub closed: Option<ClosedBecause>,
    /// Another connected tool has the chat: a reply would be refused (100/2534037).
    pub owned_by_other: bool,
    /// How far the person has seen our messages: when, and the newest one seen.
    pub seen: Option<(Timestamp, Mid)>,
    /// There is a draft.
    pub has_draft: bool,
    /// What the outbox holds for it.
    pub outbox: OutboxFlags,
    /// Its labels, by name.
    pub labels: Vec<LabelId>,
    /// What the person wants, if somebody said so.
    pub intent: Option<Intent>,
    /// How it was closed, if somebody said so.
    pub disposition: Option<Disposition>,
    /// Probably in Instagram's Requests folder: the person does not follow the handle, and it never wrote to them
    /// (requirements, R62). Of whom no profile is known, nothing is said.
    pub likely_request: bool,
    /// There is a note.
    pub noted: bool,
    /// It waits for an answer that its handle promised.
    pub turn: Option<Turn>,
}

/// The newest message, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastMessage {
    /// Its place, and with it its time.
    pub position: Position,
    /// Its id at Instagram.
    pub mid: Mid,
    /// What it is.
    pub kind: MessageKind,
    /// Which way it went.
    pub direction: Direction,
    /// Its text in one line, if it has text.
    pub snippet: Option<String>,
}

/// A reaction, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastReaction {
    /// The emoji.
    pub emoji: String,
    /// What the message is that it stands on.
    pub kind: MessageKind,
    /// Its text in one line, if it has text.
    pub snippet: Option<String>,
}

/// What a conversation's outbox holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxFlags {
    /// A reply failed.
    pub failed: bool,
    /// A reply may or may not have arrived (unknown, or asked about).
    pub uncertain: bool,
    /// A reply waits for a cause to end.
    pub held: bool,
    /// A reply is about to leave or on its way.
    pub leaving: bool,
}

/// The columns of a row, up to and without FROM.
pub(super) const COLUMNS: &str = "SELECT c.id AS conversation_id, c.handle_id, c.thread_id, c.closed,
  c.owned_by_other, c.last_inbound,
  c.last_asking, c.last_mention, c.last_outbound, c.done_through, c.read_through, c.marked_unread, c.open_mention,
  c.snoozed_until, c.snoozed_through, c.woke_at, c.muted, c.spam, c.binned_through, c.binned_at, c.intent,
  c.disposition, c.likely_request,
  c.activity, c.last_position, c.last_mid, c.last_kind, c.last_direction, c.last_snippet, c.seen_at, c.seen_mid,
  p.id, p.igsid, p.name, p.username, p.picture_url, p.followers, p.follows_us, p.followed_by_us, p.verified,
  p.profile_fetched_at, p.profile_error,
  EXISTS (SELECT 1 FROM draft WHERE draft.conversation_id = c.id) AS has_draft,
  (SELECT group_concat(o.state) FROM outbox AS o WHERE o.conversation_id = c.id
     AND o.state NOT IN ('sent', 'cancelled')) AS outbox_states,
  (SELECT group_concat(l.label_id) FROM conversation_label AS l WHERE l.conversation_id = c.id) AS labels,
  EXISTS (SELECT 1 FROM note WHERE note.conversation_id = c.id) AS noted,
  (SELECT json_object('emoji', r.emoji, 'kind', m.kind, 'text', m.text) FROM reaction AS r
     CROSS JOIN message AS m ON m.handle_id = r.handle_id AND m.mid = r.mid
     WHERE c.reacted_position > c.last_position AND r.handle_id = c.handle_id AND r.mid = c.reacted_mid
       AND r.by = 'in' AND r.emoji IS NOT NULL) AS reaction,
  (SELECT h.mentions_need_reply FROM handle AS h WHERE h.id = c.handle_id) AS mentions_ask,
  (SELECT h.sla FROM handle AS h WHERE h.id = c.handle_id) AS sla";

/// The person beside the conversation, up to and without WHERE.
pub(super) const WITH_PERSON: &str = " CROSS JOIN person AS p ON p.id = c.person_id";

pub(crate) async fn by_id(tx: &mut impl Reads, id: ConversationId) -> Result<Option<ConversationRow>> {
    let sql = format!("{COLUMNS} FROM conversation AS c{WITH_PERSON} WHERE c.id = ?");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.0).fetch_optional(tx.reading()).await?;
    let rows: Vec<SqliteRow> = row.into_iter().collect();
    Ok(all_decoded(tx, &rows).await?.pop())
}

/// Rows as they are shown: labels come in the order of their names.
pub(super) async fn all_decoded(tx: &mut impl Reads, rows: &[SqliteRow]) -> Result<Vec<ConversationRow>> {
    let promises = rows.iter().map(promises).collect::<Result<_>>()?;
    let mut rows: Vec<ConversationRow> = rows.iter().map(decoded).collect::<Result<_>>()?;
    sla::add_turns(tx, &mut rows, promises).await?;
    if rows.iter().any(|row| row.labels.len() > 1) {
        let order = labels::order(tx).await?;
        let place = |label: &LabelId| order.iter().position(|id| *id == label.0);
        rows.iter_mut().for_each(|row| row.labels.sort_by_key(place));
    }
    Ok(rows)
}

fn decoded(row: &SqliteRow) -> Result<ConversationRow> {
    let marks = Marks {
        last_inbound: position(row, "last_inbound")?,
        last_asking: position(row, "last_asking")?,
        last_mention: position(row, "last_mention")?,
        last_outbound: position(row, "last_outbound")?,
        done_through: position(row, "done_through")?,
        read_through: position(row, "read_through")?,
        marked_unread: row.try_get("marked_unread")?,
        snooze: snooze(
            row.try_get("snoozed_until")?,
            row.try_get("snoozed_through")?,
            row.try_get("woke_at")?,
        ),
        muted: row.try_get("muted")?,
        shelf: shelf(row.try_get("spam")?, row.try_get("binned_through")?, row.try_get("binned_at")?),
        mentions_ask: row.try_get("mentions_ask")?,
    };
    let labels: Option<String> = row.try_get("labels")?;
    let intent: Option<String> = row.try_get("intent")?;
    let disposition: Option<String> = row.try_get("disposition")?;
    let seen_at: Option<i64> = row.try_get("seen_at")?;
    let seen_mid: Option<String> = row.try_get("seen_mid")?;
    let states: Option<String> = row.try_get("outbox_states")?;
    Ok(ConversationRow {
        id: ConversationId(row.try_get("conversation_id")?),
        handle: HandleId(row.try_get("handle_id")?),
        person: RawPerson::from_row(row)?.into(),
        thread: row.try_get::<Option<String>, _>("thread_id")?.map(ThreadId),
        standing: marks.standing(),
        unread: marks.unread(),
        marks,
        open_mention: row.try_get("open_mention")?,
        last: last(row)?,
        reaction: reaction(row)?,
        activity: position(row, "activity")?.filter(|at| *at > Position::default()),
        closed: decode_some(row.try_get::<Option<String>, _>("closed")?.as_deref(), "conversation.closed")?,
        owned_by_other: row.try_get("owned_by_other")?,
        seen: seen_at.zip(seen_mid).map(|(at, mid)| (Timestamp(at), Mid(mid))),
        has_draft: row.try_get("has_draft")?,
        outbox: states.as_deref().map(flags).unwrap_or_default(),
        labels: labels
            .iter()
            .flat_map(|ids| ids.split(','))
            .filter_map(|id| Some(LabelId(id.parse().ok()?)))
            .collect(),
        intent: decode_some(intent.as_deref(), "conversation.intent")?,
        disposition: decode_some(disposition.as_deref(), "conversation.disposition")?,
        likely_request: row.try_get("likely_request")?,
        noted: row.try_get("noted")?,
        turn: None,
    })
}

/// What its handle promised and promises.
fn promises(row: &SqliteRow) -> Result<Promises> {
    handles::promises(row.try_get::<Option<String>, _>("sla")?.as_deref())
}

fn last(row: &SqliteRow) -> Result<Option<LastMessage>> {
    let Some(mid) = row.try_get::<Option<String>, _>("last_mid")? else { return Ok(None) };
    let kind: Option<String> = row.try_get("last_kind")?;
    let direction: Option<String> = row.try_get("last_direction")?;
    let unreadable = StoreError::Unreadable("conversation.last_direction");
    Ok(Some(LastMessage {
        position: Position(row.try_get("last_position")?),
        mid: Mid(mid),
        kind: decode(kind.as_deref().unwrap_or_default(), "conversation.last_kind")?,
        direction: decode_some(direction.as_deref(), "conversation.last_direction")?.ok_or(unreadable)?,
        snippet: row.try_get("last_snippet")?,
    }))
}

fn reaction(row: &SqliteRow) -> Result<Option<LastReaction>> {
    #[derive(Deserialize)]
    struct Raw {
        emoji: String,
        kind: MessageKind,
        text: Option<String>,
    }
    let Some(raw) = row.try_get::<Option<String>, _>("reaction")? else { return Ok(None) };
    let raw: Raw = serde_json::from_str(&raw).map_err(|_| StoreError::Unreadable("reaction"))?;
    Ok(Some(LastReaction { emoji: raw.emoji, kind: raw.kind, snippet: raw.text.as_deref().map(snippet) }))
}

fn flags(states: &str) -> OutboxFlags {
    let mut flags = OutboxFlags::default();
    for state in states.split(',') {
        match state {
            "failed" => flags.failed = true,
            "unknown" | "ask" => flags.uncertain = true,
            "held" => flags.held = true,
            _ => flags.leaving = true,
        }
    }
    flags
}

fn position(row: &SqliteRow, column: &str) -> Result<Option<Position>> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Position))
}
