//! Connections: the key, and the pragmas of reliability, section 6.2.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::folder::FolderRisk;
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard};

use super::reserve::Reserve;
use crate::Result;

/// Marks the file as ours: "hndr".
const APPLICATION_ID: &str = "0x686e6472";

/// How what is written is kept apart from what there was until the commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Journal {
    /// In a write-ahead log. Nobody waits for anybody. It needs memory that all connections share through a file beside it.
    Log,
    /// What there was is put into a journal, which is emptied with the commit (ADR 20). Needs nothing but the locks of files.
    Rollback,
}

impl Journal {
    /// The one for a folder of which this is known.
    pub(crate) fn at(risk: Option<FolderRisk>) -> Self {
        if risk == Some(FolderRisk::Network) { Self::Rollback } else { Self::Log }
    }

    /// Emptied and not removed: SQLite flushes that, and does not flush the folder of a file that it removed.
    fn mode(self) -> SqliteJournalMode {
        match self {
            Self::Log => SqliteJournalMode::Wal,
            Self::Rollback => SqliteJournalMode::Truncate,
        }
    }

    /// How long a connection waits for another that is in its way. Without a log all wait while the file is written anew.
    pub(crate) fn busy_timeout(self) -> Duration {
        match self {
            Self::Log => Duration::from_secs(5),
            Self::Rollback => Duration::from_secs(60),
        }
    }
}

/// The raw key as SQLCipher's pragma takes it.
pub(crate) struct Key(Option<String>);

impl Key {
    pub(crate) fn new(bytes: &[u8; 32]) -> Self {
        let mut hex = String::with_capacity(64);
        for byte in bytes {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self(Some(format!("\"x'{hex}'\"")))
    }

    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self(None)
    }
}

/// The file, and what opens it: a connection that met a damaged page reads nothing more, and another takes its place.
pub(crate) struct Database {
    pub(crate) path: PathBuf,
    pub(super) key: Key,
    pub(crate) journal: Journal,
    pub(crate) reserve: Reserve,
    /// Whose turn it is where writing and reading the whole file are in each other's way.
    turn: Mutex<()>,
}

impl Database {
    pub(super) fn new(path: &Path, key: Key, journal: Journal) -> Self {
        Self { path: path.to_owned(), key, journal, reserve: Reserve::of(path), turn: Mutex::default() }
    }

    pub(crate) async fn writer(&self) -> sqlx::Result<SqliteConnection> {
        writer(&self.path, &self.key, self.journal).await
    }

    pub(crate) async fn reader(&self) -> sqlx::Result<SqliteConnection> {
        reader(&self.path, &self.key, self.journal).await
    }

    /// A connection that writes a file of its own, and nothing into this one.
    pub(super) async fn copier(&self) -> sqlx::Result<SqliteConnection> {
        base(&self.path, &self.key).connect().await
    }

    /// Waits for its turn, which whoever reads the whole file takes, and each commit. Without a log a commit waits for whoever
    /// reads, and whoever comes to read then waits for that commit: this way everybody else goes on reading.
    pub(crate) async fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        match self.journal {
            Journal::Log => None,
            Journal::Rollback => Some(self.turn.lock().await),
        }
    }
}

/// Whether a connection can still read. SQLCipher gives a connection up for good once a page of it failed its check.
pub(crate) async fn is_alive(connection: &mut SqliteConnection) -> bool {
    probe(connection).await.is_ok()
}

/// Reads a little, which fails on a connection that was given up: as damage, or as something that is wrong with a statement.
pub(crate) async fn probe(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::query("SELECT count(*) FROM sqlite_schema").execute(connection).await?;
    Ok(())
}

/// The connection that writes. It alone checkpoints: SQLite before 3.51.3 can damage a log that two connections
/// checkpoint and write at once, and SQLCipher is built on an older one.
pub(crate) async fn writer(path: &Path, key: &Key, journal: Journal) -> sqlx::Result<SqliteConnection> {
    base(path, key)
        .busy_timeout(journal.busy_timeout())
        .auto_vacuum(SqliteAutoVacuum::Incremental)
        .journal_mode(journal.mode())
        .synchronous(SqliteSynchronous::Full)
        .pragma("fullfsync", "ON")
        .pragma("checkpoint_fullfsync", "ON")
        .pragma("secure_delete", "ON")
        // Nothing is left over of a log that was checkpointed: its size says how much is to be checkpointed.
        .pragma("journal_size_limit", "0")
        .pragma("cache_size", "-32768")
        .pragma("application_id", APPLICATION_ID)
        .connect()
        .await
}

/// A connection that cannot write.
pub(super) async fn reader(path: &Path, key: &Key, journal: Journal) -> sqlx::Result<SqliteConnection> {
    // There are several. With 32 MiB each nothing was quicker, and the app held 44 MiB more.
    base(path, key)
        .busy_timeout(journal.busy_timeout())
        .pragma("cache_size", "-12288")
        .pragma("query_only", "ON")
        .connect()
        .await
}

/// Brings a file that another folder's journal may belong to, or a crash left one beside, to this journal. Nothing of it
/// changes but what the journal says. Nobody else may have it open: then no memory is shared with anybody.
pub(super) async fn settle(path: &Path, key: &Key, journal: Journal) -> sqlx::Result<()> {
    let settled = base(path, key)
        .locking_mode(SqliteLockingMode::Exclusive)
        .journal_mode(journal.mode())
        .synchronous(SqliteSynchronous::Full)
        .pragma("fullfsync", "ON")
        .pragma("checkpoint_fullfsync", "ON")
        .connect()
        .await?;
    settled.close().await
}

/// A connection that looks without touching: it never checkpoints, not even when it is closed.
pub(crate) async fn look(path: &Path, key: &Key) -> sqlx::Result<SqliteConnection> {
    base(path, key).read_only(true).connect().await
}

/// A connection that looks at a copy, which nobody writes: nothing comes to lie beside it.
pub(crate) async fn look_at_copy(path: &Path, key: &Key) -> sqlx::Result<SqliteConnection> {
    base(path, key).read_only(true).immutable(true).connect().await
}

/// SQLCipher writes to standard error when a key is wrong; our own error says it already. The setting is one for the
/// whole process, so any connection will do.
pub(crate) async fn silence_sqlcipher() {
    let options =
        SqliteConnectOptions::new().filename(":memory:").in_memory(true).disable_statement_logging();
    let Ok(mut connection) = options.connect().await else { return };
    if let Err(error) = sqlx::query("PRAGMA cipher_log_level = NONE").execute(&mut connection).await {
        tracing::debug!(%error, "SQLCipher keeps writing to standard error");
    }
}

fn base(path: &Path, key: &Key) -> SqliteConnectOptions {
    let mut options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        // sqlx logs every statement, the key's pragma included.
        .disable_statement_logging()
        .statement_cache_capacity(256)
        .busy_timeout(Journal::Log.busy_timeout())
        .foreign_keys(true)
        .pragma("temp_store", "MEMORY")
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("mmap_size", "0")
        .pragma("wal_autocheckpoint", "0");
    if let Some(key) = &key.0 {
        options = options.pragma("key", key.clone());
    }
    options
}
