use jiff::Zoned;
use proptest::prelude::*;

use super::*;
use crate::ids::Mid;
use crate::position::Position;
use crate::time::{DAY, HOUR, MINUTE, SECOND};

const HANDLE: HandleId = HandleId(1);
const ASKS: What = What::In { asks: true, mention: false };
const MENTION: What = What::In { asks: false, mention: true };
const REPLY: What = What::Reply { human_agent: false };
const TAGGED: What = What::Reply { human_agent: true };

fn at(moment: &str) -> Timestamp {
    Timestamp(moment.parse::<Zoned>().expect("a moment").timestamp().as_millisecond())
}

/// 20 November 2026, 00:00 UTC, a Friday; everything is so many milliseconds after it.
fn start() -> Timestamp {
    at("2026-11-20T00:00[UTC]")
}

fn event(ms: i64, what: What) -> Event {
    let at = start().plus(ms);
    let (position, mid) = (Position::first_at(at), Mid(format!("m{ms}")));
    Event { position, mid, what, found_at: at.plus(2 * SECOND), left_out: None }
}

fn conversation(events: Vec<Event>) -> Conversation {
    Conversation { handle: HANDLE, set_aside: None, waits: None, events, said: Vec::new() }
}

fn done(ms: i64) -> Said {
    Said { at: start().plus(ms), done: Some(true), needless: None }
}

/// Ten days before the start up to thirty days after it.
fn period() -> Period {
    Period { from: start().plus(-10 * DAY), to: start().plus(30 * DAY), imported: false }
}

fn of(period: Period, conversations: Vec<Conversation>) -> Figures {
    let mut reports = Reports::new(period, HashMap::new());
    conversations.into_iter().for_each(|conversation| reports.add(conversation));
    reports.finish()
}

fn figures(events: Vec<Event>) -> Figures {
    of(period(), vec![conversation(events)])
}

fn clock(hours: i64, minutes: i64) -> i64 {
    hours * HOUR + minutes * MINUTE
}

/// The example of the definitions, word for word.
#[test]
fn inbound_ten_and_five_past_reply_half_past_inbound_eleven_auto_reply_and_reply_next_day_at_eleven() {
    let example = |last: What| {
        vec![
            event(clock(10, 0), ASKS),
            event(clock(10, 5), ASKS),
            event(clock(10, 30), REPLY),
            event(clock(11, 0), ASKS),
            event(clock(11, 1), What::Automatic),
            event(DAY + clock(11, 0), last),
        ]
    };
    let found = figures(example(TAGGED));
    let first = Summary { n: 1, median: 30 * MINUTE, p90: 30 * MINUTE, mean: 30 * MINUTE };
    assert_eq!(found.first_response, Responses { times: Some(first), unanswered: 0 });
    let turns = Summary { n: 2, median: clock(12, 15), p90: DAY, mean: clock(12, 15) };
    assert_eq!(found.response, Responses { times: Some(turns), unanswered: 0 });
    let misses = Misses { turns: 2, missed: 1, saved: 1, ..Misses::default() };
    assert_eq!(found.misses, misses, "the second turn: closed at exactly 24 hours");
    assert_eq!(found.not_counted, NotCounted { automatic: 1, ..NotCounted::default() });

    let typed = figures(example(REPLY));
    assert_eq!(typed.misses, Misses { answered: 1, saved: 0, ..misses }, "typed in Instagram");
}

#[test]
fn of_the_same_millisecond_the_lesser_id_comes_first_whichever_was_found_first() {
    let tie = |mid: &str, slot: i64, what| {
        let event = event(HOUR, what);
        Event { mid: Mid::from(mid), position: Position(event.position.0 + slot), ..event }
    };
    let answered = figures(vec![tie("b", 0, REPLY), tie("a", 1, ASKS)]);
    assert_eq!(answered.response.times.map(|times| (times.n, times.median)), Some((1, 0)));
    let open = figures(vec![tie("a", 1, REPLY), tie("b", 0, ASKS)]);
    assert_eq!(open.response, Responses { times: None, unanswered: 1 });
}

#[test]
fn what_came_after_the_period_ended_is_of_none() {
    let period = Period { to: start().plus(HOUR), ..period() };
    let answered = |ms: i64| of(period, vec![conversation(vec![event(0, ASKS), event(ms, REPLY)])]).response;
    assert_eq!(answered(HOUR - 1).unanswered, 0);
    assert_eq!(answered(HOUR), Responses { times: None, unanswered: 1 });
}

#[test]
fn a_session_ends_with_seven_silent_days_and_a_day_after_done() {
    let sessions = |events: Vec<Event>, said: Vec<Said>| {
        let found = of(period(), vec![Conversation { said, ..conversation(events) }]);
        (found.first_response.times.map_or(0, |times| times.n), found.first_response.unanswered)
    };
    let twice =
        |ms: i64| vec![event(0, ASKS), event(MINUTE, REPLY), event(ms, ASKS), event(ms + MINUTE, REPLY)];
    let table = [
        ("seven days after the last message", twice(7 * DAY + MINUTE), vec![], (1, 0)),
        ("later", twice(7 * DAY + MINUTE + 1), vec![], (2, 0)),
        ("a day after Done", twice(HOUR + DAY), vec![done(HOUR)], (1, 0)),
        ("later than that", twice(HOUR + DAY + 1), vec![done(HOUR)], (2, 0)),
        (
            "Done taken back",
            twice(2 * DAY),
            vec![done(HOUR), Said { done: Some(false), ..done(2 * HOUR) }],
            (1, 0),
        ),
        (
            "nobody answered",
            vec![event(0, ASKS), event(8 * DAY, ASKS), event(9 * DAY, What::Automatic)],
            vec![],
            (0, 2),
        ),
        ("nothing was asked", vec![event(0, MENTION), event(MINUTE, REPLY)], vec![], (0, 0)),
        (
            "opened again within the day, and again later",
            vec![event(0, ASKS), event(HOUR, ASKS), event(3 * DAY, ASKS), event(3 * DAY + MINUTE, REPLY)],
            vec![done(MINUTE)],
            (1, 0),
        ),
    ];
    for (name, events, said, expected) in table {
        assert_eq!(sessions(events, said), expected, "{name}");
    }
}

#[test]
fn a_turn_does_not_go_on_in_another_session() {
    let thanks = vec![event(0, ASKS), event(5 * DAY, ASKS), event(5 * DAY + MINUTE, REPLY)];
    let found = of(period(), vec![Conversation { said: vec![done(HOUR)], ..conversation(thanks) }]);
    assert_eq!(found.response.times.map(|times| (times.n, times.median)), Some((1, MINUTE)));
    assert_eq!(found.response.unanswered, 1);
}

#[test]
fn what_became_of_a_window_that_closed() {
    let misses = |events, said| of(period(), vec![Conversation { said, ..conversation(events) }]).misses;
    let one = Misses { turns: 1, missed: 1, ..Misses::default() };
    let needless = |ms| Said { needless: Some(true), ..done(ms) };
    let table = [
        (
            "in time",
            vec![event(0, ASKS), event(DAY - 1, REPLY)],
            vec![],
            Misses { turns: 1, ..Misses::default() },
        ),
        ("to the millisecond", vec![event(0, ASKS), event(DAY, TAGGED)], vec![], Misses { saved: 1, ..one }),
        (
            "a reply in Instagram",
            vec![event(0, ASKS), event(6 * DAY, REPLY)],
            vec![],
            Misses { answered: 1, ..one },
        ),
        (
            "the last moment",
            vec![event(0, ASKS), event(7 * DAY - 1, TAGGED)],
            vec![],
            Misses { saved: 1, ..one },
        ),
        ("seven days", vec![event(0, ASKS), event(7 * DAY, REPLY)], vec![], Misses { lost: 1, ..one }),
        ("never", vec![event(0, ASKS)], vec![], Misses { lost: 1, ..one }),
        ("not yet", vec![event(27 * DAY, ASKS)], vec![], Misses { unanswered: 1, ..one }),
        ("the window is open", vec![event(29 * DAY + HOUR, ASKS)], vec![], Misses::default()),
        (
            "they wrote again and were answered",
            vec![event(0, ASKS), event(2 * DAY, ASKS), event(2 * DAY + HOUR, REPLY)],
            vec![],
            Misses { answered: 1, ..one },
        ),
        (
            "each message opens the window anew",
            vec![event(0, ASKS), event(20 * HOUR, MENTION), event(40 * HOUR, REPLY)],
            vec![],
            Misses { turns: 1, ..Misses::default() },
        ),
        (
            "no reply was needed",
            vec![event(0, ASKS)],
            vec![needless(HOUR)],
            Misses { needless: 1, ..Misses::default() },
        ),
        ("said too late", vec![event(0, ASKS)], vec![needless(DAY)], Misses { lost: 1, ..one }),
        (
            "asked again after it",
            vec![event(0, ASKS), event(2 * HOUR, ASKS)],
            vec![needless(HOUR)],
            Misses { lost: 1, ..one },
        ),
        ("said of something before", vec![event(HOUR, ASKS)], vec![needless(0)], Misses { lost: 1, ..one }),
        (
            "and taken back",
            vec![event(0, ASKS)],
            vec![needless(HOUR), Said { needless: Some(false), ..done(2 * HOUR) }],
            Misses { lost: 1, ..one },
        ),
    ];
    for (name, events, said, expected) in table {
        assert_eq!(misses(events, said), expected, "{name}");
    }
}

#[test]
fn a_miss_is_of_the_period_in_which_the_window_closed() {
    let asked = || vec![conversation(vec![event(0, ASKS)])];
    let until = |ms| Period { to: start().plus(ms), ..period() };
    assert_eq!(of(until(DAY), asked()).misses.turns, 0, "it closes now");
    assert_eq!(of(until(DAY + 1), asked()).misses.missed, 1);
    let since = |ms| Period { from: start().plus(ms), ..period() };
    assert_eq!(of(since(DAY), asked()).misses.missed, 1);
    assert_eq!(of(since(DAY), asked()).response.unanswered, 0, "the turn began before");
    assert_eq!(of(since(DAY + 1), asked()).misses.turns, 0);
}

#[test]
fn what_is_left_out_begins_nothing_and_is_counted() {
    let with = |left_out, event: Event| Event { left_out: Some(left_out), ..event };
    let talk = || {
        vec![
            with(LeftOut::Imported, event(0, ASKS)),
            event(MINUTE, ASKS),
            event(2 * MINUTE, REPLY),
            with(LeftOut::Paused, event(HOUR, ASKS)),
            event(2 * HOUR, REPLY),
            event(3 * HOUR, ASKS),
            event(4 * HOUR, REPLY),
        ]
    };
    let found = figures(talk());
    let times = |responses: Responses| responses.times.map(|times| (times.n, times.median));
    assert_eq!(times(found.first_response), Some((1, MINUTE)), "from the first message that counts");
    assert_eq!(times(found.response), Some((2, (HOUR + MINUTE) / 2)));
    assert_eq!((found.not_counted.imported, found.not_counted.paused), (1, 1));
    assert_eq!(found.volume.by_handle[&HANDLE], HandleVolume { messages: 2, conversations: 1 });

    let all = of(Period { imported: true, ..period() }, vec![conversation(talk())]);
    assert_eq!(times(all.first_response), Some((1, 2 * MINUTE)));
    assert_eq!(times(all.response), Some((2, (HOUR + 2 * MINUTE) / 2)));
    assert_eq!((all.not_counted.imported, all.not_counted.paused), (0, 1));

    let asides = [SetAside::Spam, SetAside::Muted, SetAside::Group];
    let aside = |why| Conversation { set_aside: Some(why), ..conversation(talk()) };
    let found = of(period(), asides.map(aside).into());
    let not_counted = NotCounted { spam: 1, muted: 1, groups: 1, ..NotCounted::default() };
    assert_eq!(found, Figures { not_counted, ..Figures::default() });
}

#[test]
fn what_the_app_saw_late_has_no_response_time() {
    let seen = |late: i64, event: Event| Event { found_at: event.at().plus(late), ..event };
    let found = figures(vec![seen(NEWS_FOR_MS + 1, event(0, ASKS)), event(HOUR, REPLY)]);
    assert_eq!((found.response, found.late), (Responses::default(), 1));
    assert_eq!(found.since_seen.map(|times| times.median), Some(HOUR - NEWS_FOR_MS - 1), "without the lag");
    assert_eq!(
        found.first_response.times.map(|times| times.median),
        Some(HOUR),
        "the person waited all the same"
    );
    let found = figures(vec![seen(NEWS_FOR_MS, event(0, ASKS)), event(HOUR, REPLY)]);
    assert_eq!(found.since_seen.map(|times| times.median), Some(HOUR - NEWS_FOR_MS));
    let found = figures(vec![seen(2 * MINUTE, event(0, ASKS)), event(MINUTE, REPLY)]);
    assert_eq!(found.response.times.map(|times| times.n), Some(1));
    assert_eq!(found.since_seen, None, "answered in Instagram before the app saw it");
}

#[test]
fn a_few_numbers_of_many_times() {
    let summary = |times: &[i64]| {
        let mut all = Times::default();
        times.iter().for_each(|ms| all.add(*ms));
        all.summary()
    };
    assert_eq!(summary(&[]), None);
    assert_eq!(summary(&[5]), Some(Summary { n: 1, median: 5, p90: 5, mean: 5 }));
    assert_eq!(summary(&[9, 1]), Some(Summary { n: 2, median: 5, p90: 9, mean: 5 }));
    let ten: Vec<i64> = (1..=10).map(|n| n * 10).rev().collect();
    assert_eq!(summary(&ten), Some(Summary { n: 10, median: 55, p90: 90, mean: 55 }));
    let eleven: Vec<i64> = (1..=11).map(|n| n * 10).collect();
    assert_eq!(summary(&eleven).map(|of| (of.median, of.p90)), Some((60, 100)));
}

#[test]
fn the_week_is_that_of_the_handles_people_and_an_hour_that_comes_twice_is_one() {
    let moments = [
        "2026-10-25T02:30+02:00[Europe/Berlin]",
        "2026-10-25T02:30+01:00[Europe/Berlin]",
        "2026-10-25T23:59[Europe/Berlin]",
        "2026-10-26T00:00[Europe/Berlin]",
    ];
    let came = |moment: &&str| Event { position: Position::first_at(at(moment)), ..event(0, ASKS) };
    let period = |to: &str| Period { from: at("2026-10-20T00:00[UTC]"), to: at(to), imported: false };
    let zones = |name: &str| HashMap::from([(HANDLE, TimeZone::get(name).expect("is known"))]);
    let volume = |zone, to| {
        let mut reports = Reports::new(period(to), zones(zone));
        reports.add(conversation(moments.iter().map(came).collect()));
        reports.finish().volume
    };
    let berlin = volume("Europe/Berlin", "2026-10-27T00:00[UTC]");
    let week = |week: &Week| [week[6][2], week[6][23], week[0][0], week.iter().flatten().sum()];
    assert_eq!(week(&berlin.messages), [2, 1, 1, 4]);
    assert_eq!(week(&berlin.conversations), [1, 1, 1, 3]);
    assert!(berlin.clocks_changed);
    let utc = volume("UTC", "2026-10-27T00:00[UTC]");
    assert_eq!((utc.messages[6][0], utc.messages[6][1], utc.clocks_changed), (1, 1, false));
    let before = volume("Europe/Berlin", "2026-10-25T01:00[UTC]");
    assert!(!before.clocks_changed, "the period ends before the change");
}

#[test]
fn what_waits_is_as_old_as_its_first_unanswered_question() {
    let waiting = |asked: &[i64], answered: Option<i64>, woke_at: Option<i64>| {
        let events = asked.iter().map(|ago| event(-ago, ASKS)).collect();
        let answered = answered.map(|ago| Position::first_at(start().plus(-ago)));
        let waits = Waits::NeedsReply { answered, woke_at: woke_at.map(|ago| start().plus(-ago)) };
        Conversation { waits: Some(waits), ..conversation(events) }
    };
    let backlog = |conversation| {
        let period = Period { to: start(), ..period() };
        of(period, vec![conversation]).backlog.by_age.iter().position(|count| *count == 1)
    };
    let table = [
        ("just under an hour", waiting(&[HOUR - 1], None, None), 0),
        ("an hour", waiting(&[HOUR], None, None), 1),
        ("the first of two", waiting(&[4 * HOUR, MINUTE], None, None), 2),
        ("a day", waiting(&[DAY], None, None), 3),
        ("seven days", waiting(&[7 * DAY], None, None), 3),
        ("longer", waiting(&[7 * DAY + 1], None, None), 4),
        ("answered in between", waiting(&[9 * DAY, 2 * HOUR], Some(3 * HOUR), None), 1),
        ("its snooze ended", waiting(&[9 * DAY], Some(HOUR), Some(5 * HOUR)), 2),
    ];
    for (name, conversation, bucket) in table {
        assert_eq!(backlog(conversation), Some(bucket), "{name}");
    }
    let snoozed = Conversation { waits: Some(Waits::Snoozed), ..conversation(vec![]) };
    let muted = Conversation { set_aside: Some(SetAside::Spam), ..snoozed.clone() };
    assert_eq!(of(period(), vec![snoozed, muted]).backlog, Backlog { by_age: [0; 5], snoozed: 2 });
}

#[test]
fn a_mention_is_thanked_for_while_the_story_is_there_or_later_or_never() {
    let now = 30 * DAY;
    let found = figures(vec![
        event(0, MENTION),
        event(HOUR, MENTION),
        event(DAY, REPLY),
        event(2 * DAY, MENTION),
        event(now - DAY, MENTION),
        event(now - HOUR, MENTION),
    ]);
    let thanks = Summary { n: 2, median: 23 * HOUR + HOUR / 2, p90: DAY, mean: 23 * HOUR + HOUR / 2 };
    let expected =
        Mentions { received: 5, people: 1, live: 1, later: 1, never: 2, waiting: 1, thanks: Some(thanks) };
    assert_eq!(found.mentions, expected);
    assert_eq!(found.response, Responses::default(), "a mention asks for nothing");
}

#[test]
fn the_audit_trail_says_what_was_done() {
    let line = |action: &str, before: Option<&str>, after: Option<&str>| AuditLine {
        at: start(),
        action: action.into(),
        before: before.map(Into::into),
        after: after.map(Into::into),
    };
    let lines = [
        (line("done", Some("needs_reply"), Some("done, no_reply_needed")), (Some(true), Some(true))),
        (line("label", None, Some("Refund")), (None, None)),
        (line("undo", Some("Refund"), None), (None, None)),
        (line("undo", Some("done"), Some("needs_reply")), (Some(false), Some(false))),
        (line("done", Some("needs_reply"), Some("done")), (Some(true), None)),
        (line("disposition", None, Some("spam")), (None, Some(true))),
        (line("disposition", Some("spam"), Some("answered")), (None, Some(false))),
        (line("undo", Some("done"), Some("done")), (Some(true), Some(true))),
        (line("reopen", Some("done"), Some("needs_reply")), (Some(false), Some(false))),
        (line("snooze", Some("needs_reply"), Some("snoozed")), (Some(false), None)),
        (line("woke", Some("snoozed"), Some("needs_reply")), (None, None)),
    ];
    let (lines, expected): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
    let found: Vec<_> = said(&lines).iter().map(|said| (said.done, said.needless)).collect();
    assert_eq!(found, expected);
}

fn any_event() -> impl Strategy<Value = Event> {
    let what = prop_oneof![
        4 => Just(ASKS),
        1 => Just(MENTION),
        2 => Just(REPLY),
        1 => Just(TAGGED),
        1 => Just(What::Automatic),
    ];
    (-12 * DAY..31 * DAY, what).prop_map(|(ms, what)| event(ms, what))
}

proptest! {
    /// In which order messages were found changes no number, and everything is counted once.
    #[test]
    fn figures_follow_from_the_messages_alone(
        (events, shuffled) in prop::collection::vec(any_event(), 0..40)
            .prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
    ) {
        let found = figures(events.clone());
        prop_assert_eq!(&found, &figures(shuffled));
        let Misses { turns, missed, lost, saved, answered, unanswered, .. } = found.misses;
        prop_assert!(missed <= turns);
        prop_assert_eq!(missed, lost + saved + answered + unanswered);
        let Mentions { received, live, later, never, waiting, thanks, .. } = found.mentions;
        prop_assert_eq!(received, live + later + never + waiting);
        prop_assert_eq!(thanks.map_or(0, |times| times.n), live + later);
        let came = events.iter().filter(|event| event.is_in() && period().covers(event.at())).count();
        let cells: u32 = found.volume.messages.iter().flatten().sum();
        prop_assert_eq!(cells as usize, came);
        prop_assert!(found.volume.messages.iter().flatten().zip(found.volume.conversations.iter().flatten())
            .all(|(messages, conversations)| u32::from(*messages > 0) == *conversations));
    }

    /// What two periods side by side count is what both together count.
    #[test]
    fn every_moment_is_of_one_period(events in prop::collection::vec(any_event(), 0..40), cut in -10 * DAY..30 * DAY) {
        let now = period().to;
        let counted = |from: Timestamp, to: Timestamp| {
            let read = turns::read(&events, &[], |_| true, now);
            let period = Period { from, to, imported: false };
            let began = read.turns.iter().filter(|turn| period.covers(turn.began.at())).count();
            (began, read.turns.iter().filter(|turn| period.covers(turn.closes())).count())
        };
        let cut = start().plus(cut);
        let (first, second, both) = (counted(period().from, cut), counted(cut, now), counted(period().from, now));
        prop_assert_eq!((first.0 + second.0, first.1 + second.1), both);
    }
}
