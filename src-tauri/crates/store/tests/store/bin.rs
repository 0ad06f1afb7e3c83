//! What was in the bin for long enough goes, and nothing else does.

use domain::ids::OutboxId;
use domain::triage::{Act, BIN_MS};
use store::lists::{ListQuery, View};
use store::outbox::NewReply;
use store::triage::By;

use crate::support::{NOW, World, all, from_person, hits};

async fn empty(world: &World, until: i64) -> usize {
    let now = NOW.plus(BIN_MS);
    let count = world.store.begin_to_empty_bin(None, NOW.plus(until), now).await.expect("begins");
    let erasures = world.store.erasures().await.expect("reads");
    for erasure in &erasures {
        while world.store.erase_some(erasure).await.expect("deletes") {}
    }
    world.store.end_erasures(erasures, now).await.expect("ends");
    count
}

async fn people(world: &World) -> Vec<String> {
    let mut people = Vec::new();
    for view in [View::All, View::Bin] {
        let page = world.store.conversations(&ListQuery { view, ..all() }).await.expect("reads");
        people.extend(page.rows.into_iter().map(|row| row.person.igsid.0));
    }
    people.sort();
    people
}

#[tokio::test]
async fn only_what_was_thrown_away_long_enough_ago_goes() {
    let world = World::new().await;
    world.ingest(["a", "b", "c", "d"].map(|person| from_person(person, person, 1, "hello")).into()).await;
    for (person, at) in [("a", 100), ("b", 200), ("c", 100)] {
        let by = By { who: None, now: NOW.plus(at) };
        let id = world.conversation(person).await;
        world.store.act(vec![id], Act::Bin(true), by).await.expect("says");
    }
    // One of them writes again, and comes back out.
    world.ingest(vec![from_person("c", "c2", 150, "are you there?")]).await;
    assert_eq!(empty(&world, 99).await, 0);
    assert_eq!(empty(&world, 100).await, 1);
    assert_eq!(people(&world).await, ["b", "c", "d"]);
    assert!(hits(&world.store, "hello is:bin").await.iter().all(|hit| hit.person.igsid.0 != "a"));
    assert!(hits(&world.store, "hello").await.iter().all(|hit| hit.person.igsid.0 != "a"));
    assert_eq!(empty(&world, 100).await, 0, "once");
    let line = world.store.audit_of(world.handle, 1).await.expect("reads").remove(0);
    assert_eq!(line.action, "delete_from_bin");

    // Instagram goes on listing what they wrote before; what they write later is new.
    world.ingest(vec![from_person("a", "a", 1, "hello")]).await;
    assert_eq!(people(&world).await, ["b", "c", "d"]);
    world.ingest(vec![from_person("a", "a2", 300, "hello again")]).await;
    assert_eq!(people(&world).await, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn a_message_that_comes_while_it_goes_is_kept() {
    let world = World::new().await;
    world.ingest(vec![from_person("a", "a1", 1, "hello")]).await;
    world.act(world.conversation("a").await, Act::Bin(true)).await;
    world.store.begin_to_empty_bin(None, NOW, NOW).await.expect("begins");
    world.ingest(vec![from_person("a", "a2", 500, "one more thing")]).await;
    let erasures = world.store.erasures().await.expect("reads");
    while world.store.erase_some(&erasures[0]).await.expect("deletes") {}
    world.store.end_erasures(erasures, NOW).await.expect("ends");
    assert_eq!(people(&world).await, ["a"]);
    assert_eq!(hits(&world.store, "thing").await.len(), 1);
    assert!(hits(&world.store, "hello").await.is_empty());
}

#[tokio::test]
async fn a_reply_that_is_not_settled_keeps_it() {
    let world = World::new().await;
    world.ingest(vec![from_person("a", "a1", 1, "hello")]).await;
    let id = world.conversation("a").await;
    let reply = NewReply::text(OutboxId(uuid::Uuid::now_v7()), id, "coming".to_owned(), NOW);
    world.store.enqueue(reply).await.expect("queues");
    world.act(id, Act::Bin(true)).await;
    assert_eq!(empty(&world, 100).await, 0);
    assert_eq!(people(&world).await, ["a"]);
}
