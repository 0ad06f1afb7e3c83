//! The log in one SQLite file.
//!
//! One connection writes: it takes whatever waits, stores it in one transaction and flushes once for
//! all of them (WAL, `synchronous=FULL`), without a timer. It alone checkpoints: SQLite before 3.51.3
//! can damage a log that one connection writes while another checkpoints.

mod read;
mod room;
mod schema;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqlitePool};
use tokio::sync::{mpsc, oneshot, watch};

use super::{Bounds, Expect, Log, LogError, NewRecord, Note, Record, Stored};
use crate::protocol::text::Mark;
use room::Room;
use write::{Job, Writer};

/// So many deliveries may wait; more are told to come again.
const WAITING: usize = 4096;
/// So many bytes of the disk are left to notes and to trimming: with them laptops fetch what is there, and make room.
const LEFT: u64 = 256 << 20;
/// Connections that read.
const READERS: u32 = 2;

/// The log in one file.
pub struct SqliteLog {
    jobs: mpsc::Sender<Job>,
    readers: SqlitePool,
    arrivals: watch::Receiver<u64>,
    changes: watch::Receiver<u64>,
    path: PathBuf,
    /// Held while the relay runs, so that no second one uses the file.
    _lock: Arc<std::fs::File>,
}

impl SqliteLog {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// When another relay has it open, when it is of a newer version, or when it cannot be used.
    pub async fn open(path: &Path) -> Result<Self, LogError> {
        Self::open_leaving(path, LEFT).await
    }

    /// Opens it, and takes no delivery in while fewer bytes than `left` are free on the disk.
    async fn open_leaving(path: &Path, left: u64) -> Result<Self, LogError> {
        let lock = lock(path)?;
        let mut connection = options(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("fullfsync", "ON")
            .pragma("checkpoint_fullfsync", "ON")
            .pragma("secure_delete", "ON")
            .pragma("journal_size_limit", "67108864")
            .connect()
            .await
            .map_err(failed)?;
        schema::prepare(&mut connection).await?;
        let newest = read::bounds(&mut connection).await?.newest;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .min_connections(1)
            .connect_with(options(path).pragma("query_only", "ON"))
            .await
            .map_err(failed)?;
        let (arrived, arrivals) = watch::channel(newest);
        let (changed, changes) = watch::channel(0);
        let (jobs, waiting) = mpsc::channel(WAITING);
        let lock = Arc::new(lock);
        let room = Room::new(path, left);
        let writer = Writer { connection, arrived, changed, room, unfolded: 0, lock: Arc::clone(&lock) };
        tokio::spawn(writer.run(waiting));
        Ok(Self { jobs, readers, arrivals, changes, path: path.to_owned(), _lock: lock })
    }

    async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, LogError>>) -> Job,
    ) -> Result<T, LogError> {
        let (answer, answered) = oneshot::channel();
        self.jobs.send(job(answer)).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    async fn reader(&self) -> Result<sqlx::pool::PoolConnection<sqlx::Sqlite>, LogError> {
        self.readers.acquire().await.map_err(failed)
    }
}

#[async_trait]
impl Log for SqliteLog {
    async fn append(&self, record: NewRecord) -> Result<Stored, LogError> {
        let (answer, answered) = oneshot::channel();
        self.jobs.try_send(Job::Append(record, answer)).map_err(|_| LogError::Busy)?;
        answered.await.map_err(|_| stopped())?
    }

    async fn read(&self, after: u64, limit: usize, bytes: usize) -> Result<Vec<Record>, LogError> {
        read::records(&mut *self.reader().await?, after, limit, bytes).await
    }

    async fn bounds(&self) -> Result<Bounds, LogError> {
        read::bounds(&mut *self.reader().await?).await
    }

    async fn mark(&self, seq: u64) -> Result<Option<Mark>, LogError> {
        read::mark(&mut *self.reader().await?, seq).await
    }

    async fn trim(&self, through: u64, older_than: u64, now: u64) -> Result<bool, LogError> {
        self.ask(|answer| Job::Trim { through, older_than, now, answer }).await
    }

    fn arrivals(&self) -> watch::Receiver<u64> {
        self.arrivals.clone()
    }

    async fn note(&self, key: &str) -> Result<Option<Note>, LogError> {
        read::note(&mut *self.reader().await?, key).await
    }

    async fn notes(&self, prefix: &str) -> Result<Vec<Note>, LogError> {
        read::notes(&mut *self.reader().await?, prefix).await
    }

    async fn write(&self, key: &str, value: Vec<u8>, expect: Expect) -> Result<u64, LogError> {
        self.ask(|answer| Job::Write { key: key.to_owned(), value, expect, answer }).await
    }

    async fn remove(&self, keys: Vec<String>) -> Result<(), LogError> {
        self.ask(|answer| Job::Remove { keys, answer }).await
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    async fn probe(&self) -> Result<(), LogError> {
        self.ask(|answer| Job::Probe { answer }).await
    }

    async fn back_up(&self, to: &Path) -> Result<(), LogError> {
        if to.exists() {
            return Err(LogError::NotHere("there is a file of this name already"));
        }
        let target = to.to_str().ok_or(LogError::NotHere("the file's name cannot be used"))?;
        {
            let mut connection = options(&self.path).connect().await.map_err(failed)?;
            sqlx::query("VACUUM INTO ?").bind(target).execute(&mut connection).await.map_err(failed)?;
            connection.close().await.map_err(failed)?;
        }
        let mut copy = options(to).connect().await.map_err(failed)?;
        schema::forget_epoch(&mut copy).await?;
        copy.close().await.map_err(failed)
    }

    async fn ended(&self) {
        self.jobs.closed().await;
    }

    async fn close(&self) {
        self.readers.close().await;
        let (answer, closed) = oneshot::channel();
        if self.jobs.send(Job::Close { answer }).await.is_ok() {
            // The channel closes with the writer, answered or not.
            let _ = closed.await;
        }
    }

    fn promise(&self) -> &str {
        "A delivery that was answered 200 is flushed to this machine's disk."
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .disable_statement_logging()
        .busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "MEMORY")
        .pragma("trusted_schema", "OFF")
        .pragma("mmap_size", "0")
        .pragma("cache_size", "-8192")
        .pragma("wal_autocheckpoint", "0")
}

/// Takes the file `…-lock` beside the log, private to this user.
fn lock(path: &Path) -> Result<std::fs::File, LogError> {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    let file = private_file(Path::new(&name))?;
    private_file(path)?;
    file.try_lock().map_err(|_| LogError::NotHere("another relay uses this log already"))?;
    Ok(file)
}

fn private_file(path: &Path) -> Result<std::fs::File, LogError> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| LogError::Failed(format!("{}: {error}", path.display())))
}

#[allow(clippy::needless_pass_by_value, reason = "made for `map_err`")]
pub(super) fn failed(error: sqlx::Error) -> LogError {
    LogError::Failed(error.to_string())
}

fn stopped() -> LogError {
    LogError::Failed("the log has stopped".to_owned())
}

#[cfg(test)]
mod tests;
