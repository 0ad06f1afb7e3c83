//! The checks before a reply leaves, all run again at dispatch: much may have changed since it was written.

use super::{Reason, Verdict};
use crate::handle::Trouble;
use crate::outgoing::Outgoing;
use crate::text::MAX_TEXT_BYTES;
use crate::time::{MINUTE, Timestamp};
use crate::window::{self, DISPATCH_MARGIN_MS, Openers, Sender, WindowState};

/// A reply that waited longer than this is not sent without a person's look, unless they set another time (experience,
/// section 10 "Offline").
pub const STALE_MS: i64 = 30 * MINUTE;

/// What the checks look at.
#[derive(Debug, Clone, Copy)]
pub struct GateFacts<'a> {
    /// What is to be sent.
    pub what: &'a Outgoing,
    /// Who sends it.
    pub sender: Sender,
    /// When the person pressed Send, or last said "send"; for what was scheduled, the time that they chose.
    pub asked_at: Timestamp,
    /// Whether the handle is switched on here.
    pub handle_on: bool,
    /// What is wrong with the handle, if anything.
    pub trouble: Option<Trouble>,
    /// The person's newest message, which opened the window.
    pub last_inbound: Option<Timestamp>,
    /// What else may have opened it.
    pub openers: Openers,
    /// A reply that waited longer than this is not sent without a person's look; milliseconds.
    pub stale_after_ms: i64,
    /// Another reply of the conversation is uncertain.
    pub other_uncertain: bool,
    /// An earlier message of the same press of Send failed, and the person has not said since that this one goes.
    pub earlier_failed: bool,
    /// Instagram's time, as far as it is known.
    pub now: Timestamp,
}

/// Whether the reply may leave now. The first failing check is the reason.
///
/// A reply that was confirmed as a human agent's in the last seconds of the 24 hours waits for their end, which is when
/// it may go with the tag. Where something else than a message may have opened the window, Instagram decides.
///
/// # Errors
/// The verdict says whether it waits or failed, and why.
pub fn gate(facts: GateFacts<'_>) -> Result<(), Verdict> {
    if facts.what.text().len() > MAX_TEXT_BYTES {
        return Err(Verdict::Fail(Reason::TooLong));
    }
    if !facts.handle_on {
        return Err(Verdict::Hold(Reason::HandleOff));
    }
    if let Some(reason) = facts.trouble.and_then(hold_for) {
        return Err(Verdict::Hold(reason));
    }
    if facts.other_uncertain {
        return Err(Verdict::Hold(Reason::Uncertain));
    }
    if facts.earlier_failed {
        return Err(Verdict::Hold(Reason::EarlierFailed));
    }
    // The margin: a request takes time, and the window must still be open when it arrives.
    let arrives = facts.now.plus(DISPATCH_MARGIN_MS);
    let may_be_open = facts.openers.may_be_open(arrives);
    match window::state(facts.last_inbound, arrives) {
        WindowState::Open { .. } | WindowState::Soon { .. } | WindowState::Closing { .. } => {}
        WindowState::HumanAgent { .. } => {
            let opens = facts.last_inbound.map_or(facts.now, |at| at.plus(window::STANDARD_MS));
            let tag = window::human_agent(facts.sender, facts.last_inbound, facts.now.max(opens));
            if tag.is_some() && facts.now < opens {
                return Err(Verdict::NotBefore(opens));
            }
            if tag.is_none() && !may_be_open {
                return Err(Verdict::Hold(Reason::NeedsHumanAgent));
            }
        }
        WindowState::NeverOpened | WindowState::Closed if may_be_open => {}
        WindowState::NeverOpened | WindowState::Closed => return Err(Verdict::Fail(Reason::WindowClosed)),
    }
    if facts.now.since(facts.asked_at) > facts.stale_after_ms {
        return Err(Verdict::Hold(Reason::Stale));
    }
    Ok(())
}

/// What a handle's trouble means for its replies; `None` where sending is still worth a try.
fn hold_for(trouble: Trouble) -> Option<Reason> {
    match trouble {
        Trouble::Offline => Some(Reason::Offline),
        Trouble::TokenMissing
        | Trouble::TokenExpired
        | Trouble::TokenRevoked
        | Trouble::Checkpoint
        | Trouble::KeychainLocked
        | Trouble::PermissionMissing => Some(Reason::NeedsReconnect),
        Trouble::AccessOff => Some(Reason::AccessOff),
        Trouble::SendRestricted => Some(Reason::SendRestricted),
        Trouble::RateLimited => Some(Reason::Throttled),
        Trouble::NotApproved
        | Trouble::NotEligible
        | Trouble::InstagramDown
        // What cannot be written down does not leave in any case.
        | Trouble::DiskFull
        | Trouble::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, HOUR, SECOND};

    const NOW: Timestamp = Timestamp(1_790_000_000_000);
    const HELLO: &Outgoing = &Outgoing::Heart;

    fn fine() -> GateFacts<'static> {
        GateFacts {
            what: HELLO,
            sender: Sender::human(false),
            asked_at: NOW,
            handle_on: true,
            trouble: None,
            last_inbound: Some(NOW.plus(-HOUR)),
            openers: Openers::default(),
            stale_after_ms: STALE_MS,
            other_uncertain: false,
            earlier_failed: false,
            now: NOW,
        }
    }

    #[test]
    fn each_check_has_its_verdict() {
        let long = Outgoing::Text { text: "é".repeat(501) };
        let written = |ago: i64| Some(NOW.plus(-ago));
        let (agent, machine) = (Sender::human(true), Sender::Automatic);
        let closed = Err(Verdict::Fail(Reason::WindowClosed));
        let hinted = |ago: i64| Openers { to_self: false, last_hint: written(ago) };
        let to_self = Openers { to_self: true, last_hint: None };
        let ask = Err(Verdict::Hold(Reason::NeedsHumanAgent));
        let table = [
            (fine(), Ok(())),
            (GateFacts { what: &long, ..fine() }, Err(Verdict::Fail(Reason::TooLong))),
            (GateFacts { handle_on: false, ..fine() }, Err(Verdict::Hold(Reason::HandleOff))),
            (
                GateFacts { trouble: Some(Trouble::TokenRevoked), ..fine() },
                Err(Verdict::Hold(Reason::NeedsReconnect)),
            ),
            (GateFacts { trouble: Some(Trouble::InstagramDown), ..fine() }, Ok(())),
            (GateFacts { other_uncertain: true, ..fine() }, Err(Verdict::Hold(Reason::Uncertain))),
            (GateFacts { earlier_failed: true, ..fine() }, Err(Verdict::Hold(Reason::EarlierFailed))),
            (GateFacts { last_inbound: None, ..fine() }, closed),
            (GateFacts { last_inbound: None, sender: agent, ..fine() }, closed),
            (GateFacts { last_inbound: written(25 * HOUR), ..fine() }, ask),
            (GateFacts { last_inbound: written(25 * HOUR), sender: machine, ..fine() }, ask),
            (GateFacts { last_inbound: written(25 * HOUR), sender: agent, ..fine() }, Ok(())),
            (GateFacts { last_inbound: written(HOUR), sender: agent, ..fine() }, Ok(())),
            (GateFacts { last_inbound: written(7 * DAY), sender: agent, ..fine() }, closed),
            (GateFacts { last_inbound: written(8 * DAY), ..fine() }, closed),
            (GateFacts { last_inbound: written(8 * DAY), openers: hinted(HOUR), ..fine() }, Ok(())),
            (GateFacts { last_inbound: written(8 * DAY), openers: hinted(24 * HOUR), ..fine() }, closed),
            (GateFacts { last_inbound: written(25 * HOUR), openers: hinted(HOUR), ..fine() }, Ok(())),
            (GateFacts { last_inbound: written(25 * HOUR), openers: hinted(24 * HOUR), ..fine() }, ask),
            (GateFacts { last_inbound: None, openers: hinted(HOUR), ..fine() }, Ok(())),
            (GateFacts { last_inbound: None, openers: to_self, ..fine() }, Ok(())),
            (GateFacts { asked_at: NOW.plus(-STALE_MS), ..fine() }, Ok(())),
            (GateFacts { asked_at: NOW.plus(-STALE_MS - 1), ..fine() }, Err(Verdict::Hold(Reason::Stale))),
            (GateFacts { asked_at: NOW.plus(-HOUR), stale_after_ms: HOUR, ..fine() }, Ok(())),
        ];
        for (facts, verdict) in table {
            assert_eq!(gate(facts), verdict, "{facts:?}");
        }
    }

    #[test]
    fn a_thousand_bytes_may_go() {
        let what = Outgoing::Text { text: "é".repeat(500) };
        assert_eq!(gate(GateFacts { what: &what, ..fine() }), Ok(()));
    }

    #[test]
    fn nothing_leaves_in_the_last_seconds_of_the_window() {
        let opened = |left| Some(NOW.plus(left - 24 * HOUR));
        let closing = GateFacts { last_inbound: opened(20 * SECOND), ..fine() };
        assert_eq!(gate(closing), Err(Verdict::Hold(Reason::NeedsHumanAgent)));
        assert_eq!(gate(GateFacts { last_inbound: opened(21 * SECOND), ..fine() }), Ok(()));
    }
    #[test]
    fn what_was_confirmed_in_the_last_seconds_waits_for_the_mark_and_then_passes() {
        let opened = NOW.plus(12 * SECOND - 24 * HOUR);
        let facts = GateFacts { last_inbound: Some(opened), sender: Sender::human(true), ..fine() };
        let mark = NOW.plus(12 * SECOND);
        assert_eq!(gate(facts), Err(Verdict::NotBefore(mark)));
        assert_eq!(gate(GateFacts { now: mark.plus(-1), ..facts }), Err(Verdict::NotBefore(mark)));
        let at_the_mark = GateFacts { now: mark, ..facts };
        assert_eq!(gate(at_the_mark), Ok(()));
        assert!(window::human_agent(facts.sender, facts.last_inbound, mark).is_some(), "with the tag");
        let machine = GateFacts { sender: Sender::Automatic, ..facts };
        assert_eq!(gate(machine), Err(Verdict::Hold(Reason::NeedsHumanAgent)));
    }
}
