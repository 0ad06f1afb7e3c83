//! Looking through all conversations, because webhooks may have been missed.

use domain::ids::HandleId;
use domain::time::SECOND;
use serde_json::json;
use store::handles::{Missed, MissedWhy};
use testkit::{Brand, eventually};

use crate::world::World;

/// A handle with five pages of conversations.
async fn brand_of(world: &World) -> Brand {
    let brand = world.instagram.brand("bluekiln").await;
    let five_pages = json!({ "handle": brand.ig_id, "conversations": 100, "messages_each": 1 });
    world.instagram.control("bulk", Some(five_pages)).await;
    brand
}

/// Such a handle, read; all of its conversations are to be looked through once more.
async fn five_pages() -> (World, Brand, HandleId) {
    let world = World::new().await;
    let brand = brand_of(&world).await;
    let id = world.connect(&brand).await;
    eventually("the import", || async {
        let row = world.store.handle(id).await.expect("reads").expect("there");
        (!row.sync.catching_up && row.sync.watermark.is_some()).then_some(())
    })
    .await;
    // And the second look that follows it.
    world.read_again().await;

    let now = World::now();
    let missed = Missed { from: now.plus(-SECOND), to: now.plus(-SECOND), why: MissedWhy::Unsubscribed };
    world.store.note_missed(vec![id], missed, None).await.expect("writes");
    (world, brand, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_through_all_conversations_that_fails_goes_on_where_it_was() {
    let (world, _, id) = five_pages().await;
    let fourth = json!({ "match": { "endpoint": "conversations" }, "kind": "error", "code": 2, "skip": 3, "times": 1 });
    world.instagram.control("faults", Some(fourth)).await;
    let before = world.instagram.calls_of("conversations").await;
    world.engine.sync_now(None).await.expect("rings");
    eventually("the sweep", || async { (!world.store.owes_sweep(id).await.expect("reads")).then_some(()) })
        .await;
    let calls = world.instagram.calls_of("conversations").await - before;
    assert!(calls < 9, "three pages, one that failed, the newest, and the two that were left: {calls}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_always_fails_holds_up_nothing_but_the_look_itself() {
    let (world, brand, id) = five_pages().await;
    let fourth = json!({ "match": { "endpoint": "conversations", "further": true }, "kind": "error", "code": 2, "skip": 2 });
    world.instagram.fault(fourth).await;
    world.engine.sync_now(None).await.expect("rings");
    eventually("the failure", || async {
        let row = world.store.handle(id).await.expect("reads").expect("there");
        row.trouble.map(drop)
    })
    .await;
    world.instagram.writes("mira", &brand, "is anybody there?").await;
    world.shows("is anybody there?").await;
    assert!(world.store.owes_sweep(id).await.expect("reads"), "the look itself is still owed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_empty_list_hid_from_the_import_comes_when_it_is_shown() {
    let world = World::new().await;
    let brand = brand_of(&world).await;
    let empty = json!({ "match": { "endpoint": "conversations" }, "kind": "body", "body": r#"{"data":[]}"# });
    world.instagram.fault(empty).await;
    let id = world.connect(&brand).await;
    eventually("the doubt", || async {
        let row = world.store.handle(id).await.expect("reads").expect("there");
        row.empty_since.filter(|_| row.sync.watermark.is_some())
    })
    .await;
    world.instagram.no_faults().await;
    // And breaks off twice while it is looked for.
    let third = json!({ "match": { "endpoint": "conversations", "further": true }, "kind": "error", "code": 2, "skip": 1, "times": 2 });
    world.instagram.fault(third).await;
    world.engine.sync_now(None).await.expect("rings");
    eventually("all of them", || async { (world.conversations().await.len() == 100).then_some(()) }).await;
}
