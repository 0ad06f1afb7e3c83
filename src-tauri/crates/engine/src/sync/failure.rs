//! A round that failed: what it says about the handle.

use std::time::Duration;

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::outbox::Reason;
use domain::time::{MINUTE, Timestamp};
use graph::{GraphError, ServerTime};
use store::ChangeSet;
use store::handles::HandleRow;

use crate::shared::Shared;

/// After this long a restriction of sending is tried again by the next reply.
const RESTRICTION_MS: i64 = 15 * MINUTE;
/// How long a throttle lasts when Instagram did not say.
const THROTTLE_WAIT: Duration = Duration::from_secs(60);
/// The same for a read that is refused for abuse (368): Meta says to wait, and means hours.
const RESTRICTED_WAIT: Duration = Duration::from_secs(60 * 60);
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
            // A whole list that is refused for no reason of the handle's is Instagram's own trouble: storms of 1, 2, 100 and
            // the like were outages, and no new sign-in ended them (lessons, 54).
            Self::Graph(error) => match error.trouble() {
                None => Trouble::InstagramDown,
                // Said of sending it leaves reading alone. Said of a read it is a pause, of hours.
                Some(Trouble::SendRestricted) => Trouble::RateLimited,
                Some(trouble) => trouble,
            },
            Self::Store(store::StoreError::DiskFull) => Trouble::DiskFull,
            Self::Store(_) => Trouble::Unknown,
        }
    }

    /// How long Instagram asked us to wait. Only a throttle is believed: a proxy's "retry tomorrow" is not Instagram's.
    pub(crate) fn wait(&self) -> Option<Duration> {
        let Self::Graph(error) = self else { return None };
        wait_of(error).filter(|_| self.trouble() == Trouble::RateLimited)
    }

    /// Instagram's own time, where it refused: a refusal tells it as well as any answer.
    pub(crate) fn server_time(&self) -> Option<ServerTime> {
        let Self::Graph(error) = self else { return None };
        error.api().and_then(|api| api.server_time)
    }

    /// Whether the whole app was throttled.
    pub(crate) fn is_app_wide(&self) -> bool {
        matches!(self, Self::Graph(error) if error.is_app_wide())
    }

    /// Stops calling where Instagram throttles.
    pub(crate) async fn heed(&self, shared: &Shared, handle: HandleId) {
        if let Self::Graph(error) = self {
            heed_throttle(shared, handle, error).await;
        }
    }
}

/// A round of the handle, as it stands now, went well: nothing is wrong with receiving, and replies that waited for it run
/// their checks again.
pub(crate) async fn clear(shared: &Shared, row: &HandleRow) {
    // That reading goes well says nothing of writing, and a round that found nothing new wrote nothing.
    if let Some((trouble, since)) = shared.unwritten.of(row.id)
        && shared.store.set_trouble(row.id, Some(trouble), since).await.is_err()
    {
        return;
    }
    // Reading says nothing about sending. A restriction is taken for over after a while, and the next send tells.
    let since = row.trouble_since.unwrap_or_default();
    if row.trouble == Some(Trouble::SendRestricted)
        && shared.unwritten.of(row.id).is_none()
        && shared.clock.now().since(since) < RESTRICTION_MS
    {
        return;
    }
    // Nearly every round finds all well and leaves it so. Connecting anew and resuming take the trouble away unproven: that
    // message access is back is told here.
    let untold = row.access_off_from.is_some();
    if row.trouble.is_some() || untold || shared.unwritten.of(row.id).is_some() {
        set(shared, row.id, None).await;
    }
    if row.trouble == Some(Trouble::KeychainLocked) {
        wake_the_locked(shared).await;
    }
    match shared.store.release(Some(row.id), &WAITED_FOR, shared.clock.now()).await {
        Ok(changes) => {
            if changes.outbox {
                shared.outbox.notify_one();
            }
            shared.publish(changes);
        }
        Err(error) => tracing::warn!(%error, "held replies were not released"),
    }
}

/// The keychain is open, or may be: what waited for it is read, without a question of its own to the person.
pub(crate) async fn wake_the_locked(shared: &Shared) {
    shared.ask_for_relay_keys();
    ring_the_locked(shared).await;
}

/// Handles whose tokens the keychain did not give are read again.
pub(crate) async fn ring_the_locked(shared: &Shared) {
    for row in shared.store.handles().await.unwrap_or_default() {
        if row.trouble == Some(Trouble::KeychainLocked) {
            shared.bell(row.id).notify_one();
        }
    }
}

/// Stops calling where Instagram throttles: the handle, or all of them. It is kept over a restart, whatever call met
/// with it: calling while throttled makes the throttle longer (instagram-platform, section 4 "Rate limits").
pub(crate) async fn heed_throttle(shared: &Shared, handle: HandleId, error: &GraphError) {
    let Some(wait) = throttle_of(error) else { return };
    let until = shared.clock.now().plus(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
    if error.is_app_wide() {
        shared.budget.pause_all(wait);
        let rows = shared.store.handles().await.unwrap_or_default();
        for id in std::iter::once(handle).chain(rows.into_iter().map(|row| row.id)) {
            remember_throttle(shared, id, until).await;
        }
    } else {
        shared.budget.pause(handle, wait);
        remember_throttle(shared, handle, until).await;
    }
}

async fn remember_throttle(shared: &Shared, handle: HandleId, until: Timestamp) {
    match shared.store.set_throttled(handle, Some(until)).await {
        Ok(changes) => shared.publish(changes),
        Err(error) => tracing::warn!(%error, "a throttle was not written down"),
    }
}

/// How long Instagram throttles, if it does.
fn throttle_of(error: &GraphError) -> Option<Duration> {
    let usual = match error.trouble() {
        Some(Trouble::RateLimited) => THROTTLE_WAIT,
        Some(Trouble::SendRestricted) => RESTRICTED_WAIT,
        _ => return None,
    };
    Some(wait_of(error).unwrap_or(usual))
}

fn wait_of(error: &GraphError) -> Option<Duration> {
    error.wait_ms().and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis)
}

/// Writes the trouble down when it is another than before.
pub(crate) async fn set(shared: &Shared, handle: HandleId, trouble: Option<Trouble>) {
    match shared.store.set_trouble(handle, trouble, shared.clock.now()).await {
        Ok(changes) => {
            shared.publish(changes);
            if shared.unwritten.forget(handle) {
                shared.publish(ChangeSet::of_handle(handle));
            }
        }
        Err(error) => {
            tracing::warn!(%error, "a handle's trouble was not written down");
            // It must show nevertheless. What keeps it from being written is the greater trouble.
            let trouble = match error {
                store::StoreError::DiskFull => Trouble::DiskFull,
                _ => trouble.unwrap_or(Trouble::Unknown),
            };
            if shared.unwritten.keep(handle, trouble, shared.clock.now()) {
                shared.publish(ChangeSet::of_handle(handle));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    #[tokio::test]
    async fn what_could_not_be_written_ends_with_a_write_and_not_with_a_read() {
        let world = World::at(1_790_000_000_000).await;
        let shared = &world.shared;
        let id = world.handle("bluekiln", 5_000).await;
        let row = shared.store.handle(id).await.expect("reads").expect("there");
        shared.unwritten.keep(id, Trouble::DiskFull, shared.clock.now());
        clear(shared, &row).await;
        assert_eq!(shared.unwritten.of(id), None, "it was written");
        shared.unwritten.keep(id, Trouble::DiskFull, shared.clock.now());
        shared.store.close().await.expect("closes");
        clear(shared, &row).await;
        assert_eq!(shared.unwritten.of(id).map(|kept| kept.0), Some(Trouble::DiskFull));
    }
}
