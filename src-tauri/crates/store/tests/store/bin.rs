//! What was in the bin for long enough goes, and nothing else does.

use domain::ids::OutboxId;
use domain::time::{DAY, HOUR, Timestamp};
use domain::triage::{Act, BIN_MS};
use store::lists::{ListQuery, View};
use store::outbox::NewReply;
use store::triage::By;

use crate::support::{NOW, World, all, from_person, hits};

async fn empty(world: &World, until: i64) -> usize {
    let now = NOW.plus(BIN_MS);
    let count = world.store.begin_to_empty_bin(None, NOW.plus(until), now, false).await.expect("begins");
    let erasures = world.store.erasures().await.expect("reads");
    for erasure in &erasures {
        while world.store.erase_some(erasure).await.expect("deletes") {}
    }
    world.store.end_erasures(erasures, now).await.expect("ends");
    world.store.rewrite_what_is_owed(Timestamp(i64::MAX)).await.expect("rewrites");
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
    assert_eq!((line.action.as_str(), line.outcome.as_str()), ("delete_from_bin", "conversations 1"));

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
    world.store.begin_to_empty_bin(None, NOW, NOW, false).await.expect("begins");
    world.ingest(vec![from_person("a", "a2", 500, "one more thing")]).await;
    let erasures = world.store.erasures().await.expect("reads");
    while world.store.erase_some(&erasures[0]).await.expect("deletes") {}
    world.store.end_erasures(erasures, NOW).await.expect("ends");
    world.store.rewrite_what_is_owed(Timestamp(i64::MAX)).await.expect("rewrites");
    assert_eq!(people(&world).await, ["a"]);
    assert_eq!(hits(&world.store, "thing").await.len(), 1);
    assert!(hits(&world.store, "hello").await.is_empty());
}

#[tokio::test]
async fn what_was_written_before_and_told_after_it_is_kept() {
    let world = World::new().await;
    world.ingest(vec![from_person("a", "a1", 1, "hello")]).await;
    // Two hours offline: they wrote once more, and a person who did not know threw them away.
    let by = By { who: None, now: NOW.plus(2 * HOUR) };
    world.store.act(vec![world.conversation("a").await], Act::Bin(true), by).await.expect("says");
    assert_eq!(empty(&world, 2 * HOUR).await, 1);
    world
        .ingest(vec![from_person("a", "a1", 1, "hello"), from_person("a", "a2", HOUR, "my order broke")])
        .await;
    assert_eq!(people(&world).await, ["a"]);
    assert_eq!(hits(&world.store, "broke").await.len(), 1);
    assert!(hits(&world.store, "hello").await.is_empty());
}

#[tokio::test]
async fn a_full_bin_goes_in_pieces() {
    let world = World::new().await;
    for part in 0..3 {
        let people = (0..200).map(|n| format!("p{part}-{n}"));
        world.ingest(people.map(|person| from_person(&person, &person, 1, "spam")).collect()).await;
    }
    let rows = world.store.conversations(&ListQuery { limit: 200, ..all() }).await.expect("reads").rows;
    assert_eq!(rows.len(), 200, "a page");
    while let rows = world.store.conversations(&ListQuery { limit: 200, ..all() }).await.expect("reads").rows
        && !rows.is_empty()
    {
        let ids = rows.iter().map(|row| row.id).collect();
        world.store.act(ids, Act::Bin(true), By { who: None, now: NOW }).await.expect("says");
    }
    assert_eq!(world.store.begin_to_empty_bin(None, NOW, NOW, false).await.expect("begins"), 500);
    assert_eq!(world.store.begin_to_empty_bin(None, NOW, NOW, false).await.expect("begins"), 100);
    assert_eq!(world.store.begin_to_empty_bin(None, NOW, NOW, false).await.expect("begins"), 0);
    assert_eq!(world.store.erasures().await.expect("reads").len(), 600);
}

#[tokio::test]
async fn the_file_is_written_anew_once_it_is_owed_for_long_enough() {
    let world = World::new().await;
    let owed = async || world.store.setting("rewrite_owed").await.expect("reads").is_some();
    world.ingest(vec![from_person("a", "a1", 1, "hello")]).await;
    world.act(world.conversation("a").await, Act::Bin(true)).await;
    world.store.begin_to_empty_bin(None, NOW, NOW, false).await.expect("begins");
    let erasures = world.store.erasures().await.expect("reads");
    while world.store.erase_some(&erasures[0]).await.expect("deletes") {}
    assert!(!owed().await);
    world.store.end_erasures(erasures, NOW).await.expect("ends");
    world.store.rewrite_what_is_owed(NOW.plus(DAY - 1)).await.expect("waits");
    assert!(owed().await, "not yet");
    // A person asks for somebody to go: that does not wait, and what went by itself before goes with it.
    world.ingest(vec![from_person("b", "b1", 2, "hello")]).await;
    world.store.begin_to_forget(world.conversation("b").await, NOW).await.expect("begins");
    let erasures = world.store.erasures().await.expect("reads");
    while world.store.erase_some(&erasures[0]).await.expect("deletes") {}
    world.store.end_erasures(erasures, NOW).await.expect("ends");
    assert_eq!(world.store.rewrite_owed().await.expect("reads"), Some(NOW));
    world.store.rewrite_what_is_owed(NOW).await.expect("rewrites");
    assert!(!owed().await);
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
