//! The one file that is being written: how far it is, and whether it is still wanted.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use api::view::ExportProgress;
use tokio::sync::watch;

/// So many times at most it is told how far a file is.
const STEPS: u32 = 50;
/// So long it is waited for a file that is given up, at most: it is looked at between two pages of messages.
const PATIENCE: Duration = Duration::from_secs(2);

/// The file that is being written, if one is.
#[derive(Default, Clone)]
pub(crate) struct Exports(Arc<watch::Sender<Option<Now>>>);

/// What is known of it.
#[derive(Clone, Copy)]
struct Now {
    progress: ExportProgress,
    cancelled: bool,
    /// The person chose its place, and it is being written there.
    placed: bool,
}

impl Exports {
    pub(crate) fn progress(&self) -> Option<ExportProgress> {
        self.0.borrow().map(|now| now.progress)
    }

    pub(crate) fn cancel(&self) {
        self.change(|now| now.cancelled = true);
    }

    /// Gives it up, and waits until nothing of it is read or written any more. A window of the system that still asks
    /// for a place is not waited for: what is chosen in it then is not written.
    pub(crate) async fn end(&self) {
        self.cancel();
        let mut told = self.0.subscribe();
        let gone = told.wait_for(|now| !now.is_some_and(|now| now.placed));
        if tokio::time::timeout(PATIENCE, gone).await.is_err() {
            tracing::warn!("a file was still being written");
        }
    }

    /// Begins a file of so many conversations; `None` while there is another.
    pub(crate) fn begin(&self, total: usize) -> Option<Running> {
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        let begun = self.0.send_if_modified(|now| {
            let free = now.is_none();
            let progress = ExportProgress { done: 0, total };
            now.get_or_insert(Now { progress, cancelled: false, placed: false });
            free
        });
        begun.then(|| Running { of: self.clone(), step: total.div_ceil(STEPS).max(1) })
    }

    fn change(&self, change: impl FnOnce(&mut Now)) {
        self.0.send_modify(|now| {
            if let Some(now) = now {
                change(now);
            }
        });
    }
}

/// A file that is being written, until it is dropped.
pub(crate) struct Running {
    of: Exports,
    step: u32,
}

impl Running {
    /// A place for it was chosen.
    ///
    /// # Errors
    /// It was given up.
    pub(super) fn placed(&self) -> io::Result<()> {
        self.of.change(|now| now.placed = !now.cancelled);
        self.wanted()
    }

    /// It could not be written there: unless it was given up, the person may choose another place.
    pub(super) fn misplaced(&self) {
        self.of.change(|now| now.placed = now.cancelled);
    }

    /// So many conversations are written. Answers whether that is worth telling.
    pub(super) fn reached(&self, done: usize) -> bool {
        let done = u32::try_from(done).unwrap_or(u32::MAX);
        self.of.change(|now| now.progress.done = done);
        done.is_multiple_of(self.step)
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.of.0.borrow().is_some_and(|now| now.cancelled)
    }

    /// # Errors
    /// It was given up.
    pub(super) fn wanted(&self) -> io::Result<()> {
        if self.is_cancelled() { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.of.0.send_replace(None);
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::Pin;
    use std::task::Poll;

    use super::*;

    async fn waits(mut future: Pin<&mut impl Future<Output = ()>>) -> bool {
        poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await
    }

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
    #[tokio::test]
    async fn what_is_written_is_waited_for_and_what_has_no_place_yet_is_not() {
        let exports = Exports::default();
        exports.end().await;
        let asked = exports.begin(1).expect("the first");
        exports.end().await;
        assert_eq!(asked.placed().expect_err("is given up").kind(), io::ErrorKind::Interrupted);
        drop(asked);

        let written = exports.begin(1).expect("the next");
        written.placed().expect("is wanted");
        let mut ending = std::pin::pin!(exports.end());
        assert!(waits(ending.as_mut()).await);
        written.misplaced();
        assert!(waits(ending.as_mut()).await, "nothing else is chosen for what is given up");
        drop(written);
        ending.await;
        assert_eq!(exports.progress(), None);
    }

    #[tokio::test]
    async fn another_place_is_asked_for_without_anybody_waiting() {
        let exports = Exports::default();
        let written = exports.begin(1).expect("begins");
        written.placed().expect("is wanted");
        written.misplaced();
        exports.end().await;
        assert!(written.placed().is_err());
    }
}
