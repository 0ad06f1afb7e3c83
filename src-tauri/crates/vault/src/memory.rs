//! Secrets that end with the process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use secrecy::SecretString;

use crate::{SecretName, Vault, VaultError, VaultKind};

/// A vault in memory, for the demo brand and for tests.
#[derive(Default)]
pub struct MemoryVault {
    secrets: Mutex<HashMap<SecretName, SecretString>>,
}

impl MemoryVault {
    /// An empty vault.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn secrets(&self) -> MutexGuard<'_, HashMap<SecretName, SecretString>> {
        // No code panics while it holds the lock, and a map is whole after any of its operations.
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Vault for MemoryVault {
    async fn get(&self, name: &SecretName) -> Result<Option<SecretString>, VaultError> {
        Ok(self.secrets().get(name).cloned())
    }

    async fn set(&self, name: &SecretName, secret: &SecretString) -> Result<(), VaultError> {
        self.secrets().insert(name.clone(), secret.clone());
        Ok(())
    }

    async fn delete(&self, name: &SecretName) -> Result<(), VaultError> {
        self.secrets().remove(name);
        Ok(())
    }

    fn kind(&self) -> VaultKind {
        VaultKind::Memory
    }
}
