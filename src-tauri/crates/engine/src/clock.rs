//! The time, by Instagram's clock as far as it is known.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::time::{MINUTE, SECOND, Timestamp};
use graph::ServerTime;
use tokio::time::Instant;

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

/// A step of the computer's clock beyond what passed: more than a clock that is being corrected makes in little bites.
const STEP_MS: i64 = 10 * SECOND;

/// An answer that is read so long after it was asked for says nothing of the time now.
const LATE: Duration = Duration::from_secs(60);

/// How long what waits for a time waits for an answer that tells it, when the clock may be wrong. Without Instagram nothing is
/// sent in any case, but reading may stand still for long, by a throttle.
pub(crate) const DOUBT: Duration = Duration::from_secs(20);
/// How often it is looked whether that answer came, in milliseconds.
pub(crate) const DOUBT_LOOK_MS: i64 = 100;

/// The computer's clock, corrected by the `Date` of Instagram's answers: message windows are Instagram's, and a laptop
/// whose clock is wrong must not send too late (experience, section 8).
///
/// It is compared with the timer, which nobody sets. A clock that went back was set, and the time goes on as it was. One
/// that went ahead may have been set or may have slept over it: until the next answer nobody knows, as at the start.
#[derive(Clone)]
pub struct ServerClock {
    clock: Arc<dyn Clock>,
    known: Arc<Mutex<Measured>>,
}

struct Measured {
    offsets: VecDeque<i64>,
    /// The computer's clock at the last look, and the timer at the same moment.
    seen: (Timestamp, Instant),
    /// Since when no answer has told what a step of the clock meant.
    doubted_since: Option<Instant>,
}

impl ServerClock {
    /// A clock that trusts `clock` until an answer tells otherwise.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let now = Instant::now();
        let seen = (clock.now(), now);
        let known = Measured { offsets: VecDeque::new(), seen, doubted_since: Some(now) };
        Self { clock, known: Arc::new(Mutex::new(known)) }
    }

    /// Learns from an answer that carried this time, unless it may be of before a step of the clock: a computer that slept
    /// on an answer would take the time at which it fell asleep for now.
    pub fn learn(&self, told: ServerTime) {
        let (mut known, computer) = self.look();
        if told.asked.elapsed() > LATE || known.doubted_since.is_some_and(|since| told.asked < since) {
            return;
        }
        if known.doubted_since.take().is_some() {
            // What was known before the step is of another clock.
            known.offsets.clear();
        }
        known.take(told.at.since(computer));
    }

    /// The clock was turned on purpose, and Instagram's with it (the demo's): the difference between the two is what it was,
    /// and nothing is in doubt.
    pub(crate) fn turned(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.seen = (self.clock.now(), Instant::now());
        known.doubted_since = None;
    }

    /// Begins with what was known when the app last ran, until the first answer.
    pub fn remember(&self, offset_ms: i64) {
        self.look().0.take(offset_ms);
    }

    /// Now, by Instagram's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let (known, computer) = self.look();
        computer.plus(known.offset_ms())
    }

    /// How long to sleep until a time, if there is one; never longer than `longest`, since clocks jump.
    pub(crate) fn until(&self, next: Option<Timestamp>, longest: Duration) -> Duration {
        let ms = next.and_then(|next| u64::try_from(next.since(self.now()).max(1)).ok());
        ms.map_or(longest, |ms| Duration::from_millis(ms).min(longest))
    }

    /// How far this computer's clock is behind Instagram's, in milliseconds; 0 for a difference that means nothing.
    #[must_use]
    pub fn offset_ms(&self) -> i64 {
        self.look().0.offset_ms()
    }

    /// For how long it has not been known whether the time is right: since the start, or since the clock went ahead. `None`
    /// when an answer told.
    #[must_use]
    pub(crate) fn in_doubt(&self) -> Option<Duration> {
        self.look().0.doubted_since.map(|since| since.elapsed())
    }

    /// The computer's clock now, and what is known with a step of it taken in.
    fn look(&self) -> (MutexGuard<'_, Measured>, Timestamp) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (computer, timer) = (self.clock.now(), Instant::now());
        let (before, then) = std::mem::replace(&mut known.seen, (computer, timer));
        let passed = i64::try_from(timer.duration_since(then).as_millis()).unwrap_or(i64::MAX);
        let step = computer.since(before).saturating_sub(passed);
        // While in doubt, what is known may be of the clock before: a step back then may only take back the one ahead.
        let knows = known.doubted_since.is_none() && !known.offsets.is_empty();
        if step < -STEP_MS && knows {
            known.offsets.iter_mut().for_each(|offset| *offset = offset.saturating_sub(step));
        } else if step.abs() > STEP_MS {
            known.doubted_since = Some(timer);
        }
        (known, computer)
    }
}

impl Measured {
    fn take(&mut self, offset: i64) {
        let offsets = &mut self.offsets;
        let agrees = offsets.back().is_some_and(|last| (last - offset).abs() <= NOISE_MS);
        if agrees && (median(offsets) - offset).abs() > SET_MS {
            offsets.clear();
        }
        if offsets.len() == SAMPLES {
            offsets.pop_front();
        }
        offsets.push_back(offset);
    }

    fn offset_ms(&self) -> i64 {
        let median = median(&self.offsets);
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
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    struct Fixed;

    /// An answer that comes at once.
    fn told(at: Timestamp) -> ServerTime {
        ServerTime { at, asked: Instant::now() }
    }

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
            clock.learn(told(Fixed.now().plus(minutes * 60 * SECOND)));
        }
        assert_eq!(clock.offset_ms(), 600 * SECOND, "one wild answer changes nothing");
        assert_eq!(clock.now(), Fixed.now().plus(600 * SECOND));
    }

    #[test]
    fn a_clock_that_was_set_is_believed_at_the_second_answer() {
        let clock = ServerClock::new(Arc::new(Fixed));
        for minutes in [10, 10, 10, 10, 10, -120] {
            clock.learn(told(Fixed.now().plus(minutes * MINUTE)));
        }
        assert_eq!(clock.offset_ms(), 10 * MINUTE);
        clock.learn(told(Fixed.now().plus(-120 * MINUTE + SECOND)));
        assert_eq!(clock.offset_ms(), -120 * MINUTE + SECOND);
    }

    #[test]
    fn the_rounding_of_an_answer_is_no_offset() {
        let clock = ServerClock::new(Arc::new(Fixed));
        clock.learn(told(Fixed.now().plus(-900)));
        assert_eq!(clock.offset_ms(), 0);
    }

    struct Moved(AtomicI64);

    impl Clock for Moved {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::Relaxed))
        }
    }

    fn moved() -> (Arc<Moved>, ServerClock) {
        let computer = Arc::new(Moved(AtomicI64::new(Fixed.now().0)));
        let clock = ServerClock::new(Arc::clone(&computer) as _);
        (computer, clock)
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_back_changes_nothing() {
        let (computer, clock) = moved();
        clock.learn(told(Fixed.now()));
        tokio::time::sleep(Duration::from_secs(60)).await;
        computer.0.fetch_sub(59 * MINUTE, Ordering::Relaxed); // an hour back, and a minute passed
        assert_eq!(clock.now(), Fixed.now().plus(MINUTE));
        assert_eq!(clock.in_doubt(), None);
        // And what the next answer says is about the clock as it is now.
        clock.learn(told(Fixed.now().plus(MINUTE)));
        assert_eq!(clock.now(), Fixed.now().plus(MINUTE));
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_went_ahead_and_back_is_as_it_was() {
        let (computer, clock) = moved();
        clock.learn(told(Fixed.now()));
        computer.0.fetch_add(24 * 60 * MINUTE, Ordering::Relaxed);
        assert!(clock.in_doubt().is_some());
        computer.0.fetch_sub(24 * 60 * MINUTE, Ordering::Relaxed);
        assert_eq!(clock.now(), Fixed.now());
        assert!(clock.in_doubt().is_some(), "an answer is to tell");
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_turned_on_purpose_is_believed() {
        let (computer, clock) = moved();
        clock.learn(told(Fixed.now()));
        for hours in [25, -25] {
            computer.0.fetch_add(hours * 60 * MINUTE, Ordering::Relaxed);
            clock.turned();
            assert_eq!((clock.now(), clock.in_doubt()), (computer.now(), None));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_went_ahead_is_in_doubt_until_one_answer() {
        let (computer, clock) = moved();
        assert!(clock.in_doubt().is_some(), "at the start nobody knows");
        for _ in 0..SAMPLES {
            clock.learn(told(Fixed.now()));
        }
        assert_eq!(clock.in_doubt(), None);
        computer.0.fetch_add(24 * 60 * MINUTE, Ordering::Relaxed);
        assert_eq!(clock.in_doubt(), Some(Duration::ZERO));
        clock.learn(told(Fixed.now()));
        assert_eq!((clock.now(), clock.in_doubt()), (Fixed.now(), None), "it was set");
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_was_slept_on_does_not_hold_the_time_back() {
        let (computer, clock) = moved();
        clock.learn(told(Fixed.now()));
        for noticed_before in [false, true] {
            let answer = told(clock.now());
            computer.0.fetch_add(8 * 60 * MINUTE, Ordering::Relaxed); // and the timer stood still
            tokio::time::sleep(Duration::from_secs(5)).await;
            computer.0.fetch_add(5 * SECOND, Ordering::Relaxed);
            if noticed_before {
                assert_eq!(clock.now(), computer.now());
            }
            clock.learn(answer);
            assert_eq!(clock.now(), computer.now());
            assert!(clock.in_doubt().is_some(), "it tells nothing of now");
            clock.learn(told(computer.now()));
            assert_eq!((clock.now(), clock.in_doubt()), (computer.now(), None));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_lay_about_says_nothing() {
        let (computer, clock) = moved();
        let answer = told(Fixed.now());
        tokio::time::sleep(Duration::from_secs(600)).await;
        computer.0.fetch_add(10 * MINUTE, Ordering::Relaxed);
        clock.learn(answer);
        assert_eq!(clock.now(), computer.now());
    }
}
