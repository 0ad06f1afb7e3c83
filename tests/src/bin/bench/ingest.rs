//! Ingest beside a bare loop that puts the same rows into the same table with its full-text index.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use domain::observation::{Observation, ObservedMessage};
use domain::position::Position;
use sqlx::SqliteConnection;

use crate::material::{BATCH, HANDLES, Material};
use crate::measure::{self, Times};
use crate::seeded::Seeded;
use crate::table::Table;
use crate::{floor, progress};

/// Messages.
const ROWS: usize = 50_000;
/// Batches that each side writes before it is the other's turn.
const TURN: usize = 10;

pub(crate) async fn measure(table: &mut Table) -> Result<()> {
    progress(&format!("ingest of {ROWS} messages, beside a bare loop"));
    let (ours, bare) = (Seeded::empty().await?, Seeded::empty().await?);
    bare.store.close().await?;
    let mut connection = floor::connect(bare.path()).await?;
    let (mut of_ours, mut of_floor) = (Duration::ZERO, Duration::ZERO);
    let answers: Vec<(usize, Vec<Observation>)> = Material::of(ROWS).answers().collect();
    for turn in answers.chunks(TURN) {
        let told = turn.to_vec();
        let began = Instant::now();
        for (handle, observations) in told {
            ours.ingest(handle, observations).await?;
        }
        of_ours += began.elapsed();

        let rows: Vec<Vec<Row>> = turn.iter().map(|(_, told)| rows(told)).collect();
        let began = Instant::now();
        for batch in &rows {
            insert(&mut connection, batch).await?;
        }
        of_floor += began.elapsed();
    }
    let known = known(&ours, &answers).await?;
    ours.store.close().await?;
    let speed = |time: Duration| ROWS as f64 / time.as_secs_f64();
    let per_second = |time: Duration| format!("{:.0} messages/s", speed(time));
    let ratio = format!("{:.0} %", 100.0 * speed(of_ours) / speed(of_floor));
    let what = format!("Ingest, {BATCH} messages of 37 conversations a commit");
    table.line(&what, per_second(of_ours), per_second(of_floor), ratio, "> 60 %");
    let (ours, floor) = known;
    let ratio = measure::ratio(&ours, &floor);
    let what = format!("Ingest, {BATCH} messages that are known, as each quiet poll tells");
    table.line(&what, ours.to_string(), floor.to_string(), ratio, "< 5 ms");
    Ok(())
}

/// The newest answers once more, beside a bare query for the rows that they tell of.
async fn known(ours: &Seeded, answers: &[(usize, Vec<Observation>)]) -> Result<(Times, Times)> {
    let newest = &answers[answers.len().saturating_sub(HANDLES)..];
    let turn = |round: usize| newest.get(round % HANDLES).context("fewer answers than handles");
    let connection = tokio::sync::Mutex::new(floor::connect(ours.path()).await?);
    measure::beside(
        4 * HANDLES,
        async |round| {
            let (handle, told) = turn(round)?.clone();
            ours.ingest(handle, told).await
        },
        async |round| {
            let (handle, told) = turn(round)?;
            let mids: Vec<String> = rows(told).into_iter().map(|row| row.mid).collect();
            let list = serde_json::to_string(&mids)?;
            let query = sqlx::query(
                "SELECT mid, position, text, body FROM message
                 WHERE handle_id = ?1 AND mid IN (SELECT value FROM json_each(?2))",
            );
            let found = query
                .bind(ours.handle(*handle)?.0)
                .bind(list)
                .fetch_all(&mut *connection.lock().await)
                .await?;
            ensure!(found.len() == mids.len(), "the floor does not know them");
            Ok(())
        },
    )
    .await
}

/// A message's row, ready to be bound.
struct Row {
    mid: String,
    conversation: i64,
    position: i64,
    direction: &'static str,
    sent_at: i64,
    text: Option<String>,
    body: String,
}

/// In the order of time, which is the quickest for the index.
fn rows(told: &[Observation]) -> Vec<Row> {
    let mut rows: Vec<Row> = told
        .iter()
        .filter_map(|told| match told {
            Observation::Message(message) => row(message).ok(),
            _ => None,
        })
        .collect();
    rows.sort_by_key(|row| row.position);
    // Messages of the same second need places of their own.
    let mut last = 0;
    for row in &mut rows {
        last = row.position.max(last + 1);
        row.position = last;
    }
    rows
}

fn row(message: &ObservedMessage) -> Result<Row> {
    Ok(Row {
        mid: message.mid.0.clone(),
        conversation: message.person.0.parse().context("a person's number")?,
        position: Position::first_at(message.sent_at.at).0,
        direction: if message.direction == domain::message::Direction::In { "in" } else { "out" },
        sent_at: message.sent_at.at.0,
        text: message.text.clone(),
        body: serde_json::to_string(&message.body)?,
    })
}

async fn insert(connection: &mut SqliteConnection, rows: &[Row]) -> Result<()> {
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    for row in rows {
        sqlx::query(
            "INSERT INTO message (handle_id, mid, conversation_id, position, direction, origin, sent_at, sent_exact,
               text, text_rank, text_as_of, body, body_rank, body_as_of, kind, reactions_as_of, found_by, found_at)
             VALUES (1, ?1, ?2, ?3, ?4, 'person', ?5, 0, ?6, 0, ?5, ?7, 1, ?5, 'text', ?5, 'poll', ?5)",
        )
        .bind(&row.mid)
        .bind(row.conversation)
        .bind(row.position)
        .bind(row.direction)
        .bind(row.sent_at)
        .bind(&row.text)
        .bind(&row.body)
        .execute(&mut *connection)
        .await?;
        let Some(text) = &row.text else { continue };
        sqlx::query("INSERT INTO message_fts (rowid, text) VALUES (?1, ?2)")
            .bind(row.position)
            .bind(text)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query("COMMIT").execute(connection).await?;
    Ok(())
}
