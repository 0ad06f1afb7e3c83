//! What reports are made of, as the store has it.

use std::collections::HashMap;

use domain::message::Origin;
use domain::observation::{Observation, Source};
use domain::reports::{Figures, Misses, NotCounted, Period, Reports, Summary};
use domain::time::{DAY, HOUR, MINUTE};
use domain::triage::{Act, Disposition};
use store::handles::HandleSetting;
use store::ingest::IngestBatch;
use store::reports::ReportQuery;

use crate::support::{NOW, World, by, connect, from_brand, from_person, mention, message, unsend};

/// The figures of the thirty days after [`NOW`], when the world's handle was connected; read in pages of two.
async fn figures(world: &World) -> Figures {
    let period = Period { from: NOW.plus(-DAY), to: NOW.plus(30 * DAY), imported: false };
    let mut reports = Reports::new(period, HashMap::new());
    let mut query = ReportQuery {
        handle: Some(world.handle),
        since: period.from,
        after: None,
        limit: 2,
        messages: 1_000,
    };
    loop {
        let page = world.store.report_page(&query).await.expect("reads");
        page.conversations.into_iter().for_each(|conversation| reports.add(conversation));
        query.after = page.next;
        if query.after.is_none() {
            return reports.finish();
        }
    }
}

fn from_tool(person: &str, mid: &str, ms: i64) -> Observation {
    let Observation::Message(told) = from_brand(person, mid, ms, "We are away") else { unreachable!() };
    Observation::Message(domain::observation::ObservedMessage { origin: Origin::OtherApp, ..told })
}

#[tokio::test]
async fn figures_are_of_what_was_sent_and_said() {
    let world = World::new().await;
    // Somebody else's handle counts for itself.
    let other = connect(&world.store, "17841400000000002").await;
    let epoch = world.store.handle(other).await.expect("reads").expect("is there").epoch;
    let theirs = vec![from_person("p1", "o1", HOUR, "hello")];
    world.store.ingest(IngestBatch::new(other, epoch, Source::Webhook, NOW, theirs)).await.expect("writes");

    // The example of the definitions, from 10:00 on.
    world
        .ingest(vec![
            from_person("p1", "a1", 0, "hello?"),
            from_person("p1", "a2", 5 * MINUTE, "anybody?"),
            from_brand("p1", "a3", 30 * MINUTE, "here"),
            from_person("p1", "a4", HOUR, "and"),
            from_tool("p1", "a5", HOUR + MINUTE),
            from_brand("p1", "a6", DAY + HOUR, "typed in Instagram"),
        ])
        .await;
    world.ingest(vec![mention("p2", "b1", 0), from_brand("p2", "b2", HOUR, "thank you!")]).await;
    world.ingest(vec![from_person("p3", "c1", 0, "buy"), from_person("p4", "d1", 0, "hey")]).await;
    world.act(world.conversation("p3").await, Act::Spam(true)).await;
    world.act(world.conversation("p4").await, Act::Mute(true)).await;
    world.ingest(vec![from_person("p5", "e1", MINUTE, "great")]).await;
    world.act(world.conversation("p5").await, Act::Done(None)).await;
    world.ingest(vec![from_person("p6", "f1", -HOUR, "before"), from_person("p6", "f2", HOUR, "oops")]).await;
    world.ingest(vec![unsend("f2", 2 * HOUR)]).await;
    let paused = Observation::Message(message("p7", "g1", HOUR, "while paused"));
    world
        .store
        .ingest(IngestBatch { while_paused: true, ..world.batch(Source::Poll, vec![paused]) })
        .await
        .expect("writes");

    let found = figures(&world).await;
    let half = 30 * MINUTE;
    assert_eq!(found.first_response.times, Some(Summary { n: 1, median: half, p90: half, mean: half }));
    assert_eq!(found.first_response.unanswered, 1, "called done without a word");
    assert_eq!(found.response.times.map(|times| (times.n, times.p90)), Some((2, DAY)));
    assert_eq!(found.misses, Misses { turns: 3, missed: 2, lost: 1, answered: 1, ..Misses::default() });
    let not_counted = NotCounted { spam: 1, muted: 1, groups: 0, imported: 1, paused: 1, automatic: 1 };
    assert_eq!(found.not_counted, not_counted);
    assert_eq!((found.mentions.received, found.mentions.live), (1, 1));
    assert_eq!(found.volume.by_handle[&world.handle].messages, 6, "what was unsent came in, too");
    assert_eq!((found.backlog.by_age, found.backlog.snoozed), ([0, 0, 0, 0, 2], 0), "p6 and p7");
    assert_eq!(
        found.backlog.total(),
        world.store.counts(Some(world.handle), NOW).await.expect("reads").needs_reply as u32
    );
}

#[tokio::test]
async fn no_reply_was_needed_where_a_person_said_so_and_did_not_take_it_back() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "a1", 0, "thanks"), from_person("p2", "b1", 0, "thanks")]).await;
    let (first, second) = (world.conversation("p1").await, world.conversation("p2").await);
    let needless = Act::Done(Some(Disposition::NoReplyNeeded));
    world.act(first, needless).await;
    let taken_back = world.act(second, needless).await;
    world.store.undo(taken_back, by()).await.expect("takes back");
    let found = figures(&world).await.misses;
    assert_eq!(found, Misses { turns: 1, missed: 1, lost: 1, needless: 1, ..Misses::default() });
}

#[tokio::test]
async fn a_mention_begins_a_turn_where_the_handle_says_that_it_asks() {
    let world = World::new().await;
    world.ingest(vec![mention("p1", "a1", 0), from_brand("p1", "a2", HOUR, "thank you!")]).await;
    assert_eq!(figures(&world).await.response.times, None);
    world.set(HandleSetting::MentionsNeedReply(true)).await;
    assert_eq!(figures(&world).await.response.times.map(|times| times.median), Some(HOUR));
}

#[tokio::test]
async fn a_page_has_few_messages_and_whole_conversations() {
    let world = World::new().await;
    for (person, messages) in [("p1", 2), ("p2", 1), ("p3", 9), ("p4", 1)] {
        let told = (0..messages).map(|n| from_person(person, &format!("{person}-{n}"), n, "hello"));
        world.ingest(told.collect()).await;
    }
    let mut query = ReportQuery { handle: None, since: NOW, after: None, limit: 100, messages: 3 };
    let mut pages = Vec::new();
    loop {
        let page = world.store.report_page(&query).await.expect("reads");
        pages.push(page.conversations.iter().map(|one| one.events.len()).collect::<Vec<_>>());
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    assert_eq!(pages, [vec![2, 1], vec![9], vec![1]]);
}
