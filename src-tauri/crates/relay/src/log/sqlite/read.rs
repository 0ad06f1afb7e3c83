//! Reading.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{Bounds, LogError, Note, Record, failed};
use crate::log::{Digest, mark_of};
use crate::protocol::text::{Fixed, Mark};

pub(super) async fn records(
    connection: &mut SqliteConnection,
    after: u64,
    limit: usize,
    bytes: usize,
) -> Result<Vec<Record>, LogError> {
    // A running sum stops after the row that passes the limit, so that one big delivery still comes.
    let rows = sqlx::query(
        "SELECT seq, digest, at, body FROM (
             SELECT seq, digest, at, body, sum(length(body)) OVER (ORDER BY seq) - length(body) AS before
             FROM (SELECT seq, digest, at, body FROM record WHERE seq > ?1 AND body IS NOT NULL
                   ORDER BY seq LIMIT ?2))
         WHERE before < ?3 ORDER BY seq",
    )
    .bind(signed(after))
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .bind(i64::try_from(bytes).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    rows.iter().map(record).collect()
}

fn record(row: &SqliteRow) -> Result<Record, LogError> {
    let digest = digest(&row.try_get::<Vec<u8>, _>(1).map_err(failed)?)?;
    Ok(Record {
        seq: unsigned(row.try_get(0).map_err(failed)?),
        mark: mark_of(&digest),
        at: unsigned(row.try_get(2).map_err(failed)?),
        body: row.try_get(3).map_err(failed)?,
    })
}

pub(super) async fn bounds(connection: &mut SqliteConnection) -> Result<Bounds, LogError> {
    let row = sqlx::query(
        "SELECT trimmed, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'record'), 0) FROM counter",
    )
    .fetch_one(connection)
    .await
    .map_err(failed)?;
    Ok(Bounds {
        trimmed: unsigned(row.try_get(0).map_err(failed)?),
        newest: unsigned(row.try_get(1).map_err(failed)?),
    })
}

pub(super) async fn mark(connection: &mut SqliteConnection, seq: u64) -> Result<Option<Mark>, LogError> {
    let found: Option<Vec<u8>> = sqlx::query_scalar("SELECT digest FROM record WHERE seq = ?")
        .bind(signed(seq))
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    found.map(|bytes| digest(&bytes).map(|digest| mark_of(&digest))).transpose()
}

pub(super) async fn note(connection: &mut SqliteConnection, key: &str) -> Result<Option<Note>, LogError> {
    let row = sqlx::query("SELECT key, value, revision FROM note WHERE key = ?")
        .bind(key)
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    row.as_ref().map(as_note).transpose()
}

pub(super) async fn notes(connection: &mut SqliteConnection, prefix: &str) -> Result<Vec<Note>, LogError> {
    // Names are ASCII: everything from the prefix to the prefix with the highest letter behind it.
    let rows =
        sqlx::query("SELECT key, value, revision FROM note WHERE key >= ?1 AND key < ?1 || '~' ORDER BY key")
            .bind(prefix)
            .fetch_all(connection)
            .await
            .map_err(failed)?;
    rows.iter().map(as_note).collect()
}

fn as_note(row: &SqliteRow) -> Result<Note, LogError> {
    Ok(Note {
        key: row.try_get(0).map_err(failed)?,
        value: row.try_get(1).map_err(failed)?,
        revision: unsigned(row.try_get(2).map_err(failed)?),
    })
}

fn digest(bytes: &[u8]) -> Result<Digest, LogError> {
    bytes.try_into().map(Fixed).map_err(|_| LogError::Failed("a digest has a wrong length".to_owned()))
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
