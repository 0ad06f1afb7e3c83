//! HMAC-SHA256 under any of the app's secrets.

use std::fmt;

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// The length of an HMAC-SHA256, in bytes.
pub(crate) const MAC_BYTES: usize = 32;

/// The secrets of the Meta app that may have signed a call: at least one, none of them empty.
pub struct AppSecrets(Vec<SecretString>);

impl AppSecrets {
    /// The secrets, or `None` when there is none or one is empty: an empty secret would let anyone sign.
    #[must_use]
    pub fn new(secrets: Vec<SecretString>) -> Option<Self> {
        let usable = !secrets.is_empty() && secrets.iter().all(|s| !s.expose_secret().is_empty());
        usable.then_some(Self(secrets))
    }

    /// Whether any of the secrets makes `mac` of `message`. Takes as long whichever it is, or none.
    pub(crate) fn made(&self, message: &[u8], mac: &[u8; MAC_BYTES]) -> bool {
        let mut found = Choice::from(0);
        for secret in &self.0 {
            // HMAC takes keys of every length; were it to refuse one, that secret has signed nothing.
            let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
                continue;
            };
            hmac.update(message);
            found |= hmac.finalize().into_bytes().as_slice().ct_eq(mac);
        }
        found.into()
    }
}

impl fmt::Debug for AppSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AppSecrets({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::AppSecrets;

    #[test]
    fn no_secret_and_an_empty_secret_are_refused() {
        assert!(AppSecrets::new(vec![]).is_none());
        assert!(AppSecrets::new(vec!["good".into(), "".into()]).is_none());
    }

    #[test]
    fn secrets_are_not_shown() {
        let secrets = AppSecrets::new(vec!["canary".into()]).unwrap();
        assert_eq!(format!("{secrets:?}"), "AppSecrets(1)");
    }
}
