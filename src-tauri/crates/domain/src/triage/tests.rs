use super::*;
use crate::conversation::Standing;

const NOW: Timestamp = Timestamp(1_790_000_000_000);

fn asked() -> Said {
    let at = Some(Position::first_at(NOW));
    Said { marks: Marks { last_inbound: at, last_asking: at, ..Marks::default() }, ..Said::default() }
}

fn newest(said: &Said) -> Position {
    said.marks.last_inbound.max(said.marks.last_outbound).unwrap_or_default()
}

fn say(said: &Said, act: Act) -> Said {
    said.after(&act, newest(said), NOW.plus(5))
}

const ACTS: [Act; 11] = [
    Act::Done(Some(Disposition::Thanked)),
    Act::Reopen,
    Act::Unread,
    Act::Snooze(Timestamp(NOW.0 + 60_000)),
    Act::Wake,
    Act::Mute(true),
    Act::Spam(true),
    Act::Bin(true),
    Act::Bin(false),
    Act::Intent(Some(Intent::Praise)),
    Act::Disposition(None),
];

#[test]
fn every_act_is_taken_back_exactly_and_in_any_depth() {
    for first in ACTS {
        for second in ACTS {
            let begun = asked();
            let one = say(&begun, first);
            let two = say(&one, second);
            assert_eq!(two.undone(&one, &two), one, "{second:?} after {first:?}");
            assert_eq!(one.undone(&begun, &one), begun, "{first:?}");
        }
    }
}

#[test]
fn undo_leaves_what_was_said_since() {
    let begun = asked();
    let done = say(&begun, Act::Done(None));
    let muted = say(&done, Act::Mute(true));
    let undone = muted.undone(&begun, &done);
    assert!(undone.marks.muted, "another respect stays");
    assert_eq!(undone.marks.done_through, None);

    let snoozed = say(&begun, Act::Snooze(NOW.plus(10)));
    let later = say(&snoozed, Act::Snooze(NOW.plus(99)));
    assert_eq!(later.undone(&begun, &snoozed), later, "snoozed anew meanwhile");

    let mut woken = snoozed;
    woken.marks.snooze = woken.marks.snooze.map(|snooze| Snooze { woke_at: Some(NOW.plus(10)), ..snooze });
    assert_eq!(woken.undone(&begun, &snoozed).marks.snooze, None, "that its time came was nobody's word");

    let mut answered = done;
    answered.marks.last_outbound = Some(Position::first_at(NOW.plus(50)));
    assert_eq!(
        answered.undone(&begun, &done).marks.standing(),
        Standing::Waiting,
        "a reply is never taken back"
    );
}

#[test]
fn how_it_was_closed_stays_until_it_is_opened_again() {
    let done = say(&asked(), Act::Done(Some(Disposition::Escalated)));
    assert_eq!(say(&done, Act::Done(None)).disposition, Some(Disposition::Escalated));
    assert_eq!(say(&done, Act::Reopen).disposition, None);
}
