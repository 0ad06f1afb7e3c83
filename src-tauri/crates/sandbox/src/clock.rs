//! The sandbox's own clock: message windows, token expiry and story expiry all go by it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Where the sandbox's time starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's time.
    Real,
    /// This instant (UTC milliseconds); it runs on from there at real speed plus what is advanced.
    At(i64),
}

/// A clock that runs: the machine's, or from a base; and what was advanced by hand.
#[derive(Debug, Clone)]
pub(crate) struct RunningClock {
    runs: Runs,
    advanced_ms: i64,
}

#[derive(Debug, Clone)]
enum Runs {
    /// With the machine's time, over its sleep, too.
    Machine,
    From {
        base_ms: i64,
        since: Instant,
    },
}

impl RunningClock {
    /// Starts the clock.
    pub(crate) fn start(clock: Clock) -> Self {
        let runs = match clock {
            Clock::At(base_ms) => Runs::From { base_ms, since: Instant::now() },
            Clock::Real => Runs::Machine,
        };
        Self { runs, advanced_ms: 0 }
    }

    /// Now, in UTC milliseconds.
    pub(crate) fn now_ms(&self) -> i64 {
        let now = match self.runs {
            Runs::Machine => millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()),
            Runs::From { base_ms, since } => base_ms.saturating_add(millis(since.elapsed())),
        };
        now.saturating_add(self.advanced_ms)
    }

    /// Jumps to an instant; time runs on from there.
    pub(crate) fn set(&mut self, ms: i64) {
        *self = Self::start(Clock::At(ms));
    }

    /// Jumps by so many milliseconds, backwards if negative.
    pub(crate) fn advance(&mut self, ms: i64) {
        self.advanced_ms = self.advanced_ms.saturating_add(ms);
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
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
