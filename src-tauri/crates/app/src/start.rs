//! Opening the person's own handles: the vault, the key, the database, in this order and with a reason for each stop.
//!
//! An empty database is never put where one is, or was: a lost key stops here and touches nothing (reliability 3.4).

mod lost;

pub(crate) use lost::{set_aside, set_unreadable_aside};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::view::Phase;
use api::{ApiError, Changes, ErrorCode};
use engine::SystemClock;
use graph::media::{Cdn, MediaSource};
use graph::{Client, Endpoints, Https};
use secrecy::{ExposeSecret, SecretString};
use store::{OpenError, OpenOptions, Store};
use tokio::sync::broadcast;
use vault::{Keychain, PassphraseError, PassphraseVault, SecretName, Vault, VaultError};
use zeroize::Zeroizing;

use crate::Config;
use crate::errors;
use crate::space::{Space, SpaceParts};

/// What came of opening the person's own handles.
pub(crate) enum Live {
    /// Nothing is connected yet.
    Empty,
    /// Something stands in the way.
    Stopped(Stopped),
    /// Open.
    Open(Arc<Space>),
}

/// What stands in the way, and how far opening came before it.
pub(crate) struct Stopped {
    pub(crate) phase: Phase,
    reached: Reached,
}

impl Stopped {
    /// What stands in the way of an inbox whose key is known.
    pub(crate) fn with(phase: Phase, opener: Opener) -> Self {
        Self { phase, reached: Reached::Key(opener) }
    }

    /// What opens a damaged database.
    pub(crate) fn damaged(&self) -> Option<Opener> {
        match (self.phase, &self.reached) {
            (Phase::StoreBroken, Reached::Key(opener)) => Some(opener.clone()),
            _ => None,
        }
    }
}

/// How far opening came: what was asked for need not be asked for again.
enum Reached {
    /// Nothing was asked of the keychain.
    Nothing,
    /// The keychain did not give the key.
    Vault(Arc<dyn Vault>),
    /// The keychain gave the key.
    Key(Opener),
}

/// What the keychain gave.
#[derive(Clone)]
pub(crate) struct Opener {
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) key: Zeroizing<[u8; 32]>,
}

/// How what stands in the way, and may pass by itself, is tried again.
#[derive(Clone)]
pub(crate) enum Again {
    /// From the beginning, once there is a database.
    WithDatabase,
    /// The keychain is asked again. One that hangs is asked behind the question that it has, so that it makes no second prompt
    /// of it.
    Asking(Arc<dyn Vault>),
    /// With what the keychain gave.
    With(Opener),
}

impl Stopped {
    /// How it is tried again without a person. A keychain that a person refused or has to unlock waits for them.
    pub(crate) fn again(&self) -> Option<Again> {
        match (self.phase, &self.reached) {
            (Phase::StoreLost | Phase::StoreUnreachable, Reached::Nothing) => Some(Again::WithDatabase),
            (Phase::KeychainHung | Phase::KeychainAbsent, Reached::Vault(vault)) => {
                Some(Again::Asking(Arc::clone(vault)))
            }
            (
                Phase::DiskFull | Phase::StoreBusy | Phase::StoreInUse | Phase::StoreUnreachable,
                Reached::Key(opener),
            ) => Some(Again::With(opener.clone())),
            _ => None,
        }
    }
}

impl From<Phase> for Stopped {
    fn from(phase: Phase) -> Self {
        Self { phase, reached: Reached::Nothing }
    }
}

/// Where things are in the profile.
pub(crate) fn database(profile_dir: &Path) -> PathBuf {
    profile_dir.join("handrail.db")
}

/// The file of secrets where there is no keychain.
pub(crate) fn passphrase_file(profile_dir: &Path) -> PathBuf {
    profile_dir.join("vault.bin")
}

/// The vault that this profile uses: what the config says, the passphrase file where there is one (then it must have
/// been unlocked), the keychain otherwise.
pub(crate) fn vault(config: &Config, unlocked: Option<Arc<dyn Vault>>) -> Result<Arc<dyn Vault>, Phase> {
    if let Some(vault) = config.vault.clone().or(unlocked) {
        return Ok(vault);
    }
    if passphrase_file(&config.profile_dir).exists() {
        return Err(Phase::PassphraseNeeded);
    }
    let keychain = Keychain::open(&config.keychain_service).map_err(phase_of_vault)?;
    Ok(Arc::new(keychain))
}

/// Opens the passphrase file, or makes one where there is none.
pub(crate) async fn unlock(
    profile_dir: &Path,
    passphrase: &SecretString,
) -> Result<Arc<dyn Vault>, ApiError> {
    let path = passphrase_file(profile_dir);
    let opened = if path.exists() {
        PassphraseVault::open(&path, passphrase).await
    } else if Store::exists(&database(profile_dir)) {
        // The key of this database is in a keychain. A fresh file of secrets would only hide that.
        return Err(ApiError::new(ErrorCode::KeychainAbsent));
    } else {
        PassphraseVault::create(&path, passphrase).await
    };
    match opened {
        Ok(vault) => Ok(Arc::new(vault)),
        Err(PassphraseError::WrongPassphrase) => Err(ApiError::new(ErrorCode::WrongPassphrase)),
        Err(error) => Err(errors::internal(&error)),
    }
}

/// Opens what is there. Without a database nothing is asked of the keychain.
pub(crate) async fn open_existing(
    config: &Config,
    unlocked: Option<Arc<dyn Vault>>,
    to: broadcast::Sender<Changes>,
) -> Live {
    open_reached(config, reach(config, unlocked).await, to).await
}

/// What opens what is there, or what stands in the way of that already. It asks the keychain, which may hang for as long as
/// its limit is: nothing that others wait for may be held meanwhile.
pub(crate) async fn reach(config: &Config, unlocked: Option<Arc<dyn Vault>>) -> Result<Opener, Live> {
    if !Store::exists(&database(&config.profile_dir)) {
        return Err(lost::looked_for(&config.profile_dir));
    }
    match vault(config, unlocked) {
        Ok(vault) => ask(vault).await,
        Err(phase) => Err(Live::Stopped(phase.into())),
    }
}

/// Asks the vault for the key. See [`reach`].
pub(crate) async fn ask(vault: Arc<dyn Vault>) -> Result<Opener, Live> {
    let phase = match vault.get(&SecretName::DatabaseKey).await {
        Ok(Some(key)) => match decode(&key) {
            Some(key) => return Ok(Opener { vault, key }),
            None => Phase::KeyChanged,
        },
        Ok(None) => Phase::KeyMissing,
        Err(error) => phase_of_vault(error),
    };
    Err(Live::Stopped(Stopped { phase, reached: Reached::Vault(vault) }))
}

/// Opens what was reached.
pub(crate) async fn open_reached(
    config: &Config,
    reached: Result<Opener, Live>,
    to: broadcast::Sender<Changes>,
) -> Live {
    match reached {
        Ok(opener) => open_with(config, opener, to).await,
        Err(stopped) => stopped,
    }
}

/// Opens what is there with what the keychain gave.
async fn open_with(config: &Config, opener: Opener, to: broadcast::Sender<Changes>) -> Live {
    // It was there, and none is put in its place.
    if !Store::exists(&database(&config.profile_dir)) {
        return Live::Stopped(Phase::StoreLost.into());
    }
    match open_space(config, Arc::clone(&opener.vault), &opener.key, to).await {
        Ok(space) => Live::Open(space),
        Err(phase) => Live::Stopped(Stopped::with(phase, opener)),
    }
}

/// Saves what can be read of a damaged database into a new one, and opens that.
pub(crate) async fn repair(config: &Config, opener: Opener, to: broadcast::Sender<Changes>) -> Live {
    let path = database(&config.profile_dir);
    let now = engine::Clock::now(&SystemClock);
    match store::repair::repair(OpenOptions { path: &path, key: &opener.key }, now).await {
        Ok(_) => open_with(config, opener, to).await,
        Err(error) => {
            tracing::error!(%error, "the database was not repaired");
            let phase = match error {
                OpenError::Corrupt => Phase::StoreUnreadable,
                other => phase_of_store(&other),
            };
            Live::Stopped(Stopped::with(phase, opener))
        }
    }
}

/// Whether anything can be written in the profile.
pub(crate) async fn has_room(profile_dir: &Path) -> bool {
    let path = database(profile_dir);
    tokio::task::spawn_blocking(move || Store::has_room(&path)).await.unwrap_or(true)
}

/// Makes the database for the first handle, with a fresh key that is in the vault before the file is.
pub(crate) async fn create(
    config: &Config,
    unlocked: Option<Arc<dyn Vault>>,
    to: broadcast::Sender<Changes>,
) -> Result<Arc<Space>, ApiError> {
    let vault = vault(config, unlocked).map_err(|_| ApiError::new(ErrorCode::KeychainAbsent))?;
    let kept = vault.get(&SecretName::DatabaseKey).await.map_err(errors::of_vault)?;
    let key = match kept.as_ref().and_then(decode) {
        Some(key) => key,
        None => {
            let key = Zeroizing::new(rand::random::<[u8; 32]>());
            let text = SecretString::from(encode(&key));
            vault.set(&SecretName::DatabaseKey, &text).await.map_err(errors::of_vault)?;
            key
        }
    };
    open_space(config, vault, &key, to).await.map_err(|phase| match phase {
        Phase::DiskFull | Phase::StoreBusy => errors::of_phase(phase),
        _ => ApiError::with_detail(ErrorCode::Internal, "the database could not be made"),
    })
}

pub(crate) async fn open_space(
    config: &Config,
    vault: Arc<dyn Vault>,
    key: &[u8; 32],
    to: broadcast::Sender<Changes>,
) -> Result<Arc<Space>, Phase> {
    let (client, media) = instagram(config).map_err(|error| {
        tracing::error!(%error, "the way to Instagram could not be made");
        Phase::StoreUnreachable
    })?;
    let path = database(&config.profile_dir);
    let store = Store::open(OpenOptions { path: &path, key }).await.map_err(|error| {
        tracing::error!(%error, "the database was not opened");
        phase_of_store(&error)
    })?;
    let key = Some(Zeroizing::new(*key));
    let parts = SpaceParts { store: store.clone(), key, vault, client, media, clock: Arc::new(SystemClock) };
    match Space::open(parts, to).await {
        Ok(space) => Ok(Arc::new(space)),
        Err(error) => {
            tracing::error!(%error, "the inbox did not start");
            // What began to run may still have it; the next try needs the file.
            if let Err(error) = store.close().await {
                tracing::warn!(%error, "the database was not closed cleanly; it recovers by itself");
            }
            Err(phase_of_store(&OpenError::from(error)))
        }
    }
}

/// The way to Instagram, or to the one server that stands for it.
pub(crate) fn instagram(
    config: &Config,
) -> Result<(Client, Arc<dyn MediaSource>), Box<dyn std::error::Error + Send + Sync>> {
    let (endpoints, cdn) = match &config.graph_url {
        Some(base) => (Endpoints::at(base), Cdn::at(base)?),
        None => (Endpoints::instagram()?, Cdn::instagram()?),
    };
    let https = Https::new(&endpoints)?;
    Ok((Client::new(Arc::new(https), endpoints), Arc::new(cdn)))
}

fn phase_of_vault(error: VaultError) -> Phase {
    match error {
        VaultError::Locked => Phase::KeychainLocked,
        VaultError::Denied => Phase::KeychainDenied,
        VaultError::Absent => Phase::KeychainAbsent,
        VaultError::Corrupt => Phase::KeyChanged,
        VaultError::Hung | VaultError::Other(_) => Phase::KeychainHung,
    }
}

pub(crate) fn phase_of_store(error: &OpenError) -> Phase {
    match error {
        OpenError::Locked => Phase::StoreInUse,
        OpenError::Newer { .. } => Phase::StoreNewer,
        OpenError::DiskFull => Phase::DiskFull,
        OpenError::Busy => Phase::StoreBusy,
        OpenError::WrongKey => Phase::KeyChanged,
        OpenError::Io(_) => Phase::StoreUnreachable,
        OpenError::Corrupt | OpenError::Database(_) => Phase::StoreBroken,
    }
}

/// The key as the vault keeps it: 64 hexadecimal digits.
pub(crate) fn encode(key: &[u8; 32]) -> String {
    use std::fmt::Write as _;
    key.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

fn decode(text: &SecretString) -> Option<Zeroizing<[u8; 32]>> {
    let text = text.expose_secret();
    let mut key = Zeroizing::new([0u8; 32]);
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_the_vault_and_nonsense_is_no_key() {
        let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at * 7).expect("small"));
        let text = SecretString::from(encode(&key));
        assert_eq!(decode(&text).as_deref(), Some(&key));
        for nonsense in ["", "abc", &"g".repeat(64), &"é".repeat(32)] {
            assert!(decode(&SecretString::from(nonsense.to_owned())).is_none());
        }
    }
}
