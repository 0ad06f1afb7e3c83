//! The tables.

use sqlx::SqliteConnection;

use super::{LogError, failed};

/// Marks the file as a relay's: "hndl".
const APPLICATION_ID: i64 = 0x686e_646c;
const VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE record (
    -- AUTOINCREMENT: a number is never given out twice, also when its row is gone.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The first 16 bytes of the SHA-256 of the body as it came: the same again is no new delivery.
    digest BLOB NOT NULL UNIQUE,
    -- Milliseconds since 1970, by the relay's own clock.
    at INTEGER NOT NULL,
    -- Sealed parts; NULL when trimmed, so that the digest stays known for a while.
    body BLOB
) STRICT;
CREATE TABLE note (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- One row: up to where bodies are gone, a counter for revisions, and a place for the health check to write.
CREATE TABLE counter (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    trimmed INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    probe INTEGER NOT NULL
) STRICT;
INSERT INTO counter VALUES (1, 0, 0, 0);
";

/// Makes the tables in a new file; refuses files of others and of newer versions.
pub(super) async fn prepare(connection: &mut SqliteConnection) -> Result<(), LogError> {
    let version = pragma(connection, "user_version").await?;
    let owner = pragma(connection, "application_id").await?;
    if owner == APPLICATION_ID && version == VERSION {
        // Older relays made one, which nothing asks any more.
        let drop = sqlx::query("DROP INDEX IF EXISTS record_at");
        return drop.execute(connection).await.map(|_| ()).map_err(failed);
    }
    if owner == APPLICATION_ID && version > VERSION {
        return Err(LogError::NotHere("the log was made by a newer version of the relay"));
    }
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if owner != 0 || tables != 0 {
        return Err(LogError::NotHere("the file is not a relay's log"));
    }
    let script = format!(
        "BEGIN IMMEDIATE; {TABLES} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; COMMIT;"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(connection).await.map_err(failed)?;
    Ok(())
}

/// A copy that is put to use must be noticed: its numbers begin a new epoch.
pub(super) async fn forget_epoch(connection: &mut SqliteConnection) -> Result<(), LogError> {
    sqlx::query("DELETE FROM note WHERE key = ?")
        .bind(crate::epoch::NOTE)
        .execute(connection)
        .await
        .map(|_| ())
        .map_err(failed)
}

async fn pragma(connection: &mut SqliteConnection, name: &'static str) -> Result<i64, LogError> {
    let statement = if name == "user_version" { "PRAGMA user_version" } else { "PRAGMA application_id" };
    sqlx::query_scalar(statement).fetch_one(connection).await.map_err(failed)
}
