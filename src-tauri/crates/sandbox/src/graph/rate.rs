//! How often one may call (reference, section 4 "Rate limits"), and the headers that tell how close one is.

use std::collections::{HashMap, VecDeque};

use serde_json::{Value, json};

use super::GraphError;
use super::caller::Seat;
use crate::world::World;

/// Conversations calls per second and handle.
const READS_PER_SECOND: usize = 2;
/// Texts, links, reactions, stickers per second and handle: Instagram Login, then Facebook Login.
const SENDS_PER_SECOND: [usize; 2] = [100, 300];
/// Audio and video per second and handle.
const MOVING_PER_SECOND: usize = 10;
/// Private replies to comments on posts and reels per hour; to live comments per second.
const PRIVATE_PER_HOUR: usize = 750;
const LIVE_PER_SECOND: usize = 100;
/// How long a business-use-case throttle lasts, and what the usage header says then.
const THROTTLE_MINUTES: i64 = 1;
const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;

/// What was called lately, beside the Conversations calls that each handle keeps itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paces {
    sends: HashMap<usize, Recent>,
    moving: HashMap<usize, Recent>,
    private: HashMap<usize, Recent>,
    live: HashMap<usize, Recent>,
    app: Recent,
    /// Calls of the app in an hour, all handles together; as many as one likes when none is set.
    pub(crate) app_calls_per_hour: Option<usize>,
}

/// Times of calls, the oldest first.
#[derive(Debug, Clone, Default)]
struct Recent(VecDeque<i64>);

impl Recent {
    /// Counts a call; false when there were as many as allowed already.
    fn count(&mut self, now: i64, span_ms: i64, allowed: usize) -> bool {
        while self.0.front().is_some_and(|at| now - at >= span_ms || *at > now) {
            self.0.pop_front();
        }
        let room = self.0.len() < allowed;
        if room {
            self.0.push_back(now);
        }
        room
    }
}

/// Whom an answer is for, as far as its headers tell.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Reached {
    pub(crate) handle: Option<usize>,
    /// The Page in front of the handle.
    pub(crate) page: Option<usize>,
}

/// Counts a call of the app; refuses it with code 4 beyond the app's limit.
pub(crate) fn app_call(world: &mut World) -> Result<(), GraphError> {
    let now = world.now_ms();
    let paces = &mut world.registry.paces;
    let Some(allowed) = paces.app_calls_per_hour else { return Ok(()) };
    if paces.app.count(now, HOUR_MS, allowed) { Ok(()) } else { Err(GraphError::throttle(4, None)) }
}

/// Counts a call of the Conversations API; refuses it beyond two a second.
pub(crate) fn conversations_call(world: &mut World, seat: &Seat) -> Result<(), GraphError> {
    let kind = world.switches.get("conversations_throttle");
    let now = world.now_ms();
    let own = &mut world.handles[seat.handle];
    while own.recent_calls.front().is_some_and(|at| now - at >= MINUTE_MS || *at > now) {
        own.recent_calls.pop_front();
    }
    let in_last_second = own.recent_calls.iter().rev().take_while(|at| now - *at < SECOND_MS).count();
    own.recent_calls.push_back(now);
    match kind {
        "off" => Ok(()),
        "613" if in_last_second >= READS_PER_SECOND => Err(GraphError::throttle(613, None)),
        "80002" if now < own.throttled_until_ms || in_last_second >= READS_PER_SECOND => {
            // Continuing to call while throttled lengthens the throttle.
            own.throttled_until_ms = now + THROTTLE_MINUTES * MINUTE_MS;
            Err(GraphError::throttle(business_code(seat), Some(THROTTLE_MINUTES)))
        }
        _ => Ok(()),
    }
}

/// 80002 for Instagram, 80006 for what Meta counts as Messenger.
fn business_code(seat: &Seat) -> i64 {
    if seat.page.is_some() { 80_006 } else { 80_002 }
}

/// Counts a send; `moving` is audio or video.
pub(crate) fn sending(world: &mut World, seat: &Seat, moving: bool) -> Result<(), GraphError> {
    let (now, handle) = (world.now_ms(), seat.handle);
    let paces = &mut world.registry.paces;
    let room = if moving {
        paces.moving.entry(handle).or_default().count(now, SECOND_MS, MOVING_PER_SECOND)
    } else {
        let allowed = SENDS_PER_SECOND[usize::from(seat.page.is_some())];
        paces.sends.entry(handle).or_default().count(now, SECOND_MS, allowed)
    };
    refused_unless(room, world, seat)
}

/// Counts a private reply.
pub(crate) fn private_reply(world: &mut World, seat: &Seat, live: bool) -> Result<(), GraphError> {
    let (now, handle) = (world.now_ms(), seat.handle);
    let paces = &mut world.registry.paces;
    let room = if live {
        paces.live.entry(handle).or_default().count(now, SECOND_MS, LIVE_PER_SECOND)
    } else {
        paces.private.entry(handle).or_default().count(now, HOUR_MS, PRIVATE_PER_HOUR)
    };
    refused_unless(room, world, seat)
}

fn refused_unless(room: bool, world: &World, seat: &Seat) -> Result<(), GraphError> {
    match world.switches.get("send_throttle") {
        _ if room => Ok(()),
        "off" => Ok(()),
        "613" => Err(GraphError::throttle(613, None)),
        _ => Err(GraphError::throttle(business_code(seat), Some(THROTTLE_MINUTES))),
    }
}

/// The value of `X-Business-Use-Case-Usage`: percentages, and the minutes to wait when refused.
pub(crate) fn usage(world: &World, reached: Reached, regain_minutes: Option<i64>) -> Option<Value> {
    let own = &world.handles[reached.handle?];
    let calls = own.recent_calls.len();
    let whole = READS_PER_SECOND * 60;
    let percent = if regain_minutes.is_some() { 100 } else { (calls * 100 / whole).min(100) };
    let (id, kind) = match reached.page {
        Some(page) => (world.registry.pages[page].id.as_str(), "messenger"),
        None => (own.ig_id.as_str(), "instagram"),
    };
    Some(json!({
        id: [{
            "type": kind,
            "call_count": percent,
            "total_cputime": percent / 4,
            "total_time": percent / 3,
            "estimated_time_to_regain_access": regain_minutes.unwrap_or(0),
        }]
    }))
}

/// The value of `X-App-Usage`. Where the business's usage applies it wins, unless the switch shows both.
pub(crate) fn app_usage(world: &World, reached: Reached) -> Option<Value> {
    let both = world.switches.is("app_usage_header", "always");
    let paces = &world.registry.paces;
    let allowed = paces.app_calls_per_hour.unwrap_or(200);
    if reached.handle.is_some() && !both && paces.app_calls_per_hour.is_none() {
        return None;
    }
    let percent = (paces.app.0.len() * 100 / allowed.max(1)).min(100);
    Some(json!({"call_count": percent, "total_time": percent / 3, "total_cputime": percent / 4}))
}
