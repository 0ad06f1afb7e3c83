//! Wakes snoozed conversations at their time: one timer for the next that is due.

use std::sync::Arc;
use std::time::Duration;

use domain::time::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::clock::{DOUBT, DOUBT_LOOK_MS};
use crate::engine::Engine;
use crate::shared::Shared;

/// The clock is looked at again after this: Instagram's answers correct it.
const LOOK_EVERY: Duration = Duration::from_secs(10 * 60);
/// After a failure.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

impl Engine {
    /// A snooze began, ended or moved: what is due next may be another.
    pub fn look_at_snoozes(&self) {
        self.shared().snoozes.notify_one();
    }
}

/// Wakes what is due, also what became due while this computer slept or the app did not run, until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut awake = shared.awake_since.subscribe();
    loop {
        awake.mark_unchanged();
        let pause = match wake_due(&shared).await {
            Ok(next) => shared.clock.until(next, LOOK_EVERY),
            Err(error) => {
                tracing::warn!(%error, "snoozed conversations did not wake; tried again soon");
                AGAIN_AFTER
            }
        };
        tokio::select! {
            () = cancel.cancelled() => return,
            _ = awake.changed() => {}
            () = shared.snoozes.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Wakes everything that is due, and answers when the next is.
async fn wake_due(shared: &Shared) -> store::Result<Option<Timestamp>> {
    if shared.doubts_the_time(DOUBT).await {
        // What woke too early would not go back to sleep.
        return Ok(Some(shared.clock.now().plus(DOUBT_LOOK_MS)));
    }
    loop {
        let (woken, changes) = shared.store.wake_due(shared.clock.now()).await?;
        shared.publish(changes);
        if woken.is_empty() {
            return shared.store.next_snooze_end().await;
        }
    }
}
