//! The content keys in use: one for each account and hour, on disk only as sealed to the laptops.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, RwLock};

use crate::directory::Directory;
use crate::log::{Expect, Log, LogError};
use crate::protocol::frame::{Content, Part};
use crate::protocol::seal::{self, ContentKey, Usage};
use crate::protocol::text::{Blob, DeviceId, KeyId};

/// How long a key is used. When it ends, or the relay does, nobody but the laptops can read what it sealed.
const USED_FOR: Duration = Duration::from_secs(3600);

/// A key of this age, in milliseconds, is known to whoever looks.
const SETTLED: u64 = 60_000;

/// What is kept of a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyNote {
    /// The account it is for; `None` concerns no account in particular.
    pub account: Option<String>,
    /// When it was made, in milliseconds since 1970.
    pub at: u64,
    /// The key, sealed to each laptop.
    pub wraps: BTreeMap<String, Blob>,
}

/// The note of a key.
#[must_use]
pub fn key_note(id: KeyId) -> String {
    format!("key/{id}")
}

struct Held {
    id: KeyId,
    key: ContentKey,
    readers: Vec<DeviceId>,
    since: Instant,
}

/// Seals what comes in.
pub struct Sealer {
    log: Arc<dyn Log>,
    held: RwLock<HashMap<Option<String>, Arc<Held>>>,
    making: Mutex<()>,
}

impl Sealer {
    /// One that holds no keys yet.
    #[must_use]
    pub fn new(log: Arc<dyn Log>) -> Self {
        Self { log, held: RwLock::default(), making: Mutex::default() }
    }

    /// Seals something to all laptops that follow the account; `None` when there are none.
    ///
    /// # Errors
    /// When the key cannot be noted: then nothing may be sealed with it either.
    pub async fn seal(
        &self,
        account: Option<&str>,
        content: &Content,
        directory: &Directory,
        now: u64,
    ) -> Result<Option<Part>, LogError> {
        let readers = directory.followers(account);
        if readers.is_empty() {
            return Ok(None);
        }
        let held = self.key(account, readers, directory, now).await?;
        let plain = serde_json::to_vec(content).map_err(|error| LogError::Failed(error.to_string()))?;
        let sealed =
            held.key.seal(&held.id.0, &plain).map_err(|error| LogError::Failed(error.to_string()))?;
        Ok(Some(Part { key: held.id, sealed: Blob(sealed) }))
    }

    async fn key(
        &self,
        account: Option<&str>,
        readers: Vec<DeviceId>,
        directory: &Directory,
        now: u64,
    ) -> Result<Arc<Held>, LogError> {
        let account = account.map(str::to_owned);
        if let Some(held) = self.usable(&account, &readers).await {
            return Ok(held);
        }
        let _making = self.making.lock().await;
        if let Some(held) = self.usable(&account, &readers).await {
            return Ok(held);
        }
        let (id, key) = (KeyId::random(), ContentKey::random());
        let mut wraps = BTreeMap::new();
        for reader in &readers {
            let Some(device) = directory.device(*reader) else { continue };
            match seal::seal_to(&device.keys.seal, Usage::ContentKey, &id.0, key.expose()) {
                Ok(wrapped) => drop(wraps.insert(reader.to_string(), Blob(wrapped))),
                Err(error) => tracing::error!(%error, "a laptop's key cannot be sealed to"),
            }
        }
        let note = KeyNote { account: account.clone(), at: now, wraps };
        let value = serde_json::to_vec(&note).map_err(|error| LogError::Failed(error.to_string()))?;
        // On disk before anything is sealed with it: a key that is lost would take events with it.
        self.log.write(&key_note(id), value, Expect::Nothing).await?;
        let held = Arc::new(Held { id, key, readers, since: Instant::now() });
        self.held.write().await.insert(account, Arc::clone(&held));
        Ok(held)
    }

    async fn usable(&self, account: &Option<String>, readers: &[DeviceId]) -> Option<Arc<Held>> {
        let held = self.held.read().await.get(account).cloned()?;
        (held.readers == readers && held.since.elapsed() < USED_FOR).then_some(held)
    }
}

/// Takes keys away from a laptop: all, or those of accounts that it follows no more. What they sealed
/// is unreadable for it from then on, and for everybody where it was the only one.
///
/// # Errors
/// When the log cannot be used.
pub async fn withdraw(
    log: &dyn Log,
    device: DeviceId,
    keeps: impl Fn(Option<&str>) -> bool,
) -> Result<(), LogError> {
    let mut empty = Vec::new();
    for found in log.notes("key/").await? {
        let Ok(mut note) = serde_json::from_slice::<KeyNote>(&found.value) else { continue };
        if keeps(note.account.as_deref()) || note.wraps.remove(&device.to_string()).is_none() {
            continue;
        }
        if note.wraps.is_empty() {
            empty.push(found.key);
            continue;
        }
        let value = serde_json::to_vec(&note).map_err(|error| LogError::Failed(error.to_string()))?;
        match log.write(&found.key, value, Expect::Revision(found.revision)).await {
            // Somebody else withdrew from it at the same time; the next round of housekeeping sees to it.
            Ok(_) | Err(LogError::Changed) => {}
            Err(other) => return Err(other),
        }
    }
    log.remove(empty).await
}

/// Forgets keys whose events are all gone, and takes keys from laptops that should not have them: a delivery that was
/// under way while its handle was switched off may have been sealed to whom it was for a moment before.
///
/// # Errors
/// When the log cannot be used.
pub async fn tidy(log: &dyn Log, directory: &Directory, older_than: u64, now: u64) -> Result<(), LogError> {
    let used_for = u64::try_from(USED_FOR.as_millis()).unwrap_or(u64::MAX);
    let mut gone = Vec::new();
    for found in log.notes("key/").await? {
        let Ok(mut note) = serde_json::from_slice::<KeyNote>(&found.value) else { continue };
        let before = note.wraps.len();
        // A key of this moment may be for a laptop that was paired after we looked.
        let settled = note.at.saturating_add(SETTLED) < now;
        note.wraps.retain(|device, _| {
            let device = device.parse().ok().and_then(|id| directory.device(id));
            !settled || device.is_some_and(|device| device.follows(note.account.as_deref()))
        });
        if note.wraps.is_empty() || note.at.saturating_add(used_for) < older_than {
            gone.push(found.key);
        } else if note.wraps.len() < before {
            let value = serde_json::to_vec(&note).map_err(|error| LogError::Failed(error.to_string()))?;
            match log.write(&found.key, value, Expect::Revision(found.revision)).await {
                // Somebody else takes from it at the same time; the next round looks again.
                Ok(_) | Err(LogError::Changed) => {}
                Err(other) => return Err(other),
            }
        }
    }
    if gone.is_empty() { Ok(()) } else { log.remove(gone).await }
}
