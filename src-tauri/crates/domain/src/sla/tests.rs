use jiff::Zoned;

use super::*;
use crate::conversation::{Shelf, Snooze};
use crate::hours::DAY_MINUTES;
use crate::position::Position;

const WEEK: [u8; 5] = [1, 2, 3, 4, 5];
const NINE: u16 = 9 * 60;
const SIX: u16 = 18 * 60;

fn at(moment: &str) -> Timestamp {
    Timestamp(moment.parse::<Zoned>().expect("a moment").timestamp().as_millisecond())
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("is known")
}

fn hours(days: &[u8], from: u16, to: u16) -> WeeklyHours {
    WeeklyHours { days: days.to_vec(), from, to }
}

/// Berlin's clocks: back by an hour on 25 October 2026 at 03:00, forward on 29 March 2026 at 02:00. 20 November 2026 is
/// a Friday.
#[test]
fn an_answer_is_due_when_its_business_minutes_have_passed() {
    let office = || hours(&WEEK, NINE, SIX);
    let night = || hours(&[5, 6], 22 * 60, 6 * 60);
    let always = || hours(&[1, 2, 3, 4, 5, 6, 7], 0, 0);
    let table = [
        ("within a day", office(), "2026-11-20T10:00", 60, "2026-11-20T11:00"),
        ("to the last minute of a day", office(), "2026-11-20T17:00", 60, "2026-11-20T18:00"),
        ("over a night", office(), "2026-11-19T17:30", 60, "2026-11-20T09:30"),
        ("over a weekend", office(), "2026-11-20T17:30", 60, "2026-11-23T09:30"),
        ("asked before hours", office(), "2026-11-20T06:12", 30, "2026-11-20T09:30"),
        ("asked after hours", office(), "2026-11-19T21:00", 30, "2026-11-20T09:30"),
        ("asked on a weekend", office(), "2026-11-21T12:00", 30, "2026-11-23T09:30"),
        ("over two whole days", office(), "2026-11-18T09:00", 2 * 540 + 1, "2026-11-20T09:01"),
        ("overnight, before midnight", night(), "2026-11-20T23:00", 30, "2026-11-20T23:30"),
        ("overnight, past midnight", night(), "2026-11-20T23:30", 60, "2026-11-21T00:30"),
        ("overnight, asked past midnight", night(), "2026-11-21T05:30", 30, "2026-11-21T06:00"),
        ("overnight, into the next evening", night(), "2026-11-21T05:30", 60, "2026-11-21T22:30"),
        ("overnight, only on its days", night(), "2026-11-22T05:30", 60, "2026-11-27T22:30"),
        ("round the clock", always(), "2026-11-21T23:30", 24 * 60, "2026-11-22T23:30"),
        ("no clocks changed by day", office(), "2026-10-23T17:30", 60, "2026-10-26T09:30"),
        ("a night of nine hours", night(), "2026-10-24T22:00", 9 * 60, "2026-10-25T06:00"),
        ("a night of seven hours", night(), "2026-03-28T22:00", 7 * 60, "2026-03-29T06:00"),
        ("a day of 25 hours", always(), "2026-10-25T00:00", 24 * 60, "2026-10-25T23:00"),
        ("hours that the clocks skip", hours(&[7], 150, 240), "2026-03-29T00:00", 30, "2026-03-29T04:00"),
    ];
    for (name, hours, asked, minutes, due) in table {
        let berlin = |moment: &str| at(&format!("{moment}[Europe/Berlin]"));
        let turn = Turn { asked: berlin(asked), minutes, hours, zone: None };
        assert_eq!(turn.due(&zone("Europe/Berlin")), Some(berlin(due)), "{name}");
    }
}

#[test]
fn hours_are_those_of_the_handles_people() {
    let asked = at("2026-11-20T10:00[Europe/Berlin]");
    let turn = Turn { asked, minutes: 60, hours: hours(&WEEK, NINE, SIX), zone: None };
    assert_eq!(turn.due(&zone("America/New_York")), Some(at("2026-11-20T10:00[America/New_York]")));
    assert_eq!(turn.due(&zone("Asia/Tokyo")), Some(at("2026-11-23T10:00[Asia/Tokyo]")), "it was 18:00 there");
}

#[test]
fn what_is_too_far_is_not_due() {
    let minute_a_week = hours(&[1], NINE, NINE + 1);
    let turn = |minutes| Turn {
        asked: at("2026-11-20T10:00[Europe/Berlin]"),
        minutes,
        hours: minute_a_week.clone(),
        zone: None,
    };
    let berlin = zone("Europe/Berlin");
    assert_eq!(turn(2).due(&berlin), Some(at("2026-11-30T09:01[Europe/Berlin]")));
    assert_eq!(turn(LONGEST_TARGET).due(&berlin), None);
    assert_eq!(Turn { asked: Timestamp(i64::MAX), ..turn(1) }.due(&berlin), None, "no time at all");
}

#[test]
fn the_first_reply_has_a_target_of_its_own() {
    let targets = Targets { first_reply: Some(30), next_reply: None, hours: hours(&WEEK, NINE, SIX) };
    assert_eq!((targets.minutes(false), targets.minutes(true)), (Some(30), None));
}

#[test]
fn a_promise_is_sound_when_it_can_be_kept() {
    let sound = Targets { first_reply: Some(30), next_reply: Some(60), hours: hours(&WEEK, NINE, SIX) };
    assert!(sound.is_sound());
    assert!(Targets { first_reply: None, ..sound.clone() }.is_sound());
    let refused = [
        Targets { first_reply: None, next_reply: None, ..sound.clone() },
        Targets { first_reply: Some(0), ..sound.clone() },
        Targets { next_reply: Some(LONGEST_TARGET + 1), ..sound.clone() },
        Targets { hours: hours(&[], NINE, SIX), ..sound.clone() },
        Targets { hours: hours(&[0], NINE, SIX), ..sound.clone() },
        Targets { hours: hours(&[8], NINE, SIX), ..sound.clone() },
        Targets { hours: hours(&WEEK, DAY_MINUTES, SIX), ..sound.clone() },
        Targets { hours: hours(&WEEK, NINE, DAY_MINUTES), ..sound },
    ];
    for targets in refused {
        assert!(!targets.is_sound(), "{targets:?}");
    }
}

#[test]
fn what_is_done_muted_or_put_away_waits_for_nothing() {
    let newest = Position(9);
    let asked = Marks { last_inbound: Some(newest), last_asking: Some(newest), ..Marks::default() };
    let (until, through, at) = (Timestamp(99), newest, Timestamp(9));
    let snoozed = Marks { snooze: Some(Snooze { until, through, woke_at: None }), ..asked };
    for (marks, expected) in [
        (asked, true),
        (snoozed, true),
        (Marks { muted: true, ..asked }, false),
        (Marks { muted: true, ..snoozed }, false),
        (Marks { done_through: Some(newest), ..asked }, false),
        (Marks { last_outbound: Some(newest.next()), ..asked }, false),
        (Marks { shelf: Some(Shelf::Spam), ..asked }, false),
        (Marks { shelf: Some(Shelf::Bin { through, at }), ..asked }, false),
        (Marks { last_asking: None, ..asked }, false),
    ] {
        assert_eq!(waits(&marks), expected, "{marks:?}");
    }
}

#[test]
fn a_promise_is_kept_for_what_came_until_the_next_one() {
    let policy = |minutes, since| {
        let targets =
            Targets { first_reply: Some(minutes), next_reply: None, hours: hours(&WEEK, NINE, SIX) };
        Policy { targets, since: Timestamp(since) }
    };
    let spans = |promises: &Promises| -> Vec<_> {
        let spans = promises.spans();
        spans.map(|(one, end)| (one.targets.first_reply, one.since.0, end.map(|end| end.0))).collect()
    };
    let mut promises = Promises::default();
    assert_eq!((promises.current(), spans(&promises)), (None, vec![]));
    for (minutes, since) in [(30, 100), (30, 200), (15, 300), (60, 250)] {
        promises.promise(policy(minutes, since));
    }
    assert_eq!(promises.current(), Some(&policy(60, 300)), "not before the one whose place it takes");
    assert_eq!(
        spans(&promises),
        [(Some(30), 100, Some(300)), (Some(15), 300, Some(300)), (Some(60), 300, None),]
    );
    for minutes in 1..=40 {
        promises.promise(policy(minutes, 1_000 + i64::from(minutes)));
    }
    assert_eq!((promises.spans().count(), spans(&promises)[0]), (16, (Some(25), 1_025, Some(1_026))));
}
