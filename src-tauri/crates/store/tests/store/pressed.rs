//! A pressed button without an id of Instagram's, and the same press with one: one message, whichever is told first.

use domain::ids::{Igsid, Mid};
use domain::message::{Body, MessageKind, Postback};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::time::{SentAt, Timestamp};
use store::thread::Part;

use crate::support::{NOW, World, message};

/// As a webhook tells of a press, to the millisecond.
fn pressed(ms: i64, title: &str) -> Observation {
    let pressed = Postback { title: Some(title.into()), payload: Some("START".into()) };
    Observation::Message(ObservedMessage {
        mid: Mid::pressed(&Igsid::from("mira"), NOW.0 + ms, "START"),
        text: None,
        body: Body { postback: Some(pressed), ..Body::default() },
        ..message("mira", "", ms, "")
    })
}

/// As a list shows it, to the second.
fn listed(mid: &str, second: i64, text: &str) -> Observation {
    Observation::Message(ObservedMessage {
        sent_at: SentAt::to_the_second(NOW.0 + second * 1_000),
        ..message("mira", mid, second * 1_000, text)
    })
}

/// Ids and kinds of what is shown, oldest first.
async fn shown(world: &World) -> Vec<(String, MessageKind)> {
    let conversation = world.conversation("mira").await;
    let page = world.store.messages(conversation, Part::Newest, 50).await.expect("reads");
    page.messages.into_iter().map(|row| (row.mid.0, row.kind)).collect()
}

#[tokio::test]
async fn a_press_and_its_listing_are_one_message_whichever_comes_first() {
    for press_first in [true, false] {
        let world = World::new().await;
        for press in [press_first, !press_first, press_first, true] {
            if press {
                world.ingest(vec![pressed(4_321, "Start")]).await;
            } else {
                world.ingest_as(Source::Poll, vec![listed("m1", 4, "Start")]).await;
            }
        }
        assert_eq!(shown(&world).await, [("m1".to_owned(), MessageKind::Postback)], "{press_first}");
    }
}

#[tokio::test]
async fn what_is_not_certainly_the_same_press_stays_two_messages() {
    for (second, text) in [(5, "Start"), (3, "Start"), (4, "Stop")] {
        let world = World::new().await;
        world.ingest(vec![pressed(4_321, "Start")]).await;
        world.ingest_as(Source::Poll, vec![listed("m1", second, text)]).await;
        world.ingest(vec![pressed(4_321, "Start")]).await;
        assert_eq!(shown(&world).await.len(), 2, "{second} {text}");
    }
}

#[tokio::test]
async fn two_presses_in_one_second_are_listed_as_two() {
    let world = World::new().await;
    world.ingest(vec![pressed(4_100, "Start"), pressed(4_900, "Start")]).await;
    let both = vec![listed("m2", 4, "Start"), listed("m1", 4, "Start")];
    world.ingest_as(Source::Poll, both).await;
    let mids: Vec<_> = shown(&world).await.into_iter().map(|(mid, _)| mid).collect();
    assert!(mids.len() == 2 && mids.iter().all(|mid| mid.starts_with('m')), "{mids:?}");
}

#[tokio::test]
async fn two_presses_in_one_second_are_two_in_any_order() {
    let steps: [&[&str]; 4] = [
        &["m1", "m2", "both presses"],
        &["both presses", "m1", "m2"],
        &["m1", "press 1", "press 2", "m2"],
        &["press 1", "m1", "m2", "press 2"],
    ];
    for steps in steps {
        let world = World::new().await;
        // Everything comes once more.
        for step in steps.iter().chain(steps) {
            match *step {
                "press 1" => world.ingest(vec![pressed(4_100, "Start")]).await,
                "press 2" => world.ingest(vec![pressed(4_900, "Start")]).await,
                "both presses" => world.ingest(vec![pressed(4_100, "Start"), pressed(4_900, "Start")]).await,
                mid => world.ingest_as(Source::Poll, vec![listed(mid, 4, "Start")]).await,
            };
        }
        let both = ["m1", "m2"].map(|mid| (mid.to_owned(), MessageKind::Postback));
        let mut shown = shown(&world).await;
        shown.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(shown, both, "{steps:?}");
    }
}

#[tokio::test]
async fn a_second_press_waits_for_its_own_listing() {
    let world = World::new().await;
    world.ingest(vec![pressed(4_100, "Start")]).await;
    world.ingest_as(Source::Poll, vec![listed("m1", 4, "Start")]).await;
    world.ingest(vec![pressed(4_900, "Start")]).await;
    assert_eq!(shown(&world).await.len(), 2);
}

#[tokio::test]
async fn words_that_were_written_beside_a_press_are_a_message_of_their_own() {
    for press_first in [true, false] {
        let world = World::new().await;
        let mut told =
            [vec![pressed(4_100, "Yes")], vec![Observation::Message(message("mira", "m1", 4_600, "Yes"))]];
        if !press_first {
            told.reverse();
        }
        for told in told.clone().into_iter().chain(told) {
            world.ingest(told).await;
        }
        assert_eq!(shown(&world).await.len(), 2, "{press_first}");
    }
}

#[tokio::test]
async fn a_press_that_was_unsent_does_not_come_back() {
    let unsend = || Observation::Unsend {
        person: Some(Igsid::from("mira")),
        mid: Mid::from("m1"),
        at: Timestamp(NOW.0 + 60_000),
    };
    for told_before in [true, false] {
        let world = World::new().await;
        if told_before {
            world.ingest(vec![pressed(4_321, "Start")]).await;
        }
        world.ingest_as(Source::Poll, vec![listed("m1", 4, "Start")]).await;
        world.ingest(vec![unsend()]).await;
        for _ in 0..2 {
            let told = world.ingest(vec![pressed(4_321, "Start")]).await;
            assert_eq!(told.new_inbound, []);
            assert_eq!(shown(&world).await, [("m1".to_owned(), MessageKind::Unsent)], "{told_before}");
        }
        // Another press of the same second is another message.
        world.ingest(vec![pressed(4_900, "Start")]).await;
        assert_eq!(shown(&world).await.len(), 2, "{told_before}");
    }
}
