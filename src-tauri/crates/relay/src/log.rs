//! Where deliveries are kept until every laptop has them, and the relay's own small notes.
//!
//! One trait; [`sqlite`] is its engine for one machine, [`jetstream`] the one for several. [`conformance`] is
//! the suite that every engine passes. What is kept is sealed before it gets here.

pub mod conformance;
pub mod jetstream;
pub mod sqlite;

use std::path::Path;

use async_trait::async_trait;
use tokio::sync::watch;

use crate::protocol::text::{Fixed, Mark};

/// The first 16 bytes of a body's SHA-256: the same body again is the same delivery.
pub type Digest = Fixed<16>;

/// Why nothing was stored, or nothing can be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Too many wait already. Nothing was stored.
    #[error("too many deliveries wait to be stored")]
    Busy,
    /// There is too little room on the disk to take more in. Nothing was stored; notes still can be.
    #[error("there is too little room on the disk")]
    Full,
    /// The engine failed. Whether it was stored is not known; storing again is harmless.
    #[error("the log cannot be used: {0}")]
    Failed(String),
    /// Somebody else wrote the note in between.
    #[error("the note was changed meanwhile")]
    Changed,
    /// This engine cannot do it.
    #[error("{0}")]
    NotHere(&'static str),
    /// What the settings choose cannot hold what a 200 promises. The text says what to do.
    #[error("{0}")]
    Refused(String),
}

/// What is to be stored: one delivery.
#[derive(Debug, Clone)]
pub struct NewRecord {
    /// What tells it from others.
    pub digest: Digest,
    /// When it came by the relay's own clock, in milliseconds since 1970.
    pub at: u64,
    /// The sealed parts, as JSON.
    pub body: Vec<u8>,
}

/// One stored delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number: rising, never used twice in an epoch, not without gaps.
    pub seq: u64,
    /// What tells it from another delivery under the same number.
    pub mark: Mark,
    /// When it came by the relay's own clock, in milliseconds since 1970.
    pub at: u64,
    /// The sealed parts, as JSON.
    pub body: Vec<u8>,
}

/// Where the log begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Everything up to this number may be gone.
    pub trimmed: u64,
    /// The newest number given out.
    pub newest: u64,
}

/// What storing a delivery came to. Both mean that it is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Under this number.
    New(u64),
    /// The same body was stored before.
    Known,
}

/// What a note must be like to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// However it is.
    Anything,
    /// There must be none.
    Nothing,
    /// It must have this revision.
    Revision(u64),
}

/// A note: a small value under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its name, `kind/id`.
    pub key: String,
    /// JSON.
    pub value: Vec<u8>,
    /// Another one after each change.
    pub revision: u64,
}

/// A durable log of deliveries with a book of notes.
#[async_trait]
pub trait Log: Send + Sync {
    /// Stores a delivery. When this returns, it is on disk (or on a majority of servers).
    ///
    /// # Errors
    /// See [`LogError`]; the caller answers 503 and Meta sends again.
    async fn append(&self, record: NewRecord) -> Result<Stored, LogError>;

    /// At most `limit` deliveries after a number, oldest first, and not much more than `bytes` of them. Between the
    /// first and the last of them nothing is left out.
    ///
    /// # Errors
    /// [`LogError::Failed`].
    async fn read(&self, after: u64, limit: usize, bytes: usize) -> Result<Vec<Record>, LogError>;

    /// Where the log begins and ends.
    ///
    /// # Errors
    /// [`LogError::Failed`].
    async fn bounds(&self) -> Result<Bounds, LogError>;

    /// The mark of the delivery with this number, as long as that is remembered.
    ///
    /// # Errors
    /// [`LogError::Failed`].
    async fn mark(&self, seq: u64) -> Result<Option<Mark>, LogError>;

    /// Forgets deliveries up to `through`, and the oldest as long as they came before `older_than` (milliseconds since
    /// 1970), a few thousand at a time: whether there are more. Bodies stay known as seen for two days.
    ///
    /// # Errors
    /// [`LogError::Failed`].
    async fn trim(&self, through: u64, older_than: u64, now: u64) -> Result<bool, LogError>;

    /// Rises with every delivery that is stored.
    fn arrivals(&self) -> watch::Receiver<u64>;

    /// The note with this name.
    ///
    /// # Errors
    /// [`LogError::Failed`].
    async fn note(&self, key: &str) -> Result<Option<Note>, LogError>;

    /// All notes whose name begins so, by name.
    ///
    /// # Errors
    /// [`LogError::Failed`].
    async fn notes(&self, prefix: &str) -> Result<Vec<Note>, LogError>;

    /// Writes a note, durably.
    ///
    /// # Errors
    /// [`LogError::Changed`] when it is not as expected.
    async fn write(&self, key: &str, value: Vec<u8>, expect: Expect) -> Result<u64, LogError>;

    /// Removes notes. A missing one is fine.
    ///
    /// # Errors
    /// [`LogError::Failed`].
    async fn remove(&self, keys: Vec<String>) -> Result<(), LogError>;

    /// Rises with every note that is written or removed, by any process, within a second.
    fn changes(&self) -> watch::Receiver<u64>;

    /// Whether what was told of notes is all there is, give or take a few seconds: a relay that is cut off from
    /// its log must not say of anybody that they are unknown.
    fn is_current(&self) -> bool {
        true
    }

    /// Writes and flushes something: whether deliveries can be stored right now.
    ///
    /// # Errors
    /// When they cannot.
    async fn probe(&self) -> Result<(), LogError>;

    /// Copies everything to a new file while the relay runs. The copy begins a new epoch when it is used.
    ///
    /// # Errors
    /// When the file exists or cannot be written, or the engine has its own way.
    async fn back_up(&self, to: &Path) -> Result<(), LogError>;

    /// Waits until this log takes nothing in any more, though nobody closed it: whoever runs it must begin anew.
    async fn ended(&self) {
        std::future::pending::<()>().await;
    }

    /// Finishes what was asked for and lets go of everything. Nothing can be stored afterwards.
    async fn close(&self);

    /// What a 200 means with this engine, in one sentence.
    fn promise(&self) -> &str;
}

/// The mark of a body: the first half of its digest.
#[must_use]
pub fn mark_of(digest: &Digest) -> Mark {
    let mut mark = [0; 8];
    for (to, from) in mark.iter_mut().zip(digest.0) {
        *to = from;
    }
    Fixed(mark)
}
