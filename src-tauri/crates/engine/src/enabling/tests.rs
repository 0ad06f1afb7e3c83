//! A phase begins, is slept over, and does nothing against a person.

use std::sync::atomic::Ordering;

use domain::handle::{AccountType, HandleProfile};
use domain::time::DAY;

use super::*;
use crate::clock::Clock;
use crate::testing::{World, profile};

/// 2021-07-06T23:59:59Z: a second before phase 2.
const BEFORE: i64 = 1_625_615_999_000;

impl World {
    async fn on(&self, id: HandleId) -> bool {
        self.shared.store.handle(id).await.expect("reads").expect("is there").on
    }

    async fn decide(&self, grew: Option<Grew>) {
        decide(&self.shared, grew).await.expect("decides");
    }

    async fn actions(&self, id: HandleId) -> Vec<String> {
        let lines = self.shared.store.audit_of(id, 9).await.expect("reads");
        lines.into_iter().map(|line| line.action).filter(|action| action != "connect").collect()
    }
}

#[tokio::test]
async fn at_a_phases_start_exactly_the_newly_eligible_are_read_once() {
    let world = World::at(BEFORE).await;
    let (small, new) = (world.handle("small", 999).await, world.handle("new", 1_000).await);
    let (old, kept_off) = (world.handle("old", 10_000).await, world.handle("kept_off", 5_000).await);
    world.decide(None).await;
    assert!(world.on(old).await && !world.on(new).await && !world.on(small).await, "in phase 1");
    world.shared.store.set_on(kept_off, false, world.clock.now()).await.expect("switches");
    assert!(
        world.shared.store.notices().await.expect("reads").is_empty(),
        "who has access waits for nothing"
    );

    // Asleep over the date, and awake three days later.
    world.clock.0.store(BEFORE + 3 * DAY, Ordering::Relaxed);
    for _ in 0..2 {
        world.decide(None).await;
        assert!(world.on(old).await && world.on(new).await && !world.on(small).await, "in phase 2");
        assert!(!world.on(kept_off).await, "a person's off stays");
        let notices = world.shared.store.notices().await.expect("reads");
        assert_eq!(notices.len(), 1);
        assert_eq!(notices[0].phase.as_deref(), Some("phase_2"));
        let told: Vec<_> = notices[0].handles.iter().map(|one| (one.handle, one.kept_off)).collect();
        assert_eq!(told, [(new, false), (kept_off, true)]);
        assert_eq!(world.actions(new).await, ["access_granted"]);
        assert_eq!(world.actions(kept_off).await, ["access_kept_off", "switch_off"]);
        assert!(world.actions(old).await.is_empty());
    }
}

#[tokio::test]
async fn who_grows_into_the_bounds_is_read_and_who_grows_out_of_them_stays() {
    let world = World::at(BEFORE).await;
    let (grows, leaves) = (world.handle("grows", 9_990).await, world.handle("leaves", 99_000).await);
    world.decide(None).await;
    assert!(!world.on(grows).await && world.on(leaves).await);
    let now = world.clock.now();
    for (id, name, count) in [(grows, "grows", 10_000), (leaves, "leaves", 100_001)] {
        world.shared.store.set_handle_profile(id, profile(name, count), now).await.expect("writes");
    }
    for _ in 0..2 {
        world.decide(Some((grows, Some(9_990), Some(10_000)))).await;
        assert!(world.on(grows).await && world.on(leaves).await);
        assert_eq!(world.actions(grows).await, ["became_eligible"]);
        assert_eq!(world.actions(leaves).await, ["eligibility_drift"], "once");
    }
    let line = world.shared.store.audit_of(grows, 1).await.expect("reads").remove(0);
    assert_eq!(line.outcome, "followers 9990 10000");
}

#[tokio::test]
async fn who_is_eligible_for_another_reason_did_not_grow() {
    let world = World::at(BEFORE).await;
    let personal = world.handle("personal", 20_000).await;
    let kind = |kind| HandleProfile { account_type: Some(kind), ..profile("personal", 20_001) };
    let now = world.clock.now();
    let is =
        async |profile| world.shared.store.set_handle_profile(personal, profile, now).await.expect("writes");
    is(kind(AccountType::Personal)).await;
    world.decide(None).await;
    assert!(!world.on(personal).await);
    is(kind(AccountType::Business)).await;
    world.decide(Some((personal, Some(20_000), Some(20_001)))).await;
    assert!(world.on(personal).await);
    assert_eq!(world.actions(personal).await, ["access_granted"]);
}
