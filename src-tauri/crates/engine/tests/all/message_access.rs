//! The owner switches "Allow access to messages" off and on again in the Instagram app (requirements, R31).

use domain::handle::Trouble;
use domain::ids::HandleId;
use engine::Looks;
use serde_json::json;
use store::handles::{Notice, NoticeKind, ResumeMode};
use testkit::{Brand, eventually};

use crate::world::World;

async fn switch(world: &World, brand: &Brand, on: bool) {
    world.instagram.control(&format!("handles/{}/access", brand.username), Some(json!({ "on": on }))).await;
}

/// Asks until the handle is in this trouble, or in none.
async fn comes_to(world: &World, id: HandleId, trouble: Option<Trouble>) {
    eventually(&format!("{trouble:?}"), || async {
        let row = world.store.handle(id).await.expect("reads").expect("is there");
        if row.trouble != trouble {
            world.engine.sync_now(Some(id)).await.expect("rings");
        }
        (row.trouble == trouble).then_some(())
    })
    .await;
}

/// Connects a handle that is written to, and whose access to messages then goes.
async fn loses_access(world: &World, brand: &Brand) -> HandleId {
    let id = world.connect(brand).await;
    world.instagram.writes("mira", brand, "before").await;
    world.shows("before").await;
    switch(world, brand, false).await;
    comes_to(world, id, Some(Trouble::AccessOff)).await;
    id
}

async fn notices(world: &World) -> Vec<Notice> {
    world.store.notices().await.expect("reads")
}

#[tokio::test(flavor = "multi_thread")]
async fn message_access_that_goes_is_told_once_and_its_return_with_what_was_fetched() {
    let world = World::new().await;
    let brand = world.instagram.brand("luma").await;
    let id = loses_access(&world, &brand).await;
    world.instagram.writes("mira", &brand, "one").await;
    world.instagram.writes("noor", &brand, "two").await;
    // More reads, another trouble in between, and a new start of the app: it was told already.
    world.read_again().await;
    let storm =
        json!({ "match": { "endpoint": "conversations", "handle": "luma" }, "kind": "error", "code": 2 });
    world.instagram.fault(storm).await;
    comes_to(&world, id, Some(Trouble::InstagramDown)).await;
    world.instagram.no_faults().await;
    let world = world.restart().await;
    comes_to(&world, id, Some(Trouble::AccessOff)).await;
    let [told] = <[Notice; 1]>::try_from(notices(&world).await).expect("one notice");
    assert_eq!((told.kind, told.handles[0].handle), (NoticeKind::MessageAccessOff, id));
    world.store.dismiss_notice(told.id).await.expect("dismisses");
    world.read_again().await;
    assert!(notices(&world).await.is_empty(), "not told again");

    switch(&world, &brand, true).await;
    comes_to(&world, id, None).await;
    let [told] = <[Notice; 1]>::try_from(notices(&world).await).expect("one notice");
    assert_eq!((told.kind, told.handles[0].fetched), (NoticeKind::MessageAccessBack, 2));
    world.read_again().await;
    assert_eq!(notices(&world).await.len(), 1, "once");

    // Off again: told again, and an open notice gives way to the one of the return.
    switch(&world, &brand, false).await;
    comes_to(&world, id, Some(Trouble::AccessOff)).await;
    assert_eq!(notices(&world).await[0].kind, NoticeKind::MessageAccessOff);
    switch(&world, &brand, true).await;
    comes_to(&world, id, None).await;
    let kinds: Vec<_> = notices(&world).await.into_iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, [NoticeKind::MessageAccessBack; 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn message_access_that_was_never_there_is_no_news() {
    let world = World::new().await;
    let brand = world.instagram.brand("luma").await;
    switch(&world, &brand, false).await;
    let id = world.connect(&brand).await;
    comes_to(&world, id, Some(Trouble::AccessOff)).await;
    assert!(notices(&world).await.is_empty());
    switch(&world, &brand, true).await;
    comes_to(&world, id, None).await;
    assert!(notices(&world).await.is_empty(), "first steps say it");
}

#[tokio::test(flavor = "multi_thread")]
async fn message_access_that_comes_back_while_the_handle_is_paused_is_told_after_it() {
    let world = World::new().await;
    let brand = world.instagram.brand("luma").await;
    let id = loses_access(&world, &brand).await;

    world.engine.set_switch(id, false, ResumeMode::FromNow).await.expect("pauses");
    switch(&world, &brand, true).await;
    world.engine.set_switch(id, true, ResumeMode::FromNow).await.expect("resumes");
    let kinds = || async { notices(&world).await.into_iter().map(|notice| notice.kind).collect::<Vec<_>>() };
    eventually("told that it is back", || async {
        (kinds().await == [NoticeKind::MessageAccessBack]).then_some(())
    })
    .await;

    switch(&world, &brand, false).await;
    comes_to(&world, id, Some(Trouble::AccessOff)).await;
    assert_eq!(kinds().await, [NoticeKind::MessageAccessOff, NoticeKind::MessageAccessBack], "told again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_is_asked_for_tells_that_it_ended_also_when_it_is_refused_or_finds_nothing() {
    let world = World::new().await;
    let brand = world.instagram.brand("luma").await;
    let id = loses_access(&world, &brand).await;
    for on in [false, true] {
        switch(&world, &brand, on).await;
        let before = world.engine.looks(id);
        let mut changes = world.engine.changes();
        world.engine.sync_now(Some(id)).await.expect("rings");
        while world.engine.looks(id) == before {
            changes.recv().await.expect("the end of the look is told");
        }
        assert_eq!(world.engine.looks(id).well, on);
        let row = world.store.handle(id).await.expect("reads").expect("is there");
        assert_eq!(row.trouble, (!on).then_some(Trouble::AccessOff), "what it found is written down before");
    }
    world.engine.set_switch(id, false, ResumeMode::FromNow).await.expect("switches off");
    let before = world.engine.looks(id);
    world.engine.sync_now(Some(id)).await.expect("rings");
    let unread = Looks { ended: before.ended + 1, well: false };
    assert_eq!(world.engine.looks(id), unread, "nothing is read of a handle that is off");
}
