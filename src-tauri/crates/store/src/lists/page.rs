//! Pages by key, never by offset: the place of the last row is where the next page begins.

use domain::ids::ConversationId;
use domain::position::Position;
use domain::window::STANDARD_MS;
use sqlx::{QueryBuilder, Sqlite};

use super::narrow::{self, FEW, SOME, Source};
use super::row::{COLUMNS, WITH_PERSON, all_decoded};
use super::{Among, ConversationRow, ListCursor, ListPage, ListQuery, Sort, View};
use crate::codes::json_list;
use crate::tx::Reads;
use crate::{Result, mentions};

/// The places that lists are ordered by.
const ACTIVITY: &str = "c.activity";
const NEWEST: &str = "c.last_position";
const INBOUND: &str = "c.last_inbound";

/// A run of rows along one index, between two places.
struct Run {
    column: &'static str,
    ascending: bool,
    /// Rows lie strictly after this place; rows without a message are at the default one.
    after: Position,
    /// and strictly before this one.
    before: Option<Position>,
    /// Which rows of the view.
    rows: Rows,
}

/// Rows that an order keeps apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    All,
    /// Woken from a snooze.
    Woken,
    /// All the others.
    NotWoken,
    /// All the others of handles that are on.
    OfOn,
    /// All the others of handles that are off.
    OfOff,
    /// The person never wrote; not woken.
    NeverOpened,
}

/// Handles that are off: paused, disconnected, or without access yet.
const OFF: &str =
    "(SELECT id FROM handle WHERE receives = 0 OR disconnected_at IS NOT NULL OR waiting_since IS NOT NULL)";

pub(super) async fn page(tx: &mut impl Reads, query: &ListQuery) -> Result<ListPage> {
    let few = narrow::fewest(tx, query, FEW).await?;
    if query.sort == Sort::ClosingSoonest && query.view != View::Unread {
        return closing_soonest(tx, query, few.as_ref()).await;
    }
    let ascending = query.sort == Sort::OldestWaiting;
    let at = query.after.map(|cursor| cursor.at);
    let (after, before) = if ascending { (at, None) } else { (None, at) };
    let after = after.unwrap_or_default();
    let along = Run { column: ACTIVITY, ascending, after, before, rows: Rows::All };
    let rows = run(tx, query, few.as_ref(), &along, query.limit).await?;
    let next = rows.last().filter(|_| full(&rows, query)).and_then(|row| row.activity).map(|at| ListCursor {
        at,
        open_after: Position::default(),
        among: Among::Open,
    });
    Ok(ListPage { rows, next })
}

/// What woke from a snooze, the newest first. Then runs along the same index: open windows from the one that closes next,
/// of handles that are on and then of those that are off, then closed ones backwards, then whoever never wrote.
async fn closing_soonest(tx: &mut impl Reads, query: &ListQuery, few: Option<&Source>) -> Result<ListPage> {
    let now = Position::first_at(query.now.plus(-STANDARD_MS)).last_of_its_millisecond();
    let open_after = query.after.map_or(now, |cursor| cursor.open_after);
    let begun = query.after.map(|cursor| (cursor.among, cursor.at));
    let mut rows: Vec<ConversationRow> = Vec::new();
    let first = if query.view == View::NeedsReply { Among::Woken } else { Among::Open };
    let mut among = begun.map_or(first, |(among, _)| among);
    loop {
        let at = begun.filter(|(begun, _)| *begun == among).map(|(_, at)| at);
        let by_activity =
            |rows| Run { column: ACTIVITY, ascending: false, after: Position::default(), before: at, rows };
        let by_window =
            |rows, ascending, after, before| Run { column: INBOUND, ascending, after, before, rows };
        let of_on = if query.handle.is_some() { Rows::NotWoken } else { Rows::OfOn };
        let along = match among {
            Among::Woken => by_activity(Rows::Woken),
            Among::Open => by_window(of_on, true, at.unwrap_or(open_after), None),
            Among::OpenOfOff => by_window(Rows::OfOff, true, at.unwrap_or(open_after), None),
            Among::Closed => {
                by_window(Rows::NotWoken, false, Position::default(), at.or(Some(open_after.next())))
            }
            // Beside the windows the index has the newest message.
            Among::NeverOpened => Run { column: NEWEST, ..by_activity(Rows::NeverOpened) },
        };
        let left = query.limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        rows.extend(run(tx, query, few, &along, left).await?);
        among = match among {
            _ if full(&rows, query) => break,
            Among::Woken => Among::Open,
            Among::Open if query.handle.is_none() => Among::OpenOfOff,
            Among::Open | Among::OpenOfOff => Among::Closed,
            Among::Closed => Among::NeverOpened,
            Among::NeverOpened => break,
        };
    }
    let place = |row: &ConversationRow| match among {
        Among::Woken => row.activity,
        Among::NeverOpened => row.last.as_ref().map(|last| last.position).or(row.activity),
        Among::Open | Among::OpenOfOff | Among::Closed => row.marks.last_inbound,
    };
    let next = rows.last().filter(|_| full(&rows, query)).and_then(place);
    Ok(ListPage { next: next.map(|at| ListCursor { at, open_after, among }), rows })
}

/// Everything that a narrowed view has, each with the place of its newest message. In no order.
pub(crate) async fn everything(
    tx: &mut impl Reads,
    query: &ListQuery,
) -> Result<Vec<(ConversationId, Position)>> {
    let some = narrow::fewest(tx, query, SOME).await?;
    let mut sql = QueryBuilder::new("SELECT c.id, c.last_position");
    push_rows(&mut sql, query, some.as_ref(), &whole());
    let rows: Vec<(i64, i64)> = sql.build_query_as().fetch_all(tx.reading()).await?;
    Ok(rows.into_iter().map(|(id, newest)| (ConversationId(id), Position(newest))).collect())
}

/// Which of some conversations a narrowed view still has with the newest message that they had when they were seen.
pub(crate) async fn unchanged(
    tx: &mut impl Reads,
    query: &ListQuery,
    seen: &[(ConversationId, Position)],
) -> Result<Vec<ConversationId>> {
    let seen = Source::Seen(json_list(seen));
    let mut sql = QueryBuilder::new("SELECT c.id");
    push_rows(&mut sql, query, Some(&seen), &whole());
    let ids: Vec<i64> = sql.build_query_scalar().fetch_all(tx.reading()).await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// How many conversations a narrowed view has.
pub(crate) async fn count(tx: &mut impl Reads, query: &ListQuery) -> Result<u32> {
    let some = narrow::fewest(tx, query, SOME).await?;
    let mut sql = QueryBuilder::new("SELECT count(*)");
    push_rows(&mut sql, query, some.as_ref(), &whole());
    let count: i64 = sql.build_query_scalar().fetch_one(tx.reading()).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// All of a view.
fn whole() -> Run {
    Run { column: ACTIVITY, ascending: false, after: Position::default(), before: None, rows: Rows::All }
}

fn full(rows: &[ConversationRow], query: &ListQuery) -> bool {
    u32::try_from(rows.len()).unwrap_or(u32::MAX) >= query.limit
}

async fn run(
    tx: &mut impl Reads,
    query: &ListQuery,
    few: Option<&Source>,
    run: &Run,
    limit: u32,
) -> Result<Vec<ConversationRow>> {
    let mut sql = sql(query, few, run, limit);
    let rows = sql.build().fetch_all(tx.reading()).await?;
    all_decoded(tx, &rows).await
}

fn sql(query: &ListQuery, few: Option<&Source>, run: &Run, limit: u32) -> QueryBuilder<Sqlite> {
    let mut sql = QueryBuilder::new(COLUMNS);
    if few.is_some() {
        // What a row shows is looked up for the rows of the page alone.
        sql.push(" FROM (SELECT c.id");
        push_rows(&mut sql, query, few, run);
        push_order(&mut sql, run, limit);
        sql.push(") AS found CROSS JOIN conversation AS c ON c.id = found.id").push(WITH_PERSON);
        push_order(&mut sql, run, limit);
        return sql;
    }
    sql.push(" FROM conversation AS c INDEXED BY ").push(index(query, run)).push(WITH_PERSON);
    push_conditions(&mut sql, query, run);
    push_order(&mut sql, run, limit);
    sql
}

/// The conversations of a run, from FROM to before ORDER BY, without anything beside them.
fn push_rows(sql: &mut QueryBuilder<Sqlite>, query: &ListQuery, few: Option<&Source>, run: &Run) {
    match few {
        Some(source) => {
            sql.push(" FROM (");
            source.push(sql);
            sql.push(") AS few CROSS JOIN conversation AS c ON c.id = few.id");
        }
        None => {
            sql.push(" FROM conversation AS c INDEXED BY ").push(index(query, run));
        }
    }
    push_conditions(sql, query, run);
}

fn push_conditions(sql: &mut QueryBuilder<Sqlite>, query: &ListQuery, run: &Run) {
    // The only lower bound: of two, SQLite would begin at either.
    sql.push(" WHERE ").push(run.column).push(" > ").push_bind(run.after.0);
    sql.push(match query.view {
        View::NeedsReply => " AND c.standing = 0",
        View::Waiting => " AND c.standing = 1",
        View::Done => " AND c.standing = 2",
        View::Snoozed => " AND c.standing = 4",
        View::Spam => " AND c.standing = 5",
        View::Bin => " AND c.standing = 6",
        View::Requests => " AND c.likely_request = 1 AND c.standing = 0",
        View::Mentions => " AND c.open_mention = 1",
        View::Unread => " AND c.unread = 1",
        View::All => " AND c.standing < 5",
    });
    // Only what needs a reply is ever woken.
    let apart = query.view == View::NeedsReply;
    sql.push(match run.rows {
        Rows::Woken => " AND c.woken = 1",
        Rows::NotWoken | Rows::OfOn | Rows::OfOff if apart => " AND c.woken = 0",
        Rows::NeverOpened if apart => " AND c.last_inbound IS NULL AND c.woken = 0",
        Rows::NeverOpened => " AND c.last_inbound IS NULL",
        Rows::All | Rows::NotWoken | Rows::OfOn | Rows::OfOff => "",
    });
    match run.rows {
        Rows::OfOn => sql.push(" AND +c.handle_id NOT IN ").push(OFF),
        Rows::OfOff => sql.push(" AND +c.handle_id IN ").push(OFF),
        Rows::All | Rows::Woken | Rows::NotWoken | Rows::NeverOpened => sql,
    };
    if query.view == View::Mentions {
        sql.push(" AND c.last_mention > ").push_bind(mentions::thankable_after(query.now).0);
    }
    if let Some(handle) = query.handle {
        sql.push(" AND c.handle_id = ").push_bind(handle.0);
    }
    if let Some(before) = run.before {
        sql.push(" AND ").push(run.column).push(" < ").push_bind(before.0);
    }
    narrow::push(sql, query);
}

fn push_order(sql: &mut QueryBuilder<Sqlite>, run: &Run, limit: u32) {
    sql.push(" ORDER BY ").push(run.column).push(if run.ascending { "" } else { " DESC" });
    sql.push(" LIMIT ").push_bind(limit);
}

/// The index that has the rows in order. Named, because SQLite without statistics takes the one of all handles also for
/// the list of one, and would walk over the others' rows.
fn index(query: &ListQuery, run: &Run) -> &'static str {
    let by_windows = run.column == INBOUND || run.rows == Rows::NeverOpened;
    let of_all_and_of_one = match (query.view, by_windows) {
        _ if run.rows == Rows::Woken => ["conversation_woken", "conversation_woken_of_handle"],
        (View::All, true) => ["conversation_closing", "conversation_closing_of_handle"],
        (View::Mentions, true) => {
            ["conversation_mentions_closing", "conversation_mentions_closing_of_handle"]
        }
        (View::Requests, true) => {
            ["conversation_requests_closing", "conversation_requests_closing_of_handle"]
        }
        (View::Mentions, false) => ["conversation_mentions", "conversation_mentions_of_handle"],
        (View::Requests, false) => ["conversation_requests", "conversation_requests_of_handle"],
        (View::Unread, _) => ["conversation_unread", "conversation_unread_of_handle"],
        (View::All, false) => ["conversation_newest", "conversation_newest_of_handle"],
        (_, true) => ["conversation_closing_by_standing", "conversation_closing_by_standing_of_handle"],
        (_, false) => ["conversation_by_standing", "conversation_by_standing_of_handle"],
    };
    let [of_all, of_one] = of_all_and_of_one;
    if query.handle.is_some() { of_one } else { of_all }
}

/// The statements of all kinds of pages, for the plan snapshots.
#[cfg(test)]
pub(crate) fn statements() -> Vec<(String, String)> {
    use domain::ids::{HandleId, LabelId};
    use domain::time::Timestamp;
    use domain::triage::{Disposition, Intent};

    use super::Filter;

    let mut all = Vec::new();
    let newest = || Run {
        column: ACTIVITY,
        ascending: false,
        after: Position::default(),
        before: Some(Position(9)),
        rows: Rows::All,
    };
    let closing =
        || Run { column: INBOUND, ascending: true, after: Position(9), before: None, rows: Rows::NotWoken };
    let views = [
        View::NeedsReply,
        View::Waiting,
        View::Mentions,
        View::Requests,
        View::Snoozed,
        View::Done,
        View::Unread,
        View::All,
        View::Bin,
    ];
    let asked = |view: View, handle: Option<HandleId>, filter: Filter| ListQuery {
        view,
        handle,
        sort: Sort::Newest,
        filter,
        after: None,
        limit: 50,
        now: Timestamp(0),
    };
    for view in views {
        for handle in [None, Some(HandleId(1))] {
            let query = asked(view, handle, Filter::default());
            let name = |order: &str| format!("{view:?} {order}, handle {}", handle.is_some());
            all.push((name("newest"), sql(&query, None, &newest(), 50)));
            if view == View::NeedsReply {
                let woken = Run { rows: Rows::Woken, ..newest() };
                all.push((name("woken"), sql(&query, None, &woken, 50)));
            }
            if view != View::Unread {
                let never = Run { column: NEWEST, rows: Rows::NeverOpened, ..newest() };
                all.push((name("closing"), sql(&query, None, &closing(), 50)));
                if handle.is_none() {
                    let of = |rows| Run { rows, ..closing() };
                    all.push((name("closing, handles on"), sql(&query, None, &of(Rows::OfOn), 50)));
                    all.push((name("closing, handles off"), sql(&query, None, &of(Rows::OfOff), 50)));
                }
                all.push((name("never opened"), sql(&query, None, &never, 50)));
            }
        }
    }
    let everything = Filter {
        labels: vec![LabelId(1)],
        handles: vec![HandleId(1)],
        intent: Some(Intent::Issue),
        disposition: Some(Disposition::Thanked),
        unread: Some(true),
        likely_request: Some(true),
        muted: Some(true),
        reply_trouble: true,
        noted: true,
        closes_within_ms: Some(9),
    };
    let query = asked(View::All, None, everything);
    all.push(("narrowed, along the list".into(), sql(&query, None, &newest(), 50)));
    all.push(("narrowed, closing, along the list".into(), sql(&query, None, &closing(), 50)));
    for source in narrow::sources(&query) {
        let name = format!("{source:?}");
        let name = name.split(['(', ' ', '{']).next().unwrap_or_default();
        all.push((format!("few: {name}"), sql(&query, Some(&source), &newest(), 50)));
    }
    let selected = |query: &ListQuery, source: Option<&Source>| {
        let mut sql = QueryBuilder::new("SELECT c.id, c.last_position");
        push_rows(&mut sql, query, source, &whole());
        sql
    };
    let of_one = asked(View::NeedsReply, Some(HandleId(1)), Filter::default());
    all.push(("selected: everything of a handle".into(), selected(&of_one, None)));
    let seen = Source::Seen(String::new());
    all.push(("selected: unchanged".into(), selected(&of_one, Some(&seen))));
    all.push(("selected: unchanged, narrowed".into(), selected(&query, Some(&seen))));
    all.into_iter().map(|(name, sql)| (name, sql.sql().as_str().to_owned())).collect()
}
