//! Until when a conversation can be out of sight: the choices of the menu, and what a person typed (experience,
//! section 7). Pure: the moment and the time zone come in. Times of day are the wall clock's, so "08:00" stays 08:00
//! over a change of daylight saving.

mod typed;

#[cfg(test)]
mod tests;

pub use typed::typed;

use jiff::civil::{Time, Weekday, time};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use crate::time::{HOUR, Timestamp};

/// A choice of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// In three hours, while that is still today.
    LaterToday,
    /// 19:00.
    ThisEvening,
    /// 08:00.
    Tomorrow,
    /// Saturday, 10:00.
    Weekend,
    /// Monday, 08:00.
    NextWeek,
    /// An hour before the message window closes.
    BeforeWindowCloses,
}

/// When mornings begin.
const MORNING: Time = time(8, 0, 0, 0);
/// When evenings begin.
const EVENING: Time = time(19, 0, 0, 0);
/// When weekends begin, on Saturday.
const WEEKEND: Time = time(10, 0, 0, 0);

/// The choices at `now` that are still to come, in the order of the menu; `window_ends` is when the message window closes.
#[must_use]
pub fn presets(now: Timestamp, zone: &TimeZone, window_ends: Option<Timestamp>) -> Vec<(Preset, Timestamp)> {
    let Some(here) = zoned(now, zone) else { return Vec::new() };
    let later = here
        .checked_add(3.hours())
        .and_then(|later| later.with().second(0).subsec_nanosecond(0).build())
        .ok()
        .filter(|later| later.date() == here.date());
    let mut choices = vec![
        (Preset::LaterToday, later.as_ref().map(moment)),
        (Preset::ThisEvening, on_day(&here, 0, EVENING)),
        (Preset::Tomorrow, on_day(&here, 1, MORNING)),
        (Preset::Weekend, next(&here, Weekday::Saturday, WEEKEND)),
        // "Next week" said on a Monday is never today.
        (Preset::NextWeek, on_day(&here, days_until(&here, Weekday::Monday, 1), MORNING)),
        (Preset::BeforeWindowCloses, window_ends.map(|ends| ends.plus(-HOUR))),
    ];
    choices.retain(|(_, at)| at.is_some_and(|at| at > now));
    // At four in the afternoon "later today" is the evening.
    choices.dedup_by_key(|(_, at)| *at);
    choices.into_iter().filter_map(|(preset, at)| Some((preset, at?))).collect()
}

fn zoned(at: Timestamp, zone: &TimeZone) -> Option<Zoned> {
    Some(jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(zone.clone()))
}

fn moment(at: &Zoned) -> Timestamp {
    Timestamp(at.timestamp().as_millisecond())
}

/// A time of the wall clock, so many days from today. One that a change of the clocks skips is as much later; of one that
/// comes twice it is the first.
fn on_day(here: &Zoned, days: i64, at: Time) -> Option<Timestamp> {
    let day = here.date().checked_add(days.days()).ok()?;
    day.to_datetime(at).to_zoned(here.time_zone().clone()).ok().as_ref().map(moment)
}

/// The next time that a weekday has this time of day; today too, while it is to come.
fn next(here: &Zoned, day: Weekday, at: Time) -> Option<Timestamp> {
    let today = on_day(here, days_until(here, day, 0), at)?;
    if today > moment(here) { Some(today) } else { on_day(here, days_until(here, day, 1), at) }
}

/// Days from today until a weekday, at least so many.
fn days_until(here: &Zoned, day: Weekday, at_least: i64) -> i64 {
    let days = i64::from(here.weekday().until(day));
    if days < at_least { days + 7 } else { days }
}
