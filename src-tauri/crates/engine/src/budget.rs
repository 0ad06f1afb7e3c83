//! How often Instagram may be asked: per handle, and for the whole app.
//!
//! The Conversations API allows 2 calls a second per handle (instagram-platform, section 4 "Rate limits"); we use half
//! of it, so that a second laptop of the same brand fits in too. Throttles and the usage headers stretch the pace.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::ids::HandleId;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

/// The usual distance between two reads of one handle.
const READ_SPACING: Duration = Duration::from_secs(1);
/// The usual distance between two profiles: they do not count as reads of conversations.
const PROFILE_SPACING: Duration = Duration::from_millis(100);
/// From this share of the limit on, reads are spaced wider.
const CAREFUL_PERCENT: u8 = 75;
/// How much wider.
const CAREFUL_FACTOR: u32 = 5;
/// Reads of all handles that may be under way at once: fair over handles, and no burst after a wake from sleep.
const READS_AT_ONCE: usize = 6;

/// Gives out permission to call. Clones share it.
#[derive(Debug, Clone)]
pub struct Budget {
    lanes: Arc<Mutex<Lanes>>,
    reads: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Lanes {
    by_handle: HashMap<HandleId, Lane>,
    app_paused_until: Option<Instant>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Lane {
    next_read: Option<Instant>,
    next_profile: Option<Instant>,
    paused_until: Option<Instant>,
    careful: bool,
}

impl Lane {
    fn spaced(&self, usual: Duration) -> Duration {
        if self.careful { usual * CAREFUL_FACTOR } else { usual }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self { lanes: Arc::default(), reads: Arc::new(Semaphore::new(READS_AT_ONCE)) }
    }
}

impl Budget {
    /// Waits until the handle may be read, and takes one of the places. Dropping the permit gives the place back.
    pub async fn read(&self, handle: HandleId) -> Option<SemaphorePermit<'_>> {
        let at = self.reserve(handle);
        tokio::time::sleep_until(at).await;
        self.reads.acquire().await.ok()
    }

    /// Waits until a profile may be asked for.
    pub async fn profile(&self, handle: HandleId) {
        let at = self.with_lane(handle, |lane, not_before| {
            let at = lane.next_profile.map_or(not_before, |next| next.max(not_before));
            lane.next_profile = Some(at + lane.spaced(PROFILE_SPACING));
            at
        });
        tokio::time::sleep_until(at).await;
    }

    /// When the next read of the handle may begin; takes that time.
    fn reserve(&self, handle: HandleId) -> Instant {
        self.with_lane(handle, |lane, not_before| {
            let at = lane.next_read.map_or(not_before, |next| next.max(not_before));
            lane.next_read = Some(at + lane.spaced(READ_SPACING));
            at
        })
    }

    /// Runs something on a handle's lane, with the earliest time that pauses allow.
    fn with_lane<T>(&self, handle: HandleId, run: impl FnOnce(&mut Lane, Instant) -> T) -> T {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, app) = (Instant::now(), lanes.app_paused_until);
        let lane = lanes.by_handle.entry(handle).or_default();
        let pauses = [lane.paused_until, app].into_iter().flatten();
        let not_before = pauses.fold(now, Instant::max);
        run(lane, not_before)
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

    /// Learns how much of the limit is used, from the usage headers.
    pub fn learn(&self, handle: HandleId, percent: u8) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.by_handle.entry(handle).or_default().careful = percent >= CAREFUL_PERCENT;
    }
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
        budget.learn(A, 80);
        assert!(reads(&budget, A, 2).await >= Duration::from_secs(5));
    }
}
