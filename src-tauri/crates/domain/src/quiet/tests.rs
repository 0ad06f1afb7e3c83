use jiff::Zoned;

use super::*;
use crate::time::HOUR;

const DAYS: [u8; 7] = [1, 2, 3, 4, 5, 6, 7];
const EIGHT: u16 = 8 * 60;
const TEN_AT_NIGHT: u16 = 22 * 60;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("is known")
}

fn at(moment: &str) -> Timestamp {
    let zoned: Zoned = format!("{moment}[Europe/Berlin]").parse().expect("a moment");
    Timestamp(zoned.timestamp().as_millisecond())
}

fn hours(days: &[u8], from: u16, to: u16) -> WeeklyHours {
    WeeklyHours { days: days.to_vec(), from, to }
}

/// Until when quiet hours hold that hold at a moment.
fn until(hours: &[WeeklyHours], now: &str) -> Option<Timestamp> {
    let asked = Asked { until: None, hours, hours_off_until: None };
    let quiet = asked.at(at(now), &berlin())?;
    assert_eq!(quiet.hours_until, Some(quiet.until));
    Some(quiet.until)
}

/// Berlin's clocks: forward by an hour on 29 March 2026 at 02:00, back on 25 October 2026 at 03:00. 20 November 2026 is a
/// Friday.
#[test]
fn quiet_hours_hold_by_the_wall_clock() {
    let nights = || vec![hours(&DAYS, TEN_AT_NIGHT, EIGHT)];
    let work = || vec![hours(&[1, 2, 3, 4, 5], 9 * 60, 18 * 60)];
    let saturday = || vec![hours(&[6], 0, 0)];
    let weekend = || vec![hours(&[5], 18 * 60, 0), hours(&[6, 7], 0, 0), hours(&[1], 0, EIGHT)];
    let small = || vec![hours(&[7], 150, 180)];
    let table = [
        ("before midnight", nights(), "2026-11-20T22:00", Some("2026-11-21T08:00")),
        ("past midnight", nights(), "2026-11-21T07:59", Some("2026-11-21T08:00")),
        ("at their end they are over", nights(), "2026-11-21T08:00", None),
        ("by day", nights(), "2026-11-21T12:00", None),
        ("within a day", work(), "2026-11-20T09:00", Some("2026-11-20T18:00")),
        ("on another day", work(), "2026-11-21T12:00", None),
        (
            "the night after a day of theirs",
            vec![hours(&[5], TEN_AT_NIGHT, EIGHT)],
            "2026-11-21T03:00",
            Some("2026-11-21T08:00"),
        ),
        ("the night after another day", vec![hours(&[5], TEN_AT_NIGHT, EIGHT)], "2026-11-22T03:00", None),
        (
            "Sunday's into Monday",
            vec![hours(&[7], TEN_AT_NIGHT, EIGHT)],
            "2026-11-23T03:00",
            Some("2026-11-23T08:00"),
        ),
        ("a whole day", saturday(), "2026-11-21T00:00", Some("2026-11-22T00:00")),
        ("not the day before", saturday(), "2026-11-20T23:59", None),
        ("a day round from noon", vec![hours(&[6], 720, 720)], "2026-11-22T11:59", Some("2026-11-22T12:00")),
        ("hours that follow each other", weekend(), "2026-11-20T19:00", Some("2026-11-23T08:00")),
        (
            "hours that overlap",
            vec![hours(&[6], 60, 300), hours(&[6], 240, 600)],
            "2026-11-21T02:00",
            Some("2026-11-21T10:00"),
        ),
        ("a night of eleven hours", nights(), "2026-10-24T22:00", Some("2026-10-25T08:00")),
        ("a night of nine hours", nights(), "2026-03-28T23:00", Some("2026-03-29T08:00")),
        ("a day of 25 hours", vec![hours(&[7], 0, 0)], "2026-10-25T23:59", Some("2026-10-26T00:00")),
        ("a day of 23 hours", vec![hours(&[7], 0, 0)], "2026-03-29T00:00", Some("2026-03-30T00:00")),
        (
            "hours that the clocks skip in part",
            vec![hours(&[7], 90, 240)],
            "2026-03-29T03:00",
            Some("2026-03-29T04:00"),
        ),
        ("from the first of two", small(), "2026-10-25T02:30+02:00", Some("2026-10-25T03:00")),
    ];
    for (name, hours, now, end) in table {
        assert_eq!(until(&hours, now), end.map(at), "{name}");
    }
    assert_eq!(at("2026-10-25T08:00").since(at("2026-10-24T22:00")), 11 * HOUR);
    assert_eq!(at("2026-03-29T08:00").since(at("2026-03-28T22:00")), 9 * HOUR);
}

#[test]
fn what_was_asked_for_now_and_quiet_hours_make_one_quiet() {
    let nights = [hours(&DAYS, TEN_AT_NIGHT, EIGHT)];
    let quiet = |until: Option<&str>, now: &str| {
        let asked = Asked { until: until.map(at), hours: &nights, hours_off_until: None };
        asked.at(at(now), &berlin()).map(|quiet| (quiet.until, quiet.hours_until))
    };
    let (evening, morning) = ("2026-11-20T21:30", at("2026-11-21T08:00"));
    assert_eq!(quiet(None, evening), None);
    assert_eq!(quiet(Some("2026-11-20T21:45"), evening), Some((at("2026-11-20T21:45"), None)));
    assert_eq!(quiet(Some("2026-11-20T22:00"), evening), Some((morning, None)), "the hours go on from there");
    assert_eq!(quiet(Some("2026-11-20T23:00"), evening), Some((morning, None)), "and from within");
    assert_eq!(quiet(Some("2026-11-20T21:00"), evening), None, "is over");
    assert_eq!(quiet(Some("2026-11-20T22:30"), "2026-11-20T22:10"), Some((morning, Some(morning))));
    let noon = at("2026-11-21T12:00");
    assert_eq!(quiet(Some("2026-11-21T12:00"), "2026-11-20T22:10"), Some((noon, Some(morning))));
}

#[test]
fn quiet_hours_that_were_ended_early_begin_again_the_next_time() {
    let nights = [hours(&DAYS, TEN_AT_NIGHT, EIGHT)];
    let quiet = |now: &str| {
        let off = Some(at("2026-11-21T08:00"));
        let asked = Asked { until: None, hours: &nights, hours_off_until: off };
        asked.at(at(now), &berlin()).map(|quiet| quiet.until)
    };
    assert_eq!(quiet("2026-11-20T23:00"), None);
    assert_eq!(quiet("2026-11-21T07:59"), None);
    assert_eq!(quiet("2026-11-21T22:00"), Some(at("2026-11-22T08:00")));
}

#[test]
fn no_time_and_no_hours_are_no_quiet() {
    let never = [hours(&DAYS, TEN_AT_NIGHT, EIGHT)];
    let asked = Asked { until: None, hours: &never, hours_off_until: None };
    assert_eq!(asked.at(Timestamp(i64::MAX), &berlin()), None);
    let forever = Asked { until: Some(Timestamp(i64::MAX)), ..asked };
    let quiet = forever.at(at("2026-11-20T12:00"), &berlin()).map(|quiet| quiet.until);
    assert_eq!(quiet, Some(Timestamp(i64::MAX)));
}

#[test]
fn quiet_hours_are_kept_that_leave_time_to_be_told() {
    let night = hours(&DAYS, TEN_AT_NIGHT, EIGHT);
    for sound in [
        vec![],
        vec![night.clone()],
        vec![night.clone(); MOST_QUIET_HOURS],
        vec![hours(&DAYS, EIGHT, EIGHT - 1)],
        vec![hours(&[1, 2, 3, 4, 5, 6], 0, 0)],
    ] {
        assert_eq!(check(&sound), Ok(()), "{sound:?}");
    }
    for (unsound, why) in [
        (vec![night.clone(); MOST_QUIET_HOURS + 1], Unsound::OutOfRange),
        (vec![night.clone(), hours(&[], 0, 0)], Unsound::OutOfRange),
        (vec![hours(&[0], 0, 60)], Unsound::OutOfRange),
        (vec![hours(&[8], 0, 60)], Unsound::OutOfRange),
        (vec![hours(&[1], 0, DAY_MINUTES)], Unsound::OutOfRange),
        (vec![hours(&DAYS, 0, 0)], Unsound::Always),
        (vec![hours(&DAYS, EIGHT, EIGHT)], Unsound::Always),
        (vec![night, hours(&DAYS, EIGHT - 1, TEN_AT_NIGHT)], Unsound::Always),
    ] {
        assert_eq!(check(&unsound), Err(why), "{unsound:?}");
    }
}
