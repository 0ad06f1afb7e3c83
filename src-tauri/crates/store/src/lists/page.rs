//! Pages by key, never by offset: the place of the last row is where the next page begins.

use domain::position::Position;
use domain::window::STANDARD_MS;
use sqlx::{QueryBuilder, Sqlite};

use super::row::{SELECT, WITH_PERSON, decoded};
use super::{ConversationRow, ListCursor, ListPage, ListQuery, Sort, View};
use crate::Result;
use crate::tx::Reads;

/// The places that lists are ordered by.
const ACTIVITY: &str = "c.last_position";
const INBOUND: &str = "c.last_inbound";

/// A run of rows along one index, between two places.
struct Run {
    column: &'static str,
    ascending: bool,
    /// Rows lie strictly after this place; rows without a message are at the default one.
    after: Position,
    /// and strictly before this one.
    before: Option<Position>,
}

pub(super) async fn page(tx: &mut impl Reads, query: &ListQuery) -> Result<ListPage> {
    if query.sort == Sort::ClosingSoonest && query.view == View::NeedsReply {
        return closing_soonest(tx, query).await;
    }
    let ascending = query.sort == Sort::OldestWaiting;
    let at = query.after.map(|cursor| cursor.at);
    let (after, before) = if ascending { (at, None) } else { (None, at) };
    let after = after.unwrap_or_default();
    let rows = run(tx, query, &Run { column: ACTIVITY, ascending, after, before }, query.limit).await?;
    let next = rows.last().filter(|_| full(&rows, query)).and_then(|row| row.activity).map(|at| ListCursor {
        at,
        open_after: Position::default(),
        among_closed: false,
    });
    Ok(ListPage { rows, next })
}

/// Two runs along the same index: open windows from the one that closes next, then closed ones backwards.
async fn closing_soonest(tx: &mut impl Reads, query: &ListQuery) -> Result<ListPage> {
    let now = Position::first_at(query.now.plus(-STANDARD_MS)).last_of_its_millisecond();
    let open_after = query.after.map_or(now, |cursor| cursor.open_after);
    let among_closed = query.after.is_some_and(|cursor| cursor.among_closed);
    let at = query.after.map(|cursor| cursor.at);
    let mut rows = Vec::new();
    if !among_closed {
        let after = at.unwrap_or(open_after);
        let open = Run { column: INBOUND, ascending: true, after, before: None };
        rows = run(tx, query, &open, query.limit).await?;
    }
    let open_rows = rows.len();
    let left = query.limit.saturating_sub(u32::try_from(open_rows).unwrap_or(u32::MAX));
    if left > 0 {
        let before = if among_closed { at } else { Some(open_after.next()) };
        let closed = Run { column: INBOUND, ascending: false, after: Position::default(), before };
        rows.extend(run(tx, query, &closed, left).await?);
    }
    let among_closed = among_closed || rows.len() > open_rows;
    let next = rows
        .last()
        .filter(|_| full(&rows, query))
        .and_then(|row| row.marks.last_inbound)
        .map(|at| ListCursor { at, open_after, among_closed });
    Ok(ListPage { rows, next })
}

fn full(rows: &[ConversationRow], query: &ListQuery) -> bool {
    u32::try_from(rows.len()).unwrap_or(u32::MAX) >= query.limit
}

async fn run(tx: &mut impl Reads, query: &ListQuery, run: &Run, limit: u32) -> Result<Vec<ConversationRow>> {
    let mut sql = sql(query, run, limit);
    let rows = sql.build().fetch_all(tx.reading()).await?;
    rows.iter().map(decoded).collect()
}

fn sql(query: &ListQuery, run: &Run, limit: u32) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new(SELECT);
    sql.push(" INDEXED BY ").push(index(query, run)).push(WITH_PERSON);
    // The only lower bound: of two, SQLite would begin at either.
    sql.push(" WHERE ").push(run.column).push(" > ").push_bind(run.after.0);
    sql.push(match query.view {
        View::NeedsReply => " AND c.standing = 0",
        View::Waiting => " AND c.standing = 1",
        View::Done => " AND c.standing = 2",
        View::Mentions => " AND c.open_mention = 1",
        View::Unread => " AND c.unread = 1",
        View::All => "",
    });
    if let Some(handle) = query.handle {
        sql.push(" AND c.handle_id = ").push_bind(handle.0);
    }
    if let Some(before) = run.before {
        sql.push(" AND ").push(run.column).push(" < ").push_bind(before.0);
    }
    sql.push(" ORDER BY ").push(run.column).push(if run.ascending { "" } else { " DESC" });
    sql.push(" LIMIT ").push_bind(limit);
    sql
}

/// The index that has the rows in order. Named, because SQLite without statistics takes the one of all handles also for
/// the list of one, and would walk over the others' rows.
fn index(query: &ListQuery, run: &Run) -> &'static str {
    let of_all_and_of_one = match (query.view, run.column) {
        (View::NeedsReply, INBOUND) => ["conversation_closing", "conversation_closing_of_handle"],
        (View::NeedsReply | View::Waiting | View::Done, _) => {
            ["conversation_by_standing", "conversation_by_standing_of_handle"]
        }
        (View::Mentions, _) => ["conversation_mentions", "conversation_mentions_of_handle"],
        (View::Unread, _) => ["conversation_unread", "conversation_unread_of_handle"],
        (View::All, _) => ["conversation_newest", "conversation_newest_of_handle"],
    };
    let [of_all, of_one] = of_all_and_of_one;
    if query.handle.is_some() { of_one } else { of_all }
}

/// The statements of all kinds of pages, for the plan snapshots.
#[cfg(test)]
pub(crate) fn statements() -> Vec<(String, String)> {
    use domain::ids::HandleId;
    use domain::time::Timestamp;

    let mut all = Vec::new();
    for view in [View::NeedsReply, View::Waiting, View::Mentions, View::Done, View::Unread, View::All] {
        for handle in [None, Some(HandleId(1))] {
            let query =
                ListQuery { view, handle, sort: Sort::Newest, after: None, limit: 50, now: Timestamp(0) };
            let before = Some(Position(9));
            let newest = Run { column: ACTIVITY, ascending: false, after: Position::default(), before };
            all.push((format!("{view:?} newest, handle {}", handle.is_some()), sql(&query, &newest, 50)));
            if view == View::NeedsReply {
                let closing = Run { column: INBOUND, ascending: true, after: Position(9), before: None };
                all.push((
                    format!("{view:?} closing, handle {}", handle.is_some()),
                    sql(&query, &closing, 50),
                ));
            }
        }
    }
    all.into_iter().map(|(name, sql)| (name, sql.sql().as_str().to_owned())).collect()
}
