//! The rounds that are under way, when Instagram last answered each of them, and which a person asked for.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::diagnosis::STALE_AFTER_MS;
use domain::ids::HandleId;
use domain::time::Timestamp;

/// How rounds that a person asked for ended for a handle, since this app runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looks {
    /// How many ended, well or not.
    pub ended: u32,
    /// In the last of them Instagram showed everything that was asked for.
    pub well: bool,
}

/// The rounds of all handles, one at a time of each.
#[derive(Debug, Default)]
pub(crate) struct Rounds(Mutex<Noted>);

#[derive(Debug, Default)]
struct Noted {
    /// When the round that is under way began, or was last answered.
    under_way: HashMap<HandleId, Timestamp>,
    /// A person asked for a round, and none began since.
    asked: HashSet<HandleId>,
    /// How the rounds that a person asked for ended.
    looks: HashMap<HandleId, Looks>,
}

/// A round that is under way, until this is dropped.
#[derive(Debug)]
pub(crate) struct UnderWay<'a> {
    rounds: &'a Rounds,
    handle: HandleId,
    /// A person asked for it. What they ask for while a round is under way is the next one.
    pub(crate) asked: bool,
}

impl Rounds {
    /// A person asks for a round.
    pub(crate) fn ask(&self, handle: HandleId) {
        self.lock().asked.insert(handle);
    }

    /// Begins a round.
    pub(crate) fn begin(&self, handle: HandleId, now: Timestamp) -> UnderWay<'_> {
        let mut known = self.lock();
        known.under_way.insert(handle, now);
        UnderWay { rounds: self, handle, asked: known.asked.remove(&handle) }
    }

    /// A round that a person asked for ended, well or not.
    pub(crate) fn looked(&self, handle: HandleId, well: bool) {
        let mut known = self.lock();
        let looks = known.looks.entry(handle).or_default();
        *looks = Looks { ended: looks.ended + 1, well };
    }

    /// How the rounds that a person asked for ended.
    pub(crate) fn looks(&self, handle: HandleId) -> Looks {
        self.lock().looks.get(&handle).copied().unwrap_or_default()
    }

    /// Instagram answered the round that is under way.
    pub(crate) fn answered(&self, handle: HandleId, now: Timestamp) {
        if let Some(last_sign) = self.lock().under_way.get_mut(&handle) {
            *last_sign = now;
        }
    }

    /// Whether a round is under way that gets no answer. A look through thousands of conversations takes minutes until its
    /// end, and is answered all the time.
    pub(crate) fn hangs(&self, handle: HandleId, now: Timestamp) -> bool {
        let known = self.lock();
        known.under_way.get(&handle).is_some_and(|&last_sign| now.since(last_sign) > STALE_AFTER_MS)
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.rounds.lock().under_way.remove(&self.handle);
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

    #[test]
    fn a_round_is_the_one_that_was_asked_for_when_it_begins_afterwards() {
        let (rounds, handle, now) = (Rounds::default(), HandleId(1), Timestamp(1_790_000_000_000));
        let under_way = rounds.begin(handle, now);
        rounds.ask(handle);
        assert!(!under_way.asked, "what it read may be older than the question");
        drop(under_way);
        assert!(rounds.begin(handle, now).asked);
        assert!(!rounds.begin(handle, now).asked, "once");
        rounds.looked(handle, true);
        rounds.looked(handle, false);
        assert_eq!(rounds.looks(handle), Looks { ended: 2, well: false });
        assert_eq!(rounds.looks(HandleId(2)), Looks::default());
    }
}
