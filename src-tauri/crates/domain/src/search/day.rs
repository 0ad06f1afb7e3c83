//! Days as people type them into a search.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

use crate::time::Timestamp;

/// A day: by its date, or counted back from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// The first day of what was named: a day, a month or a year.
    On(Date),
    /// So many days before today: 0 is today, 1 yesterday.
    Ago(u16),
}

impl Day {
    /// Reads `2026-11-03`, `2026-11`, `2026`, `today`, `yesterday`, `7d`, `2w`.
    pub(super) fn read(word: &str) -> Option<Self> {
        match word {
            "today" => return Some(Self::Ago(0)),
            "yesterday" => return Some(Self::Ago(1)),
            _ => {}
        }
        let counted = |unit: char, days: u16| {
            let count: u16 = word.strip_suffix(unit)?.parse().ok()?;
            count.checked_mul(days)
        };
        if let Some(days) = counted('d', 1).or_else(|| counted('w', 7)) {
            return Some(Self::Ago(days));
        }
        let mut parts = word.split('-').map(|part| part.parse::<i16>().ok().filter(|number| *number > 0));
        let year = parts.next()?.filter(|year| (1_000..=9_998).contains(year))?;
        let month = parts.next().unwrap_or(Some(1))?;
        let day = parts.next().unwrap_or(Some(1))?;
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        parts.next().is_none().then(|| Date::new(year, month, day).ok()).flatten().map(Self::On)
    }

    /// When the day begins where the person is.
    #[must_use]
    pub fn begins(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let date = match self {
            Self::On(date) => date,
            Self::Ago(days) => {
                let today = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
                let back: Span = i64::from(days).days();
                today.to_zoned(zone.clone()).date().saturating_sub(back)
            }
        };
        // A day may begin later than at midnight where clocks change then.
        let begins = date.to_zoned(zone.clone()).map(|zoned| zoned.timestamp().as_millisecond());
        Timestamp(begins.unwrap_or_default())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(date) => write!(f, "{date}"),
            Self::Ago(days) => write!(f, "{days}d"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_type_them() {
        let table = [
            ("2026-11-03", Some("2026-11-03")),
            ("2026-2-9", Some("2026-02-09")),
            ("2026-11", Some("2026-11-01")),
            ("2026", Some("2026-01-01")),
            ("today", Some("0d")),
            ("yesterday", Some("1d")),
            ("7d", Some("7d")),
            ("2w", Some("14d")),
            ("2026-02-30", None),
            ("2026-13", None),
            ("2026-11-03-04", None),
            ("26", None),
            ("99999d", None),
            ("-1", None),
            ("tomorrow", None),
            ("", None),
        ];
        for (typed, read) in table {
            assert_eq!(Day::read(typed).map(|day| day.to_string()).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn a_day_begins_where_the_person_is() {
        // 2026-11-01 01:30 in Los Angeles: the day on which the clocks go back.
        let now = Timestamp(1_793_521_800_000);
        let zone = TimeZone::get("America/Los_Angeles").expect("is known");
        let begins = |typed: &str| Day::read(typed).expect("a day").begins(now, &zone).0;
        assert_eq!(begins("today"), 1_793_516_400_000);
        assert_eq!(begins("2026-11-02") - begins("2026-11-01"), 25 * 3_600_000);
        assert_eq!(begins("yesterday"), begins("2026-10-31"));
        assert_eq!(
            Day::Ago(1).begins(Timestamp(i64::MAX), &zone),
            Day::Ago(1).begins(Timestamp(i64::MAX), &zone)
        );
    }
}
