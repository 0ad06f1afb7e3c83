//! The handles' tokens: in the vault, and in memory while the app runs.

pub(crate) mod refresh;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::handle::Trouble;
use domain::ids::IgId;
use secrecy::{ExposeSecret, SecretString};
use vault::{SecretName, Vault, VaultError};

/// Tokens by handle. A keychain may ask a person at each read, so each token is read once.
pub(crate) struct Tokens {
    vault: Arc<dyn Vault>,
    known: Mutex<HashMap<IgId, SecretString>>,
    /// One change at a time: a refresh that ends late must not undo a new sign-in.
    changing: tokio::sync::Mutex<()>,
    /// One question at a time.
    asking: tokio::sync::Mutex<()>,
    /// The vault did not open. Each further question could be one more prompt, so that there is none before a person
    /// asks for it.
    closed: AtomicBool,
}

impl Tokens {
    pub(crate) fn new(vault: Arc<dyn Vault>) -> Self {
        Self {
            vault,
            known: Mutex::default(),
            changing: tokio::sync::Mutex::default(),
            asking: tokio::sync::Mutex::default(),
            closed: AtomicBool::new(false),
        }
    }

    /// A person asks: a vault that did not open may be asked once more.
    pub(crate) fn ask_again(&self) {
        self.closed.store(false, Ordering::Relaxed);
    }

    /// The token of a handle.
    ///
    /// # Errors
    /// The trouble that the handle has without it.
    pub(crate) async fn get(&self, handle: &IgId) -> Result<SecretString, Trouble> {
        if let Some(token) = self.of_memory(handle) {
            return Ok(token);
        }
        let _asking = self.asking.lock().await;
        if let Some(token) = self.of_memory(handle) {
            return Ok(token);
        }
        if self.closed.load(Ordering::Relaxed) {
            return Err(Trouble::KeychainLocked);
        }
        match self.vault.get(&name(handle)).await {
            Ok(Some(token)) => {
                self.known().insert(handle.clone(), token.clone());
                Ok(token)
            }
            // A damaged one is as good as none: a new sign-in replaces it.
            Ok(None) | Err(VaultError::Corrupt) => Err(Trouble::TokenMissing),
            Err(error) => {
                tracing::warn!(%error, "the vault did not give a token");
                self.closed.store(true, Ordering::Relaxed);
                Err(Trouble::KeychainLocked)
            }
        }
    }

    /// Stores a token and reads it back; the one before is dropped only after that.
    pub(crate) async fn set(&self, handle: &IgId, token: &SecretString) -> Result<(), VaultError> {
        let _changing = self.changing.lock().await;
        self.keep(handle, token).await
    }

    /// Stores a token in place of `old`. Answers `false`, and stores nothing, when another took its place meanwhile.
    pub(crate) async fn replace(
        &self,
        handle: &IgId,
        old: &SecretString,
        token: &SecretString,
    ) -> Result<bool, VaultError> {
        let _changing = self.changing.lock().await;
        let is_kept = |kept: &SecretString| kept.expose_secret() == old.expose_secret();
        if !self.known().get(handle).is_some_and(is_kept) {
            return Ok(false);
        }
        self.keep(handle, token).await?;
        Ok(true)
    }

    /// Removes a token, and looks that it is gone. A vault that did not open is not asked.
    pub(crate) async fn remove(&self, handle: &IgId) -> Result<(), VaultError> {
        let _changing = self.changing.lock().await;
        self.known().remove(handle);
        let _asking = self.asking.lock().await;
        if self.closed.load(Ordering::Relaxed) {
            return Err(VaultError::Locked);
        }
        let removed = self.delete(handle).await;
        if let Err(VaultError::Locked | VaultError::Denied | VaultError::Hung | VaultError::Absent) = removed
        {
            self.closed.store(true, Ordering::Relaxed);
        }
        removed
    }

    async fn delete(&self, handle: &IgId) -> Result<(), VaultError> {
        self.vault.delete(&name(handle)).await?;
        match self.vault.get(&name(handle)).await? {
            None => Ok(()),
            Some(_) => Err(VaultError::Other("the secret is still there")),
        }
    }

    async fn keep(&self, handle: &IgId, token: &SecretString) -> Result<(), VaultError> {
        self.vault.set(&name(handle), token).await?;
        self.ask_again();
        self.known().insert(handle.clone(), token.clone());
        Ok(())
    }

    fn of_memory(&self, handle: &IgId) -> Option<SecretString> {
        self.known().get(handle).cloned()
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<IgId, SecretString>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(handle: &IgId) -> SecretName {
    SecretName::Token(handle.as_str().to_owned())
}
