//! When messages begin or cease to come by the relay, all handles are read: some may be missing, and their pace is another
//! one.

use std::time::Duration;

use tokio::sync::watch;

use super::state::State;
use crate::shared::Shared;

/// A relay that comes and goes is waited for until it has stayed, or stayed away, for so long.
const STEADY: Duration = Duration::from_secs(2);

/// Rings until dropped.
pub(super) async fn run(shared: &Shared) {
    let mut states = shared.link.states();
    let mut live = states.borrow_and_update().is_live();
    shared.link.steadily(live);
    loop {
        live = turned(&mut states, live).await;
        shared.link.steadily(live);
        shared.ring_all().await;
    }
}

/// Waits until messages began or ceased to come by the relay and it stays so, or until they come again after a moment
/// without. A relay that is away and shows itself for a moment changes nothing. Answers whether they come.
async fn turned(states: &mut watch::Receiver<State>, was_live: bool) -> bool {
    loop {
        ends(states, was_live).await;
        let mut is_live = !was_live;
        while tokio::time::timeout(STEADY, ends(states, is_live)).await.is_ok() {
            is_live = !is_live;
        }
        if is_live || was_live {
            return is_live;
        }
    }
}

/// Waits until it is not so any more.
async fn ends(states: &mut watch::Receiver<State>, is_live: bool) {
    let ended = states.wait_for(|state| state.is_live() != is_live).await.is_ok();
    if !ended {
        // Nobody says any more how it stands.
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use tokio::time::timeout;

    use super::super::state::Standing;
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_relay_that_comes_and_goes_does_not_have_everything_read_each_time() {
        let states = watch::Sender::new(State::default());
        let stands = |standing: Standing| states.send_modify(|state| state.standing = standing);
        let live = Standing::Live { by_asking: false };
        let mut seen = states.subscribe();
        {
            let mut rings = pin!(turned(&mut seen, false));
            for _ in 0..10 {
                stands(live);
                assert!(timeout(STEADY / 2, &mut rings).await.is_err(), "it may be gone in a moment");
                stands(Standing::Connecting);
                assert!(timeout(STEADY * 10, &mut rings).await.is_err(), "it was away before");
            }
            stands(live);
            assert!(rings.await);
        }
        {
            // What came in a moment without it is not left to the next slow round.
            let mut rings = pin!(turned(&mut seen, true));
            stands(Standing::Connecting);
            assert!(timeout(STEADY / 2, &mut rings).await.is_err());
            stands(live);
            assert!(rings.await);
        }
        stands(Standing::Connecting);
        assert!(!turned(&mut seen, true).await);
    }
}
