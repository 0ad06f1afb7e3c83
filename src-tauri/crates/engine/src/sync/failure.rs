//! A round that failed: what it says about the handle.

use std::time::Duration;

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::outbox::Reason;
use domain::time::MINUTE;
use graph::GraphError;

use crate::shared::Shared;

/// After this long a restriction of sending is tried again by the next reply.
const RESTRICTION_MS: i64 = 15 * MINUTE;
/// How long a throttle lasts when Instagram did not say.
const THROTTLE_WAIT: Duration = Duration::from_secs(60);
/// What a round that went well shows to be over.
const WAITED_FOR: [Reason; 6] = [
    Reason::Offline,
    Reason::NeedsReconnect,
    Reason::AccessOff,
    Reason::SendRestricted,
    Reason::HandleOff,
    Reason::Throttled,
];

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

    /// How long Instagram asked us to wait. Only a throttle is believed: a proxy's "retry tomorrow" is not Instagram's.
    pub(crate) fn wait(&self) -> Option<Duration> {
        let Self::Graph(error) = self else { return None };
        wait_of(error).filter(|_| self.trouble() == Trouble::RateLimited)
    }

    /// Whether the whole app was throttled.
    pub(crate) fn is_app_wide(&self) -> bool {
        matches!(self, Self::Graph(error) if is_app_wide(error))
    }

    /// Stops calling where Instagram throttles.
    pub(crate) fn heed(&self, shared: &Shared, handle: HandleId) {
        if let Self::Graph(error) = self {
            heed_throttle(shared, handle, error);
        }
    }
}

/// A round went well: nothing is wrong with receiving, and replies that waited for it run their checks again.
pub(crate) async fn clear(shared: &Shared, handle: HandleId) {
    let row = shared.store.handle(handle).await.ok().flatten();
    // Reading says nothing about sending. A restriction is taken for over after a while, and the next send tells.
    let restricted = row.is_some_and(|row| {
        let since = row.trouble_since.unwrap_or_default();
        row.trouble == Some(Trouble::SendRestricted) && shared.clock.now().since(since) < RESTRICTION_MS
    });
    if restricted {
        return;
    }
    set(shared, handle, None).await;
    for reason in WAITED_FOR {
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

/// Stops calling where Instagram throttles: the handle, or all of them.
pub(crate) fn heed_throttle(shared: &Shared, handle: HandleId, error: &GraphError) {
    if error.trouble() != Some(Trouble::RateLimited) {
        return;
    }
    let wait = wait_of(error).unwrap_or(THROTTLE_WAIT);
    if is_app_wide(error) {
        shared.budget.pause_all(wait);
    } else {
        shared.budget.pause(handle, wait);
    }
}

fn wait_of(error: &GraphError) -> Option<Duration> {
    error.wait_ms().and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis)
}

fn is_app_wide(error: &GraphError) -> bool {
    error.api().is_some_and(|refusal| refusal.kind.is_app_wide())
}

/// Writes the trouble down when it is another than before.
pub(crate) async fn set(shared: &Shared, handle: HandleId, trouble: Option<Trouble>) {
    match shared.store.set_trouble(handle, trouble, shared.clock.now()).await {
        Ok(changes) => shared.publish(changes),
        Err(error) => tracing::warn!(%error, "a handle's trouble was not written down"),
    }
}
