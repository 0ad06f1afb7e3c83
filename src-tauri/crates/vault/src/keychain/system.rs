//! The real keychain, through the platform's store of the `keyring` crates.

use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::{CredentialStore, Entry, Error};
use zeroize::{Zeroize, Zeroizing};

use super::entries::Entries;
use crate::VaultError;

/// The entries of one service in the platform's keychain.
pub(super) struct System {
    service: String,
    /// The way to the keychain, while it holds. A keychain that was not there, or was started anew, is found by the
    /// next call.
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl System {
    pub(super) fn new(service: &str) -> Self {
        Self { service: service.to_owned(), store: Mutex::default() }
    }

    /// Does something with an entry. Where the way to the keychain has broken since it was made, it is made anew, once.
    fn ask<T>(
        &self,
        account: &str,
        work: impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<T, VaultError> {
        let mut kept = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = kept.as_ref() {
            match self.try_through(store, account, &work) {
                Err(VaultError::Absent | VaultError::Hung | VaultError::Other(_)) => *kept = None,
                answer => return answer,
            }
        }
        let store = platform_store().map_err(unreached)?;
        let answer = self.try_through(&store, account, &work);
        *kept = Some(store);
        answer
    }

    fn try_through<T>(
        &self,
        store: &Arc<CredentialStore>,
        account: &str,
        work: &impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> Result<T, VaultError> {
        store.build(&self.service, account, None).and_then(|entry| work(&entry)).map_err(classify)
    }
}

fn platform_store() -> keyring_core::Result<Arc<CredentialStore>> {
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new()?;
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new()?;
    #[cfg(all(unix, not(target_os = "macos")))]
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

impl Entries for System {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        self.ask(account, |entry| match entry.get_secret() {
            Ok(blob) => Ok(Some(Zeroizing::new(blob))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn set(&self, account: &str, blob: &[u8]) -> Result<(), VaultError> {
        self.ask(account, |entry| entry.set_secret(blob))
    }

    fn delete(&self, account: &str) -> Result<(), VaultError> {
        self.ask(account, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
    }
}

/// The keychain could not even be reached: there is none, unless the words say otherwise.
fn unreached(error: Error) -> VaultError {
    match classify(error) {
        VaultError::Other(_) | VaultError::Corrupt => VaultError::Absent,
        known => known,
    }
}

/// Our kind for an error of the keychain; consumes it, since it may hold the secret's bytes.
fn classify(error: Error) -> VaultError {
    match error {
        Error::NoStorageAccess(cause) => by_words(&format!("{cause:?}")).unwrap_or(VaultError::Locked),
        Error::PlatformFailure(cause) => {
            by_words(&format!("{cause:?}")).unwrap_or(VaultError::Other("keychain-platform"))
        }
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            VaultError::Corrupt
        }
        Error::BadStoreFormat(_) | Error::Ambiguous(_) => VaultError::Corrupt,
        Error::NoEntry => VaultError::Other("keychain-no-entry"),
        Error::NoDefaultStore => VaultError::Absent,
        Error::TooLong(..) => VaultError::Other("keychain-too-long"),
        Error::Invalid(..) => VaultError::Other("keychain-invalid"),
        Error::NotSupportedByStore(_) => VaultError::Other("keychain-unsupported"),
        _ => VaultError::Other("keychain-unknown"),
    }
}

/// What the cause's own words tell. The platforms' error types are hidden behind `dyn Error`, and the
/// D-Bus error names and OSStatus numbers in their words are the only stable thing to go by.
fn by_words(cause: &str) -> Option<VaultError> {
    const SIGNS: &[(&str, VaultError)] = &[
        // Secret Service
        ("Secret.Error.IsLocked", VaultError::Locked),
        ("Locked", VaultError::Locked),
        ("PromptDisconnected", VaultError::Locked),
        ("Prompt", VaultError::Locked),
        // No collection to write to: a daemon that nobody has unlocked yet has none.
        ("NoResult", VaultError::Locked),
        ("ServiceUnknown", VaultError::Absent),
        ("NameHasNoOwner", VaultError::Absent),
        ("Unavailable", VaultError::Absent),
        ("AccessDenied", VaultError::Denied),
        ("NoReply", VaultError::Hung),
        // macOS: cancelled by the person; authorisation failed; no interaction allowed (locked)
        ("code: -128", VaultError::Denied),
        ("-25293", VaultError::Denied),
        ("-25308", VaultError::Locked),
    ];
    SIGNS.iter().find(|(sign, _)| cause.contains(sign)).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::{Error, VaultError, classify};

    fn platform(words: &str) -> VaultError {
        classify(Error::PlatformFailure(words.into()))
    }

    #[test]
    fn the_platforms_words_are_understood() {
        let locked = "Zbus(MethodError(OwnedErrorName(\"org.freedesktop.Secret.Error.IsLocked\"), None, ..))";
        assert_eq!(platform(locked), VaultError::Locked);
        let unknown = "ZbusFdo(ServiceUnknown(\"The name org.freedesktop.secrets was not provided\"))";
        assert_eq!(platform(unknown), VaultError::Absent);
        assert_eq!(platform("Error { code: -25293, message: .. }"), VaultError::Denied);
        assert_eq!(platform("something new"), VaultError::Other("keychain-platform"));
    }

    #[test]
    fn no_access_without_a_reason_means_locked() {
        assert_eq!(classify(Error::NoStorageAccess("odd".into())), VaultError::Locked);
    }

    #[test]
    fn bytes_that_cannot_be_read_are_damage_and_are_not_shown() {
        let error = classify(Error::BadEncoding(b"canary-secret".to_vec()));
        assert_eq!(error, VaultError::Corrupt);
        assert!(!format!("{error:?} {error}").contains("canary"));
    }
}
