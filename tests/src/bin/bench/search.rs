//! Search beside the bare query on the same index, and again after a late backfill.

use anyhow::Result;
use domain::search::{Query, query};
use jiff::tz::TimeZone;
use sqlx::SqliteConnection;
use store::search::Search;

use crate::material::{BATCH, NOW, old};
use crate::measure::{beside, ratio};
use crate::seeded::Seeded;
use crate::table::Table;
use crate::{floor, progress};

const HITS: u32 = 50;
const ROUNDS: usize = 60;
const AIM: &str = "< 20 ms";
/// Old messages that come late.
const LATE: usize = 5_000;

const SEARCHES: [(&str, &str, bool); 11] = [
    ("a rare word", "zanzibar", false),
    ("a common word", "order", false),
    ("a common word, one handle", "order", true),
    ("two common words", "order shipping", false),
    ("a common and a rare word", "order zanzibar", false),
    ("the beginning of a word", "sh", false),
    ("Hebrew", "ההזמנה", false),
    ("Japanese", "在庫", false),
    ("a common word from one person", "order from:person.700010000", false),
    ("a common word where a reply is needed", "order is:needs", false),
    ("a common word from a month ago", "order before:2026-08-21 after:2026-08", false),
];

pub(crate) async fn measure(seeded: &Seeded, table: &mut Table) -> Result<()> {
    let mut bare = floor::connect(seeded.path()).await?;
    progress("search");
    all(seeded, &mut bare, "", table).await?;
    progress(&format!("{LATE} old messages come late"));
    for answer in 0..LATE / BATCH {
        seeded.ingest(answer, old(answer)).await?;
    }
    progress("search after the late backfill");
    all(seeded, &mut bare, ", after a late backfill", table).await?;
    names(seeded, &mut bare, table).await
}

/// The beginning of half of all names, beside the bare index of their words.
async fn names(seeded: &Seeded, bare: &mut SqliteConnection, table: &mut Table) -> Result<()> {
    let query = Query::parse("pers");
    let (ours, floor) = beside(
        ROUNDS,
        async |_| {
            let people = seeded.store.people_named(&query, None, 5).await?;
            anyhow::ensure!(people.len() == 5, "nobody found");
            Ok(())
        },
        async |_| {
            sqlx::query(
                "SELECT c.* FROM person_word AS w CROSS JOIN conversation AS c ON c.person_id = w.person_id
                 WHERE w.word >= 'pers' AND w.word < 'perz' LIMIT 1000",
            )
            .fetch_all(&mut *bare)
            .await?;
            Ok(())
        },
    )
    .await?;
    table.line(
        "Search: the beginning of a name",
        ours.to_string(),
        floor.to_string(),
        ratio(&ours, &floor),
        AIM,
    );
    Ok(())
}

async fn all(seeded: &Seeded, bare: &mut SqliteConnection, when: &str, table: &mut Table) -> Result<()> {
    for (what, typed, of_one) in SEARCHES {
        let mut found = 0;
        let (ours, floor) = beside(
            ROUNDS,
            async |round| {
                let handle = if of_one { Some(seeded.handle(round)?) } else { None };
                let query = Query::parse(typed);
                let sent = query.sent(NOW, &TimeZone::UTC);
                let search = Search { handle, sent, ..Search::of(query, HITS, NOW) };
                found = seeded.store.search(&search).await?.hits.len();
                anyhow::ensure!(found > 0, "nothing found for {what}");
                Ok(())
            },
            async |round| {
                let handle = if of_one { Some(seeded.handle(round)?.0) } else { None };
                bare_search(bare, typed, handle).await
            },
        )
        .await?;
        let what = format!("Search: {what} ({found} hits){when}");
        table.line(&what, ours.to_string(), floor.to_string(), ratio(&ours, &floor), AIM);
    }
    Ok(())
}

/// The newest messages that match, as rows and nothing more.
async fn bare_search(bare: &mut SqliteConnection, typed: &str, handle: Option<i64>) -> Result<()> {
    sqlx::query(
        "SELECT m.* FROM message_fts AS f CROSS JOIN message AS m ON m.position = f.rowid
         WHERE f.message_fts MATCH ?1 AND (?2 IS NULL OR m.handle_id = ?2) ORDER BY f.rowid DESC LIMIT ?3",
    )
    .bind(query(typed))
    .bind(handle)
    .bind(HITS)
    .fetch_all(bare)
    .await?;
    Ok(())
}
