//! The floor's way to the database: a plain connection with the same driver, key and settings as the store's.

use std::path::Path;

use anyhow::Result;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, SqliteConnection};

/// The key of all databases here.
pub(crate) const KEY: [u8; 32] = [7; 32];

pub(crate) async fn connect(path: &Path) -> Result<SqliteConnection> {
    let connection = SqliteConnectOptions::new()
        .filename(path)
        .pragma("key", format!("\"x'{}'\"", hex(&KEY)))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(false)
        .pragma("cache_size", "-65536")
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        // The store moves its log into the database by itself, from the same size on.
        .pragma("wal_autocheckpoint", "1000")
        .disable_statement_logging()
        .connect()
        .await?;
    Ok(connection)
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
