//! Pairing with a relay, and parting from it.

use std::sync::Arc;

use relay::client::{self, CallError, Client};
use relay::protocol::calls::Position;
use relay::protocol::keys::DeviceKeys;
use relay::protocol::pairing::{LinkError, PairingLink};
use store::handles::StreamCursor;
use store::journal::AuditEntry;
use store::relay::Pairing;
use vault::VaultError;

use super::state::State;
use crate::Engine;
use domain::time::Timestamp;

/// What a pairing link leads to, before anything is agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The relay's address.
    pub address: String,
    /// What the organisation is called.
    pub organisation: String,
    /// The handles' account ids that this laptop may follow; `None` is all.
    pub may_follow: Option<Vec<String>>,
}

/// Why a link leads nowhere, or the pairing came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    /// It is no pairing link.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The relay refused, or was not reached.
    #[error(transparent)]
    Call(#[from] CallError),
    /// This laptop is paired already: a person parts from that relay first.
    #[error("this laptop is paired already")]
    Paired,
    /// The keys could not be kept safely, or not removed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database could not be written.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

/// What kept a link from leading anywhere, for the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// It is not a whole pairing link.
    NotALink,
    /// Its address is not https.
    NotPrivate,
    /// The code was used, is too old, or is of another relay.
    WrongCode,
    /// What answers is not the relay that made the link.
    NotGenuine,
    /// The relay was not reached.
    NotReached,
    /// The relay is there and cannot do it just now.
    InTrouble,
}

impl PairError {
    /// What kept the link from leading anywhere, if it was that.
    #[must_use]
    pub fn look(&self) -> Option<Look> {
        use relay::client::Cause;
        use relay::protocol::calls::ProblemCode;
        match self {
            Self::Link(LinkError::Malformed) => Some(Look::NotALink),
            Self::Link(LinkError::NotHttps) => Some(Look::NotPrivate),
            Self::Call(CallError::NotGenuine | CallError::Unreachable(Cause::Tls)) => Some(Look::NotGenuine),
            Self::Call(CallError::Unreachable(Cause::Trouble)) => Some(Look::InTrouble),
            Self::Call(CallError::Unreachable(_)) => Some(Look::NotReached),
            Self::Call(CallError::Refused(problem)) => Some(match problem.code {
                ProblemCode::Unavailable => Look::InTrouble,
                _ => Look::WrongCode,
            }),
            Self::Paired | Self::Vault(_) | Self::Store(_) => None,
        }
    }
}

/// The pairing is over here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parted {
    /// The relay knows it too. `false` when it was not reached: whoever runs it can remove the laptop from its list.
    pub told: bool,
}

/// Asks the relay of a link whose it is. Nothing is agreed, and the code stays good.
///
/// # Errors
/// See [`PairError`].
pub async fn look(link: &str) -> Result<Invited, PairError> {
    let link: PairingLink = link.parse()?;
    let invitation = client::pair::look(&link).await?;
    Ok(Invited {
        address: link.relay.as_str().trim_end_matches('/').to_owned(),
        organisation: invitation.organisation,
        may_follow: invitation.may_follow,
    })
}

impl Engine {
    /// Pairs this laptop with the relay of a link, under the name that a person gave the laptop. Its keys are in the
    /// keychain, and were read back, before the relay hears of them.
    ///
    /// # Errors
    /// See [`PairError`]; nothing is kept then.
    pub async fn pair(&self, link: &str, name: &str) -> Result<Pairing, PairError> {
        let link: PairingLink = link.parse()?;
        let shared = self.shared();
        let _changing = shared.link.changing.lock().await;
        if shared.store.pairing().await?.is_some() {
            return Err(PairError::Paired);
        }
        let keys = DeviceKeys::generate().map_err(|_| CallError::NotGenuine)?;
        shared.link.keep(&keys).await?;
        let paired = match client::pair::pair(&link, &keys, name).await {
            Ok(paired) => paired,
            Err(error) => {
                if let Err(error) = shared.link.forget_keys().await {
                    tracing::warn!(%error, "keys that are of no use may still be kept");
                }
                return Err(error.into());
            }
        };
        let now = shared.clock.now();
        let pairing = Pairing {
            address: link.relay.as_str().trim_end_matches('/').to_owned(),
            key: link.key.to_string(),
            device: paired.device.to_string(),
            name: name.to_owned(),
            organisation: paired.organisation,
            may_follow: paired.may_follow,
            paired_at: now,
        };
        shared.store.set_pairing(pairing.clone(), cursor(&paired.position, now)).await?;
        self.note("relay_paired", "done").await?;
        shared.link.set_client(None);
        shared.link.bell.notify_one();
        Ok(pairing)
    }

    /// Ends the pairing: the keys and the place in the stream are gone from here, and the relay is told if it is reached.
    ///
    /// # Errors
    /// [`PairError::Vault`] when the keys could not be removed: the pairing is over all the same.
    pub async fn part(&self) -> Result<Parted, PairError> {
        let shared = self.shared();
        let _changing = shared.link.changing.lock().await;
        let told = match self.relay().await {
            Some(client) => {
                let told = client.unpair().await;
                told.is_ok() || told.is_err_and(|error| error.is_unpaired())
            }
            None => false,
        };
        shared.link.set_client(None);
        shared.store.forget_pairing().await?;
        shared.link.bell.notify_one();
        self.note("relay_unpaired", if told { "done" } else { "relay_not_told" }).await?;
        shared.link.forget_keys().await?;
        Ok(Parted { told })
    }

    /// The way to the paired relay. `None` when there is none, or its keys are not to be had.
    pub async fn relay(&self) -> Option<Arc<Client>> {
        let shared = self.shared();
        let pairing = shared.store.pairing().await.ok().flatten()?;
        let opened = shared.link.open(&pairing).await;
        opened.inspect_err(|error| tracing::warn!(%error, "the relay's keys are not to be had")).ok()
    }

    /// The pairing, if there is one.
    ///
    /// # Errors
    /// As the database says.
    pub async fn pairing(&self) -> store::Result<Option<Pairing>> {
        self.shared().store.pairing().await
    }

    /// How it stands with the relay.
    #[must_use]
    pub fn relay_state(&self) -> State {
        self.shared().link.state()
    }

    /// Tries to reach the relay now.
    pub fn try_relay(&self) {
        self.shared().link.bell.notify_one();
    }

    async fn note(&self, action: &str, outcome: &str) -> store::Result<()> {
        let shared = self.shared();
        let (action, outcome) = (action.to_owned(), outcome.to_owned());
        let entry = AuditEntry { at: shared.clock.now(), action, handle: None, outcome };
        shared.store.append_audit(entry).await
    }
}

/// A position, to be written down.
pub(super) fn cursor(position: &Position, now: Timestamp) -> StreamCursor {
    StreamCursor {
        epoch: position.epoch.to_string(),
        seq: i64::try_from(position.after).unwrap_or(i64::MAX),
        mark: position.mark.map(|mark| mark.to_string()),
        at: now,
    }
}
