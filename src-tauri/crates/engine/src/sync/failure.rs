//! A round that failed: what it says about the handle.

use std::time::Duration;

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::outbox::Reason;
use graph::GraphError;

use crate::shared::Shared;

/// Why a round ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The token is not to be had.
    #[error("no token: {0:?}")]
    NoToken(Trouble),
    /// Instagram, or the way to it.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// Our own database.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

impl Failure {
    /// What is wrong with the handle because of it.
    pub(crate) fn trouble(&self) -> Trouble {
        match self {
            Self::NoToken(trouble) => *trouble,
            Self::Graph(error) => error.trouble().unwrap_or(Trouble::Unknown),
            Self::Store(_) => Trouble::Unknown,
        }
    }

    /// How long Instagram asked us to wait.
    pub(crate) fn wait(&self) -> Option<Duration> {
        let Self::Graph(error) = self else { return None };
        error.wait_ms().and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis)
    }

    /// Whether the whole app was throttled.
    pub(crate) fn is_app_wide(&self) -> bool {
        let Self::Graph(error) = self else { return false };
        error.api().is_some_and(|refusal| refusal.kind.is_app_wide())
    }
}

/// A round went well: nothing is wrong with receiving, and replies that waited for it run their checks again.
pub(crate) async fn clear(shared: &Shared, handle: HandleId) {
    let restricted = shared
        .store
        .handle(handle)
        .await
        .ok()
        .flatten()
        .is_some_and(|row| row.trouble == Some(Trouble::SendRestricted));
    // Reading says nothing about sending: only a reply that goes through ends a restriction.
    if !restricted {
        set(shared, handle, None).await;
    }
    for reason in [Reason::Offline, Reason::NeedsReconnect, Reason::AccessOff] {
        match shared.store.release(Some(handle), reason, shared.clock.now()).await {
            Ok(changes) => {
                if changes.outbox {
                    shared.outbox.notify_one();
                }
                shared.publish(changes);
            }
            Err(error) => tracing::warn!(%error, "held replies were not released"),
        }
    }
}

/// Writes the trouble down when it is another than before.
pub(crate) async fn set(shared: &Shared, handle: HandleId, trouble: Option<Trouble>) {
    match shared.store.set_trouble(handle, trouble, shared.clock.now()).await {
        Ok(changes) => shared.publish(changes),
        Err(error) => tracing::warn!(%error, "a handle's trouble was not written down"),
    }
}
