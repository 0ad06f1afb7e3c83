//! What the tasks share of the relay.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::diagnosis::WEBHOOK_LATE_MS;
use domain::time::Timestamp;
use relay::client::{Client, Identity};
use relay::protocol::keys::DeviceKeys;
use relay::protocol::text::Blob;
use secrecy::{ExposeSecret, SecretString};
use store::handles::HandleRow;
use store::relay::Pairing;
use tokio::sync::{Notify, watch};
use vault::{SecretName, Vault, VaultError};

use super::state::{Standing, State};
use crate::clock::ServerClock;

/// The way to the relay, if this laptop is paired with one.
pub(crate) struct Link {
    vault: Arc<dyn Vault>,
    client: Mutex<Option<Arc<Client>>>,
    state: watch::Sender<State>,
    /// Messages come by the relay and it has stayed so for a while.
    steady: AtomicBool,
    /// Rings when a person paired, parted, or wants it tried again.
    pub(crate) bell: Notify,
    /// Rings when a deletion was asked for.
    pub(crate) deletions: Notify,
    /// The account ids of the handles that the relay sends here.
    told: Mutex<HashSet<String>>,
    pairing: Mutex<Option<Pairing>>,
    /// One pairing or parting at a time, and none while something of the stream is written.
    pub(super) changing: tokio::sync::Mutex<()>,
}

impl Link {
    pub(crate) fn new(vault: Arc<dyn Vault>) -> Self {
        Self {
            vault,
            client: Mutex::default(),
            state: watch::Sender::default(),
            steady: AtomicBool::new(false),
            bell: Notify::new(),
            deletions: Notify::new(),
            told: Mutex::default(),
            pairing: Mutex::default(),
            changing: tokio::sync::Mutex::default(),
        }
    }

    /// How it stands.
    pub(crate) fn state(&self) -> State {
        *self.state.borrow()
    }

    /// How it stands, to be followed.
    pub(super) fn states(&self) -> watch::Receiver<State> {
        self.state.subscribe()
    }

    /// Messages come by the relay and go on doing so, or not.
    pub(super) fn steadily(&self, steady: bool) {
        self.steady.store(steady, Ordering::Relaxed);
    }

    /// The relay knows that these are on here. Answers those of which it did not know before.
    pub(super) fn tell(&self, ids: Vec<String>) -> Vec<String> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *told, ids.iter().cloned().collect());
        ids.into_iter().filter(|id| !before.contains(id)).collect()
    }

    /// Whether messages come by the relay, and not since this moment only.
    pub(super) fn is_steady(&self) -> bool {
        self.steady.load(Ordering::Relaxed)
    }

    /// Whether the relay sends a handle's webhooks here.
    pub(crate) fn sends(&self, row: &HandleRow) -> bool {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        self.state().is_live() && told.contains(row.profile.ig_id.as_str())
    }

    /// Whether a handle's messages come by the relay, as far as it shows: a webhook came since it is there, Instagram did
    /// not stop sending them, and reading found nothing that no webhook told of.
    pub(crate) fn brings(&self, row: &HandleRow) -> bool {
        let came = row.last_webhook_at.is_some_and(|at| at >= self.paired_at());
        came && self.sends(row) && row.unsubscribed_since.is_none() && !self.is_silent(row)
    }

    /// Whether reading may rest: a handle's messages come by the relay, and not since this moment only. One that is gone
    /// again in a moment would leave the handle resting.
    pub(crate) fn serves(&self, row: &HandleRow) -> bool {
        self.is_steady() && self.brings(row)
    }

    /// Whether reading found what no webhook told of, although the relay is there.
    pub(crate) fn is_silent(&self, row: &HandleRow) -> bool {
        let since = row.last_webhook_at.unwrap_or_default().max(self.state().since);
        self.sends(row) && row.last_poll_at.is_some_and(|found| found.since(since) > WEBHOOK_LATE_MS)
    }

    /// Whether this laptop was paired for a handle.
    pub(crate) fn may_follow(&self, row: &HandleRow) -> bool {
        let pairing = self.pairing.lock().unwrap_or_else(PoisonError::into_inner);
        pairing.as_ref().is_some_and(|pairing| pairing.may_follow(row.profile.ig_id.as_str()))
    }

    fn paired_at(&self) -> Timestamp {
        let pairing = self.pairing.lock().unwrap_or_else(PoisonError::into_inner);
        pairing.as_ref().map_or(Timestamp(i64::MAX), |pairing| pairing.paired_at)
    }

    /// Says how it stands; the time of the same standing stays. Answers whether it is another one.
    pub(crate) fn stands(&self, standing: Standing, clock: &ServerClock) -> bool {
        self.state.send_if_modified(|state| {
            let differs = state.standing != standing;
            if differs {
                state.standing = standing;
                state.since = clock.now();
            }
            differs
        })
    }

    /// It said something.
    pub(crate) fn heard(&self, clock: &ServerClock) {
        self.state.send_if_modified(|state| {
            state.heard_at = Some(clock.now());
            false
        });
    }

    /// The way, once the keys were read.
    pub(crate) fn client(&self) -> Option<Arc<Client>> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_client(&self, client: Option<Arc<Client>>) {
        *self.client.lock().unwrap_or_else(PoisonError::into_inner) = client;
    }

    /// Makes the way of a pairing, with the keys from the keychain.
    pub(crate) async fn open(&self, pairing: &Pairing) -> Result<Arc<Client>, OpenError> {
        *self.pairing.lock().unwrap_or_else(PoisonError::into_inner) = Some(pairing.clone());
        if let Some(client) = self.client() {
            return Ok(client);
        }
        let identity = Identity {
            address: pairing.address.parse().map_err(|_| OpenError::Unusable)?,
            relay: pairing.key.parse().map_err(|_| OpenError::Unusable)?,
            device: pairing.device.parse().map_err(|_| OpenError::Unusable)?,
            keys: self.keys().await?.ok_or(OpenError::NoKeys)?,
        };
        let made = Arc::new(Client::new(identity).map_err(|_| OpenError::Unusable)?);
        // Whoever asked at the same time has the same one: what is written of the stream is written for it alone.
        let mut client = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(client.get_or_insert(made)))
    }

    /// Keeps new keys, and reads them back.
    pub(super) async fn keep(&self, keys: &DeviceKeys) -> Result<(), VaultError> {
        let secret = SecretString::from(Blob(keys.secret().to_vec()).to_string());
        self.vault.set(&SecretName::RelayKeys, &secret).await
    }

    /// Removes the keys, and looks that they are gone.
    pub(super) async fn forget_keys(&self) -> Result<(), VaultError> {
        self.vault.delete(&SecretName::RelayKeys).await?;
        match self.vault.get(&SecretName::RelayKeys).await? {
            None => Ok(()),
            Some(_) => Err(VaultError::Other("the secret is still there")),
        }
    }

    async fn keys(&self) -> Result<Option<DeviceKeys>, VaultError> {
        let Some(secret) = self.vault.get(&SecretName::RelayKeys).await? else { return Ok(None) };
        let bytes = secret.expose_secret().parse::<Blob>().ok();
        let secret: Option<[u8; 64]> = bytes.and_then(|Blob(bytes)| bytes.try_into().ok());
        Ok(secret.and_then(|secret| DeviceKeys::from_secret(&secret).ok()))
    }
}

/// Why the way to the relay cannot be taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// The keychain does not have the keys.
    #[error("the keys are not in the keychain")]
    NoKeys,
    /// The keychain does not give them out.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// What was written down of the pairing cannot be used.
    #[error("the pairing cannot be used")]
    Unusable,
}

impl OpenError {
    /// Whether it may pass without a person.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::Vault(error) if error.may_pass())
    }
}

#[cfg(test)]
mod tests {
    use domain::handle::{Flavour, HandleProfile};
    use domain::ids::IgId;
    use domain::time::MINUTE;
    use store::handles::TokenFacts;
    use store::{OpenOptions, Store};
    use vault::MemoryVault;

    use super::*;
    use crate::clock::{Clock, SystemClock};

    const ID: &str = "17841400000000123";

    async fn row(folder: &tempfile::TempDir) -> HandleRow {
        let path = folder.path().join("test.db");
        let store = Store::open(OpenOptions { path: &path, key: &[1; 32] }).await.expect("opens");
        let profile = HandleProfile {
            ig_id: IgId::from(ID),
            app_scoped_id: None,
            username: "bluekiln".into(),
            name: None,
            account_type: None,
            followers: None,
            picture_url: None,
        };
        let now = SystemClock.now();
        let (id, _) = store
            .upsert_connected(profile, Flavour::InstagramLogin, TokenFacts::default(), now)
            .await
            .expect("written");
        store.handle(id).await.expect("reads").expect("there")
    }

    #[tokio::test]
    async fn reading_rests_only_while_webhooks_are_seen_to_come() {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = ServerClock::new(Arc::new(SystemClock));
        let now = clock.now();
        let link = Link::new(Arc::new(MemoryVault::new()));
        *link.pairing.lock().expect("not poisoned") = Some(Pairing {
            address: String::new(),
            key: String::new(),
            device: String::new(),
            name: String::new(),
            organisation: String::new(),
            may_follow: None,
            paired_at: now.plus(-60 * MINUTE),
        });
        let row = row(&folder).await;
        let came = HandleRow { last_webhook_at: Some(now.plus(-30 * MINUTE)), ..row.clone() };
        assert!(!link.serves(&came), "the relay is not there");
        link.stands(Standing::Live { by_asking: false }, &clock);
        assert!(!link.serves(&came), "the relay does not know that it is on here");
        link.tell(vec![ID.to_owned()]);
        assert!(link.brings(&came) && !link.serves(&came), "it may be gone again in a moment");
        link.steadily(true);
        assert!(link.serves(&came));
        assert!(!link.serves(&row), "none ever came");
        let before = HandleRow { last_webhook_at: Some(now.plus(-90 * MINUTE)), ..row };
        assert!(!link.serves(&before), "none came since the pairing");
        let ended = HandleRow { unsubscribed_since: Some(now), ..came.clone() };
        assert!(!link.serves(&ended));
        // A message that reading finds long after the relay is there, and that no webhook told of.
        let found =
            |minutes: i64| HandleRow { last_poll_at: Some(now.plus(minutes * MINUTE)), ..came.clone() };
        assert!(link.serves(&found(9)) && !link.is_silent(&found(9)), "a webhook may be late");
        assert!(link.is_silent(&found(11)) && !link.serves(&found(11)));
        link.stands(Standing::Connecting, &clock);
        assert!(
            !link.serves(&came) && !link.is_silent(&found(11)),
            "without the relay their silence means nothing"
        );
    }
}
