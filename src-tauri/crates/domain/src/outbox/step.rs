//! The steps of the machine.

use super::{Before, Event, Outcome, Progress, State, Verdict};
use crate::time::{SECOND, Timestamp};

/// The next progress of a reply, or `None` when the event does not apply in its state and nothing changes.
///
/// `now` sets backoff times; `wait` is how long Instagram asked us to wait, if it did.
#[must_use]
pub fn step(progress: &Progress, event: Event, now: Timestamp, wait_ms: Option<i64>) -> Option<Progress> {
    let was = progress.clone();
    let next = match (progress.state, event) {
        // The first proof stands, whenever it comes; nothing else can end a sent reply.
        (State::Sending | State::Unknown | State::Ask, Event::Proved(mid)) => {
            Progress { mid: Some(mid), ..was.to(State::Sent, None) }
        }
        (State::Queued, Event::Checked(Ok(()))) => {
            let attempts = was.attempts.saturating_add(1);
            Progress { attempts, ..was.to(State::Sending, None) }
        }
        (State::Queued, Event::Checked(Err(Verdict::Hold(reason)))) => {
            let not_before = wait_ms.map(|wait| now.plus(wait));
            Progress { not_before, ..was.to(State::Held, Some(reason)) }
        }
        (State::Queued, Event::Checked(Err(Verdict::Fail(reason)))) => was.to(State::Failed, Some(reason)),
        (State::Queued, Event::Checked(Err(Verdict::NotBefore(at)))) => {
            Progress { not_before: Some(at), ..was.to(State::Queued, None) }
        }
        (State::Queued, Event::NotUploaded(outcome)) => not_uploaded(was, &outcome, now, wait_ms)?,
        (State::Sending, Event::Attempted(outcome)) => attempted(was, outcome, now, wait_ms),
        (State::Sending, Event::Restarted) => was.to(State::Unknown, None),
        (State::Unknown, Event::NotFound) => was.to(State::Ask, None),
        (State::Held, Event::Released) => was.to(State::Queued, None),
        (State::Held | State::Failed | State::Ask, Event::SendAgain) => was.to(State::Queued, None),
        (State::Queued, Event::SendAgain) if was.not_before.is_some() => was.to(State::Queued, None),
        (State::Unknown | State::Ask, Event::Arrived) => was.to(State::Sent, None),
        (State::Queued | State::Held | State::Failed | State::Unknown | State::Ask, Event::Discarded) => {
            was.to(State::Cancelled, None)
        }
        (State::Cancelled, Event::Restored(before)) => restored(was, before)?,
        _ => return None,
    };
    Some(next)
}

/// A discarded reply as it stood. What may have arrived is not looked for again, but asked about.
fn restored(was: Progress, before: Before) -> Option<Progress> {
    let Before { state, reason, not_before } = before;
    Some(match state {
        State::Queued => Progress { not_before, ..was.to(State::Queued, None) },
        State::Held | State::Failed => Progress { not_before, ..was.to(state, Some(reason?)) },
        State::Unknown | State::Ask => was.to(State::Ask, None),
        State::Sending | State::Sent | State::Cancelled => return None,
    })
}

fn attempted(was: Progress, outcome: Outcome, now: Timestamp, wait_ms: Option<i64>) -> Progress {
    match outcome {
        Outcome::Delivered(mid) => Progress { mid: Some(mid), ..was.to(State::Sent, None) },
        Outcome::NeverLeft => {
            let not_before = Some(now.plus(backoff_ms(was.attempts)));
            Progress { not_before, ..was.to(State::Queued, None) }
        }
        Outcome::RefusedForNow(reason) => {
            let not_before = wait_ms.map(|wait| now.plus(wait));
            Progress { not_before, ..was.to(State::Held, Some(reason)) }
        }
        Outcome::RefusedForGood(reason) => was.to(State::Failed, Some(reason)),
        Outcome::AnotherWay => was.to(State::Queued, None),
        Outcome::Lost => was.to(State::Unknown, None),
    }
}

/// An upload that failed: again later, held, or failed for good. Unlike a send, a lost one is simply done again.
fn not_uploaded(was: Progress, outcome: &Outcome, now: Timestamp, wait_ms: Option<i64>) -> Option<Progress> {
    let attempts = was.attempts.saturating_add(1);
    Some(match outcome {
        Outcome::NeverLeft | Outcome::Lost => {
            let not_before = Some(now.plus(backoff_ms(attempts)));
            Progress { attempts, not_before, ..was.to(State::Queued, None) }
        }
        Outcome::RefusedForNow(reason) => {
            let not_before = wait_ms.map(|wait| now.plus(wait));
            Progress { attempts, not_before, ..was.to(State::Held, Some(*reason)) }
        }
        Outcome::RefusedForGood(reason) => Progress { attempts, ..was.to(State::Failed, Some(*reason)) },
        Outcome::AnotherWay => was.to(State::Queued, None),
        Outcome::Delivered(_) => return None,
    })
}

/// How long to wait after attempt number `attempts` that provably never left: 1, 2, 4 … seconds, at most 5 minutes.
#[must_use]
pub fn backoff_ms(attempts: u32) -> i64 {
    let doublings = attempts.saturating_sub(1).min(9);
    (SECOND << doublings).min(300 * SECOND)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::Mid;
    use crate::outbox::Reason;

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(Event::Checked(Ok(()))),
            Just(Event::Checked(Err(Verdict::Hold(Reason::Offline)))),
            Just(Event::Checked(Err(Verdict::Fail(Reason::WindowClosed)))),
            Just(Event::Attempted(Outcome::Delivered(Mid::from("m1")))),
            Just(Event::Attempted(Outcome::NeverLeft)),
            Just(Event::Attempted(Outcome::AnotherWay)),
            Just(Event::Checked(Err(Verdict::NotBefore(NOW.plus(SECOND))))),
            Just(Event::NotUploaded(Outcome::AnotherWay)),
            Just(Event::NotUploaded(Outcome::Lost)),
            Just(Event::NotUploaded(Outcome::NeverLeft)),
            Just(Event::NotUploaded(Outcome::RefusedForNow(Reason::Throttled))),
            Just(Event::NotUploaded(Outcome::RefusedForGood(Reason::FileRefused))),
            Just(Event::NotUploaded(Outcome::Delivered(Mid::from("m3")))),
            Just(Event::Attempted(Outcome::RefusedForNow(Reason::Throttled))),
            Just(Event::Attempted(Outcome::RefusedForGood(Reason::Refused))),
            Just(Event::Attempted(Outcome::Lost)),
            Just(Event::Restarted),
            Just(Event::Proved(Mid::from("m2"))),
            Just(Event::NotFound),
            Just(Event::Released),
            Just(Event::Discarded),
            Just(Event::SendAgain),
            Just(Event::Arrived),
        ]
    }

    /// Events that only a person causes.
    fn by_person(event: &Event) -> bool {
        matches!(event, Event::SendAgain | Event::Arrived | Event::Discarded)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        /// After an attempt whose end is not known, nothing but a person sends it a second time.
        #[test]
        fn an_uncertain_reply_never_goes_twice_by_itself(events in prop::collection::vec(event(), 0..40)) {
            let mut progress = Progress::queued(None);
            let mut may_have_arrived = false;
            for event in events {
                let person = by_person(&event);
                let lost = matches!(event, Event::Attempted(Outcome::Lost) | Event::Restarted);
                let Some(next) = step(&progress, event, NOW, None) else { continue };
                if next.state == State::Sending {
                    prop_assert!(!may_have_arrived, "sent again without a person");
                }
                if person && next.state == State::Queued {
                    may_have_arrived = false; // the person was told and decided
                }
                if lost && next.state == State::Unknown {
                    may_have_arrived = true;
                }
                progress = next;
            }
        }

        #[test]
        fn final_states_are_final(events in prop::collection::vec(event(), 0..40)) {
            let mut progress = Progress::queued(None);
            for event in events {
                let was = progress.state;
                if let Some(next) = step(&progress, event, NOW, None) {
                    prop_assert!(!was.is_final());
                    progress = next;
                }
            }
        }

        #[test]
        fn only_a_person_or_proof_ends_a_question(event in event()) {
            let asking = Progress { state: State::Ask, ..Progress::queued(None) };
            let person_or_proof = by_person(&event) || matches!(event, Event::Proved(_));
            prop_assert_eq!(step(&asking, event, NOW, None).is_some(), person_or_proof);
        }

        #[test]
        fn every_wait_has_a_reason(events in prop::collection::vec(event(), 0..40)) {
            let mut progress = Progress::queued(None);
            for event in events {
                if let Some(next) = step(&progress, event, NOW, None) {
                    progress = next;
                }
                let explained = matches!(progress.state, State::Held | State::Failed);
                prop_assert_eq!(explained, progress.reason.is_some());
            }
        }
    }

    #[test]
    fn an_upload_that_failed_is_never_uncertain() {
        let queued = Progress::queued(None);
        for (outcome, state, reason, wait) in [
            (Outcome::Lost, State::Queued, None, Some(SECOND)),
            (Outcome::NeverLeft, State::Queued, None, Some(SECOND)),
            (Outcome::RefusedForNow(Reason::Throttled), State::Held, Some(Reason::Throttled), Some(9_000)),
            (Outcome::RefusedForGood(Reason::FileRefused), State::Failed, Some(Reason::FileRefused), None),
        ] {
            let next = step(&queued, Event::NotUploaded(outcome.clone()), NOW, Some(9_000)).expect("applies");
            assert_eq!((next.state, next.reason), (state, reason), "{outcome:?}");
            assert_eq!(next.not_before, wait.map(|ms| NOW.plus(ms)), "{outcome:?}");
        }
        assert_eq!(step(&queued, Event::NotUploaded(Outcome::Delivered(Mid::from("m1"))), NOW, None), None);
    }

    #[test]
    fn what_was_discarded_comes_back_as_it_stood_and_never_as_sure_where_it_was_not() {
        let cancelled = Progress { state: State::Cancelled, attempts: 2, ..Progress::queued(None) };
        let later = Some(NOW.plus(SECOND));
        for (state, reason, not_before, becomes) in [
            (State::Queued, None, later, Some((State::Queued, None, later))),
            (State::Held, Some(Reason::Stale), None, Some((State::Held, Some(Reason::Stale), None))),
            (State::Failed, Some(Reason::Refused), None, Some((State::Failed, Some(Reason::Refused), None))),
            (State::Unknown, None, None, Some((State::Ask, None, None))),
            (State::Ask, None, None, Some((State::Ask, None, None))),
            (State::Held, None, None, None),
            (State::Sending, None, None, None),
            (State::Sent, None, None, None),
        ] {
            let before = Before { state, reason, not_before };
            let next = step(&cancelled, Event::Restored(before), NOW, None);
            let stands = next.as_ref().map(|next| (next.state, next.reason, next.not_before));
            assert_eq!(stands, becomes, "{before:?}");
            assert_eq!(step(&Progress::queued(None), Event::Restored(before), NOW, None), None);
        }
    }

    #[test]
    fn a_person_need_not_wait() {
        let waits = Progress::queued(Some(NOW.plus(SECOND)));
        assert_eq!(step(&waits, Event::SendAgain, NOW, None), Some(Progress::queued(None)));
        assert_eq!(step(&Progress::queued(None), Event::SendAgain, NOW, None), None, "it goes already");
    }

    #[test]
    fn what_may_go_in_a_moment_waits_for_it_and_was_not_attempted() {
        let at = NOW.plus(9 * SECOND);
        let next = step(&Progress::queued(None), Event::Checked(Err(Verdict::NotBefore(at))), NOW, None);
        assert_eq!(next, Some(Progress::queued(Some(at))));
    }

    #[test]
    fn a_throttled_reply_waits_as_long_as_instagram_says() {
        let sending = Progress { state: State::Sending, attempts: 1, ..Progress::queued(None) };
        let event = Event::Attempted(Outcome::RefusedForNow(Reason::Throttled));
        let held = step(&sending, event, NOW, Some(90_000)).expect("applies");
        assert_eq!((held.state, held.reason), (State::Held, Some(Reason::Throttled)));
        assert_eq!(held.not_before, Some(NOW.plus(90_000)));
    }

    #[test]
    fn backoff_doubles_up_to_five_minutes() {
        let waits: Vec<i64> = (1..12).map(|attempt| backoff_ms(attempt) / SECOND).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    }
}
