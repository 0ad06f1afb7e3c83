//! The time, by Instagram's clock as far as it is known.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::time::{MINUTE, SECOND, Timestamp};

/// Where the time comes from: the computer, or a test.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// How many answers the offset is taken from.
const SAMPLES: usize = 5;
/// Differences below this are the answer's own rounding (it gives whole seconds) and the way it took.
pub(crate) const NOISE_MS: i64 = 2 * SECOND;
/// Two answers in a row that agree, and lie so far from the rest: somebody set the computer's clock, and what was known
/// before says nothing any more.
const SET_MS: i64 = MINUTE;

/// The computer's clock, corrected by the `Date` of Instagram's answers: message windows are Instagram's, and a laptop
/// whose clock is wrong must not send too late (experience, section 8).
#[derive(Clone)]
pub struct ServerClock {
    clock: Arc<dyn Clock>,
    offsets: Arc<Mutex<VecDeque<i64>>>,
}

impl ServerClock {
    /// A clock that trusts `clock` until an answer tells otherwise.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, offsets: Arc::default() }
    }

    /// Learns from an answer that carried this time.
    pub fn learn(&self, server_time: Timestamp) {
        self.take(server_time.since(self.clock.now()));
    }

    /// Begins with what was known when the app last ran, until the first answer.
    pub fn remember(&self, offset_ms: i64) {
        self.take(offset_ms);
    }

    fn take(&self, offset: i64) {
        let mut offsets = self.offsets.lock().unwrap_or_else(PoisonError::into_inner);
        let agrees = offsets.back().is_some_and(|last| (last - offset).abs() <= NOISE_MS);
        if agrees && (median(&offsets) - offset).abs() > SET_MS {
            offsets.clear();
        }
        if offsets.len() == SAMPLES {
            offsets.pop_front();
        }
        offsets.push_back(offset);
    }

    /// Now, by Instagram's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now().plus(self.offset_ms())
    }

    /// How long to sleep until a time, if there is one; never longer than `longest`, since clocks jump.
    pub(crate) fn until(&self, next: Option<Timestamp>, longest: Duration) -> Duration {
        let ms = next.and_then(|next| u64::try_from(next.since(self.now()).max(1)).ok());
        ms.map_or(longest, |ms| Duration::from_millis(ms).min(longest))
    }

    /// How far this computer's clock is behind Instagram's, in milliseconds; 0 for a difference that means nothing.
    #[must_use]
    pub fn offset_ms(&self) -> i64 {
        let median = median(&self.offsets.lock().unwrap_or_else(PoisonError::into_inner));
        if median.abs() < NOISE_MS { 0 } else { median }
    }
}

fn median(offsets: &VecDeque<i64>) -> i64 {
    let mut sorted: Vec<i64> = offsets.iter().copied().collect();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

impl std::fmt::Debug for ServerClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ServerClock({} ms)", self.offset_ms())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl Clock for Fixed {
        fn now(&self) -> Timestamp {
            Timestamp(1_790_000_000_000)
        }
    }

    #[test]
    fn the_median_of_the_last_answers_corrects_the_clock() {
        let clock = ServerClock::new(Arc::new(Fixed));
        assert_eq!(clock.offset_ms(), 0);
        for minutes in [10, 10, -900, 10, 10] {
            clock.learn(Fixed.now().plus(minutes * 60 * SECOND));
        }
        assert_eq!(clock.offset_ms(), 600 * SECOND, "one wild answer changes nothing");
        assert_eq!(clock.now(), Fixed.now().plus(600 * SECOND));
    }

    #[test]
    fn a_clock_that_was_set_is_believed_at_the_second_answer() {
        let clock = ServerClock::new(Arc::new(Fixed));
        for minutes in [10, 10, 10, 10, 10, -120] {
            clock.learn(Fixed.now().plus(minutes * MINUTE));
        }
        assert_eq!(clock.offset_ms(), 10 * MINUTE);
        clock.learn(Fixed.now().plus(-120 * MINUTE + SECOND));
        assert_eq!(clock.offset_ms(), -120 * MINUTE + SECOND);
    }

    #[test]
    fn the_rounding_of_an_answer_is_no_offset() {
        let clock = ServerClock::new(Arc::new(Fixed));
        clock.learn(Fixed.now().plus(-900));
        assert_eq!(clock.offset_ms(), 0);
    }
}
