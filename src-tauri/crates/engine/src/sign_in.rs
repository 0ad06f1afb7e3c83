//! Signing in with the system's browser, through the relay (reliability, section 6.7).
//!
//! The laptop makes a verifier and asks the relay for the address to open; the person signs in at Instagram; the relay
//! exchanges the code and seals the token to this laptop, which fetches it once, with the verifier. Nothing of value is
//! ever in a link.

use domain::handle::Flavour;
use domain::time::{SECOND, Timestamp};
use relay::client::{CallError, Client};
use relay::protocol::calls::{Login, OauthClaim, OauthClaimed, OauthStart, ProblemCode, Token};
use relay::protocol::seal::Usage;
use relay::protocol::text::{Blob, DeviceId};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;
use vault::VaultError;
use zeroize::Zeroizing;

use crate::engine::Engine;
use crate::relay::OpenError;

/// How long one may take, as the relay has it too.
const LIFE: Duration = Duration::from_secs(600);

/// A sign-in that was begun. It is known here alone, and ends with the process.
pub struct SignIn {
    client: Arc<Client>,
    flow: DeviceId,
    verifier: Zeroizing<[u8; 32]>,
    flavour: Flavour,
    until: Instant,
    /// What to open in the system's browser.
    pub authorize_url: Url,
    /// Four digits that the app shows and the relay's last page too.
    pub match_code: String,
}

/// How far a sign-in is.
#[derive(Debug)]
pub enum Progress {
    /// The person is still at it.
    Waiting,
    /// It took too long, or was finished before.
    Over,
    /// The person, or Instagram, said no.
    Refused {
        /// The person did.
        by_person: bool,
        /// Instagram's words.
        words: String,
    },
    /// It gave a token.
    Granted(Granted),
}

/// What a sign-in gave.
#[derive(Debug)]
pub struct Granted {
    /// The long-lived token.
    pub token: SecretString,
    /// When it ends, if Instagram said so.
    pub ends_at: Option<Timestamp>,
    /// What messages need and was not granted, as Meta names it.
    pub missing: Option<&'static str>,
}

/// Why a sign-in cannot be begun or looked at.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// This laptop is not paired with a relay, or has no keys to it any more.
    #[error("not paired with a relay")]
    NotPaired,
    /// The keychain does not give out the keys to the relay.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database could not be read.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// The relay has no app for this kind of login.
    #[error("the relay does not offer this login")]
    NotOffered,
    /// The relay gave an address that cannot be opened.
    #[error("the relay's address cannot be opened")]
    Address,
    /// The relay, or the way to it.
    #[error(transparent)]
    Relay(#[from] CallError),
}

impl SignIn {
    /// Whether its time is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }

    /// How long it lasts still.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// Asks the relay how far it is. What it gave is fetched with this, once.
    ///
    /// # Errors
    /// [`SignInError::Relay`]; the sign-in goes on meanwhile.
    pub async fn progress(&self) -> Result<Progress, SignInError> {
        if self.is_over() {
            return Ok(Progress::Over);
        }
        let claim = OauthClaim { flow: self.flow, verifier: Blob(self.verifier.to_vec()) };
        match self.client.oauth_claim(&claim).await {
            Ok(OauthClaimed::Waiting) => Ok(Progress::Waiting),
            Ok(OauthClaimed::Refused { error, description }) => {
                Ok(Progress::Refused { by_person: error == "access_denied", words: description })
            }
            Ok(OauthClaimed::Done { sealed }) => self.open(&sealed).map(Progress::Granted),
            Err(error) if error.code() == Some(ProblemCode::NoSuchFlow) => Ok(Progress::Over),
            Err(error) => Err(error.into()),
        }
    }

    fn open(&self, sealed: &Blob) -> Result<Granted, SignInError> {
        let not_genuine = || SignInError::Relay(CallError::NotGenuine);
        let keys = &self.client.identity().keys;
        let plain = keys.open(Usage::Token, &self.flow.0, &sealed.0).map_err(|_| not_genuine())?;
        let plain = Zeroizing::new(plain);
        let token: Token = serde_json::from_slice(&plain).map_err(|_| not_genuine())?;
        let at = Timestamp(i64::try_from(token.at).unwrap_or_default());
        let life = token.expires_in.and_then(|seconds| i64::try_from(seconds).ok());
        Ok(Granted {
            ends_at: life.map(|seconds| at.plus(seconds.saturating_mul(SECOND))),
            missing: token.permissions.and_then(|granted| missing(self.flavour, &granted)),
            token: SecretString::from(token.access_token),
        })
    }
}

impl Engine {
    /// Begins a sign-in for a kind of login.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub async fn begin_sign_in(&self, flavour: Flavour) -> Result<SignIn, SignInError> {
        let client = self.way().await?;
        let verifier = Zeroizing::new(rand::random::<[u8; 32]>());
        let login = match flavour {
            Flavour::InstagramLogin => Login::Instagram,
            Flavour::FacebookLogin => Login::Facebook,
        };
        let verifier_hash = Blob(Sha256::digest(*verifier).to_vec());
        let started = match client.oauth_start(&OauthStart { login, verifier_hash }).await {
            Ok(started) => started,
            Err(error) if error.code() == Some(ProblemCode::NotSetUp) => return Err(SignInError::NotOffered),
            Err(error) => return Err(error.into()),
        };
        let authorize_url: Url = started.authorize_url.parse().map_err(|_| SignInError::Address)?;
        Ok(SignIn {
            client,
            flow: started.flow,
            verifier,
            flavour,
            until: Instant::now() + LIFE,
            authorize_url,
            match_code: started.match_code,
        })
    }

    /// The way to the relay. A person asks for it: the keychain is looked into again if it was closed.
    async fn way(&self) -> Result<Arc<Client>, SignInError> {
        let pairing = self.pairing().await?.ok_or(SignInError::NotPaired)?;
        match self.shared().link.open(&pairing).await {
            Ok(client) => {
                self.shared().ask_for_relay_keys();
                Ok(client)
            }
            // Damaged ones are as good as none: pairing anew replaces them.
            Err(OpenError::NoKeys | OpenError::Unusable | OpenError::Vault(VaultError::Corrupt)) => {
                Err(SignInError::NotPaired)
            }
            Err(OpenError::Vault(error)) => Err(error.into()),
        }
    }
}

/// What messages need and a person left out (instagram-platform, sections 1.1 and 1.2).
fn missing(flavour: Flavour, granted: &[String]) -> Option<&'static str> {
    let needed: &[&str] = match flavour {
        Flavour::InstagramLogin => &["instagram_business_basic", "instagram_business_manage_messages"],
        Flavour::FacebookLogin => {
            &["instagram_basic", "instagram_manage_messages", "pages_manage_metadata", "pages_show_list"]
        }
    };
    needed.iter().find(|name| !granted.iter().any(|one| one == *name)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let granted = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let all = granted(&["instagram_business_basic", "instagram_business_manage_messages"]);
        assert_eq!(missing(Flavour::InstagramLogin, &all), None);
        assert_eq!(missing(Flavour::InstagramLogin, &all[..1]), Some("instagram_business_manage_messages"));
        let pages = granted(&["pages_show_list", "instagram_basic", "instagram_manage_messages"]);
        assert_eq!(missing(Flavour::FacebookLogin, &pages), Some("pages_manage_metadata"));
    }
}
