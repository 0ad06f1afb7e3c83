//! The laptops that are paired, what each follows, and how far each is.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::epoch;
use crate::log::{Log, LogError, Note};
use crate::protocol::calls::{Handle, Position};
use crate::protocol::keys::DevicePublic;
use crate::protocol::text::{DeviceId, Epoch};

/// At most so often is the directory read anew.
const PAUSE: Duration = Duration::from_millis(100);

/// A paired laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// What the person called it.
    pub name: String,
    /// Its keys.
    pub keys: DevicePublic,
    /// The account ids that it may follow; `None` is all.
    pub may_follow: Option<Vec<String>>,
    /// What it follows.
    pub handles: Vec<Handle>,
    /// When it was paired, in seconds since 1970.
    pub paired: u64,
}

impl Device {
    /// Whether what Meta says of this account is for this laptop. `None` concerns all laptops.
    #[must_use]
    pub fn follows(&self, account: Option<&str>) -> bool {
        let Some(account) = account else { return true };
        self.handles.iter().any(|handle| handle.id == account || handle.also.iter().any(|id| id == account))
    }
}

/// All laptops, and the epoch that their numbers belong to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Directory {
    epoch: Option<Epoch>,
    devices: BTreeMap<DeviceId, Device>,
    cursors: HashMap<DeviceId, Position>,
    followers: HashMap<String, Vec<DeviceId>>,
}

impl Directory {
    /// Reads it from the notes.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn read(log: &dyn Log) -> Result<Self, LogError> {
        let devices: BTreeMap<DeviceId, Device> = read_all(&log.notes("device/").await?);
        let cursors = read_all(&log.notes("cursor/").await?).into_iter().collect();
        let mut followers: HashMap<String, Vec<DeviceId>> = HashMap::new();
        for (id, device) in &devices {
            for handle in &device.handles {
                for account in std::iter::once(&handle.id).chain(&handle.also) {
                    let known = followers.entry(account.clone()).or_default();
                    if !known.contains(id) {
                        known.push(*id);
                    }
                }
            }
        }
        Ok(Self { epoch: Some(epoch::current(log).await?), devices, cursors, followers })
    }

    /// Whether this is the epoch, as far as is known here: another one may have begun a moment ago.
    #[must_use]
    pub fn is_epoch(&self, epoch: Epoch) -> bool {
        self.epoch == Some(epoch)
    }

    /// A laptop, if it is paired.
    #[must_use]
    pub fn device(&self, id: DeviceId) -> Option<&Device> {
        self.devices.get(&id)
    }

    /// All laptops.
    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &Device)> {
        self.devices.iter().map(|(id, device)| (*id, device))
    }

    /// Who follows an account, in the order of their ids; `None` is everybody.
    #[must_use]
    pub fn followers(&self, account: Option<&str>) -> Vec<DeviceId> {
        match account {
            None => self.devices.keys().copied().collect(),
            Some(account) => self.followers.get(account).cloned().unwrap_or_default(),
        }
    }

    /// Whether anyone follows this account. If nobody does, nothing of it is kept.
    #[must_use]
    pub fn knows(&self, account: &str) -> bool {
        self.followers.contains_key(account)
    }

    /// How far a laptop is.
    #[must_use]
    pub fn cursor(&self, id: DeviceId) -> Option<Position> {
        self.cursors.get(&id).copied()
    }

    /// Up to where every laptop is, if there is any.
    #[must_use]
    pub fn all_have(&self) -> Option<u64> {
        self.devices.keys().map(|id| self.cursors.get(id).map_or(0, |cursor| cursor.after)).min()
    }
}

fn read_all<T: serde::de::DeserializeOwned>(notes: &[Note]) -> BTreeMap<DeviceId, T> {
    let mut all = BTreeMap::new();
    for note in notes {
        let id = note.key.split_once('/').and_then(|(_, id)| id.parse().ok());
        match (id, serde_json::from_slice(&note.value)) {
            (Some(id), Ok(value)) => drop(all.insert(id, value)),
            _ => tracing::error!("a note about a laptop cannot be read; it is left out"),
        }
    }
    all
}

/// The note about a laptop.
#[must_use]
pub fn device_note(id: DeviceId) -> String {
    format!("device/{id}")
}

/// The note of how far a laptop is.
#[must_use]
pub fn cursor_note(id: DeviceId) -> String {
    format!("cursor/{id}")
}

/// The directory as it is now, kept up to date until `closing`.
///
/// # Errors
/// When it cannot be read at first.
pub async fn follow(
    log: Arc<dyn Log>,
    closing: CancellationToken,
) -> Result<watch::Receiver<Arc<Directory>>, LogError> {
    let mut changes = log.changes();
    changes.mark_unchanged();
    let (sender, receiver) = watch::channel(Arc::new(Directory::read(&*log).await?));
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = closing.cancelled() => return,
                changed = changes.changed() => if changed.is_err() { return },
            }
            match Directory::read(&*log).await {
                Ok(read) => {
                    sender.send_if_modified(|now| {
                        let other = **now != read;
                        if other {
                            *now = Arc::new(read);
                        }
                        other
                    });
                }
                Err(error) => {
                    tracing::error!(%error, "the list of laptops cannot be read");
                    changes.mark_changed();
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    });
    Ok(receiver)
}
