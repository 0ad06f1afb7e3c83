//! Batches of changes, one for each frame at most.

use std::time::Duration;

use api::Changes;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::Instant;

/// The shortest time between two batches: two frames of a screen.
const FRAME: Duration = Duration::from_millis(33);
/// What one transaction sets off comes within this.
const TOGETHER: Duration = Duration::from_millis(3);

/// The changes of one subscription, merged over frames and numbered.
pub(crate) struct Frames {
    changes: Receiver<Changes>,
    /// What must be said before anything new.
    owed: Changes,
    /// When the next batch may follow the one before.
    earliest: Instant,
    revision: u32,
}

impl Frames {
    /// Batches of what comes over `changes`. A subscription that continues an older one begins with a resync.
    pub(crate) fn new(changes: Receiver<Changes>, resumed: bool) -> Self {
        let owed = if resumed { Changes::everything() } else { Changes::default() };
        Self { changes, owed, earliest: Instant::now(), revision: 0 }
    }

    /// The next batch; `None` when the core has ended.
    pub(crate) async fn next(&mut self) -> Option<Changes> {
        if self.owed.is_empty() {
            match self.changes.recv().await {
                Ok(change) => self.owed.merge(&change),
                Err(RecvError::Lagged(_)) => self.owed.merge(&Changes::everything()),
                Err(RecvError::Closed) => return None,
            }
            // What is new after a silence is shown at once; in a flood, what follows within the frame travels along.
            tokio::time::sleep_until(self.earliest.max(Instant::now() + TOGETHER)).await;
        }
        loop {
            match self.changes.try_recv() {
                Ok(change) => self.owed.merge(&change),
                Err(TryRecvError::Lagged(_)) => self.owed.merge(&Changes::everything()),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        self.earliest = Instant::now() + FRAME;
        self.revision = self.revision.wrapping_add(1);
        Some(Changes { revision: self.revision, ..std::mem::take(&mut self.owed) })
    }

    /// The last batch did not reach anybody: the next one is a resync.
    pub(crate) fn forget(&mut self) {
        self.owed = Changes::everything();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use api::{Changes, Topic};
    use tokio::sync::broadcast;
    use tokio::time::Instant;

    use super::{FRAME, Frames};

    fn of(conversation: i64) -> Changes {
        Changes { conversations: BTreeSet::from([conversation]), ..Changes::default() }
    }

    #[tokio::test]
    async fn one_frame_is_one_batch_and_batches_are_numbered() {
        let (sender, receiver) = broadcast::channel(16);
        let mut frames = Frames::new(receiver, false);
        for change in [Changes::of(Topic::Lists), of(7), of(9)] {
            sender.send(change).unwrap();
        }
        let first = frames.next().await.unwrap();
        assert_eq!((first.revision, first.conversations), (1, BTreeSet::from([7, 9])));
        assert_eq!(first.topics, BTreeSet::from([Topic::Lists]));

        sender.send(of(1)).unwrap();
        let second = frames.next().await.unwrap();
        assert_eq!((second.revision, second.conversations), (2, BTreeSet::from([1])));

        drop(sender);
        assert_eq!(frames.next().await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_after_a_silence_waits_for_no_frame_and_a_flood_does() {
        let (sender, receiver) = broadcast::channel(16);
        let mut frames = Frames::new(receiver, false);
        let began = Instant::now();
        for (conversation, at_least, at_most) in [(1, 0, 5), (2, FRAME.as_millis(), 45)] {
            sender.send(of(conversation)).unwrap();
            assert_eq!(frames.next().await.unwrap().conversations, BTreeSet::from([conversation]));
            let after = began.elapsed().as_millis();
            assert!((at_least..=at_most).contains(&after), "batch {conversation} after {after} ms");
        }
    }

    #[tokio::test]
    async fn what_was_missed_is_one_resync() {
        let (sender, receiver) = broadcast::channel(2);
        let mut frames = Frames::new(receiver, false);
        for conversation in 0..9 {
            sender.send(of(conversation)).unwrap();
        }
        assert!(frames.next().await.unwrap().resync, "the subscriber lagged behind");

        sender.send(of(1)).unwrap();
        assert!(!frames.next().await.unwrap().resync);
        frames.forget();
        assert!(frames.next().await.unwrap().resync, "a batch reached nobody");
    }

    #[tokio::test]
    async fn a_page_that_comes_back_hears_a_resync_at_once() {
        let (_sender, receiver) = broadcast::channel(2);
        assert!(Frames::new(receiver, true).next().await.unwrap().resync);
    }
}
