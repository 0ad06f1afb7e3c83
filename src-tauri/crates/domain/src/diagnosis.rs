//! Whether a handle receives, and if not, why, since when, and who can end it: thirteen checks in order (requirements,
//! section 8). Rail, list, tray and the health page all show what is decided here.
//!
//! The first check that fails is *the* reason; what comes after it is not checked yet. What works with something to look
//! at is a warning: it never hides a later check, and is the headline only where nothing fails.

mod check;
mod code;

pub use check::Check;
pub use code::{Action, Code, Fixer};

use serde::{Deserialize, Serialize};

use crate::access::{Eligibility, Reason};
use crate::handle::{AccountType, Health, TOKEN_WARNING_MS, Trouble};
use crate::time::{MINUTE, SECOND, Timestamp};

/// A handle that is read in the background is read so often, and this is how often it is written down (requirements,
/// section 8, 13).
pub const SYNC_INTERVAL_MS: i64 = 30 * SECOND;
/// No read that ended well for three intervals: something is stuck.
pub const STALE_AFTER_MS: i64 = 3 * SYNC_INTERVAL_MS;
/// A webhook may be late by so much before its silence means anything (instagram-platform, section 5).
pub const WEBHOOK_LATE_MS: i64 = 10 * MINUTE;

/// All that is known of a handle's receiving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The person's switch, and since when it is off.
    pub switched_off: Option<Timestamp>,
    /// A person disconnected it: there is no token any more.
    pub disconnected: Option<Timestamp>,
    /// The kind of account, when Instagram said it.
    pub account_type: Option<AccountType>,
    /// What the access policy says, for a handle that waits for access; since when it waits.
    pub waiting: Option<(Reason, Timestamp)>,
    /// What reading met with last, and since when.
    pub trouble: Option<(Trouble, Timestamp)>,
    /// Until when Instagram wants no calls, if it said so: also where its answer was no refusal.
    pub throttled_until: Option<Timestamp>,
    /// The first import, or a fetch of what was missed, still runs.
    pub catching_up: bool,
    /// When the token ends, if Instagram said it.
    pub token_ends_at: Option<Timestamp>,
    /// Since when Instagram's empty list is doubted ([`crate::handle::is_suspiciously_empty`]).
    pub empty_suspected: Option<Timestamp>,
    /// How webhooks come.
    pub webhooks: Webhooks,
    /// Chats that need a reply and that another connected tool has: receiving works, sending is refused (2534037).
    pub owned_elsewhere: u32,
    /// When reading last came to its end.
    pub last_synced_at: Option<Timestamp>,
    /// Since when this computer reads at all: its start, or its wake from sleep.
    pub watching_since: Timestamp,
}

/// How webhooks come, as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Webhooks {
    /// Since when a paired relay is not reached; `None` without a relay.
    pub relay_down_since: Option<Timestamp>,
    /// Since when a relay that is reached would send its webhooks here; `None` without one.
    pub relay_since: Option<Timestamp>,
    /// Since when Instagram itself says that it sends none of the handle here.
    pub unsubscribed_since: Option<Timestamp>,
    /// When a webhook last told anything of the handle; `None` when none ever did, and without a relay none is expected.
    pub last: Option<Timestamp>,
    /// When reading last found a message of a person that was not there yet.
    pub last_poll: Option<Timestamp>,
}

impl Webhooks {
    /// Since when no webhooks come: Instagram says so, or reading finds what none tells of, although they came before or a
    /// relay is there to take them.
    #[must_use]
    pub fn silent_since(&self) -> Option<Timestamp> {
        let found_out = || {
            let (expected, found) = (self.last.max(self.relay_since)?, self.last_poll?);
            (found.since(expected) > WEBHOOK_LATE_MS).then_some(expected)
        };
        self.unsubscribed_since.or_else(found_out)
    }
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// All is well.
    Passed,
    /// It works, with something to look at.
    Warning,
    /// Nothing is received because of it.
    Failed,
    /// A check before it failed.
    NotChecked,
}

/// One check and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// The check.
    pub check: Check,
    /// How it ended.
    pub state: State,
    /// What is the matter, when it failed or warns.
    pub code: Option<Code>,
    /// Since when, where that is known.
    pub since: Option<Timestamp>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The state that the rail shows.
    pub health: Health,
    /// The headline.
    pub code: Code,
    /// Since when, where that is known.
    pub since: Option<Timestamp>,
    /// All thirteen checks, in order.
    pub checks: [Checked; 13],
}

/// What is true of a handle at `now`.
#[must_use]
pub fn diagnose(facts: &Facts, now: Timestamp) -> Diagnosis {
    let mut failed: Option<(Code, Option<Timestamp>)> = None;
    let mut warns: Option<(Code, Option<Timestamp>)> = None;
    let checks = Check::ALL.map(|check| {
        let found = check::look(check, facts, now);
        let state = match found {
            Some((code, since)) if code.is_warning() => {
                warns = warns.or(Some((code, since)));
                State::Warning
            }
            _ if failed.is_some() => State::NotChecked,
            Some(found) => {
                failed = Some(found);
                State::Failed
            }
            None => State::Passed,
        };
        let found = found.filter(|_| state != State::NotChecked);
        Checked { check, state, code: found.map(|(code, _)| code), since: found.and_then(|(_, since)| since) }
    });
    let health = match (failed, warns) {
        (Some((Code::PausedByYou | Code::Disconnected, _)), _) => Health::Paused,
        (Some((Code::AccessOff, _)), _) => Health::Blocked,
        (Some(_), _) => Health::NotReceiving,
        (None, _) if facts.catching_up => Health::CatchingUp,
        (None, Some(_)) => Health::Warning,
        (None, None) => Health::Receiving,
    };
    let well = if facts.catching_up { Code::CatchingUp } else { Code::Receiving };
    let (code, since) = match failed {
        Some(found) => found,
        None if facts.catching_up => (well, None),
        None => warns.unwrap_or((well, None)),
    };
    Diagnosis { health, code, since, checks }
}

/// Why a handle waits for access, for [`Facts::waiting`]; `None` when it has it.
#[must_use]
pub fn waits(decision: &Eligibility, since: Timestamp) -> Option<(Reason, Timestamp)> {
    (!decision.eligible).then_some((decision.reason, since))
}

/// Whether the token's end is so near that a person is told.
fn ends_soon(end: Timestamp, now: Timestamp) -> bool {
    end.since(now) <= TOKEN_WARNING_MS
}

#[cfg(test)]
pub(crate) mod tests;
