//! Secrets, behind one small trait.
//!
//! A secret lives in the operating system's keychain ([`Keychain`]). Where a machine has none, a
//! file sealed with the person's passphrase takes its place ([`PassphraseVault`]). There is no third
//! way: nothing here ever writes a secret in the clear. A recovery code can seal the database's key, and
//! only that, once more. The demo brand and the tests keep theirs in
//! memory ([`MemoryVault`]).
//!
//! Every call may wait for the operating system, which may wait for the person, so every call is
//! async; and every way in which it can go wrong is a variant of [`VaultError`] that carries no text
//! from outside and therefore no secret.

mod error;
mod keychain;
mod memory;
mod name;
mod passphrase;
pub mod recovery;

use async_trait::async_trait;
use secrecy::SecretString;

pub use error::{VaultError, VaultKind};
pub use keychain::{Keychain, SERVICE};
pub use memory::MemoryVault;
pub use name::SecretName;
pub use passphrase::{PassphraseError, PassphraseVault};

/// A place for secrets, one entry for each [`SecretName`].
#[async_trait]
pub trait Vault: Send + Sync {
    /// The secret, or `None` when none is kept under this name.
    ///
    /// # Errors
    /// Any [`VaultError`]; none of them means that the secret is not there.
    async fn get(&self, name: &SecretName) -> Result<Option<SecretString>, VaultError>;

    /// Keeps the secret, replacing an older one, and reads it back: `Ok` means that it is there.
    ///
    /// # Errors
    /// Any [`VaultError`]; [`VaultError::Corrupt`] when what is read back is not what was written.
    /// After an error the older secret is usually still there, but only a `get` can tell.
    async fn set(&self, name: &SecretName, secret: &SecretString) -> Result<(), VaultError>;

    /// Removes the secret. That there was none is no error.
    ///
    /// # Errors
    /// Any [`VaultError`]; the secret may then still be there.
    async fn delete(&self, name: &SecretName) -> Result<(), VaultError>;

    /// What kind of place this is, for the screen that tells the person where secrets are.
    fn kind(&self) -> VaultKind;
}
