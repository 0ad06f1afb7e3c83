//! SLA: how soon people of a handle are promised an answer, and until when (experience, section 23). Pure: the moments
//! and the time zone come in. Only business minutes count: those within the handle's business hours, by the wall clock
//! of its people, so that "09:00" stays 09:00 over a change of daylight saving.
//!
//! A turn begins with the person's first message that nobody answered and ends with any message of ours, wherever it was
//! written, or with Done. A reaction is no message and ends nothing. Neither should an automatic reply, but Instagram
//! marks none: an instant reply or an away message comes as an echo like any other (instagram-platform, section 6.6
//! "Echo"), so it ends the turn here too.

#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::conversation::{Marks, Standing};
use crate::hours::WeeklyHours;
use crate::time::{MINUTE, Timestamp};

/// Business minutes of a target, at most: a week without a pause, after which no window is open anyway.
pub const LONGEST_TARGET: u32 = 7 * 24 * 60;
/// Days looked at for business hours. What is not due within two years is not due.
const FARTHEST_DAYS: i32 = 2 * 366;

/// What a handle promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targets {
    /// Business minutes to the first message of ours in a conversation; nothing is promised when absent.
    pub first_reply: Option<u32>,
    /// Business minutes to every other answer; nothing is promised when absent.
    pub next_reply: Option<u32>,
    /// The business hours: which minutes count, because somebody is there to answer.
    pub hours: WeeklyHours,
}

/// What a handle promises, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The promise.
    pub targets: Targets,
    /// When a person set it. It is kept for what came since, never for what came before.
    pub since: Timestamp,
}

/// Policies of a handle that are kept, at most: somebody changes their mind a few times, not every day. What was asked under
/// one before them is due by none any more.
const POLICIES_KEPT: usize = 16;

/// What a handle promised and promises, the oldest first: each policy is kept for what came from its time on until the
/// next one's. Changing a promise takes nothing back from who wrote before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Promises(Vec<Policy>);

/// A conversation's turn that waits for its answer under a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// When the person's first unanswered message was sent.
    pub asked: Timestamp,
    /// Business minutes to the answer.
    pub minutes: u32,
    /// Which minutes count.
    pub hours: WeeklyHours,
    /// The handle's time zone, by its IANA name; this computer's when absent.
    pub zone: Option<String>,
}

/// Whether a conversation can have a turn to be answered in time. One that is out of sight for a time still waits; one
/// that is muted, done or put away does not.
#[must_use]
pub fn waits(marks: &Marks) -> bool {
    !marks.muted && matches!(marks.standing(), Standing::NeedsReply | Standing::Snoozed)
}

impl Targets {
    /// Whether something is promised and every number is within its range.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let targets = [self.first_reply, self.next_reply];
        targets.iter().any(Option::is_some)
            && targets.iter().flatten().all(|minutes| (1..=LONGEST_TARGET).contains(minutes))
            && self.hours.is_sound()
    }

    /// A short name of it for the audit trail: `first 30, next 60, days 1 2 3 4 5, 09:00-18:00`.
    #[must_use]
    pub fn name(&self) -> String {
        let target = |which: &str, minutes: Option<u32>| minutes.map(|minutes| format!("{which} {minutes}"));
        let parts =
            [target("first", self.first_reply), target("next", self.next_reply), Some(self.hours.name())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Business minutes of the turn, by whether we ever wrote in the conversation.
    #[must_use]
    pub fn minutes(&self, wrote_before: bool) -> Option<u32> {
        if wrote_before { self.next_reply } else { self.first_reply }
    }
}

impl Promises {
    /// What is promised now.
    #[must_use]
    pub fn current(&self) -> Option<&Policy> {
        self.0.last()
    }

    /// Promises from now on. The same again changes nothing, and leaves the time since when.
    pub fn promise(&mut self, mut policy: Policy) {
        if let Some(current) = self.current() {
            if current.targets == policy.targets {
                return;
            }
            // A clock that was set back does not end the present policy before it began.
            policy.since = policy.since.max(current.since);
        }
        self.0.push(policy);
        let surplus = self.0.len().saturating_sub(POLICIES_KEPT);
        self.0.drain(..surplus);
    }

    /// Each policy, and since when the next one took its place, if one did.
    pub fn spans(&self) -> impl Iterator<Item = (&Policy, Option<Timestamp>)> {
        let ends = self.0.iter().skip(1).map(|next| Some(next.since)).chain([None]);
        self.0.iter().zip(ends)
    }
}

impl Turn {
    /// When the answer is due: the moment at which its business minutes have passed.
    #[must_use]
    pub fn due(&self, zone: &TimeZone) -> Option<Timestamp> {
        let asked = jiff::Timestamp::from_millisecond(self.asked.0).ok()?.to_zoned(zone.clone());
        let mut left = i64::from(self.minutes) * MINUTE;
        // Yesterday's hours may go on until today.
        let mut day = asked.date().yesterday().ok()?;
        for _ in 0..FARTHEST_DAYS {
            if let Some((opens, closes)) = self.hours.of(day, zone) {
                let begins = opens.max(self.asked);
                let open = closes.since(begins).max(0);
                if left <= open {
                    return Some(begins.plus(left));
                }
                left -= open;
            }
            day = day.tomorrow().ok()?;
        }
        None
    }
}
