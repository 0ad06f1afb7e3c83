//! Threads that say what they said the last time.
//!
//! Nearly always a round finds nothing new. What it lists again word for word is not looked up in the database message by
//! message: that was half of what a quiet day took of a processor.

use std::collections::HashMap;

use domain::ids::ThreadId;
use domain::time::{MINUTE, SECOND, Timestamp};
use graph::ThreadRead;

/// What a thread says for the first time is looked up once more after this: that a message is not there any more counts
/// only when two listings lack it (`store::ingest`), a minute apart, or ten where it was the newest. They are written down a
/// moment after they were read.
const CONFIRMED_AFTER_MS: i64 = MINUTE + 5 * SECOND;
/// And then from time to time.
const LOOKED_UP_EVERY_MS: i64 = 10 * MINUTE;

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

/// What a thread said when it was last written down.
#[derive(Debug)]
struct Written {
    digest: u64,
    at: Timestamp,
    /// It had said the same before.
    confirmed: bool,
}

/// What the threads of a handle said when they were last written down.
#[derive(Debug, Default)]
pub(super) struct LastSaid {
    under: Option<Under>,
    threads: HashMap<ThreadId, Written>,
}

impl LastSaid {
    /// Leaves out what the threads tell that say what they said before. They stay in the page: the list goes on behind them.
    pub(super) fn leave_out(&self, under: Under, threads: &mut [ThreadRead], now: Timestamp) {
        if self.under != Some(under) {
            return;
        }
        for thread in threads {
            let written = thread.id.as_ref().and_then(|id| self.threads.get(id));
            if written.is_some_and(|written| written.digest == thread.digest && written.holds(now)) {
                thread.observations.clear();
            }
        }
    }

    /// What the threads of a page said is written down now. They were asked for under this.
    pub(super) fn written(&mut self, under: Under, said: Vec<Said>, at: Timestamp) {
        if self.under != Some(under) || self.threads.len() + said.len() > MOST {
            *self = Self { under: Some(under), threads: HashMap::new() };
        }
        for Said { thread, digest } in said {
            let confirmed = self.threads.get(&thread).is_some_and(|before| before.digest == digest);
            self.threads.insert(thread, Written { digest, at, confirmed });
        }
    }
}

impl Written {
    /// Whether it is not looked up again yet. A clock that was set back makes nothing wait until it is there again.
    fn holds(&self, now: Timestamp) -> bool {
        let holds_for = if self.confirmed { LOOKED_UP_EVERY_MS } else { CONFIRMED_AFTER_MS };
        (0..holds_for).contains(&now.since(self.at))
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
    use graph::ThreadProblem;

    use super::*;

    const UNDER: Under = (1, 7);
    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn row(thread: &str, digest: u64) -> ThreadRead {
        let closed = ObservedClosedThread {
            thread: ThreadId::from(thread),
            why: ClosedBecause::Group,
            usernames: Vec::new(),
            updated_at: NOW,
        };
        ThreadRead {
            id: Some(closed.thread.clone()),
            updated_at: Some(closed.updated_at),
            observations: vec![Observation::ClosedThread(closed)],
            problems: Vec::new(),
            digest,
        }
    }

    /// Which of the rows are looked up, and all of them written down, so long after the first time.
    fn read(known: &mut LastSaid, under: Under, after: i64, mut rows: Vec<ThreadRead>) -> Vec<bool> {
        let now = NOW.plus(after);
        known.leave_out(under, &mut rows, now);
        known.written(under, said(&rows), now);
        rows.iter().map(|row| !row.observations.is_empty()).collect()
    }

    #[test]
    fn a_thread_is_looked_up_when_it_says_something_else_and_once_more_a_minute_later() {
        let mut known = LastSaid::default();
        assert_eq!(read(&mut known, UNDER, 0, vec![row("a", 1), row("b", 1)]), [true, true]);
        assert_eq!(read(&mut known, UNDER, 9, vec![row("a", 1), row("b", 2)]), [false, true]);
        assert_eq!(
            read(&mut known, UNDER, CONFIRMED_AFTER_MS - 1, vec![row("b", 2), row("a", 1)]),
            [false, false]
        );
        assert_eq!(
            read(&mut known, UNDER, CONFIRMED_AFTER_MS, vec![row("a", 1), row("b", 2)]),
            [true, false]
        );
        assert_eq!(read(&mut known, UNDER, 2 * MINUTE, vec![row("a", 1), row("b", 2)]), [false, true]);
        assert_eq!(
            read(&mut known, UNDER, CONFIRMED_AFTER_MS + LOOKED_UP_EVERY_MS - 1, vec![row("a", 1)]),
            [false]
        );
        assert_eq!(
            read(&mut known, UNDER, CONFIRMED_AFTER_MS + LOOKED_UP_EVERY_MS, vec![row("a", 1)]),
            [true],
            "from time to time"
        );
        assert_eq!(read(&mut known, UNDER, 10 * MINUTE, vec![row("a", 1)]), [true], "the clock was set back");
    }

    #[test]
    fn nothing_is_known_after_a_new_sign_in_or_what_came_another_way() {
        let mut known = LastSaid::default();
        read(&mut known, UNDER, 0, vec![row("a", 1)]);
        for under in [(2, 7), (2, 8)] {
            assert_eq!(read(&mut known, under, 1, vec![row("a", 1)]), [true], "{under:?}");
            assert_eq!(read(&mut known, under, 1, vec![row("a", 1)]), [false], "{under:?}");
        }
    }

    #[test]
    fn what_could_not_be_read_is_read_again_and_only_so_many_are_remembered() {
        let mut known = LastSaid::default();
        let broken = || ThreadRead { problems: vec![ThreadProblem::Message(None)], ..row("a", 1) };
        for _ in 0..2 {
            assert_eq!(read(&mut known, UNDER, 0, vec![broken()]), [true]);
        }
        for thread in 0..=MOST {
            read(&mut known, UNDER, 0, vec![row(&thread.to_string(), 1)]);
        }
        assert!(known.threads.len() <= MOST);
    }
}
