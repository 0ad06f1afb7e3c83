//! What each refusal of section 7 makes of a handle, through the real engine, and what it leaves alone.

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::time::MINUTE;
use serde_json::json;
use store::handles::HandleRow;
use testkit::{Brand, eventually};

use crate::world::World;

/// Code, subcode, and what the person sees of it when a read is refused so (instagram-platform, section 7). The whole
/// app's limits (4, 341) have a test of their own.
const REFUSED_READS: &[(i64, Option<i64>, Trouble)] = &[
    (190, None, Trouble::TokenRevoked),
    (190, Some(458), Trouble::TokenRevoked),
    (190, Some(459), Trouble::Checkpoint),
    (190, Some(460), Trouble::TokenRevoked),
    (190, Some(463), Trouble::TokenExpired),
    (190, Some(464), Trouble::Checkpoint),
    (190, Some(467), Trouble::TokenRevoked),
    (190, Some(490), Trouble::Checkpoint),
    (190, Some(492), Trouble::PermissionMissing),
    (102, None, Trouble::TokenRevoked),
    (104, None, Trouble::Unknown),
    (10, None, Trouble::PermissionMissing),
    (10, Some(2_534_077), Trouble::Checkpoint),
    (200, None, Trouble::NotApproved),
    (299, None, Trouble::NotApproved),
    (200, Some(2_534_048), Trouble::NotApproved),
    (200, Some(2_534_041), Trouble::AccessOff),
    (36_103, None, Trouble::NotEligible),
    (100, Some(36_103), Trouble::NotEligible),
    (3, None, Trouble::Unknown),
    (100, Some(2_534_013), Trouble::Unknown),
    (17, None, Trouble::RateLimited),
    (32, None, Trouble::RateLimited),
    (613, None, Trouble::RateLimited),
    (613, Some(1_996), Trouble::RateLimited),
    (613, Some(2_534_040), Trouble::RateLimited),
    (80_001, None, Trouble::RateLimited),
    (80_002, None, Trouble::RateLimited),
    (80_006, None, Trouble::RateLimited),
    (368, None, Trouble::RateLimited),
    (4, Some(2_207_051), Trouble::RateLimited),
    (1, None, Trouble::InstagramDown),
    (1, Some(99), Trouble::InstagramDown),
    (2, None, Trouble::InstagramDown),
    (2, Some(1_545_133), Trouble::InstagramDown),
    (-1, None, Trouble::InstagramDown),
    (-2, None, Trouble::InstagramDown),
    (-2, Some(2_534_084), Trouble::InstagramDown),
    (100, None, Trouble::InstagramDown),
    (2500, None, Trouble::InstagramDown),
    (987_654, None, Trouble::InstagramDown),
];

async fn row(world: &World, id: HandleId) -> HandleRow {
    world.store.handle(id).await.expect("reads").expect("is there")
}

async fn refuse(world: &World, brand: &Brand, fault: serde_json::Value) {
    let mut rule = json!({ "match": { "endpoint": "conversations", "handle": brand.username } });
    for (name, value) in fault.as_object().into_iter().flatten() {
        rule[name] = value.clone();
    }
    world.instagram.fault(rule).await;
}

/// Both of the ways in which Meta tells of a token without a permission lead to a new sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_is_missing_asks_for_a_new_sign_in_whichever_code_tells_it() {
    for code in ["10", "200"] {
        let world = World::new().await;
        let brand = world.instagram.brand("bluekiln").await;
        let id = world.connect(&brand).await;
        world.instagram.control("switches", Some(json!({ "missing_permission": code }))).await;
        world.instagram.control("handles/bluekiln/scopes", Some(json!({ "scopes": [] }))).await;
        gets(&world, id, Trouble::PermissionMissing, code).await;
    }
}

async fn gets(world: &World, id: HandleId, trouble: Trouble, why: &str) {
    eventually(why, || async {
        let seen = row(world, id).await.trouble;
        if seen != Some(trouble) {
            world.engine.sync_now(Some(id)).await.expect("rings");
        }
        (seen == Some(trouble)).then_some(())
    })
    .await;
}

async fn all_rows(status: &str) {
    let world = World::new().await;
    world.instagram.control("switches", Some(json!({ "error_http_status": status }))).await;
    let well = world.instagram.brand("well").await;
    world.connect(&well).await;
    let mut handles = Vec::new();
    for (number, (code, subcode, trouble)) in REFUSED_READS.iter().enumerate() {
        let brand = world.instagram.brand(&format!("handle{number}")).await;
        let id = world.connect(&brand).await;
        refuse(&world, &brand, json!({ "kind": "error", "code": code, "subcode": subcode })).await;
        handles.push((id, *code, *subcode, *trouble));
    }
    for (id, code, subcode, trouble) in handles {
        gets(&world, id, trouble, &format!("{code}/{subcode:?}: {trouble:?}")).await;
        if trouble == Trouble::RateLimited {
            eventually("it is remembered", || async { row(&world, id).await.throttled_until }).await;
        } else {
            assert_eq!(row(&world, id).await.throttled_until, None, "{code}/{subcode:?}");
        }
        // Only what a new sign-in ends asks for one (lessons, 54).
        let asks = matches!(code, 190 | 102) || (code == 10 && trouble != Trouble::AccessOff);
        assert_eq!(trouble.needs_reconnect(), asks, "{code}/{subcode:?}");
    }
    world.instagram.writes("noor", &well, "unharmed").await;
    world.shows("unharmed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_is_one_handles_trouble_alone() {
    all_rows("plausible").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_inside_a_200_is_the_same_error() {
    all_rows("ok_200").await;
}

/// Answered to a token without the permission for Instagram, whose Page is well.
#[tokio::test(flavor = "multi_thread")]
async fn a_permission_that_only_the_words_name_is_missing() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let id = world.connect(&brand).await;
    let words = "(#230) Requires instagram_manage_messages permission";
    refuse(&world, &brand, json!({ "kind": "error", "code": 230, "message": words })).await;
    gets(&world, id, Trouble::PermissionMissing, "the missing permission").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_the_app_pauses_every_handle() {
    for code in [4, 341] {
        let world = World::new().await;
        let (one, two) = (world.instagram.brand("one").await, world.instagram.brand("two").await);
        let (one_id, two_id) = (world.connect(&one).await, world.connect(&two).await);
        refuse(&world, &one, json!({ "kind": "error", "code": code })).await;
        gets(&world, one_id, Trouble::RateLimited, "the throttled handle").await;
        gets(&world, two_id, Trouble::RateLimited, "the other one").await;
        for id in [one_id, two_id] {
            eventually("it is remembered for both", || async { row(&world, id).await.throttled_until }).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_of_instagrams_own_ends_by_itself() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let id = world.connect(&brand).await;
    for fault in [
        json!({ "kind": "error", "code": 2 }),
        json!({ "kind": "error", "code": 100 }),
        json!({ "kind": "html", "status": 502 }),
    ] {
        refuse(&world, &brand, fault).await;
        gets(&world, id, Trouble::InstagramDown, "an outage").await;
        world.instagram.no_faults().await;
        eventually("the end of the outage", || async {
            world.engine.sync_now(Some(id)).await.expect("rings");
            row(&world, id).await.trouble.is_none().then_some(())
        })
        .await;
    }
    world.instagram.writes("mira", &brand, "after the storm").await;
    world.shows("after the storm").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttle_outlives_a_restart() {
    let world = World::new().await;
    let (slow, well) = (world.instagram.brand("slow").await, world.instagram.brand("well").await);
    let id = world.connect(&slow).await;
    world.connect(&well).await;
    refuse(&world, &slow, json!({ "kind": "throttle", "code": 80_002, "minutes": 30 })).await;
    gets(&world, id, Trouble::RateLimited, "the throttle").await;
    let until = eventually("it is remembered", || async { row(&world, id).await.throttled_until }).await;
    let left = until.since(World::now());
    assert!((20 * MINUTE..=31 * MINUTE).contains(&left), "the minutes that Instagram said: {left}");

    let world = world.restart().await;
    world.instagram.no_faults().await;
    let calls = world.instagram.calls(&slow).await;
    world.instagram.writes("mira", &slow, "not yet").await;
    world.instagram.writes("noor", &well, "a sign of time").await;
    world.shows("a sign of time").await;
    assert_eq!(world.instagram.calls(&slow).await, calls, "not one call");
    // A new sign-in is a person's word that it is over.
    world.connect(&slow).await;
    world.shows("not yet").await;
    assert_eq!(row(&world, id).await.throttled_until, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_list_is_doubted_and_the_first_thread_ends_the_doubt() {
    let world = World::new().await;
    let brand = world.instagram.brand("quiet").await;
    let id = world.connect(&brand).await;
    eventually("the doubt", || async {
        world.engine.sync_now(Some(id)).await.expect("rings");
        row(&world, id).await.empty_since
    })
    .await;
    assert_eq!(row(&world, id).await.trouble, None, "nothing was refused");
    world.instagram.writes("mira", &brand, "somebody").await;
    world.shows("somebody").await;
    eventually("no doubt", || async { row(&world, id).await.empty_since.is_none().then_some(()) }).await;
}

/// The subscription is refused as the reads are, and nothing hinders the handle from being there when access comes.
#[tokio::test(flavor = "multi_thread")]
async fn a_handle_that_is_not_eligible_yet_is_connected_and_waits() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    for endpoint in ["conversations", "subscribed_apps"] {
        let rule = json!({ "match": { "endpoint": endpoint }, "kind": "error", "code": 36_103 });
        world.instagram.fault(rule).await;
    }
    let id = world.connect(&brand).await;
    gets(&world, id, Trouble::NotEligible, "it waits").await;
}
