use super::*;

const NOW: Timestamp = Timestamp(1_790_000_000_000);
const SINCE: Timestamp = Timestamp(NOW.0 - 3_600_000);

/// A handle that has nothing the matter.
pub(crate) fn well() -> Facts {
    Facts {
        switched_off: None,
        disconnected: None,
        account_type: Some(AccountType::Business),
        waiting: None,
        trouble: None,
        catching_up: false,
        token_ends_at: None,
        empty_suspected: None,
        webhooks: Webhooks::default(),
        owned_elsewhere: 0,
        last_synced_at: Some(NOW),
        watching_since: SINCE,
        throttled_until: None,
    }
}

fn in_trouble(trouble: Trouble) -> Facts {
    Facts { trouble: Some((trouble, SINCE)), ..well() }
}

fn waiting(reason: Reason) -> Facts {
    Facts { waiting: Some((reason, SINCE)), ..well() }
}

#[test]
fn all_is_well_when_nothing_is_found() {
    let found = diagnose(&well(), NOW);
    assert_eq!((found.health, found.code, found.since), (Health::Receiving, Code::Receiving, None));
    assert!(found.checks.iter().all(|check| check.state == State::Passed && check.code.is_none()));
    let catching_up = diagnose(&Facts { catching_up: true, ..well() }, NOW);
    assert_eq!((catching_up.health, catching_up.code), (Health::CatchingUp, Code::CatchingUp));
}

/// Every fault of every check: its headline, who can end it, the one action, and the state in the rail.
#[test]
fn each_of_the_thirteen_checks_has_its_headline_and_its_remedy() {
    let stopped = Timestamp(NOW.0 - STALE_AFTER_MS - 1);
    let silent = Webhooks { last: Some(SINCE), last_poll: Some(NOW), ..Webhooks::default() };
    let down = Webhooks { relay_down_since: Some(SINCE), ..Webhooks::default() };
    #[rustfmt::skip]
    let table = [
        (in_trouble(Trouble::Offline), Check::Online, Code::Offline, Fixer::Itself, Action::Nothing, Health::NotReceiving),
        (Facts { switched_off: Some(SINCE), ..well() }, Check::Switch, Code::PausedByYou, Fixer::You, Action::Resume, Health::Paused),
        (Facts { disconnected: Some(SINCE), ..well() }, Check::Switch, Code::Disconnected, Fixer::You, Action::SignIn, Health::Paused),
        (Facts { account_type: Some(AccountType::Personal), ..well() }, Check::AccountType, Code::NotProfessional, Fixer::PhoneOwner, Action::HowToProfessional, Health::NotReceiving),
        (waiting(Reason::GaNotStarted), Check::Access, Code::GaNotStarted, Fixer::Instagram, Action::WhyAccess, Health::NotReceiving),
        (waiting(Reason::FollowersBelowPhaseMin), Check::Access, Code::FollowersBelow, Fixer::Instagram, Action::WhyAccess, Health::NotReceiving),
        (waiting(Reason::FollowersAbovePhaseMax), Check::Access, Code::FollowersAbove, Fixer::Instagram, Action::WhyAccess, Health::NotReceiving),
        (waiting(Reason::UnknownFollowers), Check::Access, Code::FollowersUnknown, Fixer::You, Action::CheckNow, Health::NotReceiving),
        (in_trouble(Trouble::NotEligible), Check::Access, Code::NotEligible, Fixer::Instagram, Action::WhyAccess, Health::NotReceiving),
        (in_trouble(Trouble::TokenMissing), Check::Token, Code::TokenMissing, Fixer::You, Action::SignIn, Health::NotReceiving),
        (in_trouble(Trouble::TokenExpired), Check::Token, Code::TokenExpired, Fixer::You, Action::SignIn, Health::NotReceiving),
        (in_trouble(Trouble::TokenRevoked), Check::Token, Code::TokenRevoked, Fixer::You, Action::SignIn, Health::NotReceiving),
        (in_trouble(Trouble::Checkpoint), Check::Token, Code::Checkpoint, Fixer::PhoneOwner, Action::SignIn, Health::NotReceiving),
        (in_trouble(Trouble::KeychainLocked), Check::Token, Code::KeychainLocked, Fixer::You, Action::CheckNow, Health::NotReceiving),
        (in_trouble(Trouble::PermissionMissing), Check::Permissions, Code::PermissionMissing, Fixer::You, Action::SignIn, Health::NotReceiving),
        (in_trouble(Trouble::AccessOff), Check::MessageAccess, Code::AccessOff, Fixer::PhoneOwner, Action::ShowAccessSteps, Health::Blocked),
        (Facts { empty_suspected: Some(SINCE), ..well() }, Check::MessageAccess, Code::AccessOffSuspected, Fixer::PhoneOwner, Action::ShowAccessSteps, Health::Warning),
        (in_trouble(Trouble::NotApproved), Check::Approval, Code::AppNotApproved, Fixer::Admin, Action::AdminGuide, Health::NotReceiving),
        (Facts { webhooks: down, ..well() }, Check::Webhooks, Code::RelayDown, Fixer::Admin, Action::ShowRelay, Health::Warning),
        (Facts { webhooks: silent, ..well() }, Check::Webhooks, Code::NotSubscribed, Fixer::You, Action::Resubscribe, Health::Warning),
        (in_trouble(Trouble::RateLimited), Check::RateLimit, Code::RateLimited, Fixer::Itself, Action::Nothing, Health::NotReceiving),
        (in_trouble(Trouble::SendRestricted), Check::Sending, Code::SendRestricted, Fixer::Instagram, Action::PolicyGuide, Health::Warning),
        (in_trouble(Trouble::InstagramDown), Check::Freshness, Code::InstagramDown, Fixer::Instagram, Action::CheckNow, Health::NotReceiving),
        (in_trouble(Trouble::DiskFull), Check::Freshness, Code::DiskFull, Fixer::You, Action::CheckNow, Health::NotReceiving),
        (in_trouble(Trouble::Unknown), Check::Freshness, Code::Unknown, Fixer::You, Action::CheckNow, Health::NotReceiving),
    ];
    for (facts, check, code, fixer, action, health) in table {
        let found = diagnose(&facts, NOW);
        assert_eq!((found.code, found.health), (code, health), "{code:?}");
        assert_eq!(code.remedy(), (fixer, action), "{code:?}");
        let at = Check::ALL.iter().position(|each| *each == check).expect("one of the thirteen");
        let warns = code.is_warning();
        for (place, checked) in found.checks.iter().enumerate() {
            let expected = match place.cmp(&at) {
                std::cmp::Ordering::Less => State::Passed,
                std::cmp::Ordering::Equal if warns => State::Warning,
                std::cmp::Ordering::Equal => State::Failed,
                std::cmp::Ordering::Greater if warns => State::Passed,
                std::cmp::Ordering::Greater => State::NotChecked,
            };
            assert_eq!(checked.state, expected, "{code:?}: {:?}", checked.check);
            assert_eq!(checked.code, (place == at).then_some(code), "{code:?}");
        }
        let timeless = matches!(code, Code::NotProfessional);
        assert_eq!(found.since, (!timeless).then_some(SINCE), "{code:?}");
    }
    let timeless = [
        (Facts { token_ends_at: Some(NOW.plus(TOKEN_WARNING_MS)), ..well() }, Code::TokenEndsSoon),
        (Facts { owned_elsewhere: 1, ..well() }, Code::ThreadOwnedByOtherApp),
    ];
    for (facts, code) in timeless {
        let found = diagnose(&facts, NOW);
        assert_eq!((found.code, found.health, found.since), (code, Health::Warning, None));
    }
    let stale = Facts { last_synced_at: Some(stopped), watching_since: stopped, ..well() };
    let found = diagnose(&stale, NOW);
    assert_eq!((found.code, found.health, found.since), (Code::Stale, Health::NotReceiving, Some(stopped)));
    // An answer that was no refusal said that there is nothing left for a while: nobody has to do anything.
    let throttled = |until| diagnose(&Facts { throttled_until: Some(until), ..stale.clone() }, NOW);
    let found = throttled(NOW.plus(1));
    assert_eq!((found.code, found.health), (Code::RateLimited, Health::NotReceiving));
    assert_eq!(found.since, Some(stopped));
    assert_eq!(throttled(NOW).code, Code::Stale, "it is over");
}

#[test]
fn the_first_failure_is_the_reason_and_warnings_stand_apart() {
    let facts = Facts {
        switched_off: Some(SINCE),
        token_ends_at: Some(NOW),
        owned_elsewhere: 2,
        ..in_trouble(Trouble::AccessOff)
    };
    let found = diagnose(&facts, NOW);
    assert_eq!((found.code, found.health), (Code::PausedByYou, Health::Paused));
    let state = |check| found.checks.iter().find(|found| found.check == check).map(|found| found.state);
    assert_eq!(state(Check::MessageAccess), Some(State::NotChecked), "only one reason at a time");
    assert_eq!(state(Check::Token), Some(State::Warning));
    assert_eq!(state(Check::ThreadOwner), Some(State::Warning));
}

#[test]
fn a_computer_that_just_woke_up_is_not_behind() {
    let long_ago = Timestamp(NOW.0 - 86_400_000);
    let facts = Facts { last_synced_at: Some(long_ago), watching_since: NOW, ..well() };
    assert_eq!(diagnose(&facts, NOW).code, Code::Receiving);
    assert_eq!(diagnose(&facts, NOW.plus(STALE_AFTER_MS)).code, Code::Receiving);
    assert_eq!(diagnose(&facts, NOW.plus(STALE_AFTER_MS + 1)).code, Code::Stale);
    let importing = Facts { catching_up: true, ..facts };
    assert_eq!(diagnose(&importing, NOW.plus(STALE_AFTER_MS + 1)).code, Code::CatchingUp);
}

#[test]
fn webhooks_are_missed_only_where_they_came_before() {
    let never = Webhooks { last_poll: Some(NOW), ..Webhooks::default() };
    assert_eq!(never.silent_since(), None);
    let late = Webhooks { last: Some(NOW), last_poll: Some(NOW.plus(WEBHOOK_LATE_MS)), ..never };
    assert_eq!(late.silent_since(), None);
    let silent = Webhooks { last_poll: Some(NOW.plus(WEBHOOK_LATE_MS + 1)), ..late };
    assert_eq!(silent.silent_since(), Some(NOW));
}
