//! The thirteen checks.

use serde::{Deserialize, Serialize};

use super::{Code, Facts, STALE_AFTER_MS, ends_soon};
use crate::access::Reason;
use crate::handle::{AccountType, Trouble};
use crate::time::Timestamp;

/// The checks, in the order in which they are made (requirements, section 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// This computer has a network.
    Online,
    /// It is switched on here, and connected.
    Switch,
    /// The account is professional.
    AccountType,
    /// Instagram lets the account use the API.
    Access,
    /// The token is there and valid.
    Token,
    /// The token has the permissions.
    Permissions,
    /// "Allow access to messages" is on in the Instagram app.
    MessageAccess,
    /// The Meta app is approved.
    Approval,
    /// The relay is reached and the handle subscribed.
    Webhooks,
    /// No other connected tool has the chats.
    ThreadOwner,
    /// Instagram does not ask us to slow down.
    RateLimit,
    /// Instagram lets the handle send.
    Sending,
    /// Reading ended well not long ago.
    Freshness,
}

impl Check {
    /// All of them, in order.
    pub const ALL: [Self; 13] = [
        Self::Online,
        Self::Switch,
        Self::AccountType,
        Self::Access,
        Self::Token,
        Self::Permissions,
        Self::MessageAccess,
        Self::Approval,
        Self::Webhooks,
        Self::ThreadOwner,
        Self::RateLimit,
        Self::Sending,
        Self::Freshness,
    ];
}

/// What a check finds, if anything, and since when it is so.
pub(super) fn look(check: Check, facts: &Facts, now: Timestamp) -> Option<(Code, Option<Timestamp>)> {
    let trouble = facts.trouble.map(|(trouble, since)| (check_of(trouble), code_of(trouble), Some(since)));
    let of_trouble = trouble.filter(|(found, ..)| *found == check).map(|(_, code, since)| (code, since));
    match check {
        Check::Switch => match (facts.disconnected, facts.switched_off) {
            (Some(since), _) => Some((Code::Disconnected, Some(since))),
            (None, Some(since)) => Some((Code::PausedByYou, Some(since))),
            (None, None) => None,
        },
        Check::AccountType => {
            let personal = facts.account_type == Some(AccountType::Personal);
            personal.then_some((Code::NotProfessional, None))
        }
        Check::Access => {
            facts.waiting.map(|(reason, since)| (code_of_reason(reason), Some(since))).or(of_trouble)
        }
        Check::Token => of_trouble.or_else(|| {
            let end = facts.token_ends_at.filter(|end| ends_soon(*end, now));
            end.map(|_| (Code::TokenEndsSoon, None))
        }),
        Check::MessageAccess => {
            of_trouble.or(facts.empty_suspected.map(|since| (Code::AccessOffSuspected, Some(since))))
        }
        Check::Webhooks => match (facts.webhooks.relay_down_since, facts.webhooks.silent_since()) {
            (Some(since), _) => Some((Code::RelayDown, Some(since))),
            (None, Some(since)) => Some((Code::NotSubscribed, Some(since))),
            (None, None) => None,
        },
        Check::ThreadOwner => (facts.owned_elsewhere > 0).then_some((Code::ThreadOwnedByOtherApp, None)),
        Check::Freshness => {
            of_trouble.or_else(|| stale_since(facts, now).map(|since| (Code::Stale, Some(since))))
        }
        Check::RateLimit => of_trouble.or_else(|| {
            let throttled = facts.throttled_until.is_some_and(|until| until > now);
            stale_since(facts, now).filter(|_| throttled).map(|since| (Code::RateLimited, Some(since)))
        }),
        Check::Online | Check::Permissions | Check::Approval | Check::Sending => of_trouble,
    }
}

/// Since when nothing was read to its end, though it should have been. While what was missed is fetched, the end is
/// not near.
fn stale_since(facts: &Facts, now: Timestamp) -> Option<Timestamp> {
    let since = facts.last_synced_at.unwrap_or_default().max(facts.watching_since);
    (!facts.catching_up && now.since(since) > STALE_AFTER_MS).then_some(since)
}

/// The check that a trouble fails.
fn check_of(trouble: Trouble) -> Check {
    match trouble {
        Trouble::Offline => Check::Online,
        Trouble::NotEligible => Check::Access,
        Trouble::TokenMissing
        | Trouble::TokenExpired
        | Trouble::TokenRevoked
        | Trouble::Checkpoint
        | Trouble::KeychainLocked => Check::Token,
        Trouble::PermissionMissing => Check::Permissions,
        Trouble::AccessOff => Check::MessageAccess,
        Trouble::NotApproved => Check::Approval,
        Trouble::RateLimited => Check::RateLimit,
        Trouble::SendRestricted => Check::Sending,
        Trouble::InstagramDown | Trouble::DiskFull | Trouble::Unknown => Check::Freshness,
    }
}

fn code_of(trouble: Trouble) -> Code {
    match trouble {
        Trouble::Offline => Code::Offline,
        Trouble::NotEligible => Code::NotEligible,
        Trouble::TokenMissing => Code::TokenMissing,
        Trouble::TokenExpired => Code::TokenExpired,
        Trouble::TokenRevoked => Code::TokenRevoked,
        Trouble::Checkpoint => Code::Checkpoint,
        Trouble::KeychainLocked => Code::KeychainLocked,
        Trouble::PermissionMissing => Code::PermissionMissing,
        Trouble::AccessOff => Code::AccessOff,
        Trouble::NotApproved => Code::AppNotApproved,
        Trouble::RateLimited => Code::RateLimited,
        Trouble::SendRestricted => Code::SendRestricted,
        Trouble::InstagramDown => Code::InstagramDown,
        Trouble::DiskFull => Code::DiskFull,
        Trouble::Unknown => Code::Unknown,
    }
}

fn code_of_reason(reason: Reason) -> Code {
    match reason {
        Reason::NotProfessional => Code::NotProfessional,
        Reason::GaNotStarted => Code::GaNotStarted,
        Reason::FollowersBelowPhaseMin => Code::FollowersBelow,
        Reason::FollowersAbovePhaseMax => Code::FollowersAbove,
        Reason::UnknownFollowers => Code::FollowersUnknown,
        // Reasons to have access: then nothing waits.
        Reason::PhaseCriteriaMet
        | Reason::GrandfatheredEarlyAccess
        | Reason::AlphaExempt
        | Reason::GrantedEarlier => Code::NotEligible,
    }
}
