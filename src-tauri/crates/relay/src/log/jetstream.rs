//! The log in NATS JetStream, for several relays on several machines.
//!
//! Two streams. `NAME-deliveries` holds the deliveries: a delivery's number is the stream's own, without
//! holes, and its digest is its message id, by which JetStream knows it again. `NAME-notes` holds one
//! message for each note. Every relay follows both ([`tail`]) and reads the rest from the servers; none
//! keeps anything that another one needs, so any of them may die.

mod deliveries;
mod link;
mod notes;
mod promise;
mod streams;
mod tail;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Bounds, Expect, Log, LogError, NewRecord, Note, Record, Stored};
use crate::config::JetStream;
use crate::protocol::text::Mark;
use deliveries::Deliveries;
use notes::Notes;

/// So long one question to the servers may take.
const ANSWER: Duration = Duration::from_secs(2);
/// So long it is tried to store something while the servers choose a new leader. Meta waits five seconds.
const PATIENCE: Duration = Duration::from_secs(4);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(100);

/// The log in JetStream.
pub struct JetStreamLog {
    client: async_nats::Client,
    deliveries: Deliveries,
    notes: Notes,
    promise: String,
    closing: CancellationToken,
}

impl JetStreamLog {
    /// Connects, makes the streams if there are none, and follows them. `largest` is the largest body that
    /// the relay takes, in bytes.
    ///
    /// # Errors
    /// [`LogError::Refused`] with what to do when these servers cannot hold what a 200 promises.
    pub async fn open(settings: &JetStream, largest: usize) -> Result<Self, LogError> {
        let client = link::connect(settings).await?;
        promise::takes_bodies(client.server_info().max_payload, largest)?;
        let streams = streams::open(&client, settings).await?;
        let promise = promise::find(settings, &client, &streams).await?;
        let closing = CancellationToken::new();
        // Whoever follows a stream already stops when another part fails.
        let guard = closing.clone().drop_guard();
        let deliveries = Deliveries::open(&client, &streams, &closing).await?;
        let notes = Notes::open(&client, &streams, &closing).await?;
        guard.disarm();
        Ok(Self { client, deliveries, notes, promise, closing })
    }

    fn open_still(&self) -> Result<(), LogError> {
        if self.closing.is_cancelled() {
            return Err(LogError::Failed("the log has stopped".to_owned()));
        }
        Ok(())
    }
}

#[async_trait]
impl Log for JetStreamLog {
    async fn append(&self, record: NewRecord) -> Result<Stored, LogError> {
        self.open_still()?;
        self.deliveries.append(record).await
    }

    async fn read(&self, after: u64, limit: usize, bytes: usize) -> Result<Vec<Record>, LogError> {
        self.deliveries.read(after, limit, bytes).await
    }

    async fn bounds(&self) -> Result<Bounds, LogError> {
        self.deliveries.bounds().await
    }

    async fn mark(&self, seq: u64) -> Result<Option<Mark>, LogError> {
        self.deliveries.mark(seq).await
    }

    /// All at once; and JetStream itself forgets after two days which bodies it has seen.
    async fn trim(&self, through: u64, older_than: u64, _now: u64) -> Result<bool, LogError> {
        self.deliveries.trim(through, older_than).await?;
        self.notes.sweep().await?;
        Ok(false)
    }

    fn arrivals(&self) -> watch::Receiver<u64> {
        self.deliveries.arrivals()
    }

    async fn note(&self, key: &str) -> Result<Option<Note>, LogError> {
        self.notes.get(key).await
    }

    async fn notes(&self, prefix: &str) -> Result<Vec<Note>, LogError> {
        self.notes.list(prefix).await
    }

    async fn write(&self, key: &str, value: Vec<u8>, expect: Expect) -> Result<u64, LogError> {
        self.open_still()?;
        self.notes.write(key, value, expect).await
    }

    async fn remove(&self, keys: Vec<String>) -> Result<(), LogError> {
        self.open_still()?;
        for key in keys {
            self.notes.remove(&key).await?;
        }
        Ok(())
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.notes.changes()
    }

    fn is_current(&self) -> bool {
        self.notes.is_current()
    }

    async fn probe(&self) -> Result<(), LogError> {
        self.open_still()?;
        self.notes.probe().await?;
        self.deliveries.bounds().await.map(|_| ())
    }

    async fn back_up(&self, _to: &Path) -> Result<(), LogError> {
        Err(LogError::NotHere(
            "JetStream has its own backup: `nats stream backup` for both of the relay's streams",
        ))
    }

    async fn close(&self) {
        self.closing.cancel();
        // What was asked for was answered; this only says goodbye.
        let _ = tokio::time::timeout(ANSWER, self.client.drain()).await;
    }

    fn promise(&self) -> &str {
        &self.promise
    }
}

fn failed(error: impl std::fmt::Display) -> LogError {
    LogError::Failed(format!("JetStream: {error}"))
}
