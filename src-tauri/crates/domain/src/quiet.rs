//! When a person is told of nothing: for a while, because they asked for it, or in quiet hours of every week (experience,
//! section 14). Pure: the moment and the time zone come in.

#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;

use crate::hours::{DAY_MINUTES, WeeklyHours};
use crate::time::{DAY, Timestamp};

/// Quiet hours that are kept, at most: two for each day of the week.
pub const MOST_QUIET_HOURS: usize = 14;
/// Quiet hours that leave a minute of the week end within it, or in the next one where a change of the clocks skips it.
const LONGEST_MS: i64 = 15 * DAY;
/// Minutes of a week by the wall clock.
const WEEK_MINUTES: usize = 7 * DAY_MINUTES as usize;

/// What a person asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Until when they want to hear of nothing, whatever the hour.
    pub until: Option<Timestamp>,
    /// Quiet hours, by the wall clock.
    pub hours: &'a [WeeklyHours],
    /// Before this the quiet hours do not count: they were ended early.
    pub hours_off_until: Option<Timestamp>,
}

/// A quiet that is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// When it ends, whichever of its reasons lasts longest.
    pub until: Timestamp,
    /// When the quiet hours of now end, if it is in some.
    pub hours_until: Option<Timestamp>,
}

impl Asked<'_> {
    /// The quiet that is in force, if any is.
    #[must_use]
    pub fn at(&self, now: Timestamp, zone: &TimeZone) -> Option<Quiet> {
        let hours_until = last(now, |at| self.hours_end(at, zone));
        let until = last(now, |at| self.until.filter(|until| *until > at).max(self.hours_end(at, zone)))?;
        Some(Quiet { until, hours_until })
    }

    /// When the quiet hours that hold at a moment end, if some do.
    fn hours_end(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        if self.hours_off_until.is_some_and(|off| at < off) {
            return None;
        }
        let day = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(zone.clone()).date();
        // Yesterday's hours may go on until today.
        let spans = [day.yesterday().ok(), Some(day)].into_iter().flatten();
        let spans = spans.flat_map(|day| self.hours.iter().filter_map(move |hours| hours.of(day, zone)));
        spans.filter(|(opens, closes)| (*opens..*closes).contains(&at)).map(|(_, closes)| closes).max()
    }
}

/// Where a chain of ends leads to: what ends as the next begins goes on.
fn last(now: Timestamp, end: impl Fn(Timestamp) -> Option<Timestamp>) -> Option<Timestamp> {
    let ends = std::iter::successors(end(now), |at| end(*at).filter(|_| at.since(now) < LONGEST_MS));
    ends.last()
}

/// Why quiet hours cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsound {
    /// More than [`MOST_QUIET_HOURS`], without a day, or with a number out of its range.
    OutOfRange,
    /// They leave no minute of the week.
    Always,
}

/// Whether quiet hours can be kept as they are.
///
/// # Errors
/// Why not.
pub fn check(hours: &[WeeklyHours]) -> Result<(), Unsound> {
    if hours.len() > MOST_QUIET_HOURS || !hours.iter().all(WeeklyHours::is_sound) {
        return Err(Unsound::OutOfRange);
    }
    let mut quiet = vec![false; WEEK_MINUTES];
    for one in hours {
        let minutes = match one.to.saturating_sub(one.from) {
            0 => DAY_MINUTES - one.from + one.to,
            within_a_day => within_a_day,
        };
        for day in &one.days {
            let begins = usize::from(day - 1) * usize::from(DAY_MINUTES) + usize::from(one.from);
            for minute in begins..begins + usize::from(minutes) {
                quiet[minute % WEEK_MINUTES] = true;
            }
        }
    }
    if quiet.contains(&false) { Ok(()) } else { Err(Unsound::Always) }
}
