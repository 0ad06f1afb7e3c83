use super::*;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone of the bundled database")
}

/// A moment, written as the wall clock of a zone shows it.
fn at(civil: &str, zone_name: &str) -> Timestamp {
    let civil: jiff::civil::DateTime = civil.parse().expect("a date and time");
    moment(&civil.to_zoned(zone(zone_name)).expect("a moment"))
}

fn wall(at: Timestamp, zone_name: &str) -> String {
    let zoned = zoned(at, &zone(zone_name)).expect("a moment");
    zoned.strftime("%a %Y-%m-%d %H:%M %:z").to_string()
}

const VIENNA: &str = "Europe/Vienna";
const NEW_YORK: &str = "America/New_York";

#[test]
fn the_menu() {
    use Preset::{BeforeWindowCloses, LaterToday, NextWeek, ThisEvening, Tomorrow, Weekend};
    let table: &[(&str, &[(Preset, &str)])] = &[
        // A Wednesday morning.
        (
            "2026-06-10T09:15:30",
            &[
                (LaterToday, "Wed 2026-06-10 12:15 +02:00"),
                (ThisEvening, "Wed 2026-06-10 19:00 +02:00"),
                (Tomorrow, "Thu 2026-06-11 08:00 +02:00"),
                (Weekend, "Sat 2026-06-13 10:00 +02:00"),
                (NextWeek, "Mon 2026-06-15 08:00 +02:00"),
            ],
        ),
        // The same moment is offered once.
        (
            "2026-06-10T16:00:00",
            &[
                (LaterToday, "Wed 2026-06-10 19:00 +02:00"),
                (Tomorrow, "Thu 2026-06-11 08:00 +02:00"),
                (Weekend, "Sat 2026-06-13 10:00 +02:00"),
                (NextWeek, "Mon 2026-06-15 08:00 +02:00"),
            ],
        ),
        // Late on a Friday: in three hours it is no longer today, and the evening is past.
        (
            "2026-06-12T21:30:00",
            &[
                (Tomorrow, "Sat 2026-06-13 08:00 +02:00"),
                (Weekend, "Sat 2026-06-13 10:00 +02:00"),
                (NextWeek, "Mon 2026-06-15 08:00 +02:00"),
            ],
        ),
        // Saturday before ten: the weekend is to come; after it, it is the next one.
        (
            "2026-06-13T09:00:00",
            &[
                (LaterToday, "Sat 2026-06-13 12:00 +02:00"),
                (ThisEvening, "Sat 2026-06-13 19:00 +02:00"),
                (Tomorrow, "Sun 2026-06-14 08:00 +02:00"),
                (Weekend, "Sat 2026-06-13 10:00 +02:00"),
                (NextWeek, "Mon 2026-06-15 08:00 +02:00"),
            ],
        ),
        (
            "2026-06-13T19:00:00",
            &[
                (LaterToday, "Sat 2026-06-13 22:00 +02:00"),
                (Tomorrow, "Sun 2026-06-14 08:00 +02:00"),
                (Weekend, "Sat 2026-06-20 10:00 +02:00"),
                (NextWeek, "Mon 2026-06-15 08:00 +02:00"),
            ],
        ),
        // Before dawn on a Monday "next week" is not today.
        (
            "2026-06-15T05:00:00",
            &[
                (LaterToday, "Mon 2026-06-15 08:00 +02:00"),
                (ThisEvening, "Mon 2026-06-15 19:00 +02:00"),
                (Tomorrow, "Tue 2026-06-16 08:00 +02:00"),
                (Weekend, "Sat 2026-06-20 10:00 +02:00"),
                (NextWeek, "Mon 2026-06-22 08:00 +02:00"),
            ],
        ),
    ];
    for (now, expected) in table {
        let found = presets(at(now, VIENNA), &zone(VIENNA), None);
        let found: Vec<(Preset, String)> =
            found.into_iter().map(|(preset, until)| (preset, wall(until, VIENNA))).collect();
        let found: Vec<(Preset, &str)> =
            found.iter().map(|(preset, until)| (*preset, until.as_str())).collect();
        assert_eq!(found, *expected, "{now}");
    }
    let now = at("2026-06-10T09:00:00", VIENNA);
    let with = |left: i64| presets(now, &zone(VIENNA), Some(now.plus(left)));
    assert_eq!(with(5 * HOUR).last(), Some(&(BeforeWindowCloses, now.plus(4 * HOUR))));
    for left in [HOUR, 0, -HOUR] {
        assert!(with(left).iter().all(|(preset, _)| *preset != BeforeWindowCloses), "{left} ms are left");
    }
}

#[test]
fn mornings_are_the_wall_clocks_over_both_changes() {
    let table = [
        // The night in which an hour is skipped, and the one in which it comes twice.
        (VIENNA, "2026-03-28T12:00:00", "Sun 2026-03-29 08:00 +02:00", 19),
        (VIENNA, "2026-10-24T12:00:00", "Sun 2026-10-25 08:00 +01:00", 21),
        (NEW_YORK, "2026-03-07T12:00:00", "Sun 2026-03-08 08:00 -04:00", 19),
        (NEW_YORK, "2026-10-31T12:00:00", "Sun 2026-11-01 08:00 -05:00", 21),
        ("Asia/Kolkata", "2026-03-28T12:00:00", "Sun 2026-03-29 08:00 +05:30", 20),
    ];
    for (zone_name, now, expected, hours) in table {
        let now = at(now, zone_name);
        let choices = presets(now, &zone(zone_name), None);
        let tomorrow = choices.iter().find(|(preset, _)| *preset == Preset::Tomorrow).expect("is offered").1;
        assert_eq!((wall(tomorrow, zone_name).as_str(), tomorrow.since(now) / HOUR), (expected, hours));
    }
}

#[test]
fn what_is_typed() {
    // A Wednesday.
    let now = "2026-06-10T10:20:00";
    let table = [
        ("in 2h", "Wed 2026-06-10 12:20 +02:00"),
        ("2h", "Wed 2026-06-10 12:20 +02:00"),
        ("30m", "Wed 2026-06-10 10:50 +02:00"),
        ("45 min", "Wed 2026-06-10 11:05 +02:00"),
        ("1h30m", "Wed 2026-06-10 11:50 +02:00"),
        ("in an hour", "Wed 2026-06-10 11:20 +02:00"),
        ("3 days", "Sat 2026-06-13 10:20 +02:00"),
        ("in 2 weeks", "Wed 2026-06-24 10:20 +02:00"),
        ("fri 3pm", "Fri 2026-06-12 15:00 +02:00"),
        ("Friday at 3:30 PM", "Fri 2026-06-12 15:30 +02:00"),
        ("wed 11", "Wed 2026-06-10 11:00 +02:00"),
        ("wed 9", "Wed 2026-06-17 09:00 +02:00"),
        ("mon", "Mon 2026-06-15 08:00 +02:00"),
        ("next mon", "Mon 2026-06-15 08:00 +02:00"),
        ("next week", "Mon 2026-06-15 08:00 +02:00"),
        ("weekend", "Sat 2026-06-13 10:00 +02:00"),
        ("tomorrow 9", "Thu 2026-06-11 09:00 +02:00"),
        ("tomorrow", "Thu 2026-06-11 08:00 +02:00"),
        ("tomorrow evening", "Thu 2026-06-11 19:00 +02:00"),
        ("today 18:00", "Wed 2026-06-10 18:00 +02:00"),
        ("tonight", "Wed 2026-06-10 19:00 +02:00"),
        ("15:30", "Wed 2026-06-10 15:30 +02:00"),
        ("09:00", "Thu 2026-06-11 09:00 +02:00"),
        ("12am", "Thu 2026-06-11 00:00 +02:00"),
        ("12pm", "Wed 2026-06-10 12:00 +02:00"),
        ("noon", "Wed 2026-06-10 12:00 +02:00"),
        ("24 dec 10:00", "Thu 2026-12-24 10:00 +01:00"),
        ("Dec 24, 10am", "Thu 2026-12-24 10:00 +01:00"),
        ("1 june", "Tue 2027-06-01 08:00 +02:00"),
        ("24 dec 2026", "Thu 2026-12-24 08:00 +01:00"),
        ("2026-12-24 10:00", "Thu 2026-12-24 10:00 +01:00"),
    ];
    for (text, expected) in table {
        let found = typed(text, at(now, VIENNA), &zone(VIENNA));
        assert_eq!(found.map(|found| wall(found, VIENNA)).as_deref(), Some(expected), "{text}");
    }
    let nonsense = [
        "",
        " ",
        "9",
        "0m",
        "in",
        "in h",
        "-5m",
        "2 parsecs",
        "25:00",
        "13pm",
        "0am",
        "fri 3pm 4pm",
        "31 feb",
        "2020-01-01",
        "today 9",
        "in 9999 weeks",
        "99999999999999999999h",
        "next",
        "dec",
        "24 24",
        "10:99",
        "ten past nine",
        "١٥:٣٠",
        "2026-13-01",
        "\u{202e}2h",
    ];
    for text in nonsense {
        assert_eq!(typed(text, at(now, VIENNA), &zone(VIENNA)), None, "{text}");
    }
    assert_eq!(typed(&"1h ".repeat(100), at(now, VIENNA), &zone(VIENNA)), None);
}

#[test]
fn what_is_typed_over_both_changes() {
    let table = [
        // A time that is skipped is as much later; days are the calendar's, hours are hours.
        ("2026-03-28T12:00:00", "tomorrow 2:30", "Sun 2026-03-29 03:30 +02:00"),
        ("2026-03-28T12:00:00", "1 day", "Sun 2026-03-29 12:00 +02:00"),
        ("2026-03-28T12:00:00", "24h", "Sun 2026-03-29 13:00 +02:00"),
        // Of a time that comes twice it is the first.
        ("2026-10-24T12:00:00", "tomorrow 2:30", "Sun 2026-10-25 02:30 +02:00"),
        ("2026-10-24T12:00:00", "1 day", "Sun 2026-10-25 12:00 +01:00"),
        ("2026-10-24T12:00:00", "24h", "Sun 2026-10-25 11:00 +01:00"),
    ];
    for (now, text, expected) in table {
        let found = typed(text, at(now, VIENNA), &zone(VIENNA)).map(|found| wall(found, VIENNA));
        assert_eq!(found.as_deref(), Some(expected), "{text}");
    }
}
