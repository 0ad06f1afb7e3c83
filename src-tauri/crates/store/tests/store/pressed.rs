//! A pressed button without an id of Instagram's, and the same press with one: one message, whichever is told first.

use domain::ids::{Igsid, Mid};
use domain::message::{Body, MessageKind, Postback};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::time::SentAt;
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
