//! The life of a reply, as a pure machine (architecture, section 4; reliability, section 6.3).
//!
//! Instagram's Send API has no idempotency key and can report an error after a real send. So a reply is sent again by
//! itself only when it provably never left, and whatever is not provable is looked for and then asked about. The
//! machine decides; the engine carries out.
//!
//! ```text
//! queued ⇄ held            a check failed; its cause ends, or a person releases it
//! queued → queued          not before a moment that is near, or now when a person will not wait
//! queued → sending         written down before the first byte leaves
//! sending → queued         no byte left, or refused in this form while another form of the same may go
//! queued → queued | held | failed     its files could not be uploaded; nothing of it can have arrived
//! sending → held           refused for now: throttled, sign-in
//! sending → failed         refused for good; the text is kept
//! sending → sent           answered with a message id
//! sending → unknown        anything else, and whatever is found in `sending` at start
//! unknown → sent           proved by an echo or by reading the thread
//! unknown → ask            looked for long enough
//! ask → queued | sent | cancelled     only by a person, or by late proof
//! unknown → sent | cancelled          also when a person says so before the looking is over
//! cancelled → as before               a person takes "discarded" back; what was uncertain is asked about
//! ```

mod gate;
mod proof;
mod schedule;

pub use gate::{GateFacts, STALE_MS, gate};
pub use proof::{Candidate, Sought, proves};
pub use schedule::{NotThen, schedule};

use serde::{Deserialize, Serialize};

use crate::ids::Mid;
use crate::time::{SECOND, Timestamp};

/// Where a reply stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for its turn, or for the undo delay.
    Queued,
    /// Waits for a cause to end; the reason says which.
    Held,
    /// On its way. Written down before the first byte leaves.
    Sending,
    /// May or may not have arrived: looked for.
    Unknown,
    /// Could not be found: the person decides.
    Ask,
    /// Instagram has it.
    Sent,
    /// Instagram refused it; the text is kept.
    Failed,
    /// The person took it back.
    Cancelled,
}

impl State {
    /// Whether it may be at Instagram without our knowing. At most one such reply per conversation (I7).
    #[must_use]
    pub fn is_uncertain(self) -> bool {
        matches!(self, Self::Sending | Self::Unknown | Self::Ask)
    }

    /// Whether nothing will happen to it any more, unless a person takes "discarded" back.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Sent | Self::Cancelled)
    }
}

/// Why a reply waits, or why it failed. One list: the words on screen are the UI's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Held: an earlier reply of this conversation is not settled yet.
    Uncertain,
    /// Held: an earlier message of the same press of Send failed; a person decides whether this one goes alone.
    EarlierFailed,
    /// Held: no network.
    Offline,
    /// Held: Instagram asked us to slow down.
    Throttled,
    /// Held: the handle must be connected again.
    NeedsReconnect,
    /// Held: the handle is switched off here.
    HandleOff,
    /// Held: message access is off in Instagram.
    AccessOff,
    /// Held: sending is restricted for this handle by Instagram.
    SendRestricted,
    /// Held: it waited so long that a person should look at it again.
    Stale,
    /// Held: more than 24 hours have passed meanwhile; a person can send it as a human agent.
    NeedsHumanAgent,
    /// Failed: outside the message window.
    WindowClosed,
    /// Failed: longer than 1,000 bytes.
    TooLong,
    /// Failed: the person cannot receive messages from this handle.
    PersonUnavailable,
    /// Failed: another connected tool controls this chat.
    OwnedByOtherApp,
    /// Failed: the Meta app is not approved for this.
    NotApproved,
    /// Failed: Instagram did not take the file.
    FileRefused,
    /// Failed: the Meta app may not reply as a human agent.
    HumanAgentRefused,
    /// Failed: Instagram did not take it as a reply to another message.
    QuoteRefused,
    /// Failed: Instagram refused the message itself.
    Refused,
}

impl Reason {
    /// Whether what a reply is held for ends only by a person: the others end with time, or with a reply before it.
    #[must_use]
    pub fn needs_person(self) -> bool {
        !matches!(self, Self::Uncertain | Self::Offline | Self::Throttled)
    }
}

/// What one attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Instagram answered with the message's id.
    Delivered(Mid),
    /// Provably no byte of the request left this computer.
    NeverLeft,
    /// Instagram refused it before doing anything; it may go later.
    RefusedForNow(Reason),
    /// Instagram refused it for good.
    RefusedForGood(Reason),
    /// Instagram refused this form before doing anything, and the same can go in another: its pictures one by one, or
    /// its files uploaded anew. The row says in which.
    AnotherWay,
    /// Anything else: timeout, reset, 5xx, an unknown code, an answer without an id.
    Lost,
}

/// What happens to a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Its turn came and the checks ran: `Ok` sends it.
    Checked(Result<(), Verdict>),
    /// Its files could not be uploaded, or need not be in this form. A file alone reaches nobody, so this may be done
    /// again by itself.
    NotUploaded(Outcome),
    /// An attempt ended.
    Attempted(Outcome),
    /// The app started and found the reply as it is.
    Restarted,
    /// A message at Instagram is provably this reply.
    Proved(Mid),
    /// All looks for it are over without proof.
    NotFound,
    /// The cause of a hold ended, or its time came.
    Released,
    /// The person took it back before it left, or discards it.
    Discarded,
    /// The person wants it sent (again).
    SendAgain,
    /// The person says that it arrived.
    Arrived,
    /// The person takes back that it was discarded.
    Restored(Before),
}

/// How a reply stood when it was discarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Where it stood.
    pub state: State,
    /// Why, when it was held or failed.
    pub reason: Option<Reason>,
    /// Not before this time.
    pub not_before: Option<Timestamp>,
}

/// Why a check did not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Wait until the cause ends.
    Hold(Reason),
    /// It can never go like this.
    Fail(Reason),
    /// It may go, but only from this moment on.
    NotBefore(Timestamp),
}

/// A reply's state with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Where it stands.
    pub state: State,
    /// Why, when it is held or failed.
    pub reason: Option<Reason>,
    /// How often it was attempted.
    pub attempts: u32,
    /// Its id at Instagram, once known.
    pub mid: Option<Mid>,
    /// Not before this time; set for undo delays, backoff and throttles.
    pub not_before: Option<Timestamp>,
}

impl Progress {
    /// A reply that was just written, with its undo delay.
    #[must_use]
    pub fn queued(not_before: Option<Timestamp>) -> Self {
        Self { state: State::Queued, reason: None, attempts: 0, mid: None, not_before }
    }

    /// Whether it goes on only when a person does something.
    #[must_use]
    pub fn needs_person(&self) -> bool {
        match self.state {
            State::Failed | State::Ask => true,
            State::Held => self.reason.is_some_and(Reason::needs_person),
            State::Queued | State::Sending | State::Unknown | State::Sent | State::Cancelled => false,
        }
    }

    fn to(self, state: State, reason: Option<Reason>) -> Self {
        Self { state, reason, not_before: None, ..self }
    }
}

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

/// When an unknown reply is looked for, in milliseconds after its attempt began; after the last look it is asked about.
pub const LOOKS_MS: [i64; 5] = [2 * SECOND, 5 * SECOND, 15 * SECOND, 45 * SECOND, 120 * SECOND];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
    fn what_goes_on_only_by_a_person() {
        let in_state = |state, reason| Progress { state, reason, ..Progress::queued(None) };
        for (state, reason, needs) in [
            (State::Queued, None, false),
            (State::Sending, None, false),
            (State::Unknown, None, false),
            (State::Ask, None, true),
            (State::Failed, Some(Reason::Refused), true),
            (State::Held, Some(Reason::Offline), false),
            (State::Held, Some(Reason::Throttled), false),
            (State::Held, Some(Reason::Uncertain), false),
            (State::Held, Some(Reason::Stale), true),
            (State::Held, Some(Reason::NeedsReconnect), true),
            (State::Sent, None, false),
            (State::Cancelled, None, false),
        ] {
            assert_eq!(in_state(state, reason).needs_person(), needs, "{state:?} {reason:?}");
        }
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
