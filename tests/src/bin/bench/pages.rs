//! Pages of lists and threads beside the bare queries.

use anyhow::{Context as _, Result};
use domain::ids::{ConversationId, HandleId};
use domain::position::Position;
use domain::window::STANDARD_MS;
use sqlx::SqliteConnection;
use store::lists::{ListQuery, Sort, View};
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
    let mut bare = floor::connect(&seeded.path()).await?;
    for (view, sort, of_one, what) in [
        (View::NeedsReply, Sort::ClosingSoonest, false, "Inbox: needs reply, closing soonest, all handles"),
        (View::NeedsReply, Sort::ClosingSoonest, true, "Inbox: needs reply, closing soonest, one handle"),
        (View::All, Sort::Newest, false, "Inbox: all, newest, all handles"),
        (View::All, Sort::Newest, true, "Inbox: all, newest, one handle"),
    ] {
        let query = |round: usize| -> Result<ListQuery> {
            let handle = if of_one { Some(seeded.handle(round)?) } else { None };
            Ok(ListQuery { view, handle, sort, after: None, limit: ROWS, now: NOW })
        };
        let (ours, floor) = beside(
            ROUNDS,
            async |round| {
                let page = seeded.store.conversations(&query(round)?).await?;
                anyhow::ensure!(!page.rows.is_empty(), "an empty list");
                Ok(())
            },
            async |round| bare_list(&mut bare, &query(round)?).await,
        )
        .await?;
        table.line(what, ours.to_string(), floor.to_string(), ratio(&ours, &floor), AIM);
    }
    threads(seeded, &mut bare, table).await
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
    let closing = query.sort == Sort::ClosingSoonest;
    let handle = query.handle.map(|HandleId(id)| id);
    let sql = match (closing, handle.is_some()) {
        (true, false) => {
            "conversation_closing|c.standing = 0 AND c.last_inbound > ?1 ORDER BY c.last_inbound"
        }
        (true, true) => {
            "conversation_closing_of_handle|c.standing = 0 AND c.last_inbound > ?1 AND c.handle_id = ?3
               ORDER BY c.last_inbound"
        }
        (false, false) => "conversation_newest|c.last_position > ?1 ORDER BY c.last_position DESC",
        (false, true) => {
            "conversation_newest_of_handle|c.last_position > ?1 AND c.handle_id = ?3 ORDER BY c.last_position DESC"
        }
    };
    let (index, condition) = sql.split_once('|').context("an index and a condition")?;
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} {index} {PERSON} {condition} LIMIT ?2"));
    let after = if closing { Position::first_at(NOW.plus(-STANDARD_MS)).0 } else { 0 };
    let rows = sqlx::query(sql).bind(after).bind(ROWS).bind(handle).fetch_all(bare).await?;
    anyhow::ensure!(!rows.is_empty(), "an empty list");
    Ok(())
}
