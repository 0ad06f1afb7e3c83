//! Access as the roll-out decides it: who waits, and who is read by itself from a phase's start on (requirements, R18,
//! R19, R22 and R23).

mod followers;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::access::{HandleFacts, Policy, eligibility};
use domain::ids::HandleId;
use domain::time::Timestamp;
use store::handles::{Grant, HandleRow};
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;

pub(crate) use followers::refresh;

/// How often it is looked whether a phase began, at least.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// What decides about a handle's access.
#[must_use]
pub fn access_facts(row: &HandleRow, now: Timestamp) -> HandleFacts {
    HandleFacts {
        account_type: row.profile.account_type.clone(),
        followers: row.profile.followers,
        alpha: row.alpha,
        early_access_activated: row.early_access,
        granted: row.granted_at.is_some_and(|at| at <= now),
    }
}

/// Decides at each phase's start, after a sleep over it, and when follower counts change, until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut awake = shared.awake_since.subscribe();
    let mut asked = HashMap::new();
    loop {
        awake.mark_unchanged();
        followers::refresh_due(&shared, &mut asked).await;
        if let Err(error) = decide(&shared, None).await {
            tracing::warn!(%error, "access was not decided; tried again soon");
        }
        let next = Policy::instagram_messaging().next_start(shared.clock.now());
        let pause = shared.clock.until(next, LOOK_EVERY);
        tokio::select! {
            () = cancel.cancelled() => return,
            _ = awake.changed() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// A follower count that was read anew: whose, what it was, and what it is.
pub(crate) type Grew = (HandleId, Option<i64>, Option<i64>);

/// Decides about every handle. What was decided before is not decided again: however often it runs, each handle is
/// given access once.
pub(crate) async fn decide(shared: &Shared, grew: Option<Grew>) -> store::Result<()> {
    let (now, policy) = (shared.clock.now(), Policy::instagram_messaging());
    let mut grants = Vec::new();
    for row in shared.store.handles().await? {
        let decision = eligibility(&access_facts(&row, now), now, policy);
        if row.granted_at.is_some() {
            if row.drifted != decision.drifted {
                let drifted = shared.store.set_drifted(row.id, decision.drifted, row.profile.followers, now);
                shared.publish(drifted.await?);
            }
        } else if decision.eligible {
            // Of one that would have been let in with the old count as well, another thing changed.
            let before = |followers| HandleFacts { followers, ..access_facts(&row, now) };
            let grew = grew
                .filter(|(id, old, _)| *id == row.id && !eligibility(&before(*old), now, policy).eligible)
                .map(|(_, old, new)| (old, new));
            grants.push(Grant { handle: row.id, reason: word(decision.reason), grew });
        } else if row.waiting_since.is_none() {
            shared.publish(shared.store.wait_for_access(row.id, now).await?);
        }
    }
    if grants.is_empty() {
        return Ok(());
    }
    let phase = policy.phase_at(now).map(|phase| phase.id.clone());
    let granted = shared.store.grant_access(grants, phase, now).await?;
    shared.publish(granted.changes);
    for id in granted.enabled {
        shared.bell(id).notify_one();
    }
    Ok(())
}

/// A reason as the audit trail has it, called as in the contract.
fn word(reason: domain::access::Reason) -> String {
    use domain::access::Reason;
    match reason {
        Reason::PhaseCriteriaMet => "phase_criteria_met",
        Reason::GrandfatheredEarlyAccess => "grandfathered_early_access",
        Reason::AlphaExempt => "alpha_exempt",
        Reason::GrantedEarlier => "granted_earlier",
        Reason::NotProfessional => "not_professional",
        Reason::GaNotStarted => "ga_not_started",
        Reason::FollowersBelowPhaseMin => "followers_below_phase_min",
        Reason::FollowersAbovePhaseMax => "followers_above_phase_max",
        Reason::UnknownFollowers => "unknown_followers",
    }
    .to_owned()
}

#[cfg(test)]
mod tests;
