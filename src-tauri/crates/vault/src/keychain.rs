//! The operating system's keychain: macOS Keychain, Windows Credential Manager, Secret Service.

mod entries;
mod parts;
mod system;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::{SecretName, Vault, VaultError, VaultKind};
use entries::Entries;
use system::System;
use worker::Worker;

/// The service under which the app's secrets stand in the keychain: its bundle id and a version.
pub const SERVICE: &str = "com.handrail.desktop/v1";

/// How long one call may take. A Secret Service that hangs would otherwise hang the app with it.
const PATIENCE: Duration = Duration::from_secs(10);

/// A vault in the operating system's keychain.
///
/// Calls run one after the other on a thread of their own, since keychains block, and some confuse
/// entries that several threads touch at once.
pub struct Keychain {
    entries: Arc<dyn Entries>,
    worker: Worker,
}

impl Keychain {
    /// The keychain, under `service` ([`SERVICE`], or another name in tests). Touches nothing yet: a
    /// machine without a keychain shows itself as [`VaultError::Absent`] at the first call.
    ///
    /// # Errors
    /// [`VaultError::Other`] when the operating system gives no thread.
    pub fn open(service: &str) -> Result<Self, VaultError> {
        Self::over(Arc::new(System::new(service)), PATIENCE)
    }

    fn over(entries: Arc<dyn Entries>, patience: Duration) -> Result<Self, VaultError> {
        Ok(Self { entries, worker: Worker::start(patience)? })
    }

    async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Entries) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let entries = Arc::clone(&self.entries);
        self.worker.call(move || work(entries.as_ref())).await
    }
}

#[async_trait]
impl Vault for Keychain {
    async fn get(&self, name: &SecretName) -> Result<Option<SecretString>, VaultError> {
        let account = name.account();
        self.call(move |entries| parts::read(entries, &account)).await
    }

    async fn set(&self, name: &SecretName, secret: &SecretString) -> Result<(), VaultError> {
        let (account, secret) = (name.account(), secret.clone());
        self.call(move |entries| parts::write(entries, &account, &secret)).await
    }

    async fn delete(&self, name: &SecretName) -> Result<(), VaultError> {
        let account = name.account();
        self.call(move |entries| parts::remove(entries, &account)).await
    }

    fn kind(&self) -> VaultKind {
        VaultKind::Keychain
    }
}

#[cfg(test)]
mod tests;
