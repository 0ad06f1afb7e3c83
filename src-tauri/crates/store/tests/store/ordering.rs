//! The order of messages of one second: the same on screen, whatever came first and by whichever way.

use domain::observation::{Observation, ObservedMessage, Source};
use domain::time::SentAt;
use store::thread::Part;

use crate::support::{NOW, World, message};

/// Ids of the published look, in the order of sending: microseconds 5, 1,000, 1,001, 250,000, 250,001 and 999,999 of
/// the second of [`NOW`] (instagram-platform, section 16.11).
const MIDS: [&str; 6] = [
    "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE6MjozMzAxOTY3MTg5MTk0MDE4OTYyNjM2MDM2ODU0Nzc3MDQyNQZDZD",
    "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE6MjozMzAxOTY3MTg5MTk1ODU0NDEzNjcxMzcwOTU1MTYyODM0NQZDZD",
    "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE6MjozMzAxOTY3MTg5MTk1ODU2MjU4MzQ1Nzc4MzI2MTE3OTk2MQZDZD",
    "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE6MjozMzAxOTY3MTg5NjU1MTc4MzQxMTA2NzM4NzkwNDAxMjM0NQZDZD",
    "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE6MjozMzAxOTY3MTg5NjU1MTgwMTg1NzgxMTQ2MTYxMzU2Mzk2MQZDZD",
    "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE6MjozMzAxOTY3MTkxMDM4NjgyMzAxOTYwNTQ3NzkwNjQ2MDcyOQZDZD",
];
/// The milliseconds of the same moments, as webhooks tell them.
const MS: [i64; 6] = [0, 1, 1, 250, 250, 999];

/// A message as a webhook tells it, or as a read does, which knows the second only.
fn told(index: usize, exact: bool) -> Observation {
    let sent_at = if exact { SentAt::exact(NOW.0 + MS[index]) } else { SentAt::to_the_second(NOW.0) };
    Observation::Message(ObservedMessage { sent_at, ..message("p1", MIDS[index], 0, "x") })
}

#[tokio::test]
async fn equal_seconds_stand_in_the_order_of_sending() {
    // A small generator: many orders, each the same in every run.
    let mut dice = 88_172_645_463_325_252_u64;
    let mut below = move |end: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        usize::try_from(dice % u64::try_from(end).expect("small")).expect("small")
    };
    for _ in 0..40 {
        let world = World::new().await;
        let mut left: Vec<usize> = (0..MIDS.len()).chain(0..MIDS.len()).collect();
        while !left.is_empty() {
            let index = left.remove(below(left.len()));
            let webhook = below(2) == 0;
            let source = if webhook { Source::Webhook } else { Source::Poll };
            world.ingest_as(source, vec![told(index, webhook)]).await;
        }
        let id = world.conversation("p1").await;
        let page = world.store.messages(id, Part::Newest, 50).await.expect("reads");
        let order: Vec<&str> = page.messages.iter().map(|message| message.mid.as_str()).collect();
        assert_eq!(order, MIDS);
    }
}

#[tokio::test]
async fn where_the_ids_tell_nothing_the_list_does() {
    let world = World::new().await;
    let opaque = |mid: &str| {
        let sent_at = SentAt::to_the_second(NOW.0);
        Observation::Message(ObservedMessage { sent_at, ..message("p1", mid, 0, "x") })
    };
    world.ingest_as(Source::Poll, ["c", "a", "b"].map(opaque).into()).await;
    world.ingest_as(Source::Poll, ["a", "c", "b", "d"].map(opaque).into()).await;
    let id = world.conversation("p1").await;
    let page = world.store.messages(id, Part::Newest, 50).await.expect("reads");
    let order: Vec<&str> = page.messages.iter().map(|message| message.mid.as_str()).collect();
    assert_eq!(order, ["c", "a", "b", "d"]);
}
