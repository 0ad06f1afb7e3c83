//! Views, orders, pages and counts.

use domain::ids::ConversationId;
use domain::observation::Source;
use domain::time::{HOUR, Timestamp};
use domain::triage::Act;
use store::StoreError;
use store::ingest::IngestBatch;
use store::lists::{Counts, ListQuery, Sort, View};

use crate::support::{NOW, World, all, by, connect, from_brand, from_person, mention};

/// Pages through a list and gives the persons in order.
async fn people(world: &World, query: ListQuery) -> Vec<String> {
    let mut people = Vec::new();
    let mut query = ListQuery { limit: 3, ..query };
    loop {
        let page = world.store.conversations(&query).await.expect("reads");
        people.extend(page.rows.iter().map(|row| row.person.igsid.as_str().to_owned()));
        let Some(next) = page.next else { return people };
        query.after = Some(next);
    }
}

#[tokio::test]
async fn pages_hold_every_row_once() {
    let world = World::new().await;
    let messages = (0..20).map(|n| from_person(&format!("p{n:02}"), &format!("m{n}"), n, "hi")).collect();
    world.ingest(messages).await;
    let newest: Vec<String> = (0..20).rev().map(|n| format!("p{n:02}")).collect();
    let oldest: Vec<String> = newest.iter().rev().cloned().collect();
    assert_eq!(people(&world, all()).await, newest);
    assert_eq!(people(&world, ListQuery { sort: Sort::OldestWaiting, ..all() }).await, oldest);
    let of_handle = ListQuery { handle: Some(world.handle), view: View::NeedsReply, ..all() };
    assert_eq!(people(&world, of_handle).await, newest);
    let other = connect(&world.store, "17841400000000002").await;
    assert!(people(&world, ListQuery { handle: Some(other), ..all() }).await.is_empty());
}

#[tokio::test]
async fn the_window_that_closes_next_is_first() {
    let world = World::new().await;
    let hours = [("p1", -1), ("p2", -23), ("p3", -25), ("p4", -5), ("p5", -100), ("p6", -24), ("p7", -10)];
    let messages = hours.iter().map(|(person, at)| from_person(person, person, at * HOUR, "hi")).collect();
    world.ingest(messages).await;
    let query = ListQuery { view: View::NeedsReply, sort: Sort::ClosingSoonest, ..all() };
    // Exactly 24 hours after the message the window is closed.
    let expected = ["p2", "p7", "p4", "p1", "p6", "p3", "p5"];
    assert_eq!(people(&world, query.clone()).await, expected);
    let later = ListQuery { now: Timestamp(NOW.0 + 200 * HOUR), ..query };
    assert_eq!(people(&world, later).await, ["p1", "p4", "p7", "p2", "p6", "p3", "p5"]);
}

#[tokio::test]
async fn what_cannot_be_answered_closes_after_what_can() {
    let world = World::new().await;
    let other = connect(&world.store, "17841400000000002").await;
    let (soon, late) = (from_person("p1", "p1", -23 * HOUR, "hi"), from_person("p2", "p2", -20 * HOUR, "hi"));
    world.ingest(vec![soon, late, from_person("p3", "p3", -30 * HOUR, "hi")]).await;
    let of_other = vec![from_person("p4", "p4", -HOUR, "hi"), from_person("p5", "p5", -40 * HOUR, "hi")];
    let theirs = IngestBatch { handle: other, ..world.batch(Source::Webhook, of_other) };
    world.store.ingest(theirs).await.expect("writes");
    let query = ListQuery { view: View::NeedsReply, sort: Sort::ClosingSoonest, ..all() };
    assert_eq!(people(&world, query.clone()).await, ["p1", "p2", "p4", "p3", "p5"]);
    world.store.set_on(world.handle, false, NOW).await.expect("switches");
    assert_eq!(people(&world, query.clone()).await, ["p4", "p1", "p2", "p3", "p5"]);
    let of_one = ListQuery { handle: Some(world.handle), ..query };
    assert_eq!(people(&world, of_one).await, ["p1", "p2", "p3"]);
}

#[tokio::test]
async fn views_and_counts_agree() {
    let world = World::new().await;
    let other = connect(&world.store, "17841400000000002").await;
    world
        .ingest(vec![
            from_person("asks", "m1", 1, "question"),
            from_person("answered", "m2", 2, "question"),
            from_brand("answered", "m3", 3, "answer"),
            mention("mentions", "m4", 4),
            from_person("done", "m5", 5, "thanks"),
        ])
        .await;
    let done = world.conversation("done").await;
    world.act(done, Act::Done(None)).await;
    let counts = world.store.counts(None, NOW).await.expect("counts");
    let expected =
        Counts { needs_reply: 1, waiting: 1, mentions: 1, done: 1, unread: 3, all: 4, ..Counts::default() };
    assert_eq!(counts, expected);
    assert_eq!(world.store.counts(Some(world.handle), NOW).await.expect("counts"), expected);
    assert_eq!(world.store.counts(Some(other), NOW).await.expect("counts"), Counts::default());
    let needing = world.store.needing_reply().await.expect("counts");
    assert_eq!(Vec::from_iter(needing), [(world.handle, 1)], "a handle without one is left out");
    let views = [
        (View::NeedsReply, vec!["asks"]),
        (View::Waiting, vec!["answered"]),
        (View::Mentions, vec!["mentions"]),
        (View::Done, vec!["done"]),
        (View::Unread, vec!["done", "mentions", "asks"]),
    ];
    for (view, expected) in views {
        assert_eq!(people(&world, ListQuery { view, ..all() }).await, expected, "{view:?}");
    }
}

#[tokio::test]
async fn drafts_are_kept_and_marked() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", 1, "question")]).await;
    let id = world.conversation("p1").await;
    let first = world.store.save_draft(id, "Dear".into(), NOW).await.expect("saves");
    assert!(first.lists);
    assert!(world.store.save_draft(id, "Dear Maria".into(), NOW).await.expect("saves").is_empty());
    let row = world.store.conversation(id).await.expect("reads").expect("is there");
    assert!(row.has_draft);
    assert_eq!(world.store.draft(id).await.expect("reads").expect("is there").text, "Dear Maria");
    world.store.save_draft(id, String::new(), NOW).await.expect("clears");
    assert_eq!(world.store.draft(id).await.expect("reads"), None);
}

#[tokio::test]
async fn what_is_not_there_is_said_so() {
    let world = World::new().await;
    let nobody = ConversationId(99);
    let acted = world.store.act(vec![nobody], Act::Done(None), by()).await;
    assert!(matches!(acted, Err(StoreError::NotFound("conversation"))));
    assert_eq!(world.store.conversation(nobody).await.expect("reads"), None);
    // One failing write takes back only itself: the ones beside it in the same commit stand.
    let (a, b, c) = tokio::join!(
        world.store.set_setting("a", Some("1".into())),
        world.store.save_draft(nobody, "lost".into(), NOW),
        world.store.set_setting("c", Some("3".into())),
    );
    assert!(a.is_ok() && b.is_err() && c.is_ok());
    assert_eq!(world.store.setting("c").await.expect("reads").as_deref(), Some("3"));
    world.store.close().await.expect("closes");
    assert!(matches!(world.store.setting("a").await, Err(StoreError::Closed)));
    assert!(matches!(world.store.set_setting("a", None).await, Err(StoreError::Closed)));
}
