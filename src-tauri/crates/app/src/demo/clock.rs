//! The demo's clock: the simulated Instagram's own. It is turned to the days of the roll-out and past the end of windows.

use api::request::DemoTime;
use domain::time::{DAY, HOUR, MINUTE, Timestamp};
use sandbox::{Clock, Sandbox};

/// Less than this from this computer's time is this computer's time: a demo that has run for a while drifts.
const SAME_MS: i64 = MINUTE;
/// 2021-06-01, 12:00 UTC. Noon, so that it is that day nearly everywhere.
const DAY_BEFORE: i64 = 1_622_548_800_000;
const PHASE_1: i64 = DAY_BEFORE + DAY;
const PHASE_2: i64 = PHASE_1 + 35 * DAY;
const PHASE_3: i64 = PHASE_2 + 40 * DAY;

/// The simulated Instagram's clock, as the engine of the demo has it.
pub(super) struct DemoClock(pub(super) Sandbox);

impl engine::Clock for DemoClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.now_ms())
    }
}

/// What turning the clock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It shows that time already.
    Nothing,
    /// So many milliseconds pass at once, as over a sleep.
    Pass(i64),
    /// Another day of the brand, so many milliseconds on; its sign-ins were renewed all along.
    AnotherDay(i64),
    /// What has happened cannot un-happen: the demo begins anew at a time before.
    Anew(Clock),
}

/// What turning a clock that shows `now` does; this computer's shows `real`.
pub(crate) fn turn(to: DemoTime, now: Timestamp, real: Timestamp) -> Turn {
    let day = match to {
        DemoTime::Now if now.since(real).abs() < SAME_MS => return Turn::Nothing,
        // The present is the demo as it is first opened, with messages of today.
        DemoTime::Now => return Turn::Anew(Clock::Real),
        DemoTime::In25Hours => return Turn::Pass(25 * HOUR),
        DemoTime::In8Days => return Turn::Pass(8 * DAY),
        DemoTime::DayBefore => DAY_BEFORE,
        DemoTime::Phase1 => PHASE_1,
        DemoTime::Phase2 => PHASE_2,
        DemoTime::Phase3 => PHASE_3,
    };
    match Timestamp(day).since(now) {
        // Midday is over, and the day is the same.
        since if (-DAY / 2..=0).contains(&since) => Turn::Nothing,
        since if since > 0 => Turn::AnotherDay(since),
        _ => Turn::Anew(Clock::At(day)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ahead_time_passes_and_back_the_demo_begins_anew() {
        let real = Timestamp(1_790_000_000_000);
        let day = |at: i64| Turn::Anew(Clock::At(at));
        for (to, now, does) in [
            (DemoTime::Now, real.0 + 5_000, Turn::Nothing),
            (DemoTime::Now, PHASE_3, Turn::Anew(Clock::Real)),
            (DemoTime::Now, real.0 + 25 * HOUR, Turn::Anew(Clock::Real)),
            (DemoTime::DayBefore, real.0, day(DAY_BEFORE)),
            (DemoTime::Phase1, DAY_BEFORE + HOUR, Turn::AnotherDay(23 * HOUR)),
            (DemoTime::Phase2, PHASE_2 + MINUTE, Turn::Nothing),
            (DemoTime::Phase2, PHASE_3, day(PHASE_2)),
            (DemoTime::In25Hours, PHASE_2, Turn::Pass(25 * HOUR)),
            (DemoTime::In8Days, real.0, Turn::Pass(8 * DAY)),
        ] {
            assert_eq!(turn(to, Timestamp(now), real), does, "{to:?} at {now}");
        }
    }

    #[test]
    fn the_days_are_those_of_the_roll_out() {
        let starts =
            domain::access::Policy::instagram_messaging().phases.iter().map(|phase| phase.starts_at.0);
        let noons = [PHASE_1, PHASE_2, PHASE_3].map(|noon| noon - DAY / 2);
        assert_eq!(starts.collect::<Vec<_>>(), noons);
    }
}
