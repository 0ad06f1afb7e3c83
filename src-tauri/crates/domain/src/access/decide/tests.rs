use proptest::prelude::*;

use super::super::policy::BoundStyle;
use super::*;

fn policy() -> Policy {
    Policy::instagram_messaging().clone()
}

fn zoned(zone: &str) -> Policy {
    let table = include_str!("../policy.json").replace("\"UTC\"", &format!("\"{zone}\""));
    Policy::parse(&table).expect("the table with another zone")
}

/// An instant, written as RFC 3339.
fn at(instant: &str) -> Timestamp {
    Timestamp(instant.parse::<jiff::Timestamp>().expect("an instant").as_millisecond())
}

fn day(day: &str) -> Timestamp {
    at(&format!("{day}T00:00:00Z"))
}

fn with(followers: i64) -> HandleFacts {
    HandleFacts {
        account_type: Some(AccountType::Business),
        followers: Some(followers),
        ..HandleFacts::default()
    }
}

fn decided(followers: i64, on: &str) -> (bool, Reason) {
    let decision = eligibility(&with(followers), day(on), &policy());
    (decision.eligible, decision.reason)
}

const MET: (bool, Reason) = (true, Reason::PhaseCriteriaMet);
const BELOW: (bool, Reason) = (false, Reason::FollowersBelowPhaseMin);
const ABOVE: (bool, Reason) = (false, Reason::FollowersAbovePhaseMax);

#[test]
fn the_shipped_table_is_read() {
    let ids: Vec<String> = policy().phases.into_iter().map(|phase| phase.id).collect();
    assert_eq!(ids, ["phase_1", "phase_2", "phase_3"]);
}

#[test]
fn the_bounds_of_every_phase() {
    let table = [
        // R10, R11
        ("2021-06-02", 9_999, BELOW),
        ("2021-06-02", 10_000, MET),
        ("2021-06-02", 10_001, MET),
        ("2021-06-02", 99_999, MET),
        ("2021-06-02", 100_000, MET),
        ("2021-06-02", 100_001, ABOVE),
        // R12, R13
        ("2021-07-07", 999, BELOW),
        ("2021-07-07", 1_000, MET),
        ("2021-07-07", 1_001, MET),
        ("2021-07-07", 9_999, MET),
        ("2021-07-07", 10_000, MET),
        ("2021-07-07", 100_000, MET),
        ("2021-07-07", 100_001, ABOVE),
        // R14, R7
        ("2021-08-16", 0, MET),
        ("2021-08-16", 1, MET),
        ("2021-08-16", 999, MET),
        ("2021-08-16", 1_000, MET),
        ("2021-08-16", 100_000, MET),
        ("2021-08-16", 100_001, MET),
        ("2021-08-16", 250_000_000, MET),
        ("2026-11-25", 0, MET),
        ("2026-11-25", 5_000_000, MET),
        // R16
        ("2021-06-01", 50_000, (false, Reason::GaNotStarted)),
    ];
    for (on, followers, expected) in table {
        assert_eq!(decided(followers, on), expected, "{followers} on {on}");
    }
}

#[test]
fn exclusive_bounds_leave_out_the_bounds_alone() {
    let exclusive = Policy { bound_style: BoundStyle::Exclusive, ..policy() };
    for (on, followers, eligible) in [
        ("2021-06-02", 10_000, false),
        ("2021-06-02", 10_001, true),
        ("2021-06-02", 99_999, true),
        ("2021-06-02", 100_000, false),
        ("2021-07-07", 1_000, false),
        ("2021-07-07", 1_001, true),
        ("2021-08-16", 100_000, true),
    ] {
        let decision = eligibility(&with(followers), day(on), &exclusive);
        assert_eq!(decision.eligible, eligible, "{followers} on {on}");
    }
    let low = eligibility(&with(10_000), day("2021-06-02"), &exclusive);
    assert_eq!(low.reason, Reason::FollowersBelowPhaseMin);
    let high = eligibility(&with(100_000), day("2021-06-02"), &exclusive);
    assert_eq!(high.reason, Reason::FollowersAbovePhaseMax);
}

#[test]
fn phases_begin_at_midnight_of_the_policys_zone() {
    // R15: 50,000 on 2 June, 5,000 on 7 July, 500 on 16 August.
    for (zone, midnights) in [
        ("UTC", ["2021-06-02T00:00:00Z", "2021-07-07T00:00:00Z", "2021-08-16T00:00:00Z"]),
        ("America/Los_Angeles", ["2021-06-02T07:00:00Z", "2021-07-07T07:00:00Z", "2021-08-16T07:00:00Z"]),
    ] {
        let policy = zoned(zone);
        for (midnight, followers) in midnights.into_iter().zip([50_000, 5_000, 500]) {
            let midnight = at(midnight);
            let before = eligibility(&with(followers), midnight.plus(-1), &policy);
            let after = eligibility(&with(followers), midnight, &policy);
            assert!(!before.eligible && after.eligible, "{zone} {followers}");
            assert_eq!(before.eligible_from, Some(midnight));
            assert_eq!(policy.next_start(midnight.plus(-1)), Some(midnight));
        }
        assert_eq!(policy.next_start(day("2026-11-25")), None);
    }
}

#[test]
fn a_forecast_names_the_first_phase_that_lets_the_handle_in() {
    // R16, R17
    for (on, followers, from) in [
        ("2021-06-01", 50_000, Some("2021-06-02")),
        ("2021-06-01", 500, Some("2021-08-16")),
        ("2021-06-10", 2_500, Some("2021-07-07")),
        ("2021-06-10", 500_000, Some("2021-08-16")),
        ("2021-06-10", 50_000, None),
    ] {
        let decision = eligibility(&with(followers), day(on), &policy());
        assert_eq!(decision.eligible_from, from.map(day), "{followers} on {on}");
    }
}

#[test]
fn growth_between_phases_lets_a_handle_in_and_access_stays() {
    // R18
    assert_eq!(decided(9_990, "2021-06-20"), BELOW);
    assert_eq!(decided(10_000, "2021-06-20"), MET);
    // R19, both ways
    let grown = HandleFacts { granted: true, ..with(120_000) };
    let stays = eligibility(&grown, day("2021-06-20"), &policy());
    assert_eq!((stays.eligible, stays.reason, stays.drifted), (true, Reason::GrantedEarlier, true));
    let strict = Policy { granted_stays: false, ..policy() };
    let lost = eligibility(&grown, day("2021-06-20"), &strict);
    assert_eq!((lost.eligible, lost.reason, lost.drifted), (false, Reason::FollowersAbovePhaseMax, false));
}

#[test]
fn unknown_followers_matter_where_a_phase_asks_for_them() {
    // R20
    let unread = HandleFacts { followers: None, ..with(0) };
    for on in ["2021-06-02", "2021-07-07"] {
        let decision = eligibility(&unread, day(on), &policy());
        assert_eq!((decision.eligible, decision.reason), (false, Reason::UnknownFollowers));
        assert_eq!(decision.eligible_from, Some(day("2021-08-16")));
    }
    assert!(eligibility(&unread, day("2026-11-25"), &policy()).eligible);
}

#[test]
fn only_professional_accounts_ever_have_access() {
    // R21
    let personal = HandleFacts {
        account_type: Some(AccountType::Personal),
        early_access_activated: true,
        ..with(50_000)
    };
    for on in ["2021-06-01", "2021-06-02", "2021-07-07", "2021-08-16", "2026-11-25"] {
        let decision = eligibility(&personal, day(on), &policy());
        assert_eq!((decision.eligible, decision.reason), (false, Reason::NotProfessional), "{on}");
        assert_eq!(decision.eligible_from, None);
    }
    let creator = HandleFacts { account_type: Some(AccountType::Creator), ..with(50_000) };
    assert!(eligibility(&creator, day("2026-11-25"), &policy()).eligible);
}

#[test]
fn early_access_is_kept_when_it_was_activated() {
    // R38
    for (on, followers) in
        [("2021-06-01", 12), ("2021-06-15", 900_000), ("2021-07-10", 12), ("2021-08-16", 12)]
    {
        let facts = HandleFacts { early_access_activated: true, ..with(followers) };
        let decision = eligibility(&facts, day(on), &policy());
        assert_eq!(
            (decision.eligible, decision.reason),
            (true, Reason::GrandfatheredEarlyAccess),
            "{followers} on {on}"
        );
    }
    // R39: approved and not launched is a handle like any other.
    assert_eq!(decided(500, "2021-06-15"), BELOW);
}

#[test]
fn the_alpha_gives_nothing_by_itself() {
    // R40, R41
    let alpha = HandleFacts { alpha: true, ..with(500) };
    assert_eq!(
        eligibility(&alpha, day("2021-07-10"), &policy()).reason,
        Reason::FollowersBelowPhaseMin,
        "the literal reading"
    );
    let launched = HandleFacts { early_access_activated: true, ..alpha.clone() };
    assert!(eligibility(&launched, day("2021-07-10"), &policy()).eligible);
    let lenient = Policy { alpha_exempts: true, ..policy() };
    assert_eq!(eligibility(&alpha, day("2021-07-10"), &lenient).reason, Reason::AlphaExempt);
    assert_eq!(decided(500, "2021-07-10"), BELOW, "its sibling is judged alone");
}

#[test]
fn a_later_roll_out_is_data() {
    let table = r#"{"source": "made up", "time_zone": "UTC", "bound_style": "inclusive",
        "early_access_keeps": false, "alpha_exempts": false, "granted_stays": true,
        "phases": [{"id": "pilot", "starts": "2027-03-01", "followers": {"min": 50, "max": 60}}]}"#;
    let policy = Policy::parse(table).expect("a policy");
    assert_eq!(eligibility(&with(55), day("2027-03-01"), &policy).phase.as_deref(), Some("pilot"));
    assert!(!eligibility(&with(61), day("2027-03-01"), &policy).eligible);
    for broken in [
        "",
        "{}",
        &table.replace("UTC", "Mars/Base"),
        &table.replace("2027-03-01", "2027-02-30"),
        &table.replace("\"pilot\"", "7"),
    ] {
        assert!(Policy::parse(broken).is_err(), "{broken}");
    }
}

proptest! {
    #[test]
    fn a_decision_agrees_with_itself(
        followers in prop::option::of(0i64..2_000_000),
        personal in any::<bool>(),
        alpha in any::<bool>(),
        early_access_activated in any::<bool>(),
        granted in any::<bool>(),
        ms in 1_620_000_000_000i64..1_640_000_000_000,
    ) {
        let account_type = Some(if personal { AccountType::Personal } else { AccountType::Business });
        let facts = HandleFacts { account_type, followers, alpha, early_access_activated, granted };
        let (at, policy) = (Timestamp(ms), policy());
        let decision = eligibility(&facts, at, &policy);
        prop_assert_eq!(&decision, &eligibility(&facts, at, &policy));
        prop_assert_eq!(decision.eligible, decision.reason.grants());
        prop_assert_eq!(decision.eligible && personal, false);
        // A forecast comes true, and nothing before it does.
        if let Some(from) = decision.eligible_from {
            prop_assert!(from > at);
            prop_assert!(eligibility(&facts, from, &policy).eligible);
            prop_assert!(!eligibility(&facts, from.plus(-1), &policy).eligible);
        }
        // Nobody who has access loses it as time goes by with the same followers.
        if decision.eligible {
            let later = HandleFacts { granted: true, ..facts };
            prop_assert!(eligibility(&later, at.plus(crate::time::DAY * 30), &policy).eligible);
        }
    }
}
