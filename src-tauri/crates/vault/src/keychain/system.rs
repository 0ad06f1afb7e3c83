//! The real keychain, through the `keyring` crate.

use keyring::{Entry, Error};
use zeroize::{Zeroize, Zeroizing};

use super::entries::Entries;
use crate::VaultError;

/// The entries of one service in the platform's keychain.
pub(super) struct System {
    service: String,
}

impl System {
    pub(super) fn new(service: &str) -> Self {
        Self { service: service.to_owned() }
    }

    fn entry(&self, account: &str) -> Result<Entry, VaultError> {
        // The connection to the platform's keychain is made once, at the first entry.
        if Entry::store_status().is_err() {
            return Err(VaultError::Absent);
        }
        Entry::new(&self.service, account).map_err(classify)
    }
}

impl Entries for System {
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        match self.entry(account)?.get_secret() {
            Ok(blob) => Ok(Some(Zeroizing::new(blob))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(classify(error)),
        }
    }

    fn set(&self, account: &str, blob: &[u8]) -> Result<(), VaultError> {
        self.entry(account)?.set_secret(blob).map_err(classify)
    }

    fn delete(&self, account: &str) -> Result<(), VaultError> {
        match self.entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(classify(error)),
        }
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
