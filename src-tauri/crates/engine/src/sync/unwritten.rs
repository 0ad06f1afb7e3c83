//! Troubles that the database could not take: a full disk is a trouble that cannot be written down, and must show all the
//! same.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::time::Timestamp;

/// What is wrong with handles and is known in memory alone.
#[derive(Debug, Default)]
pub(crate) struct Unwritten(Mutex<HashMap<HandleId, (Trouble, Timestamp)>>);

impl Unwritten {
    /// Keeps a trouble; the time of the same one stays. Answers whether it is another than before.
    pub(crate) fn keep(&self, handle: HandleId, trouble: Trouble, now: Timestamp) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.get(&handle) {
            Some((was, _)) if *was == trouble => false,
            _ => {
                kept.insert(handle, (trouble, now));
                true
            }
        }
    }

    /// The database takes writes again: what it says counts. Answers whether anything was kept.
    pub(crate) fn forget(&self, handle: HandleId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&handle).is_some()
    }

    /// What is wrong with a handle, and since when.
    pub(crate) fn of(&self, handle: HandleId) -> Option<(Trouble, Timestamp)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&handle).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_time_of_a_trouble_stays_until_it_is_forgotten() {
        let (unwritten, handle) = (Unwritten::default(), HandleId(1));
        assert!(unwritten.keep(handle, Trouble::DiskFull, Timestamp(5)));
        assert!(!unwritten.keep(handle, Trouble::DiskFull, Timestamp(9)));
        assert_eq!(unwritten.of(handle), Some((Trouble::DiskFull, Timestamp(5))));
        assert_eq!(unwritten.of(HandleId(2)), None);
        assert!(unwritten.forget(handle) && !unwritten.forget(handle));
    }
}
