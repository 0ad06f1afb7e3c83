//! The decision about one handle at one time.

use serde::{Deserialize, Serialize};

use super::policy::{Bounds, Phase, Policy};
use crate::handle::AccountType;
use crate::time::Timestamp;

/// What decides about a handle. Nothing of its siblings or its brand does (R42).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandleFacts {
    /// The kind of account; unknown ones get the benefit of the doubt, as Instagram itself refuses what it does not
    /// allow.
    pub account_type: Option<AccountType>,
    /// Followers; `None` while they were not read.
    pub followers: Option<i64>,
    /// It was in the alpha.
    pub alpha: bool,
    /// It was approved for Early Access and launched. Approved alone is nothing (R39).
    pub early_access_activated: bool,
    /// It was given access before.
    pub granted: bool,
}

/// Why a handle has access or has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// It meets what the phase asks for.
    PhaseCriteriaMet,
    /// It was activated in Early Access and keeps its access (R38).
    GrandfatheredEarlyAccess,
    /// It was in the alpha, and the policy lets that be enough.
    AlphaExempt,
    /// It was given access before and keeps it, though it is outside the bounds now (R19).
    GrantedEarlier,
    /// A personal account: Instagram gives no messages of it to apps (R21).
    NotProfessional,
    /// No phase has begun (R16).
    GaNotStarted,
    /// Fewer followers than the phase asks for.
    FollowersBelowPhaseMin,
    /// More followers than the phase takes.
    FollowersAbovePhaseMax,
    /// The followers were not read yet, and the phase asks for them (R20).
    UnknownFollowers,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eligibility {
    /// Whether the handle may use the API.
    pub eligible: bool,
    /// The phase at the time; none before the first.
    pub phase: Option<String>,
    /// Why.
    pub reason: Reason,
    /// For a handle without access: the first known time at which it would have it with its present followers (R17).
    pub eligible_from: Option<Timestamp>,
    /// It has access and no longer meets what the phase asks for: worth a line in its history (R19).
    pub drifted: bool,
}

/// Whether a handle may use the API at a time. A function of its arguments alone (R9).
#[must_use]
pub fn eligibility(facts: &HandleFacts, at: Timestamp, policy: &Policy) -> Eligibility {
    let phase = policy.phase_at(at);
    let met = phase.map(|phase| meets(facts.followers, phase, policy));
    let reason = reason(facts, met, policy);
    let eligible = reason.grants();
    Eligibility {
        eligible,
        phase: phase.map(|phase| phase.id.clone()),
        reason,
        eligible_from: if eligible { None } else { eligible_from(facts, at, policy) },
        drifted: eligible && met.is_some_and(|met| met != Ok(())),
    }
}

impl Reason {
    /// Whether it is a reason to have access.
    #[must_use]
    pub fn grants(self) -> bool {
        matches!(
            self,
            Self::PhaseCriteriaMet
                | Self::GrandfatheredEarlyAccess
                | Self::AlphaExempt
                | Self::GrantedEarlier
        )
    }
}

fn reason(facts: &HandleFacts, met: Option<Result<(), Reason>>, policy: &Policy) -> Reason {
    if facts.account_type.as_ref().is_some_and(|kind| !kind.is_professional()) {
        return Reason::NotProfessional;
    }
    if facts.early_access_activated && policy.early_access_keeps {
        return Reason::GrandfatheredEarlyAccess;
    }
    if facts.alpha && policy.alpha_exempts {
        return Reason::AlphaExempt;
    }
    match met {
        Some(Ok(())) => Reason::PhaseCriteriaMet,
        _ if facts.granted && policy.granted_stays => Reason::GrantedEarlier,
        Some(Err(missed)) => missed,
        None => Reason::GaNotStarted,
    }
}

/// Whether these followers are what the phase asks for. A phase without bounds asks for none, known or not.
fn meets(followers: Option<i64>, phase: &Phase, policy: &Policy) -> Result<(), Reason> {
    let Some(bounds) = phase.bounds else { return Ok(()) };
    let followers = followers.ok_or(Reason::UnknownFollowers)?;
    if policy.within(bounds, followers) {
        return Ok(());
    }
    let Bounds { max, .. } = bounds;
    Err(if followers >= max { Reason::FollowersAbovePhaseMax } else { Reason::FollowersBelowPhaseMin })
}

fn eligible_from(facts: &HandleFacts, at: Timestamp, policy: &Policy) -> Option<Timestamp> {
    if facts.account_type.as_ref().is_some_and(|kind| !kind.is_professional()) {
        return None;
    }
    let later = policy.phases.iter().filter(|phase| phase.starts_at > at);
    later.into_iter().find(|phase| meets(facts.followers, phase, policy).is_ok()).map(|phase| phase.starts_at)
}

#[cfg(test)]
mod tests;
