//! Instagram's throttle of a handle's replies: which it holds, for how long, and what goes when it turns out to be over.

use domain::ids::HandleId;
use domain::outbox::{Outcome, Reason};
use store::outbox::OutboxRow;

use super::refusal::THROTTLE_WAIT_MS;
use crate::budget::SendPause;
use crate::shared::Shared;

/// Stops the handle's sends where one was throttled.
pub(super) fn heed(shared: &Shared, handle: HandleId, outcome: &Outcome, wait_ms: Option<i64>) {
    if let (Outcome::RefusedForNow(Reason::Throttled), Some(wait_ms)) = (outcome, wait_ms) {
        shared.budget.pause_sends(handle, shared.clock.now(), wait_ms);
    }
}

/// Whether a throttled reply of its handle holds this one too.
pub(super) fn holds(shared: &Shared, row: &OutboxRow) -> bool {
    pause_of(shared, row).is_some()
}

/// How long a reply waits that is held for a throttle: to the end of its handle's, where that is what holds it, and not
/// the whole app's.
pub(super) fn left_ms(shared: &Shared, row: &OutboxRow) -> i64 {
    pause_of(shared, row).map_or(THROTTLE_WAIT_MS, |pause| pause.until.since(shared.clock.now()))
}

/// A reply arrived. Where no throttle holds the handle's others any more, those go that were held without being tried.
pub(super) async fn free(shared: &Shared, handle: HandleId) -> store::Result<()> {
    let now = shared.clock.now();
    if shared.budget.send_pause(handle, now).is_none() {
        shared.publish(shared.store.release_untried(handle, now).await?);
    }
    Ok(())
}

/// The pause that holds a reply. One that a person asks for again nevertheless is tried once.
fn pause_of(shared: &Shared, row: &OutboxRow) -> Option<SendPause> {
    let pause = shared.budget.send_pause(row.handle, shared.clock.now())?;
    let asked_again = row.asked_at > row.created_at && row.asked_at > pause.began;
    (!asked_again).then_some(pause)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::time::{HOUR, SECOND};

    use super::*;
    use crate::outbox::testing::{NOW, lost};
    use crate::testing::World;

    #[tokio::test]
    async fn what_only_the_apps_pause_holds_does_not_wait_for_its_handles_throttle() {
        let world = World::at(NOW).await;
        let (shared, handle) = (&world.shared, world.handle("bluekiln", 9).await);
        let held = lost(shared, handle, 1).await;
        shared.budget.pause_sends(handle, shared.clock.now(), HOUR);
        shared.budget.pause_all(Duration::from_secs(60));
        assert_eq!((holds(shared, &held), left_ms(shared, &held)), (true, HOUR));
        let asked_again = OutboxRow { asked_at: held.asked_at.plus(SECOND), ..held };
        assert_eq!((holds(shared, &asked_again), left_ms(shared, &asked_again)), (false, THROTTLE_WAIT_MS));
    }
}
