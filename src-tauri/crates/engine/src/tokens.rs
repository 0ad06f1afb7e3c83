//! The handles' tokens: in the vault, and in memory while the app runs.

pub(crate) mod again;
mod gate;
pub(crate) mod refresh;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::handle::Trouble;
use domain::ids::IgId;
use secrecy::{ExposeSecret, SecretString};
use vault::{SecretName, Vault, VaultError};

use gate::Gate;

/// Tokens by handle. A keychain may ask a person at each read, so each token is read once.
pub(crate) struct Tokens {
    vault: Arc<dyn Vault>,
    known: Mutex<HashMap<IgId, SecretString>>,
    /// One change at a time: a refresh that ends late must not undo a new sign-in.
    changing: tokio::sync::Mutex<()>,
    /// One question at a time.
    asking: tokio::sync::Mutex<()>,
    gate: Gate,
}

impl Tokens {
    pub(crate) fn new(vault: Arc<dyn Vault>) -> Self {
        Self {
            vault,
            known: Mutex::default(),
            changing: tokio::sync::Mutex::default(),
            asking: tokio::sync::Mutex::default(),
            gate: Gate::default(),
        }
    }

    /// A person asks: a vault that did not open may be asked once more.
    pub(crate) fn ask_again(&self) {
        self.gate.open();
    }

    /// Waits until a vault that did not answer, or was not there, may be asked once more, `pause` after that.
    pub(crate) async fn may_be_asked_again(&self, pause: Duration) {
        self.gate.open_after(pause).await;
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
        if !self.gate.is_open() {
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
                self.gate.close(error);
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
        if !self.gate.is_open() {
            return Err(VaultError::Locked);
        }
        let removed = self.delete(handle).await;
        if let Err(
            error @ (VaultError::Locked | VaultError::Denied | VaultError::Hung | VaultError::Absent),
        ) = removed
        {
            self.gate.close(error);
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use tokio::time::timeout;
    use vault::VaultKind;

    use super::*;

    /// A keychain that gives nothing out, and counts the questions.
    struct Refusing(VaultError, AtomicUsize);

    #[async_trait]
    impl Vault for Refusing {
        async fn get(&self, _: &SecretName) -> Result<Option<SecretString>, VaultError> {
            self.1.fetch_add(1, Ordering::Relaxed);
            Err(self.0)
        }

        async fn set(&self, _: &SecretName, _: &SecretString) -> Result<(), VaultError> {
            Err(self.0)
        }

        async fn delete(&self, _: &SecretName) -> Result<(), VaultError> {
            Err(self.0)
        }

        fn kind(&self) -> VaultKind {
            VaultKind::Keychain
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_vault_that_may_come_back_is_asked_again_and_a_refusal_is_not_pressed() {
        let pause = Duration::from_secs(30);
        for (refusal, again) in [
            (VaultError::Absent, true),
            (VaultError::Hung, true),
            (VaultError::Other("keychain-platform"), true),
            (VaultError::Locked, false),
            (VaultError::Denied, false),
        ] {
            let vault = Arc::new(Refusing(refusal, AtomicUsize::new(0)));
            let tokens = Tokens::new(Arc::clone(&vault) as _);
            for handle in ["one", "two"] {
                assert_eq!(tokens.get(&IgId::from(handle)).await.err(), Some(Trouble::KeychainLocked));
            }
            assert_eq!(vault.1.load(Ordering::Relaxed), 1, "{refusal}: one question for all handles");
            let day = Duration::from_secs(86_400);
            assert_eq!(timeout(day, tokens.may_be_asked_again(pause)).await.is_ok(), again, "{refusal}");
            assert!(tokens.get(&IgId::from("one")).await.is_err());
            assert_eq!(vault.1.load(Ordering::Relaxed), 1 + usize::from(again), "{refusal}");
        }
    }
}
