//! Hours of a week by the wall clock: "Monday to Friday, 09:00 to 18:00". Pure: the day and the time zone come in, so that
//! 09:00 stays 09:00 over a change of daylight saving.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Minutes of a day by the wall clock.
pub(crate) const DAY_MINUTES: u16 = 24 * 60;

/// The same hours on some days of every week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyHours {
    /// The days on which the hours begin: 1 is Monday, 7 Sunday.
    pub days: Vec<u8>,
    /// When they begin, in minutes after midnight: 0 to 1439.
    pub from: u16,
    /// When they end, likewise. Not after `from`: on the next day. The same as `from`: the whole day round.
    pub to: u16,
}

impl WeeklyHours {
    /// Whether there is a day, and every number is within its range.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let Self { days, from, to } = self;
        !days.is_empty()
            && days.iter().all(|day| (1..=7).contains(day))
            && [from, to].iter().all(|minute| **minute < DAY_MINUTES)
    }

    /// A short name of them for the audit trail: `days 1 2 3 4 5, 09:00-18:00`.
    #[must_use]
    pub fn name(&self) -> String {
        let days: Vec<String> = self.days.iter().map(u8::to_string).collect();
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        format!("days {}, {}-{}", days.join(" "), clock(self.from), clock(self.to))
    }

    /// When the hours that begin on a day begin and end, if they begin on it.
    #[must_use]
    pub fn of(&self, day: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
        let weekday = day.weekday().to_monday_one_offset().unsigned_abs();
        self.days.contains(&weekday).then_some(())?;
        let last = if self.to > self.from { day } else { day.checked_add(1.day()).ok()? };
        Some((moment(day, self.from, zone)?, moment(last, self.to, zone)?))
    }
}

/// A minute of a day by the wall clock. One that a change of the clocks skips is as much later; of one that comes twice it
/// is the first.
fn moment(day: Date, minute: u16, zone: &TimeZone) -> Option<Timestamp> {
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    let at: Zoned = day.to_datetime(Time::new(hour, minute, 0, 0).ok()?).to_zoned(zone.clone()).ok()?;
    Some(Timestamp(at.timestamp().as_millisecond()))
}
