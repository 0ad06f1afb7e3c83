//! Measurements, not tests: `cargo test --release -p store --test store -- --ignored --nocapture speed`.

use std::time::Instant;

use domain::ids::ConversationId;
use domain::observation::{Observation, Source};
use domain::triage::{Act, Intent};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use store::ingest::IngestBatch;
use store::lists::{Filter, ListQuery, Sort, View};
use store::thread::Part;

use crate::support::{KEY, NOW, World, all, by, database, from_brand, from_person, hits};

const BATCH: i64 = 200;
const WORDS: [&str; 24] = [
    "hello", "order", "where", "thanks", "size", "blue", "shipping", "tomorrow", "please", "price", "love",
    "the", "this", "would", "return", "address", "summer", "photo", "reel", "story", "discount", "gift",
    "shop", "when",
];

fn text(n: i64) -> String {
    let word = |k: i64| WORDS[usize::try_from((n * 7 + k * k * 13 + n / 24) % 24).unwrap_or(0)];
    let words: Vec<&str> = (0..10).map(word).collect();
    format!("{} {n}", words.join(" "))
}

fn mid(n: i64) -> String {
    format!(
        "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDAwMDAwMDAwMDAxOjM0MDI4MjM2Njg0MTcxMDMwMTI0NDI3NjAxNzQ{n:09}"
    )
}

fn messages(from: i64, people: i64) -> Vec<Observation> {
    let one = |n: i64| from_person(&format!("p{}", n / 20 % people), &mid(n), n * 1_000, &text(n));
    (from..from + BATCH).map(one).collect()
}

#[tokio::test]
#[ignore = "a measurement"]
async fn ingest_against_a_bare_loop() {
    let count = 20_000;
    let world = World::new().await;
    let began = Instant::now();
    for from in (0..count).step_by(200) {
        world.ingest_as(Source::Poll, messages(from, 500)).await;
    }
    let ingest = began.elapsed().as_secs_f64();
    println!("ingest: {:.0} rows/s", count as f64 / ingest);
    world.store.close().await.expect("closes");
    let path = database(&world.folder);
    let bare = bare_loop(&path, count).await;
    println!("bare loop: {:.0} rows/s; ingest reaches {:.0} %", count as f64 / bare, 100.0 * bare / ingest);
}

/// The same rows into the same table and index, and nothing else.
async fn bare_loop(path: &std::path::Path, count: i64) -> f64 {
    let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut raw = SqliteConnectOptions::new()
        .filename(path)
        .pragma("key", format!("\"x'{hex}'\""))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", "-65536")
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("wal_autocheckpoint", "0")
        .disable_statement_logging()
        .connect()
        .await
        .expect("opens");
    sqlx::query("DELETE FROM message").execute(&mut raw).await.expect("empties");
    sqlx::query("INSERT INTO message_fts (message_fts) VALUES ('delete-all')")
        .execute(&mut raw)
        .await
        .expect("empties");
    let began = Instant::now();
    for from in (0..count).step_by(200) {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut raw).await.expect("begins");
        for n in from..from + BATCH {
            let text = text(n);
            sqlx::query(
                "INSERT INTO message (handle_id, mid, conversation_id, position, direction, origin, sent_at, sent_exact,
                   text, text_rank, text_as_of, body, body_rank, body_as_of, kind, found_by, found_at)
                 VALUES (1, ?, ?, ?, 'in', 'person', ?, 1, ?, 0, ?, '{}', 1, ?, 'text', 'poll', ?)",
            )
            .bind(mid(n))
            .bind(n / 20 % 500 + 1)
            .bind((n + 1) << 22)
            .bind(n)
            .bind(&text)
            .bind(n)
            .bind(n)
            .bind(n)
            .execute(&mut raw)
            .await
            .expect("writes");
            sqlx::query("INSERT INTO message_fts (rowid, text) VALUES (?, ?)")
                .bind((n + 1) << 22)
                .bind(&text)
                .execute(&mut raw)
                .await
                .expect("writes");
        }
        sqlx::query("COMMIT").execute(&mut raw).await.expect("commits");
    }
    began.elapsed().as_secs_f64()
}

#[tokio::test]
#[ignore = "a measurement"]
async fn reads_at_250_000_messages() {
    let world = World::new().await;
    let began = Instant::now();
    for from in (0..250_000).step_by(200) {
        let batch = world.batch(Source::Poll, messages(from, 8_000));
        world.store.ingest(IngestBatch { quiet: true, ..batch }).await.expect("writes");
    }
    let rows = 250_000.0 / began.elapsed().as_secs_f64();
    let size = std::fs::metadata(database(&world.folder)).map_or(0, |file| file.len());
    println!("ingest of 250,000: {rows:.0} rows/s, {size} bytes");
    let id = world.store.conversations(&all()).await.expect("reads").rows[7].id;
    let closing = ListQuery { view: View::NeedsReply, sort: Sort::ClosingSoonest, ..all() };
    for round in 0..3 {
        let at = Instant::now();
        world.store.conversations(&ListQuery { limit: 50, ..closing.clone() }).await.expect("reads");
        let list = at.elapsed();
        let at = Instant::now();
        world.store.counts(None, NOW).await.expect("counts");
        let counts = at.elapsed();
        let at = Instant::now();
        world.store.messages(id, Part::Newest, 30).await.expect("reads");
        println!("round {round}: list {list:?}, counts {counts:?}, thread {:?}", at.elapsed());
    }
    for query in
        ["order", "th", "s", "order shi", "\"hello order\"", "123", "hello where thanks dis", "nothing"]
    {
        for _ in 0..2 {
            let at = Instant::now();
            let hits = hits(&world.store, query).await.len();
            println!("search {query}: {hits} hits, {:?}", at.elapsed());
        }
    }
    let at = Instant::now();
    world.ingest(vec![crate::support::unsend(&mid(100_000), 1)]).await;
    println!("unsend: {:?}", at.elapsed());
    let at = Instant::now();
    world.ingest(messages(250_000, 1)[..1].to_vec()).await;
    println!("one message: {:?}", at.elapsed());
}

#[tokio::test]
#[ignore = "a measurement"]
async fn narrowed_lists_and_acts_at_80_000_conversations() {
    let world = World::new().await;
    let began = Instant::now();
    for from in (0..80_000i64).step_by(400) {
        let asked = (from..from + 400).map(|n| from_person(&format!("p{n}"), &mid(n), -n * 20_000, &text(n)));
        let batch = world.batch(Source::Poll, asked.collect());
        world.store.ingest(IngestBatch { quiet: true, ..batch }).await.expect("writes");
        let answered = (from..from + 400)
            .filter(|n| n % 4 != 0)
            .map(|n| from_brand(&format!("p{n}"), &mid(n + 500_000), 1_000 + n, "answer"));
        let batch = world.batch(Source::Poll, answered.collect());
        world.store.ingest(IngestBatch { quiet: true, ..batch }).await.expect("writes");
    }
    println!("80,000 conversations in {:?}", began.elapsed());
    let all_ids: Vec<ConversationId> = (1..=80_000).map(ConversationId).collect();
    let label = async |name: &str| {
        world.store.save_label(None, name.into(), 1).await.expect("saves").expect("free").0
    };
    let (rare, dense) = (label("rare").await, label("dense").await);
    for chunk in all_ids.chunks(1_000) {
        let some = |by: i64| chunk.iter().copied().filter(|id| id.0 % by == 0).collect::<Vec<_>>();
        let act = async |ids, act| world.store.act(ids, act, by()).await.expect("says");
        act(some(200), Act::Label(rare, true)).await;
        act(some(3), Act::Label(dense, true)).await;
        act(some(5), Act::Done(None)).await;
        act(some(100), Act::Intent(Some(Intent::Issue))).await;
    }
    let none = Filter::default;
    let filters = [
        ("none", none()),
        ("rare label", Filter { labels: vec![rare], ..none() }),
        ("dense label", Filter { labels: vec![dense], ..none() }),
        ("both", Filter { labels: vec![dense, rare], ..none() }),
        ("intent", Filter { intent: Some(Intent::Issue), ..none() }),
        ("dense label, unread", Filter { labels: vec![dense], unread: Some(true), ..none() }),
        ("closes within 2 h", Filter { closes_within_ms: Some(2 * 3_600_000), ..none() }),
        ("trouble", Filter { reply_trouble: true, ..none() }),
        ("read", Filter { unread: Some(false), ..none() }),
    ];
    for (what, filter) in filters {
        for view in [View::NeedsReply, View::Waiting, View::All] {
            for sort in [Sort::ClosingSoonest, Sort::Newest] {
                let query = ListQuery { view, sort, filter: filter.clone(), limit: 50, ..all() };
                let mut best = std::time::Duration::MAX;
                let mut rows = 0;
                for _ in 0..5 {
                    let at = Instant::now();
                    rows = world.store.conversations(&query).await.expect("reads").rows.len();
                    best = best.min(at.elapsed());
                }
                let at = Instant::now();
                let count = world.store.count(&query).await.expect("counts");
                println!(
                    "{what}, {view:?}, {sort:?}: {rows} rows {best:?}; {count} counted in {:?}",
                    at.elapsed()
                );
            }
        }
    }
    for many in [1, 500, 1_000] {
        let ids = all_ids.iter().copied().filter(|id| id.0 % 5 != 0).take(many).collect();
        let at = Instant::now();
        let (acted, _) = world.store.act(ids, Act::Done(None), by()).await.expect("says");
        let said = at.elapsed();
        let at = Instant::now();
        let changed = acted.changed();
        world.store.undo(acted, by()).await.expect("takes back");
        println!("done of {changed}: {said:?}, taken back in {:?}", at.elapsed());
    }
    let query = ListQuery { view: View::NeedsReply, ..all() };
    let at = Instant::now();
    let selection = world.store.select(query).await.expect("selects");
    println!("{} selected in {:?}", selection.conversations().count(), at.elapsed());
    for many in [500, 20_000] {
        let meant: Vec<_> = selection.conversations().take(many).collect();
        let (mut acted, mut left, mut longest) =
            (store::triage::Acted::default(), 0, std::time::Duration::ZERO);
        let began = Instant::now();
        for some in meant.chunks(500) {
            let at = Instant::now();
            let said =
                world.store.act_on_selected(&selection, some, Act::Done(None), by()).await.expect("says");
            longest = longest.max(at.elapsed());
            acted.join(said.acted);
            left += said.left;
        }
        println!(
            "done of {} selected, {left} left: {:?}, a step at most {longest:?}",
            acted.changed(),
            began.elapsed()
        );
        let began = Instant::now();
        for part in acted.parts(500) {
            world.store.undo(part, by()).await.expect("takes back");
        }
        println!("taken back in {:?}", began.elapsed());
    }
    let at = Instant::now();
    world.store.counts(None, NOW).await.expect("counts");
    println!("counts: {:?}", at.elapsed());
}
