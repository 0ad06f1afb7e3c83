//! The little that we ask of a keychain, so that its faults can be played in tests.

use zeroize::Zeroizing;

use crate::VaultError;

/// Named blobs under one service. Blocking.
pub(super) trait Entries: Send + Sync {
    /// The blob, or `None` when there is none.
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError>;
    /// Creates or replaces the blob, of at most 2,000 bytes of UTF-8.
    fn set(&self, account: &str, blob: &[u8]) -> Result<(), VaultError>;
    /// Removes the blob; that there is none is no error.
    fn delete(&self, account: &str) -> Result<(), VaultError>;
}
