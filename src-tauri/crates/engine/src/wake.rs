//! Notices that this computer slept, or that its clock was moved: what waits for a time looks at it anew.

use std::sync::Arc;
use std::time::Duration;

use domain::time::{SECOND, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;

/// How often the clock is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// So far from one look to the next, either way, and time did not just pass.
const JUMP_MS: i64 = 35 * SECOND;

/// Looks at the clock until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut before = shared.clock.now();
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let now = shared.clock.now();
        if jumped(before, now) {
            woke(&shared, now).await;
        }
        before = now;
    }
}

/// Whether there is more between two looks than the pause between them.
fn jumped(before: Timestamp, now: Timestamp) -> bool {
    !(0..=JUMP_MS).contains(&now.since(before).saturating_add(SECOND))
}

/// Everything that waits for a time looks again, and every handle is read.
pub(crate) async fn woke(shared: &Shared, now: Timestamp) {
    tracing::info!("this computer woke up, or its clock was moved");
    let rows = shared.store.handles().await.unwrap_or_default();
    shared.budget.wake(shared.throttles(&rows));
    shared.awake_since.send_replace(now);
    shared.ring_all().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_more_than_the_pause_or_a_step_back() {
        let at = |s: i64| Timestamp(1_790_000_000_000 + s * SECOND);
        for (seconds, is) in [(5, false), (20, false), (60, true), (86_400, true), (0, false), (-2, true)] {
            assert_eq!(jumped(at(0), at(seconds)), is, "{seconds}");
        }
    }
}
