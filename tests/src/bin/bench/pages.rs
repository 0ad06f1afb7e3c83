//! Pages of lists and threads beside the bare queries.

use anyhow::{Context as _, Result};
use domain::ids::{ConversationId, HandleId};
use domain::position::Position;
use domain::window::STANDARD_MS;
use sqlx::SqliteConnection;
use store::lists::{Filter, ListQuery, Sort, View};
use store::thread::Part;

use crate::material::NOW;
use crate::measure::{beside, ratio};
use crate::seeded::Seeded;
use crate::table::Table;
use crate::{floor, progress};

const ROWS: u32 = 50;
const ROUNDS: usize = 300;
const AIM: &str = "< 5 ms";

/// What a list row shows; the index has to be named, as SQLite without statistics guesses wrong.
const COLUMNS: &str =
    "SELECT c.id, c.handle_id, c.last_inbound, c.last_position, c.standing, c.unread, c.last_kind,
  c.last_direction, c.last_snippet, p.name, p.username, p.picture_url FROM conversation AS c INDEXED BY";
const PERSON: &str = "CROSS JOIN person AS p ON p.id = c.person_id WHERE";

pub(crate) async fn measure(seeded: &Seeded, table: &mut Table) -> Result<()> {
    progress("pages of lists and threads, beside bare queries");
    let mut bare = floor::connect(seeded.path()).await?;
    for (view, sort, of_one, what) in [
        (View::NeedsReply, Sort::ClosingSoonest, false, "Inbox: needs reply, closing soonest, all handles"),
        (View::NeedsReply, Sort::ClosingSoonest, true, "Inbox: needs reply, closing soonest, one handle"),
        (View::All, Sort::Newest, false, "Inbox: all, newest, all handles"),
        (View::All, Sort::Newest, true, "Inbox: all, newest, one handle"),
    ] {
        let query = |round: usize| -> Result<ListQuery> {
            let handle = if of_one { Some(seeded.handle(round)?) } else { None };
            let filter = Filter::default();
            Ok(ListQuery { view, handle, sort, filter, after: None, limit: ROWS, now: NOW })
        };
        let (ours, floor) = beside(
            ROUNDS,
            async |round| {
                let page = seeded.store.conversations(&query(round)?).await?;
                anyhow::ensure!(page.rows.len() == ROWS as usize, "a short list");
                Ok(())
            },
            async |round| bare_list(&mut bare, &query(round)?).await,
        )
        .await?;
        table.line(what, ours.to_string(), floor.to_string(), ratio(&ours, &floor), AIM);
    }
    counts(seeded, &mut bare, table).await?;
    threads(seeded, &mut bare, table).await
}

async fn counts(seeded: &Seeded, bare: &mut SqliteConnection, table: &mut Table) -> Result<()> {
    let (ours, floor) = beside(
        ROUNDS,
        async |_| {
            let counts = seeded.store.counts(None, NOW).await?;
            anyhow::ensure!(counts.all > 0, "nothing counted");
            Ok(())
        },
        async |_| {
            for sql in [
                "SELECT standing, count(*) FROM conversation GROUP BY standing",
                "SELECT count(*) FROM conversation WHERE unread = 1",
                "SELECT count(*) FROM conversation WHERE open_mention = 1",
            ] {
                sqlx::query(sql).fetch_all(&mut *bare).await?;
            }
            Ok(())
        },
    )
    .await?;
    table.line("Inbox: counts of all lists", ours.to_string(), floor.to_string(), ratio(&ours, &floor), AIM);
    Ok(())
}

async fn threads(seeded: &Seeded, bare: &mut SqliteConnection, table: &mut Table) -> Result<()> {
    let busy: Vec<i64> = sqlx::query_scalar(
        "SELECT conversation_id FROM message GROUP BY conversation_id HAVING count(*) > 60 ORDER BY 1",
    )
    .fetch_all(&mut *bare)
    .await?;
    let busy = |round: usize| busy.get(round % busy.len().max(1)).copied().context("no long thread");
    let (ours, floor) = beside(
        ROUNDS,
        async |round| {
            let conversation = ConversationId(busy(round)?);
            seeded.store.messages(conversation, Part::Newest, ROWS).await?;
            Ok(())
        },
        async |round| {
            let rows =
                sqlx::query("SELECT * FROM message WHERE conversation_id = ? ORDER BY position DESC LIMIT ?")
                    .bind(busy(round)?)
                    .bind(ROWS)
                    .fetch_all(&mut *bare)
                    .await?;
            anyhow::ensure!(!rows.is_empty(), "an empty thread");
            Ok(())
        },
    )
    .await?;
    let what = format!("Thread: newest {ROWS} messages");
    table.line(&what, ours.to_string(), floor.to_string(), ratio(&ours, &floor), AIM);
    Ok(())
}

async fn bare_list(bare: &mut SqliteConnection, query: &ListQuery) -> Result<()> {
    let one = query.handle.is_some();
    let rows = if query.sort == Sort::ClosingSoonest {
        let index = if one {
            "conversation_closing_by_standing_of_handle"
        } else {
            "conversation_closing_by_standing"
        };
        let open_after = Position::first_at(NOW.plus(-STANDARD_MS));
        let open = "c.standing = 0 AND c.last_inbound > ?1";
        let rows = run(bare, index, open, "c.last_inbound", open_after, query.handle, ROWS).await?;
        let closed = "c.standing = 0 AND c.last_inbound <= ?1";
        let left = ROWS.saturating_sub(rows);
        rows + run(bare, index, closed, "c.last_inbound DESC", open_after, query.handle, left).await?
    } else {
        let index = if one { "conversation_newest_of_handle" } else { "conversation_newest" };
        let (after, order) = (Position::default(), "c.last_position DESC");
        run(bare, index, "c.standing < 5 AND c.last_position > ?1", order, after, query.handle, ROWS).await?
    };
    anyhow::ensure!(rows == ROWS, "{rows} rows instead of {ROWS}");
    Ok(())
}

/// Reads rows along an index; gives how many there were.
async fn run(
    bare: &mut SqliteConnection,
    index: &str,
    condition: &str,
    order: &str,
    at: Position,
    handle: Option<HandleId>,
    limit: u32,
) -> Result<u32> {
    let of_one = if handle.is_some() { "AND c.handle_id = ?3" } else { "" };
    let sql = format!("{COLUMNS} {index} {PERSON} {condition} {of_one} ORDER BY {order} LIMIT ?2");
    let handle = handle.map(|HandleId(id)| id);
    let sql = sqlx::query(sqlx::AssertSqlSafe(sql));
    let rows = sql.bind(at.0).bind(limit).bind(handle).fetch_all(bare).await?;
    Ok(u32::try_from(rows.len())?)
}
