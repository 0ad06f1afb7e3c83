//! How often Instagram may be asked: per handle, and for the whole app.
//!
//! The Conversations API allows 2 calls a second per handle (instagram-platform, section 4 "Rate limits"); we use half
//! of it, so that a second laptop of the same brand fits in too. Throttles and the usage headers stretch the pace.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::ids::HandleId;
use domain::time::Timestamp;
use graph::Usage;
use tokio::sync::{Notify, Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// The usual distance between two reads of one handle.
const READ_SPACING: Duration = Duration::from_secs(1);
/// The usual distance between two profiles: they do not count as reads of conversations.
const PROFILE_SPACING: Duration = Duration::from_millis(100);
/// From this share of the limit on, calls are spaced wider.
const CAREFUL_PERCENT: u8 = 80;
/// At this share there are none for a while: the next would be refused.
const FULL_PERCENT: u8 = 100;
/// That while, where Instagram does not say how long: the headers' windows slide, so a little of the allowance is back soon.
const FULL_PAUSE: Duration = Duration::from_secs(60);
/// How much wider.
const CAREFUL_FACTOR: u32 = 5;
/// Reads of all handles that may be under way at once: fair over handles, and no burst after a wake from sleep.
const READS_AT_ONCE: usize = 6;

/// Gives out permission to call. Clones share it.
#[derive(Debug, Clone)]
pub struct Budget {
    lanes: Arc<Mutex<Lanes>>,
    reads: Arc<Semaphore>,
    resumed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Lanes {
    by_handle: HashMap<HandleId, Lane>,
    app_paused_until: Option<Instant>,
    app_careful: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Lane {
    next_read: Option<Instant>,
    next_profile: Option<Instant>,
    paused_until: Option<Instant>,
    careful: bool,
    sends: Option<SendPause>,
}

/// No reply of a handle leaves: sends have a limit of their own, and each that is refused for it makes the wait longer
/// (instagram-platform, section 4 "Rate limits").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SendPause {
    /// When Instagram said so.
    pub began: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

impl Lane {
    fn spaced(&self, usual: Duration, app_careful: bool) -> Duration {
        if self.careful || app_careful { usual * CAREFUL_FACTOR } else { usual }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            lanes: Arc::default(),
            reads: Arc::new(Semaphore::new(READS_AT_ONCE)),
            resumed: Arc::default(),
        }
    }
}

impl Budget {
    /// Waits until the handle may be read, and takes one of the places. Dropping the permit gives the place back.
    pub async fn read(&self, handle: HandleId) -> Option<SemaphorePermit<'_>> {
        loop {
            let mut resumed = pin!(self.resumed.notified());
            resumed.as_mut().enable();
            let at = self.reserve(handle);
            tokio::select! {
                () = resumed => {}
                () = tokio::time::sleep_until(at) => return self.reads.acquire().await.ok(),
            }
        }
    }

    /// Waits until a profile may be asked for.
    pub async fn profile(&self, handle: HandleId) {
        let at = self.with_lane(handle, |lane, not_before, app_careful| {
            let at = lane.next_profile.map_or(not_before, |next| next.max(not_before));
            lane.next_profile = Some(at + lane.spaced(PROFILE_SPACING, app_careful));
            at
        });
        tokio::time::sleep_until(at).await;
    }

    /// When the next read of the handle may begin; takes that time.
    fn reserve(&self, handle: HandleId) -> Instant {
        self.with_lane(handle, |lane, not_before, app_careful| {
            let at = lane.next_read.map_or(not_before, |next| next.max(not_before));
            lane.next_read = Some(at + lane.spaced(READ_SPACING, app_careful));
            at
        })
    }

    /// Runs something on a handle's lane, with the earliest time that pauses allow.
    fn with_lane<T>(&self, handle: HandleId, run: impl FnOnce(&mut Lane, Instant, bool) -> T) -> T {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, app, app_careful) = (Instant::now(), lanes.app_paused_until, lanes.app_careful);
        let lane = lanes.by_handle.entry(handle).or_default();
        let pauses = [lane.paused_until, app].into_iter().flatten();
        let not_before = pauses.fold(now, Instant::max);
        run(lane, not_before, app_careful)
    }

    /// The handle was just read outside of the budget, to see whose token it is.
    pub fn count_read(&self, handle: HandleId) {
        self.reserve(handle);
    }

    /// Instagram throttled the handle: no calls for this long.
    pub fn pause(&self, handle: HandleId, wait: Duration) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes.by_handle.entry(handle).or_default();
        lane.paused_until = lane.paused_until.max(Some(Instant::now() + wait));
    }

    /// The handle was connected anew: what it was told before no longer holds.
    pub fn resume(&self, handle: HandleId) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever waited for the end of the pause has taken the times after it.
        lanes.by_handle.insert(handle, Lane::default());
    }

    /// The app starts, or this computer slept, and timers stood still meanwhile: only these pauses are left, also for
    /// reads that wait.
    pub fn wake(&self, left: impl IntoIterator<Item = (HandleId, Duration)>) {
        {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let soon = |next: Option<Instant>, usual| next.map(|next| next.min(now + usual));
            for lane in lanes.by_handle.values_mut() {
                lane.paused_until = None;
                // Whoever waited took the times after the pause; the pace stays.
                lane.next_read = soon(lane.next_read, READ_SPACING);
                lane.next_profile = soon(lane.next_profile, PROFILE_SPACING);
            }
            lanes.app_paused_until = None;
            for (handle, wait) in left {
                lanes.by_handle.entry(handle).or_default().paused_until = Some(now + wait);
            }
        }
        self.resumed.notify_waiters();
    }

    /// Instagram throttled the whole app (code 4): no calls of any handle for this long.
    pub fn pause_all(&self, wait: Duration) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.app_paused_until = lanes.app_paused_until.max(Some(Instant::now() + wait));
    }

    /// Whether Instagram's pause of the whole app still runs.
    #[must_use]
    pub fn is_app_paused(&self) -> bool {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.app_paused_until.is_some_and(|until| until > Instant::now())
    }

    /// Whether a pause holds the handle up.
    #[cfg(test)]
    pub(crate) fn is_paused(&self, handle: HandleId) -> bool {
        self.with_lane(handle, |_, not_before, _| not_before > Instant::now())
    }

    /// How long the handle's own pause still lasts, if it is under way.
    pub(crate) fn pause_left(&self, handle: HandleId) -> Option<Duration> {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let until = lanes.by_handle.get(&handle)?.paused_until?;
        Some(until.saturating_duration_since(Instant::now())).filter(|left| !left.is_zero())
    }

    /// Instagram throttled the handle's sends: none for this long.
    pub(crate) fn pause_sends(&self, handle: HandleId, now: Timestamp, wait_ms: i64) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes.by_handle.entry(handle).or_default();
        let until = now.plus(wait_ms);
        let until = lane.sends.map_or(until, |before| until.max(before.until));
        lane.sends = Some(SendPause { began: now, until });
    }

    /// A reply arrived whose attempt began then: sends are not throttled, unless Instagram said so since.
    pub(crate) fn resume_sends(&self, handle: HandleId, attempted_at: Timestamp) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes.by_handle.entry(handle).or_default();
        lane.sends = lane.sends.filter(|pause| pause.began > attempted_at);
    }

    /// The pause of the handle's sends, while it lasts.
    pub(crate) fn send_pause(&self, handle: HandleId, now: Timestamp) -> Option<SendPause> {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.by_handle.get(&handle)?.sends.filter(|pause| pause.until > now)
    }

    /// Learns how much of the handle's limit is used, and of the whole app's, from the usage headers of a read. An answer
    /// without them says 0 and changes nothing about the app, of which another handle's answer told.
    pub fn learn(&self, handle: HandleId, usage: Usage) {
        {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.by_handle.entry(handle).or_default().careful = usage.percent >= CAREFUL_PERCENT;
        }
        if let Some(wait) = wait_of_full(usage) {
            self.pause(handle, wait);
        }
        self.learn_of_app(usage.app_percent);
    }

    /// The same from those of a send, of which only the next sends follow.
    pub(crate) fn learn_of_send(&self, handle: HandleId, usage: Usage, now: Timestamp) {
        if let Some(wait) = wait_of_full(usage) {
            self.pause_sends(handle, now, i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        }
        self.learn_of_app(usage.app_percent);
    }

    fn learn_of_app(&self, percent: u8) {
        if percent > 0 {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.app_careful = percent >= CAREFUL_PERCENT;
        }
        if percent >= FULL_PERCENT {
            self.pause_all(FULL_PAUSE);
        }
    }
}

/// How long there are no calls where the allowance is used up: as long as Instagram says, if that is the longer.
fn wait_of_full(usage: Usage) -> Option<Duration> {
    let told = usage.wait_ms.and_then(|ms| u64::try_from(ms).ok()).map(Duration::from_millis);
    (usage.percent >= FULL_PERCENT).then(|| told.unwrap_or_default().max(FULL_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: HandleId = HandleId(1);
    const B: HandleId = HandleId(2);

    async fn reads(budget: &Budget, handle: HandleId, count: u32) -> Duration {
        let began = Instant::now();
        for _ in 0..count {
            let _permit = budget.read(handle).await.expect("open");
        }
        began.elapsed()
    }

    fn used(percent: u8, app_percent: u8) -> Usage {
        Usage { percent, app_percent, wait_ms: None }
    }

    #[tokio::test(start_paused = true)]
    async fn one_handle_is_read_once_a_second_and_others_do_not_wait() {
        let budget = Budget::default();
        assert!(reads(&budget, A, 4).await >= Duration::from_secs(3));
        assert!(reads(&budget, B, 1).await < Duration::from_millis(10));
    }

    #[tokio::test(start_paused = true)]
    async fn a_throttle_stops_its_handle_and_code_4_stops_all() {
        let budget = Budget::default();
        budget.pause(A, Duration::from_secs(60));
        assert!(reads(&budget, B, 1).await < Duration::from_millis(10));
        assert!(reads(&budget, A, 1).await >= Duration::from_secs(60));
        budget.pause_all(Duration::from_secs(30));
        assert!(reads(&budget, B, 1).await >= Duration::from_secs(30));
    }

    #[tokio::test(start_paused = true)]
    async fn a_nearly_used_limit_widens_the_pace() {
        let budget = Budget::default();
        budget.learn(A, used(79, 0));
        assert!(reads(&budget, A, 2).await < Duration::from_secs(2));
        budget.learn(A, used(80, 0));
        assert!(reads(&budget, A, 3).await >= Duration::from_secs(10));
        assert!(reads(&budget, B, 2).await < Duration::from_secs(2), "the other handle has its own");
    }

    #[tokio::test(start_paused = true)]
    async fn the_apps_own_limit_slows_every_handle_until_an_answer_says_otherwise() {
        let budget = Budget::default();
        budget.learn(A, used(0, 85));
        assert!(reads(&budget, B, 2).await >= Duration::from_secs(5));
        budget.learn(B, used(0, 0));
        assert!(reads(&budget, B, 2).await >= Duration::from_secs(5), "no header says nothing");
        budget.learn(B, used(0, 10));
        assert!(reads(&budget, B, 3).await < Duration::from_secs(8));
    }

    #[tokio::test(start_paused = true)]
    async fn a_used_up_limit_stops_calls_for_a_while() {
        let budget = Budget::default();
        budget.learn(A, used(100, 0));
        assert!(reads(&budget, B, 1).await < Duration::from_millis(10));
        assert!(reads(&budget, A, 1).await >= FULL_PAUSE);
        budget.learn(A, used(0, 100));
        assert!(reads(&budget, B, 1).await >= FULL_PAUSE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_used_up_limit_stops_calls_for_as_long_as_the_answer_says() {
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let told = |percent| Usage { wait_ms: Some(19 * 60_000), ..used(percent, 0) };
        let budget = Budget::default();
        budget.learn(A, told(99));
        assert!(reads(&budget, A, 1).await < minutes(1), "it is not used up");
        budget.learn(A, told(100));
        assert_eq!(budget.pause_left(A), Some(minutes(19)));
        assert!(reads(&budget, A, 1).await >= minutes(19));
        budget.learn(B, Usage { wait_ms: Some(1_000), ..used(100, 0) });
        assert!(reads(&budget, B, 1).await >= FULL_PAUSE, "the longer of both");
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_of_sends_stops_no_read_and_ends_with_a_reply_that_arrives() {
        let (budget, now) = (Budget::default(), Timestamp(1_790_000_000_000));
        budget.learn_of_send(A, Usage { wait_ms: Some(120_000), ..used(100, 0) }, now);
        assert!(reads(&budget, A, 1).await < Duration::from_millis(10));
        let until = |at| budget.send_pause(A, at).map(|pause| pause.until);
        assert_eq!((until(now), until(now.plus(120_000))), (Some(now.plus(120_000)), None));
        budget.pause_sends(A, now.plus(1), 1_000);
        assert_eq!(until(now), Some(now.plus(120_000)), "the longer of both");
        assert_eq!(budget.send_pause(B, now), None, "another handle's go on");
        budget.resume_sends(A, now);
        assert_eq!(until(now), Some(now.plus(120_000)), "it left before Instagram said so");
        budget.resume_sends(A, now.plus(2));
        assert_eq!(until(now), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_sign_in_ends_the_handles_own_pause() {
        let budget = Budget::default();
        budget.pause(A, Duration::from_secs(600));
        let waiting = tokio::time::timeout(Duration::from_secs(1), budget.read(A)).await;
        assert!(waiting.is_err(), "it waits");
        budget.resume(A);
        assert!(reads(&budget, A, 1).await < Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_sleep_only_what_is_left_of_a_pause_is_waited_for() {
        let budget = Budget::default();
        budget.pause_all(Duration::from_secs(3_600));
        let waiting = |handle| {
            let budget = budget.clone();
            tokio::spawn(async move { reads(&budget, handle, 1).await })
        };
        let (slept, throttled) = (waiting(A), waiting(B));
        tokio::time::sleep(Duration::from_secs(1)).await;
        budget.wake([(B, Duration::from_secs(60))]);
        assert!(slept.await.expect("reads") <= Duration::from_secs(2));
        assert!(throttled.await.expect("reads") >= Duration::from_secs(60));
        let began = Instant::now();
        for _ in 0..3 {
            budget.wake([]);
            reads(&budget, A, 1).await;
        }
        assert!(began.elapsed() >= Duration::from_secs(2), "and the pace is kept");
    }
}
