//! The one file that is being written: how far it is, and whether it is still wanted.

use std::sync::{Arc, Mutex, PoisonError};

use api::view::ExportProgress;
use tokio_util::sync::CancellationToken;

/// So many times at most it is told how far a file is.
const STEPS: u32 = 50;

/// What is known of the file that is being written, if one is.
#[derive(Default, Clone)]
pub(crate) struct Exports(Arc<Mutex<Option<(ExportProgress, CancellationToken)>>>);

impl Exports {
    pub(crate) fn progress(&self) -> Option<ExportProgress> {
        self.now().as_ref().map(|(progress, _)| *progress)
    }

    pub(crate) fn cancel(&self) {
        if let Some((_, cancel)) = &*self.now() {
            cancel.cancel();
        }
    }

    /// Begins a file of so many conversations; `None` while there is another.
    pub(crate) fn begin(&self, total: usize) -> Option<Running> {
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let mut now = self.now();
        if now.is_some() {
            return None;
        }
        let cancel = CancellationToken::new();
        *now = Some((ExportProgress { done: 0, total }, cancel.clone()));
        Some(Running { of: self.clone(), step: total.div_ceil(STEPS).max(1), cancel })
    }

    fn now(&self) -> std::sync::MutexGuard<'_, Option<(ExportProgress, CancellationToken)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file that is being written, until it is dropped.
pub(crate) struct Running {
    of: Exports,
    step: u32,
    cancel: CancellationToken,
}

impl Running {
    /// So many conversations are written. Answers whether that is worth telling.
    pub(super) fn reached(&self, done: usize) -> bool {
        let done = u32::try_from(done).unwrap_or(u32::MAX);
        if let Some((progress, _)) = &mut *self.of.now() {
            progress.done = done;
        }
        done.is_multiple_of(self.step)
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        *self.of.now() = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_at_a_time_is_written_and_told_of_some_times() {
        let exports = Exports::default();
        assert_eq!(exports.progress(), None);
        let running = exports.begin(1_000).expect("the first");
        assert!(exports.begin(1).is_none());
        let told = (0..1_000).filter(|done| running.reached(*done)).count();
        assert_eq!(told, 50);
        assert_eq!(exports.progress(), Some(ExportProgress { done: 999, total: 1_000 }));
        assert!(!running.is_cancelled());
        exports.cancel();
        assert!(running.is_cancelled());
        drop(running);
        assert_eq!(exports.progress(), None);
        let next = exports.begin(0).expect("the next");
        assert!(!next.is_cancelled());
    }
}
