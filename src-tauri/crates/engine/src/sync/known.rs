//! Threads that say what they said the last time.
//!
//! Nearly always a round finds nothing new. What it lists again word for word is not looked up in the database message by
//! message: that was half of what a quiet day took of a processor.

use std::collections::HashMap;
use std::time::Duration;

use domain::ids::ThreadId;
use graph::ThreadRead;
use tokio::time::Instant;

/// A thread is looked up nevertheless after this long.
const LOOKED_UP_EVERY: Duration = Duration::from_secs(10 * 60);

/// So many threads of a handle are remembered; a round looks at twenty.
const MOST: usize = 60;

/// Under what a handle's threads were read: its epoch, and how often anything was told otherwise than by a round
/// ([`Shared::told_otherwise`](crate::shared::Shared::told_otherwise)). A webhook may since have changed what is stored.
type Under = (i64, u64);

/// What a row of the list said.
pub(super) struct Said {
    thread: ThreadId,
    digest: u64,
}

/// What the threads of a handle said when they were last written down.
#[derive(Debug, Default)]
pub(super) struct Known {
    under: Option<Under>,
    threads: HashMap<ThreadId, (u64, Instant)>,
}

impl Known {
    /// Leaves out what the threads tell that say what they said before. They stay in the page: the list goes on behind them.
    pub(super) fn leave_out(&self, under: Under, threads: &mut [ThreadRead]) {
        if self.under != Some(under) {
            return;
        }
        for thread in threads {
            let known = thread.id.as_ref().and_then(|id| self.threads.get(id));
            if known.is_some_and(|(digest, at)| *digest == thread.digest && at.elapsed() < LOOKED_UP_EVERY) {
                thread.observations.clear();
            }
        }
    }

    /// What the threads of a page said is written down now. They were asked for under this.
    pub(super) fn written(&mut self, under: Under, said: Vec<Said>) {
        if self.under != Some(under) || self.threads.len() + said.len() > MOST {
            *self = Self { under: Some(under), threads: HashMap::new() };
        }
        let now = Instant::now();
        self.threads.extend(said.into_iter().map(|Said { thread, digest }| (thread, (digest, now))));
    }
}

/// What the threads say that are to be written down. Where something could not be read, it is tried again.
pub(super) fn said(threads: &[ThreadRead]) -> Vec<Said> {
    let new = threads.iter().filter(|thread| thread.problems.is_empty() && !thread.observations.is_empty());
    new.filter_map(|thread| Some(Said { thread: thread.id.clone()?, digest: thread.digest })).collect()
}

#[cfg(test)]
mod tests {
    use domain::observation::{ClosedBecause, Observation, ObservedClosedThread};
    use domain::time::Timestamp;
    use graph::ThreadProblem;

    use super::*;

    const UNDER: Under = (1, 7);

    fn row(thread: &str, digest: u64) -> ThreadRead {
        let closed = ObservedClosedThread {
            thread: ThreadId::from(thread),
            why: ClosedBecause::Group,
            usernames: Vec::new(),
            updated_at: Timestamp(1_790_000_000_000),
        };
        ThreadRead {
            id: Some(closed.thread.clone()),
            updated_at: Some(closed.updated_at),
            observations: vec![Observation::ClosedThread(closed)],
            problems: Vec::new(),
            digest,
        }
    }

    /// Which of the rows are looked up, and all of them written down.
    fn read(known: &mut Known, under: Under, mut rows: Vec<ThreadRead>) -> Vec<bool> {
        known.leave_out(under, &mut rows);
        known.written(under, said(&rows));
        rows.iter().map(|row| !row.observations.is_empty()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn a_thread_is_looked_up_when_it_says_something_else_and_from_time_to_time() {
        let mut known = Known::default();
        assert_eq!(read(&mut known, UNDER, vec![row("a", 1), row("b", 1)]), [true, true]);
        assert_eq!(read(&mut known, UNDER, vec![row("a", 1), row("b", 2)]), [false, true]);
        assert_eq!(read(&mut known, UNDER, vec![row("b", 2), row("a", 1)]), [false, false]);
        tokio::time::advance(LOOKED_UP_EVERY).await;
        assert_eq!(read(&mut known, UNDER, vec![row("a", 1)]), [true]);
        assert_eq!(read(&mut known, UNDER, vec![row("a", 1)]), [false]);
    }

    #[tokio::test]
    async fn nothing_is_known_after_a_new_sign_in_or_what_came_another_way() {
        let mut known = Known::default();
        read(&mut known, UNDER, vec![row("a", 1)]);
        for under in [(2, 7), (2, 8)] {
            assert_eq!(read(&mut known, under, vec![row("a", 1)]), [true], "{under:?}");
            assert_eq!(read(&mut known, under, vec![row("a", 1)]), [false], "{under:?}");
        }
    }

    #[tokio::test]
    async fn what_could_not_be_read_is_read_again_and_only_so_many_are_remembered() {
        let mut known = Known::default();
        let broken = || ThreadRead { problems: vec![ThreadProblem::Message(None)], ..row("a", 1) };
        for _ in 0..2 {
            assert_eq!(read(&mut known, UNDER, vec![broken()]), [true]);
        }
        for thread in 0..=MOST {
            read(&mut known, UNDER, vec![row(&thread.to_string(), 1)]);
        }
        assert!(known.threads.len() <= MOST);
    }
}
