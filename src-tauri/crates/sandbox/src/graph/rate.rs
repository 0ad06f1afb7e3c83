//! How often a handle may be asked about its conversations (reference, section 4 "Rate limits").

use serde_json::{Value, json};

use super::GraphError;
use crate::world::World;

/// Conversations calls per second and handle.
const PER_SECOND: usize = 2;
/// How long 80002 lasts, and what the usage header says then.
const THROTTLE_MINUTES: i64 = 1;
const MINUTE_MS: i64 = 60_000;

/// Counts a call of the Conversations API; refuses it beyond two a second.
pub(crate) fn conversations_call(world: &mut World, handle: usize) -> Result<(), GraphError> {
    let kind = world.switches.get("conversations_throttle");
    let now = world.now_ms();
    let own = &mut world.handles[handle];
    while own.recent_calls.front().is_some_and(|at| now - at >= MINUTE_MS || *at > now) {
        own.recent_calls.pop_front();
    }
    let in_last_second = own.recent_calls.iter().rev().take_while(|at| now - *at < 1_000).count();
    own.recent_calls.push_back(now);
    match kind {
        "off" => Ok(()),
        "613" if in_last_second >= PER_SECOND => Err(GraphError::throttle(613, None)),
        "80002" if now < own.throttled_until_ms || in_last_second >= PER_SECOND => {
            // Continuing to call while throttled lengthens the throttle.
            own.throttled_until_ms = now + THROTTLE_MINUTES * MINUTE_MS;
            Err(GraphError::throttle(80002, Some(THROTTLE_MINUTES)))
        }
        _ => Ok(()),
    }
}

/// The value of `X-Business-Use-Case-Usage`: percentages, and the minutes to wait when refused.
pub(crate) fn usage(world: &World, handle: usize, regain_minutes: Option<i64>) -> Value {
    let own = &world.handles[handle];
    let calls = own.recent_calls.len();
    let percent = if regain_minutes.is_some() { 100 } else { (calls * 100 / (PER_SECOND * 60)).min(100) };
    json!({
        own.ig_id.as_str(): [{
            "type": "instagram",
            "call_count": percent,
            "total_cputime": percent / 4,
            "total_time": percent / 3,
            "estimated_time_to_regain_access": regain_minutes.unwrap_or(0),
        }]
    })
}
