//! What time it is, and how long the relay has run.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::log::{Expect, Log, LogError};

/// The note of how far [`RelayClock`] is.
const NOTE: &str = "clock/now";

/// Milliseconds since 1970.
#[must_use]
pub(crate) fn millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Seconds since 1970.
#[must_use]
pub(crate) fn seconds() -> u64 {
    millis() / 1000
}

/// By which deliveries and keys grow old: the machine's clock as it was when the log was new, and from then on the time that
/// a relay ran. Setting the machine's clock, or finding it wrong at start, makes nothing older.
#[derive(Debug)]
pub struct RelayClock {
    read: Instant,
    /// What it showed at `read`, in milliseconds since 1970. Only rises.
    showed: AtomicU64,
}

impl RelayClock {
    /// Goes on where the log says that it was.
    ///
    /// # Errors
    /// When the log cannot be used.
    pub async fn open(log: &dyn Log) -> Result<Self, LogError> {
        let noted = noted(log).await?;
        let clock = Self { read: Instant::now(), showed: AtomicU64::new(noted.unwrap_or_else(millis)) };
        if noted.is_none() {
            clock.keep(log).await?;
        }
        Ok(clock)
    }

    /// What it shows, in milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> u64 {
        let passed = u64::try_from(self.read.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.showed.load(Ordering::Relaxed).saturating_add(passed)
    }

    /// Notes how far it is. Relays that share a log go by the one that is ahead: together they are no faster than one.
    ///
    /// # Errors
    /// When the log cannot be used.
    pub async fn keep(&self, log: &dyn Log) -> Result<(), LogError> {
        if let Some(behind) = noted(log).await?.and_then(|noted| noted.checked_sub(self.now())) {
            self.showed.fetch_add(behind, Ordering::Relaxed);
        }
        log.write(NOTE, self.now().to_string().into_bytes(), Expect::Anything).await.map(|_| ())
    }
}

async fn noted(log: &dyn Log) -> Result<Option<u64>, LogError> {
    let note = log.note(NOTE).await?;
    Ok(note.and_then(|note| serde_json::from_slice(&note.value).ok()))
}
