//! Narrowing a list. Where few conversations have what is asked for, the list is made of those; otherwise the list's own
//! index is walked, which soon has a page together.

use domain::ids::LabelId;
use domain::position::Position;
use domain::window::STANDARD_MS;
use sqlx::{QueryBuilder, Sqlite};

use super::{Filter, ListQuery, View};
use crate::Result;
use crate::codes::{code, json_list};
use crate::tx::Reads;

/// Up to so many conversations are sorted for a page.
pub(super) const FEW: i64 = 1_000;
/// Up to so many are counted one by one instead of along the list.
pub(super) const SOME: i64 = 20_000;

/// A condition that has an index of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Label(LabelId),
    Handles(String),
    Intent(String),
    Disposition(String),
    Unread,
    LikelyRequest,
    Muted,
    ReplyTrouble,
    Noted,
    Closing {
        after: Position,
        until: Position,
    },
    /// These, where nothing newer came in; as pairs of an id and the place of the newest message.
    Seen(String),
}

impl Source {
    /// Pushes the statement that gives the ids, each once.
    pub(super) fn push(&self, sql: &mut QueryBuilder<Sqlite>) {
        match self {
            Self::Label(label) => {
                sql.push("SELECT conversation_id AS id FROM conversation_label WHERE label_id = ")
                    .push_bind(label.0);
            }
            Self::Handles(handles) => {
                sql.push("SELECT c.id FROM json_each(").push_bind(handles.clone()).push(
                    ") AS h CROSS JOIN conversation AS c INDEXED BY conversation_by_standing_of_handle
                     ON c.handle_id = h.value",
                );
            }
            Self::Intent(intent) => {
                sql.push("SELECT id FROM conversation INDEXED BY conversation_by_intent WHERE intent = ")
                    .push_bind(intent.clone());
            }
            Self::Disposition(disposition) => {
                sql.push(
                    "SELECT id FROM conversation INDEXED BY conversation_by_disposition WHERE disposition = ",
                )
                .push_bind(disposition.clone());
            }
            Self::Unread => {
                sql.push("SELECT id FROM conversation INDEXED BY conversation_unread WHERE unread = 1");
            }
            Self::LikelyRequest => {
                sql.push(
                    "SELECT id FROM conversation INDEXED BY conversation_likely_request WHERE likely_request = 1",
                );
            }
            Self::Muted => {
                sql.push("SELECT id FROM conversation INDEXED BY conversation_muted WHERE muted = 1");
            }
            Self::ReplyTrouble => {
                sql.push("SELECT DISTINCT conversation_id AS id FROM outbox INDEXED BY outbox_open WHERE ")
                    .push(TROUBLE);
            }
            Self::Noted => {
                sql.push("SELECT DISTINCT conversation_id AS id FROM note");
            }
            Self::Closing { after, until } => {
                sql.push("SELECT id FROM conversation INDEXED BY conversation_closing WHERE standing < 5 AND last_inbound > ")
                    .push_bind(after.0)
                    .push(" AND last_inbound <= ")
                    .push_bind(until.0);
            }
            Self::Seen(seen) => {
                sql.push("SELECT c.id FROM json_each(")
                    .push_bind(seen.clone())
                    .push(") AS seen CROSS JOIN conversation AS c ON c.id = seen.value ->> 0 WHERE c.last_position = seen.value ->> 1");
            }
        }
    }
}

/// A reply that needs a person's eye.
const TROUBLE: &str = "state IN ('failed', 'unknown', 'ask', 'held') AND state NOT IN ('sent', 'cancelled')";

/// The conditions of a query that have an index.
pub(super) fn sources(query: &ListQuery) -> Vec<Source> {
    let Filter {
        labels,
        handles,
        intent,
        disposition,
        unread,
        likely_request,
        muted,
        reply_trouble,
        noted,
        ..
    } = &query.filter;
    let mut sources: Vec<Source> = labels.iter().map(|label| Source::Label(*label)).collect();
    // The list of one handle has an index of its own.
    if query.handle.is_none() && !handles.is_empty() {
        sources.push(Source::Handles(json_list(handles)));
    }
    sources.extend(intent.as_ref().map(|intent| Source::Intent(code(intent))));
    sources.extend(disposition.as_ref().map(|disposition| Source::Disposition(code(disposition))));
    for (asked, source) in [
        (*unread == Some(true), Source::Unread),
        (*likely_request == Some(true), Source::LikelyRequest),
        (*muted == Some(true), Source::Muted),
        (*reply_trouble, Source::ReplyTrouble),
        (*noted, Source::Noted),
    ] {
        sources.extend(asked.then_some(source));
    }
    if !matches!(query.view, View::Spam | View::Bin)
        && let Some((after, until)) = closing(query)
    {
        sources.push(Source::Closing { after, until });
    }
    sources
}

/// The condition that fewest conversations meet, when they are at most so many.
pub(super) async fn fewest(tx: &mut impl Reads, query: &ListQuery, most: i64) -> Result<Option<Source>> {
    let mut best: Option<(i64, Source)> = None;
    for source in sources(query) {
        let limit = best.as_ref().map_or(most + 1, |(count, _)| *count);
        let mut sql = QueryBuilder::new("SELECT count(*) FROM (SELECT id FROM (");
        source.push(&mut sql);
        sql.push(") LIMIT ").push_bind(limit).push(")");
        let count: i64 = sql.build_query_scalar().fetch_one(tx.reading()).await?;
        if count < limit {
            best = Some((count, source));
        }
    }
    Ok(best.map(|(_, source)| source))
}

/// Pushes the conditions, each with AND before it. None of them is to be looked up by: the list's index is named.
pub(super) fn push(sql: &mut QueryBuilder<Sqlite>, query: &ListQuery) {
    let filter = &query.filter;
    for label in &filter.labels {
        sql.push(
            " AND EXISTS (SELECT 1 FROM conversation_label AS cl WHERE cl.conversation_id = c.id AND cl.label_id = ",
        )
        .push_bind(label.0)
        .push(")");
    }
    if !filter.handles.is_empty() {
        sql.push(" AND +c.handle_id IN (SELECT value FROM json_each(")
            .push_bind(json_list(&filter.handles))
            .push("))");
    }
    if let Some(intent) = &filter.intent {
        sql.push(" AND +c.intent = ").push_bind(code(intent));
    }
    if let Some(disposition) = &filter.disposition {
        sql.push(" AND +c.disposition = ").push_bind(code(disposition));
    }
    for (wanted, column) in [
        (filter.unread, " AND +c.unread = "),
        (filter.likely_request, " AND +c.likely_request = "),
        (filter.muted, " AND +c.muted = "),
    ] {
        if let Some(wanted) = wanted {
            sql.push(column).push_bind(wanted);
        }
    }
    if filter.reply_trouble {
        sql.push(" AND EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_in_conversation WHERE conversation_id = c.id AND ")
            .push(TROUBLE)
            .push(")");
    }
    if filter.noted {
        sql.push(" AND EXISTS (SELECT 1 FROM note WHERE note.conversation_id = c.id)");
    }
    if let Some((after, until)) = closing(query) {
        sql.push(" AND +c.last_inbound > ")
            .push_bind(after.0)
            .push(" AND +c.last_inbound <= ")
            .push_bind(until.0);
    }
}

/// Between which places the last message of a person lies whose window is open and closes soon enough.
fn closing(query: &ListQuery) -> Option<(Position, Position)> {
    let within = query.filter.closes_within_ms?;
    let opened = query.now.plus(-STANDARD_MS);
    let last = |at| Position::first_at(at).last_of_its_millisecond();
    Some((last(opened), last(opened.plus(within.max(0)))))
}
