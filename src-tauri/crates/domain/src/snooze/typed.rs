//! What a person types: "in 2h", "30m", "1h 30m", "3 days", "fri 3pm", "tomorrow 9", "15:30", "24 dec 10:00", "mon".

use std::iter::Peekable;

use jiff::civil::{Date, Time, Weekday, time};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan, Zoned};

use super::{EVENING, MORNING, WEEKEND, moment, next, on_day, zoned};
use crate::time::{DAY, Timestamp};

/// Further away than this is taken for a slip.
const FURTHEST_MS: i64 = 366 * DAY;
/// Longer texts are no times.
const LONGEST: usize = 60;

/// The moment that was typed, if it is one and is to come within a year. A day without a time is meant in the morning, a time
/// without a day is the next such time.
#[must_use]
pub fn typed(text: &str, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    if text.len() > LONGEST {
        return None;
    }
    let here = zoned(now, zone)?;
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let at = after_a_span(&words, &here).or_else(|| on_a_day(&words, &here))?;
    (at > now && at.since(now) <= FURTHEST_MS).then_some(at)
}

/// Words and numbers: "2h" is two of them, "15:30" and "2026-12-24" are one each, and "3pm" is "3" and "pm".
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in text.to_lowercase().split(|c: char| c.is_whitespace() || c == ',') {
        let mut last = None;
        for c in part.chars() {
            let letter = c.is_alphabetic();
            match (words.last_mut(), last) {
                (Some(word), Some(was)) if was == letter => word.push(c),
                _ => words.push(c.to_string()),
            }
            last = Some(letter);
        }
    }
    words
}

/// "in 2 h 30 m", "3 days".
fn after_a_span(words: &[&str], here: &Zoned) -> Option<Timestamp> {
    let words = words.strip_prefix(&["in"]).unwrap_or(words);
    if words.is_empty() || words.len() % 2 == 1 {
        return None;
    }
    let mut at = here.clone();
    let mut clock = false;
    for pair in words.chunks_exact(2) {
        let [number, unit] = pair else { return None };
        let number: i64 = match *number {
            "a" | "an" => 1,
            number => number.parse().ok().filter(|number| (1..=10_000).contains(number))?,
        };
        let span: Span = match *unit {
            "m" | "min" | "mins" | "minute" | "minutes" => number.minutes(),
            "h" | "hr" | "hrs" | "hour" | "hours" => number.hours(),
            "d" | "day" | "days" => number.days(),
            "w" | "wk" | "week" | "weeks" => number.weeks(),
            _ => return None,
        };
        clock |= matches!(*unit, "d" | "day" | "days" | "w" | "wk" | "week" | "weeks");
        at = at.checked_add(span).ok()?;
    }
    // In so many days means at this minute; in so many hours, exactly.
    Some(if clock { moment(&at.with().second(0).subsec_nanosecond(0).build().ok()?) } else { moment(&at) })
}

/// A day that was named.
enum Day {
    /// So many days from today.
    In(i64),
    /// The next of these.
    Next(Weekday),
    /// A day of the calendar; without a year, the next such day.
    On { month: i8, day: i8, year: Option<i16> },
}

/// "fri 3pm", "tomorrow 9", "15:30", "24 dec 10:00".
fn on_a_day(words: &[&str], here: &Zoned) -> Option<Timestamp> {
    let mut words =
        words.iter().copied().filter(|word| !matches!(*word, "at" | "on" | "next" | "this")).peekable();
    let bare = words.clone();
    let Some((day, at)) = day(&mut words) else { return next_time(bare, here) };
    let at = match words.peek() {
        None => at,
        Some(_) => time_of_day(&mut words)?,
    };
    if words.next().is_some() {
        return None;
    }
    match day {
        Day::In(days) => on_day(here, days, at),
        Day::Next(weekday) => next(here, weekday, at),
        Day::On { month, day, year: Some(year) } => on_date(here, Date::new(year, month, day).ok()?, at),
        Day::On { month, day, year: None } => {
            let years = here.year()..=here.year().saturating_add(1);
            let mut days = years.filter_map(|year| on_date(here, Date::new(year, month, day).ok()?, at));
            days.find(|at| *at > moment(here))
        }
    }
}

/// A time alone: the next such time.
fn next_time<'a>(words: impl Iterator<Item = &'a str>, here: &Zoned) -> Option<Timestamp> {
    let words: Vec<&str> = words.collect();
    let [only] = words.as_slice() else { return two_words(&words, here) };
    // A bare number could be anything.
    if only.parse::<u32>().is_ok() {
        return None;
    }
    today_or_tomorrow(&mut words.iter().copied().peekable(), here)
}

/// "3 pm", "9 h" and the like.
fn two_words(words: &[&str], here: &Zoned) -> Option<Timestamp> {
    today_or_tomorrow(&mut words.iter().copied().peekable(), here)
}

fn today_or_tomorrow<'a>(
    words: &mut Peekable<impl Iterator<Item = &'a str>>,
    here: &Zoned,
) -> Option<Timestamp> {
    let at = time_of_day(words)?;
    if words.next().is_some() {
        return None;
    }
    let today = on_day(here, 0, at)?;
    if today > moment(here) { Some(today) } else { on_day(here, 1, at) }
}

/// The day that words begin with, and the time that is meant when none follows.
fn day<'a>(words: &mut Peekable<impl Iterator<Item = &'a str> + Clone>) -> Option<(Day, Time)> {
    let first = *words.peek()?;
    let named = match first {
        "today" => Some((Day::In(0), EVENING)),
        "tonight" | "evening" => Some((Day::In(0), EVENING)),
        "tomorrow" | "tmr" | "tmrw" => Some((Day::In(1), MORNING)),
        "weekend" => Some((Day::Next(Weekday::Saturday), WEEKEND)),
        "week" => Some((Day::Next(Weekday::Monday), MORNING)),
        _ => weekday(first).map(|weekday| (Day::Next(weekday), MORNING)),
    };
    if named.is_some() {
        words.next();
        return named;
    }
    if let Ok(iso) = first.parse::<Date>() {
        words.next();
        return Some((Day::On { month: iso.month(), day: iso.day(), year: Some(iso.year()) }, MORNING));
    }
    // "24 dec", "dec 24", with or without a year.
    let mut ahead = words.clone();
    let (a, b) = (ahead.next()?, ahead.next()?);
    let (number, month) = match (month(a), month(b)) {
        (None, Some(month)) => (a, month),
        (Some(month), None) => (b, month),
        _ => return None,
    };
    let number = number.trim_end_matches('.').parse().ok().filter(|day| (1..=31).contains(day))?;
    words.nth(1);
    let year = words.peek().and_then(|year| year.parse::<i16>().ok()).filter(|year| *year >= 2_000);
    if year.is_some() {
        words.next();
    }
    Some((Day::On { month, day: number, year }, MORNING))
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" => Weekday::Monday,
        "tue" | "tues" | "tuesday" => Weekday::Tuesday,
        "wed" | "wednesday" => Weekday::Wednesday,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thursday,
        "fri" | "friday" => Weekday::Friday,
        "sat" | "saturday" => Weekday::Saturday,
        "sun" | "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.');
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(word))?;
    i8::try_from(at + 1).ok()
}

/// "15:30", "9", "3 pm", "noon".
fn time_of_day<'a>(words: &mut Peekable<impl Iterator<Item = &'a str>>) -> Option<Time> {
    let word = words.next()?;
    match word {
        "noon" => return Some(time(12, 0, 0, 0)),
        "midnight" => return Some(time(0, 0, 0, 0)),
        "morning" => return Some(MORNING),
        "evening" | "night" => return Some(EVENING),
        _ => {}
    }
    let (hour, minute) = word.split_once([':', '.']).unwrap_or((word, "0"));
    if hour.len() > 2 || minute.len() > 2 {
        return None;
    }
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let half = words.next_if(|word| matches!(*word, "am" | "pm" | "a" | "p" | "h"));
    let hour = match half {
        Some("am" | "a") if (1..=12).contains(&hour) => hour % 12,
        Some("pm" | "p") if (1..=12).contains(&hour) => hour % 12 + 12,
        Some("h") | None => hour,
        Some(_) => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}

fn on_date(here: &Zoned, day: Date, at: Time) -> Option<Timestamp> {
    day.to_datetime(at).to_zoned(here.time_zone().clone()).ok().as_ref().map(moment)
}
