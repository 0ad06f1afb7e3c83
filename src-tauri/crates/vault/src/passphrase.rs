//! Secrets in a file sealed with a passphrase, for machines without a keychain.

pub(crate) mod file;
pub(crate) mod seal;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::task;

use crate::{SecretName, Vault, VaultError, VaultKind};
use seal::{Cost, Lock};

/// The secrets by account, as they are in the sealed file.
type Secrets = BTreeMap<String, SecretString>;

/// A vault in one file, `vault.bin`, that opens with a passphrase.
///
/// The key is made from the passphrase with Argon2id (64 MiB, three passes) and the secrets are
/// sealed with XChaCha20-Poly1305. Every change replaces the file as a whole and is on disk before
/// it counts. One process at a time: the store's lock on the profile sees to that.
pub struct PassphraseVault {
    state: Arc<Mutex<State>>,
}

struct State {
    path: PathBuf,
    lock: Lock,
    secrets: Secrets,
}

/// Why a passphrase vault could not be opened or made.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    /// Another passphrase sealed it.
    #[error("the passphrase is not the one that sealed this vault")]
    WrongPassphrase,
    /// The file is not a vault, or it was altered.
    #[error("the vault's file is damaged")]
    Corrupt,
    /// There is a vault at this place already; making another would lose its secrets.
    #[error("there is a vault already")]
    Exists,
    /// The file could not be read or written.
    #[error("the vault's file: {0}")]
    Io(#[from] std::io::Error),
    /// The machine refused memory or randomness.
    #[error("the machine cannot do the cryptography")]
    Machine,
}

impl PassphraseVault {
    /// Makes an empty vault at `path`, whose folder must exist.
    ///
    /// # Errors
    /// [`PassphraseError::Exists`], [`PassphraseError::Io`], [`PassphraseError::Machine`].
    pub async fn create(path: &Path, passphrase: &SecretString) -> Result<Self, PassphraseError> {
        Self::create_at_cost(path, passphrase, Cost::FULL).await
    }

    async fn create_at_cost(
        path: &Path,
        passphrase: &SecretString,
        cost: Cost,
    ) -> Result<Self, PassphraseError> {
        let (path, passphrase) = (path.to_path_buf(), passphrase.clone());
        blocking(move || {
            if path.try_exists()? {
                return Err(PassphraseError::Exists);
            }
            let state = State { lock: Lock::new(&passphrase, cost)?, path, secrets: Secrets::new() };
            state.save(&state.secrets)?;
            Ok(Self::from(state))
        })
        .await
    }

    /// Opens the vault at `path`. Takes about a second, on purpose.
    ///
    /// # Errors
    /// Any [`PassphraseError`] but [`PassphraseError::Exists`]; a file that is not there is
    /// [`PassphraseError::Io`] with `NotFound`.
    pub async fn open(path: &Path, passphrase: &SecretString) -> Result<Self, PassphraseError> {
        let (path, passphrase) = (path.to_path_buf(), passphrase.clone());
        blocking(move || {
            let (lock, plain) = seal::open(&file::read(&path)?, &passphrase)?;
            let secrets: BTreeMap<String, String> =
                serde_json::from_slice(&plain).map_err(|_| PassphraseError::Corrupt)?;
            let secrets = secrets.into_iter().map(|(account, text)| (account, text.into())).collect();
            Ok(Self::from(State { path, lock, secrets }))
        })
        .await
    }

    /// Changes the secrets; the change counts, in memory too, only once it is on disk.
    async fn change(&self, edit: impl FnOnce(&mut Secrets) + Send + 'static) -> Result<(), VaultError> {
        let mut state = Arc::clone(&self.state).lock_owned().await;
        blocking(move || {
            let mut next = state.secrets.clone();
            edit(&mut next);
            state.save(&next)?;
            state.secrets = next;
            Ok(())
        })
        .await
        .map_err(|error: PassphraseError| match error {
            PassphraseError::Io(_) => VaultError::Other("vault-file"),
            PassphraseError::Corrupt | PassphraseError::WrongPassphrase => VaultError::Corrupt,
            PassphraseError::Exists | PassphraseError::Machine => VaultError::Other("vault-machine"),
        })
    }
}

impl State {
    /// Writes the secrets and reads the file back.
    fn save(&self, secrets: &Secrets) -> Result<(), PassphraseError> {
        let plain: BTreeMap<_, _> = secrets.iter().map(|(k, v)| (k.as_str(), v.expose_secret())).collect();
        let plain = serde_json::to_vec(&plain).map(zeroize::Zeroizing::new);
        let sealed = self.lock.seal(&plain.map_err(|_| PassphraseError::Machine)?)?;
        file::replace(&self.path, &sealed)?;
        if file::read(&self.path)? == sealed { Ok(()) } else { Err(PassphraseError::Corrupt) }
    }
}

impl From<State> for PassphraseVault {
    fn from(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)) }
    }
}

/// Runs `work`, which hashes or touches the disk, away from the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PassphraseError> + Send + 'static,
) -> Result<T, PassphraseError> {
    task::spawn_blocking(work).await.map_err(|_| PassphraseError::Machine)?
}

#[async_trait]
impl Vault for PassphraseVault {
    async fn get(&self, name: &SecretName) -> Result<Option<SecretString>, VaultError> {
        Ok(self.state.lock().await.secrets.get(&name.account()).cloned())
    }

    async fn set(&self, name: &SecretName, secret: &SecretString) -> Result<(), VaultError> {
        let (account, secret) = (name.account(), secret.clone());
        self.change(move |secrets| {
            secrets.insert(account, secret);
        })
        .await
    }

    async fn delete(&self, name: &SecretName) -> Result<(), VaultError> {
        let account = name.account();
        self.change(move |secrets| {
            secrets.remove(&account);
        })
        .await
    }

    fn kind(&self) -> VaultKind {
        VaultKind::Passphrase
    }
}

#[cfg(test)]
mod tests;
