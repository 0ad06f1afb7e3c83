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
mod step;

pub use gate::{GateFacts, STALE_MS, gate};
pub use proof::{Candidate, Sought, earliest, proves};
pub use schedule::{NotThen, schedule};
pub use step::{backoff_ms, step};

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

/// When an unknown reply is looked for, in milliseconds after its attempt began; after the last look it is asked about.
pub const LOOKS_MS: [i64; 5] = [2 * SECOND, 5 * SECOND, 15 * SECOND, 45 * SECOND, 120 * SECOND];

#[cfg(test)]
mod tests {
    use super::*;

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
}
