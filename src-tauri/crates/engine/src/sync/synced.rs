//! That handles were read to their end and nothing was new: written down of all handles together. Whenever a handle's row
//! changes the window and the tray ask for all handles anew, and of fifty that are read in turn one ends every moment.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::diagnosis::SYNC_INTERVAL_MS;
use domain::ids::HandleId;
use domain::time::Timestamp;
use store::handles::Synced;

/// What is not written down yet: the last end of each handle, and since when the first of them waits.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Mutex<Option<(Timestamp, BTreeMap<HandleId, Synced>)>>);

impl Waiting {
    /// Adds one. Gives all of them back when it is time to write them down.
    pub(crate) fn add(&self, synced: Synced) -> Option<Vec<Synced>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, ends) = waiting.get_or_insert_with(|| (synced.at, BTreeMap::new()));
        ends.insert(synced.handle, synced);
        // A clock that was set back must not make them wait until it is there again.
        let due = !(0..SYNC_INTERVAL_MS).contains(&synced.at.since(*since));
        due.then(|| waiting.take().map(|(_, ends)| ends.into_values().collect())).flatten()
    }

    /// A later end of this handle was written down by itself: what waits would take it back.
    pub(crate) fn forget(&self, handle: HandleId) {
        if let Some((_, ends)) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            ends.remove(&handle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_handles_are_written_down_together_and_each_once() {
        let waiting = Waiting::default();
        let end = |handle, after| Synced {
            handle: HandleId(handle),
            epoch: 1,
            at: Timestamp(1_790_000_000_000 + after),
        };
        assert_eq!(waiting.add(end(1, 0)), None);
        assert_eq!(waiting.add(end(2, 5)), None);
        assert_eq!(waiting.add(end(1, SYNC_INTERVAL_MS - 1)), None);
        let all = vec![end(1, SYNC_INTERVAL_MS - 1), end(2, SYNC_INTERVAL_MS)];
        assert_eq!(waiting.add(end(2, SYNC_INTERVAL_MS)), Some(all));
        assert_eq!(waiting.add(end(1, SYNC_INTERVAL_MS + 1)), None, "the next ones wait anew");
        let all = vec![end(1, SYNC_INTERVAL_MS + 1), end(2, 0)];
        assert_eq!(waiting.add(end(2, 0)), Some(all), "the clock was set back");
        assert_eq!((waiting.add(end(1, 1)), waiting.add(end(2, 2))), (None, None));
        waiting.forget(HandleId(1));
        let all = vec![end(2, SYNC_INTERVAL_MS + 1)];
        assert_eq!(
            waiting.add(end(2, SYNC_INTERVAL_MS + 1)),
            Some(all),
            "the other was written down by itself"
        );
    }
}
