//! What reports are made of ([`domain::reports`]): times and kinds of messages, never their words.
//!
//! It is read a page of conversations at a time. Each page is a short read of its own: the inbox waits for none of them, and
//! no old version of the database is held for the sake of a report.

use std::collections::HashMap;

use domain::ids::{ConversationId, HandleId, Mid};
use domain::message::{Direction, MessageKind, Origin};
use domain::position::Position;
use domain::reports::{AuditLine, Conversation, Event, LeftOut, SetAside, Waits, What, said};
use domain::time::Timestamp;

use crate::codes::{decode, decode_some, json_list};
use crate::tx::Reads;
use crate::{Result, Store};

/// Which conversations are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportQuery {
    /// Of one handle, or of all.
    pub handle: Option<HandleId>,
    /// Those in which something was sent at this time or later, and all that wait now.
    pub since: Timestamp,
    /// After the last one of the page before.
    pub after: Option<ConversationId>,
    /// At most so many.
    pub limit: u32,
    /// With at most so many messages together. One that has more is a page of its own.
    pub messages: i64,
}

/// A page of conversations, each with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPage {
    /// The conversations.
    pub conversations: Vec<Conversation>,
    /// Where the next page goes on; `None` at the end.
    pub next: Option<ConversationId>,
}

impl Store {
    /// A page of the conversations that a report is made of, in the order of their ids.
    ///
    /// # Errors
    /// As the database says.
    pub async fn report_page(&self, query: &ReportQuery) -> Result<ReportPage> {
        let mut reader = self.reader().await?;
        let mut tx = reader.begin().await?;
        let mut found = conversations(&mut tx, query).await?;
        let asked_for = found.len();
        keep_few_messages(&mut tx, query.messages, &mut found).await?;
        let cut = found.len() < asked_for;
        let ids: Vec<i64> = found.iter().map(|(id, _)| id.0).collect();
        let list = json_list(&ids);
        let (mut events, mut lines) = (events(&mut tx, &list).await?, lines(&mut tx, &list).await?);
        for (id, conversation) in &mut found {
            conversation.events = events.remove(&id.0).unwrap_or_default();
            conversation.said = lines.remove(&id.0).map(|lines| said(&lines)).unwrap_or_default();
        }
        let full = cut || u32::try_from(ids.len()).is_ok_and(|count| count >= query.limit);
        let next = ids.last().filter(|_| full).map(|id| ConversationId(*id));
        Ok(ReportPage {
            conversations: found.into_iter().map(|(_, conversation)| conversation).collect(),
            next,
        })
    }
}

/// The conversations of a page, without what was sent and said in them.
async fn conversations(
    tx: &mut impl Reads,
    query: &ReportQuery,
) -> Result<Vec<(ConversationId, Conversation)>> {
    let (first, last) = query.handle.map_or((i64::MIN, i64::MAX), |handle| (handle.0, handle.0));
    let after = query.after.map_or(0, |after| after.0);
    let since = Position::first_at(query.since).0;
    let rows = sqlx::query!(
        "SELECT id, handle_id, closed, muted, spam, standing, last_outbound, done_through, woke_at
         FROM conversation NOT INDEXED
         WHERE id > ?1 AND handle_id BETWEEN ?2 AND ?3 AND last_position > 0
           AND (last_position >= ?4 OR standing IN (0, 4)) ORDER BY id LIMIT ?5",
        after,
        first,
        last,
        since,
        query.limit,
    )
    .fetch_all(tx.reading())
    .await?;
    let rows = rows.into_iter().map(|row| {
        let set_aside = if row.closed.is_some() {
            Some(SetAside::Group)
        } else if row.spam == 1 {
            Some(SetAside::Spam)
        } else {
            (row.muted == 1).then_some(SetAside::Muted)
        };
        let waits = match row.standing {
            0 => Some(Waits::NeedsReply {
                answered: row.last_outbound.max(row.done_through).map(Position),
                woke_at: row.woke_at.map(Timestamp),
            }),
            4 => Some(Waits::Snoozed),
            _ => None,
        };
        let handle = HandleId(row.handle_id);
        let conversation = Conversation { handle, set_aside, waits, events: Vec::new(), said: Vec::new() };
        (ConversationId(row.id), conversation)
    });
    Ok(rows.collect())
}

/// Leaves what does not fit into a page to the next one. A conversation is never cut: one with more messages is a page of its own.
async fn keep_few_messages(
    tx: &mut impl Reads,
    most: i64,
    found: &mut Vec<(ConversationId, Conversation)>,
) -> Result<()> {
    let list = json_list(found.iter().map(|(id, _)| id.0));
    let counts = sqlx::query!(
        r#"SELECT c.id AS "conversation!: i64",
             (SELECT count(*) FROM message AS m WHERE m.conversation_id = c.id) AS "count!: i64"
           FROM json_each(?) AS asked CROSS JOIN conversation AS c ON c.id = asked.value"#,
        list,
    )
    .fetch_all(tx.reading())
    .await?;
    let counts: HashMap<i64, i64> = counts.into_iter().map(|row| (row.conversation, row.count)).collect();
    let mut messages = 0;
    let fits = found.iter().take_while(|(id, _)| {
        messages += counts.get(&id.0).copied().unwrap_or_default();
        messages <= most
    });
    let fits = fits.count().max(1);
    found.truncate(fits);
    Ok(())
}

/// The messages of conversations that count for anything.
async fn events(tx: &mut impl Reads, ids: &str) -> Result<HashMap<i64, Vec<Event>>> {
    let rows = sqlx::query!(
        r#"SELECT m.conversation_id AS "conversation!: i64", m.position AS "position!: i64", m.mid AS "mid!: String",
             m.direction AS "direction!: String", m.origin AS "origin: String", m.kind AS "kind!: String",
             m.found_at AS "found_at!: i64", m.while_paused = 1 AS "while_paused!: bool",
             coalesce(m.body ->> 'to_self', 0) AS "to_self!: bool",
             h.connected_at AS "connected_at!: i64", h.mentions_need_reply = 1 AS "mentions_ask!: bool",
             m.direction = 'out' AND EXISTS (SELECT 1 FROM outbox AS o WHERE o.handle_id = m.handle_id
               AND o.sent_mid = m.mid AND o.human_agent = 1) AS "human_agent!: bool"
           FROM json_each(?) AS asked CROSS JOIN message AS m ON m.conversation_id = asked.value
           CROSS JOIN handle AS h ON h.id = m.handle_id
           WHERE m.position IS NOT NULL AND m.direction IS NOT NULL"#,
        ids,
    )
    .fetch_all(tx.reading())
    .await?;
    let mut events: HashMap<i64, Vec<Event>> = HashMap::new();
    for row in rows {
        let kind: MessageKind = decode(&row.kind, "message.kind")?;
        let direction: Direction = decode(&row.direction, "message.direction")?;
        let counts = kind.counts(direction, row.to_self);
        let mention = kind == MessageKind::StoryMention;
        let what = if counts.unread {
            What::In { asks: counts.needs_reply || mention && row.mentions_ask, mention }
        } else if counts.answers {
            match decode_some(row.origin.as_deref(), "message.origin")? {
                Some(Origin::OtherApp) => What::Automatic,
                _ => What::Reply { human_agent: row.human_agent },
            }
        } else {
            continue;
        };
        let position = Position(row.position);
        let left_out = if position.at().0 < row.connected_at {
            Some(LeftOut::Imported)
        } else {
            row.while_paused.then_some(LeftOut::Paused)
        };
        let (mid, found_at) = (Mid(row.mid), Timestamp(row.found_at));
        events.entry(row.conversation).or_default().push(Event { position, mid, what, found_at, left_out });
    }
    Ok(events)
}

/// What the audit trail has of conversations, the oldest first.
async fn lines(tx: &mut impl Reads, ids: &str) -> Result<HashMap<i64, Vec<AuditLine>>> {
    let mut rows = sqlx::query!(
        r#"SELECT a.id AS "id!: i64", a.conversation_id AS "conversation!: i64", a.at AS "at!: i64",
             a.action AS "action!: String", a.before AS "before: String", a.after AS "after: String"
           FROM json_each(?) AS asked CROSS JOIN audit AS a INDEXED BY audit_of_conversation
             ON a.conversation_id = asked.value AND a.conversation_id IS NOT NULL"#,
        ids,
    )
    .fetch_all(tx.reading())
    .await?;
    rows.sort_unstable_by_key(|row| row.id);
    let mut lines: HashMap<i64, Vec<AuditLine>> = HashMap::new();
    for row in rows {
        let line =
            AuditLine { at: Timestamp(row.at), action: row.action, before: row.before, after: row.after };
        lines.entry(row.conversation).or_default().push(line);
    }
    Ok(lines)
}
