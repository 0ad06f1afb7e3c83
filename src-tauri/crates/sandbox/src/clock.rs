//! The sandbox's own clock: message windows, token expiry and story expiry all go by it.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Where the sandbox's time starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's time.
    Real,
    /// This instant (UTC milliseconds); it runs on from there at real speed plus what is advanced.
    At(i64),
}

/// A clock that runs: a base, the real time since, and what was advanced by hand.
#[derive(Debug, Clone)]
pub(crate) struct RunningClock {
    base_ms: i64,
    since: Instant,
}

impl RunningClock {
    /// Starts the clock.
    pub(crate) fn start(clock: Clock) -> Self {
        let base_ms = match clock {
            Clock::At(ms) => ms,
            Clock::Real => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)),
        };
        Self { base_ms, since: Instant::now() }
    }

    /// Now, in UTC milliseconds.
    pub(crate) fn now_ms(&self) -> i64 {
        self.base_ms.saturating_add(i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    /// Jumps to an instant; time runs on from there.
    pub(crate) fn set(&mut self, ms: i64) {
        *self = Self { base_ms: ms, since: Instant::now() };
    }

    /// Jumps by so many milliseconds, backwards if negative.
    pub(crate) fn advance(&mut self, ms: i64) {
        self.base_ms = self.base_ms.saturating_add(ms);
    }
}

/// The form of Graph's times: whole seconds, offset without a colon (reference, section 14 "Time").
pub(crate) fn graph_time(ms: i64) -> String {
    match jiff::Timestamp::from_millisecond(ms) {
        Ok(at) => at.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string(),
        Err(_) => "1970-01-01T00:00:00+0000".to_owned(),
    }
}

/// Reads an RFC 3339 instant as UTC milliseconds.
///
/// # Errors
/// When the text is not an instant.
pub fn parse_instant(text: &str) -> Result<i64, jiff::Error> {
    text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond)
}
