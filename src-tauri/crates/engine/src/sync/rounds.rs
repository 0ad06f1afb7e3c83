//! The rounds that are under way, and when Instagram last answered each of them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::diagnosis::STALE_AFTER_MS;
use domain::ids::HandleId;
use domain::time::Timestamp;

/// The rounds of all handles, one at a time of each: when it began, or was last answered.
#[derive(Debug, Default)]
pub(crate) struct Rounds(Mutex<HashMap<HandleId, Timestamp>>);

/// A round that is under way, until this is dropped.
#[derive(Debug)]
pub(crate) struct UnderWay<'a> {
    rounds: &'a Rounds,
    handle: HandleId,
}

impl Rounds {
    /// Begins a round.
    pub(crate) fn begin(&self, handle: HandleId, now: Timestamp) -> UnderWay<'_> {
        self.lock().insert(handle, now);
        UnderWay { rounds: self, handle }
    }

    /// Instagram answered the round that is under way.
    pub(crate) fn answered(&self, handle: HandleId, now: Timestamp) {
        if let Some(last_sign) = self.lock().get_mut(&handle) {
            *last_sign = now;
        }
    }

    /// Whether a round is under way that gets no answer. A look through thousands of conversations takes minutes until its
    /// end, and is answered all the time.
    pub(crate) fn hangs(&self, handle: HandleId, now: Timestamp) -> bool {
        self.lock().get(&handle).is_some_and(|&last_sign| now.since(last_sign) > STALE_AFTER_MS)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<HandleId, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.rounds.lock().remove(&self.handle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_hangs_when_nothing_is_answered_however_long_it_takes() {
        let (rounds, handle, now) = (Rounds::default(), HandleId(1), Timestamp(1_790_000_000_000));
        let later = |parts: i64| now.plus(parts * STALE_AFTER_MS);
        assert!(!rounds.hangs(handle, later(9)), "none is under way");
        let round = rounds.begin(handle, now);
        assert!(rounds.hangs(handle, later(2)));
        rounds.answered(handle, later(2));
        assert!(!rounds.hangs(handle, later(3)), "pages still come in");
        assert!(rounds.hangs(handle, later(4)));
        drop(round);
        assert!(!rounds.hangs(handle, later(9)));
    }
}
