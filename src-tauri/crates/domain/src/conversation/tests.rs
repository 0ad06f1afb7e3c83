use proptest::prelude::*;

use super::*;
use crate::triage::{Act, Said};

const BEGAN: Timestamp = Timestamp(1_790_000_000_000);

fn place(ms: i64) -> Position {
    Position::first_at(BEGAN.plus(ms))
}

/// Something that happens to a conversation: a message of Instagram's at its time, or a person's act.
#[derive(Debug, Clone, Copy)]
enum Event {
    /// They ask.
    Asks(i64),
    /// They mention the handle in a story.
    Mentions(i64),
    /// We answer, here or in Instagram.
    Answers(i64),
    /// The person has it on screen.
    Reads,
    Says(Act),
    /// The snooze's time comes.
    Due,
}
use Event::{Answers, Asks, Due, Mentions, Reads, Says};

const DONE: Event = Says(Act::Done(None));
const SNOOZED: Event = Says(Act::Snooze(Timestamp(BEGAN.0 + 1_000)));
const MUTED: Event = Says(Act::Mute(true));

fn take(said: Said, event: Event) -> Said {
    let mut said = said;
    let marks = &mut said.marks;
    let newest = marks.newest().unwrap_or_default();
    match event {
        Asks(ms) => {
            marks.last_inbound = marks.last_inbound.max(Some(place(ms)));
            marks.last_asking = marks.last_asking.max(Some(place(ms)));
        }
        Mentions(ms) => {
            marks.last_inbound = marks.last_inbound.max(Some(place(ms)));
            marks.last_mention = marks.last_mention.max(Some(place(ms)));
        }
        Answers(ms) => marks.last_outbound = marks.last_outbound.max(Some(place(ms))),
        Reads => {
            marks.read_through = marks.read_through.max(Some(newest));
            marks.marked_unread = false;
        }
        Says(act) => return said.after(&act, newest, BEGAN.plus(500)),
        Due => {
            if let (true, Some(snooze)) = (marks.snoozed_until().is_some(), marks.snooze.as_mut()) {
                snooze.woke_at = Some(snooze.until);
            }
        }
    }
    said
}

fn after(events: &[Event]) -> Marks {
    events.iter().fold(Said::default(), |said, event| take(said, *event)).marks
}

#[test]
fn orders_of_events() {
    use Standing::{Binned, Done, NeedsReply, Quiet, Snoozed, Spam, Waiting};
    // What happened, whether it is unread then, and where it stands.
    let table: &[(&[Event], bool, Standing)] = &[
        (&[], false, Quiet),
        (&[Asks(1)], true, NeedsReply),
        (&[Asks(1), Reads], false, NeedsReply),
        (&[Asks(1), Answers(2)], false, Waiting),
        (&[Answers(2), Asks(1)], false, Waiting), // it came late
        (&[Asks(1), Answers(2), Asks(3)], true, NeedsReply),
        (&[Answers(1)], false, Waiting),
        (&[Mentions(1)], true, Quiet),
        (&[Asks(1), Mentions(2), Answers(3), Mentions(4)], true, Waiting),
        (&[Asks(1), Reads, DONE], false, Done),
        (&[Asks(1), DONE], true, Done),
        (&[Asks(1), DONE, Asks(2)], true, NeedsReply),
        (&[Asks(2), DONE, Asks(1)], true, Done),
        (&[Asks(1), DONE, Answers(2)], false, Waiting),
        (&[Asks(1), DONE, Says(Act::Reopen)], true, NeedsReply),
        (&[Asks(1), Answers(2), Says(Act::Unread)], true, Waiting), // raises no badge
        (&[Asks(1), Reads, SNOOZED], false, Snoozed),
        (&[Asks(1), SNOOZED, Due], true, NeedsReply),
        (&[Asks(1), SNOOZED, Due, Due], true, NeedsReply),
        (&[Asks(1), SNOOZED, Due, Answers(2)], false, Waiting),
        (&[Asks(1), SNOOZED, Due, DONE], true, Done),
        (&[Asks(1), SNOOZED, Due, SNOOZED], true, Snoozed),
        (&[Asks(1), SNOOZED, Asks(2)], true, NeedsReply),
        (&[Asks(2), SNOOZED, Asks(1)], true, Snoozed), // it came late
        (&[Asks(1), SNOOZED, Mentions(2)], true, Snoozed),
        (&[Asks(1), SNOOZED, Answers(2)], false, Waiting),
        (&[Asks(1), SNOOZED, Answers(2), Due], false, Waiting), // its time means nothing any more
        (&[Asks(1), Answers(2), SNOOZED, Due], false, NeedsReply), // look at it again
        (&[Asks(1), SNOOZED, Says(Act::Wake)], true, NeedsReply),
        (&[Asks(1), DONE, SNOOZED, Says(Act::Wake)], true, Done),
        (&[Asks(1), SNOOZED, DONE, Due], true, Done),
        (&[Asks(1), MUTED], true, Quiet),
        (&[MUTED, Asks(1), Answers(2)], false, Waiting),
        (&[Asks(1), MUTED, DONE], true, Done),
        (&[Asks(1), MUTED, Says(Act::Mute(false))], true, NeedsReply),
        (&[Asks(1), Says(Act::Spam(true)), Asks(2)], true, Spam),
        (&[Asks(1), Says(Act::Spam(true)), Says(Act::Spam(false))], true, NeedsReply),
        (&[Asks(1), SNOOZED, Says(Act::Bin(true)), Due], true, Binned),
        (&[Asks(2), Says(Act::Bin(true)), Asks(1)], true, Binned), // it came late
        (&[Asks(1), Says(Act::Bin(true)), Asks(2)], true, NeedsReply), // nothing received is lost
        (&[Asks(1), Says(Act::Bin(true)), Mentions(2)], true, NeedsReply),
        (&[Asks(1), Says(Act::Bin(true)), Says(Act::Bin(false))], true, NeedsReply),
        (&[Asks(1), Says(Act::Spam(true)), Says(Act::Bin(true)), Says(Act::Spam(false))], true, Binned),
    ];
    for (events, unread, standing) in table {
        let marks = after(events);
        assert_eq!((marks.unread(), marks.standing()), (*unread, *standing), "{events:?}");
    }
}

#[test]
fn a_woken_conversation_says_so_until_somebody_did_something() {
    let woken = after(&[Asks(1), SNOOZED, Due]);
    assert_eq!((woken.woke_at(), woken.snoozed_until()), (Some(BEGAN.plus(1_000)), None));
    for (events, says) in [
        (&[Asks(1), SNOOZED, Due, Asks(2)][..], true),
        (&[Asks(1), SNOOZED, Due, Answers(2)], false),
        (&[Asks(1), SNOOZED, Due, DONE], false),
        (&[Asks(1), SNOOZED, Due, SNOOZED], false),
        (&[Asks(1), SNOOZED, Asks(2)], false),
    ] {
        assert_eq!(after(events).woke_at().is_some(), says, "{events:?}");
    }
}

#[test]
fn story_mentions_ask_where_the_handle_says_so() {
    let asks = |events: &[Event]| Marks { mentions_ask: true, ..after(events) }.standing();
    assert_eq!(asks(&[Mentions(1)]), Standing::NeedsReply);
    assert_eq!(asks(&[Mentions(1), Answers(2)]), Standing::Waiting);
    assert_eq!(asks(&[Asks(1), SNOOZED, Mentions(2)]), Standing::NeedsReply);
}

#[test]
fn a_mention_is_open_where_a_person_looks_for_it() {
    for (events, open) in [
        (&[Mentions(1)][..], true),
        (&[Mentions(1), Answers(2)], false),
        (&[Mentions(1), DONE], false),
        (&[Mentions(1), DONE, Mentions(2)], true),
        (&[Mentions(1), SNOOZED], false),
        (&[Mentions(1), SNOOZED, Mentions(2)], true),
        (&[Mentions(1), MUTED], false),
        (&[Mentions(1), Says(Act::Spam(true))], false),
        (&[Mentions(1), Says(Act::Bin(true))], false),
    ] {
        assert_eq!(after(events).open_mention(), open, "{events:?}");
    }
}

#[test]
fn taking_back_what_put_it_away_leads_to_what_is_beneath() {
    use Standing::{Done, NeedsReply, Quiet, Waiting};
    let table: &[(&[Event], Standing, Standing)] = &[
        (&[], Quiet, Quiet),
        (&[Asks(1), DONE], Done, NeedsReply),
        (&[Asks(1), Answers(2), DONE], Done, Waiting),
        (&[Answers(1), Mentions(2)], Waiting, Waiting),
        (&[Asks(1), DONE, Mentions(2)], Quiet, NeedsReply),
        (&[Asks(1), MUTED], NeedsReply, NeedsReply),
        (&[Asks(1), Answers(2), SNOOZED, Due], NeedsReply, NeedsReply),
    ];
    for (events, beneath, reopened) in table {
        let marks = after(events);
        assert_eq!((marks.beneath(), marks.reopened()), (*beneath, *reopened), "{events:?}");
    }
}

fn message() -> impl Strategy<Value = Event> {
    (1..400i64, 0..3u8).prop_map(|(ms, kind)| match kind {
        0 => Asks(ms),
        1 => Mentions(ms),
        _ => Answers(ms),
    })
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        Just(Act::Done(None)),
        Just(Act::Reopen),
        Just(Act::Unread),
        Just(Act::Snooze(BEGAN.plus(1_000))),
        Just(Act::Wake),
        any::<bool>().prop_map(Act::Mute),
        any::<bool>().prop_map(Act::Spam),
        any::<bool>().prop_map(Act::Bin),
    ]
}

proptest! {
    /// What Instagram tells ends in the same marks in any order and however often it is told, whatever was said before.
    #[test]
    fn messages_in_any_order_end_alike(
        before in proptest::collection::vec(message(), 0..6),
        acts in proptest::collection::vec(act(), 0..4),
        (messages, shuffled) in proptest::collection::vec(message(), 0..10)
            .prop_flat_map(|messages| (Just(messages.clone()), Just(messages).prop_shuffle())),
        again in 0..10usize,
        mentions_ask: bool,
    ) {
        let mut said = before.iter().fold(Said::default(), |said, event| take(said, *event));
        said.marks.mentions_ask = mentions_ask;
        for act in acts {
            said = take(said, Says(act));
        }
        let told = messages.iter().fold(said, |said, event| take(said, *event));
        let otherwise = shuffled.iter().chain(shuffled.iter().take(again)).fold(said, |said, event| take(said, *event));
        prop_assert_eq!(told, otherwise);
    }

    /// What the page foretells of taking something back is where the conversation stands then.
    #[test]
    fn what_is_beneath_is_where_it_stands_then(
        messages in proptest::collection::vec(message(), 0..6),
        acts in proptest::collection::vec(act(), 0..4),
        mentions_ask: bool,
    ) {
        let mut said = messages.into_iter().fold(Said::default(), take);
        said.marks.mentions_ask = mentions_ask;
        said = acts.into_iter().fold(said, |said, act| take(said, Says(act)));
        // No snooze of these came to its time.
        let bare = [Act::Spam(true), Act::Spam(false), Act::Wake, Act::Mute(false)]
            .into_iter()
            .fold(said, |said, act| take(said, Says(act)));
        prop_assert_eq!(said.marks.beneath(), bare.marks.standing());
        prop_assert_eq!(said.marks.reopened(), take(bare, Says(Act::Reopen)).marks.standing());
    }

    /// What is older than what was there when a person said something takes nothing of it back.
    #[test]
    fn what_comes_late_takes_nothing_back(late in proptest::collection::vec(message(), 0..8), act in act()) {
        let said = [Asks(500), Mentions(501), Answers(502), Asks(503)]
            .into_iter()
            .fold(Said::default(), take)
            .after(&act, place(503), BEGAN);
        let after = late.into_iter().fold(said, take);
        prop_assert_eq!((after.marks.standing(), after.marks.unread()), (said.marks.standing(), said.marks.unread()));
    }
}
