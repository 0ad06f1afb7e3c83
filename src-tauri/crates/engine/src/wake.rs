//! Notices that this computer slept, or that its clock was moved: what waits for a time looks at it anew.

use std::sync::Arc;
use std::time::Duration;

use domain::time::{SECOND, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::clock::DOUBT;
use crate::shared::Shared;

/// How often the clock is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// So far from one look to the next, either way, and time did not just pass.
const JUMP_MS: i64 = 35 * SECOND;

/// Looks at the clock until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut seen = Seen::by(&shared);
    let (mut awake, mut woken) = (shared.awake_since.subscribe(), false);
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            _ = awake.changed() => woken = true,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        woken = woken && !reckons_pauses(&shared).await;
        seen = look(&shared, seen).await;
    }
}

/// What a look at the clock finds.
#[derive(Clone, Copy)]
struct Seen {
    at: Timestamp,
    in_doubt: bool,
}

impl Seen {
    fn by(shared: &Shared) -> Self {
        Self { at: shared.clock.now(), in_doubt: shared.clock.in_doubt().is_some() }
    }
}

/// Looks at the clock, and does what follows from how it was before.
async fn look(shared: &Shared, before: Seen) -> Seen {
    let now = Seen::by(shared);
    if jumped(before.at, now.at) {
        woke(shared, now.at).await;
    } else if now.in_doubt && !before.in_doubt {
        // The clock went ahead by less than a jump: an answer is to tell what that meant.
        shared.ring_all().await;
    }
    now
}

/// Whether there is more between two looks than the pause between them.
fn jumped(before: Timestamp, now: Timestamp) -> bool {
    !(0..=JUMP_MS).contains(&now.since(before).saturating_add(SECOND))
}

/// Everything that waits for a time looks again, and every handle is read.
pub(crate) async fn woke(shared: &Shared, now: Timestamp) {
    tracing::info!("this computer woke up, or its clock was moved");
    shared.client.woke();
    shared.awake_since.send_replace(now);
    shared.ring_all().await;
}

/// Takes what is left of Instagram's pauses from the clock: the timer that they run by stands still while this computer
/// sleeps. Answers whether that was done: while the time is in doubt the pauses stay, since by a clock that was set ahead
/// all of them are over. Somebody is to ask, though: where every handle is throttled none would, so not for long.
async fn reckons_pauses(shared: &Shared) -> bool {
    if shared.doubts_the_time(DOUBT).await {
        return false;
    }
    let rows = shared.store.handles().await.unwrap_or_default();
    shared.budget.wake(shared.throttles(&rows));
    true
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use domain::time::{DAY, HOUR};
    use futures_util::FutureExt;

    use super::*;
    use crate::testing::World;

    const NOW: i64 = 1_625_800_000_000;

    #[tokio::test]
    async fn a_pause_outlasts_a_clock_that_is_set_ahead_and_ends_in_a_sleep() {
        let world = World::at(NOW).await;
        let (shared, id) = (&world.shared, world.handle("brand", 20_000).await);
        let until = Timestamp(NOW + HOUR);
        shared.store.set_throttled(id, Some(until)).await.expect("writes");
        shared.budget.pause(id, Duration::from_secs(3_600));
        world.told(NOW);
        for is in [NOW, NOW + DAY] {
            world.clock.0.fetch_add(DAY, Ordering::Relaxed);
            assert!(!reckons_pauses(shared).await, "nobody knows");
            assert!(shared.budget.is_paused(id));
            world.told(is);
            assert!(reckons_pauses(shared).await);
            assert_eq!(shared.budget.is_paused(id), is < until.0);
        }
    }

    #[tokio::test]
    async fn a_step_of_the_clock_that_is_no_jump_is_asked_about_once() {
        let world = World::at(NOW).await;
        let (shared, id) = (&world.shared, world.handle("brand", 20_000).await);
        let is_rung = || shared.bell(id).notified_owned().now_or_never().is_some();
        world.told(NOW);
        let seen = look(shared, Seen::by(shared)).await;
        assert!(!is_rung(), "nothing happened");
        world.clock.0.fetch_add(20 * SECOND, Ordering::Relaxed);
        let seen = look(shared, seen).await;
        assert!(is_rung());
        look(shared, seen).await;
        assert!(!is_rung(), "it is asked about already");
    }

    #[test]
    fn a_jump_is_more_than_the_pause_or_a_step_back() {
        let at = |s: i64| Timestamp(1_790_000_000_000 + s * SECOND);
        for (seconds, is) in [(5, false), (20, false), (60, true), (86_400, true), (0, false), (-2, true)] {
            assert_eq!(jumped(at(0), at(seconds)), is, "{seconds}");
        }
    }
}
