//! Pages of a thread.

use domain::ids::{Igsid, Mid};
use domain::message::{Body, Direction};
use domain::observation::{Observation, ObservedReaction};
use store::thread::{Part, ThreadPage};

use crate::support::{NOW, World, from_brand, from_person, message, unsend};

fn mids(page: &ThreadPage) -> Vec<&str> {
    page.messages.iter().map(|message| message.mid.as_str()).collect()
}

#[tokio::test]
async fn a_thread_is_read_from_anywhere() {
    let world = World::new().await;
    world.ingest((0..10).map(|n| from_person("p1", &format!("m{n}"), n, "hi")).collect()).await;
    let id = world.conversation("p1").await;
    let page = async |part, limit| world.store.messages(id, part, limit).await.expect("reads");
    let newest = page(Part::Newest, 4).await;
    assert_eq!(mids(&newest), ["m6", "m7", "m8", "m9"]);
    assert_eq!((newest.has_older, newest.has_newer), (true, false));
    let before = page(Part::Before(newest.messages[0].position), 10).await;
    assert_eq!(mids(&before), ["m0", "m1", "m2", "m3", "m4", "m5"]);
    assert_eq!((before.has_older, before.has_newer), (false, true));
    let after = page(Part::After(before.messages[2].position), 2).await;
    assert_eq!(mids(&after), ["m3", "m4"]);
    let around = page(Part::Around(before.messages[4].position), 4).await;
    assert_eq!(mids(&around), ["m3", "m4", "m5", "m6"]);
}

#[tokio::test]
async fn a_bubble_shows_reactions_quotes_and_seen() {
    let world = World::new().await;
    let mut reply = message("p1", "m3", 3, "yes!");
    reply.body = Body { reply_to: Some(Mid::from("m2")), ..Body::default() };
    let reaction = ObservedReaction {
        person: Igsid::from("p1"),
        mid: Mid::from("m2"),
        by: Direction::In,
        emoji: Some("❤".into()),
        at: NOW.plus(4),
    };
    let seen = Observation::Seen { person: Igsid::from("p1"), mid: Mid::from("m2"), at: NOW.plus(5) };
    // The reaction and "seen" come before the message that they speak of.
    world.ingest(vec![Observation::Reaction(reaction), seen, from_person("p1", "m1", 1, "hi")]).await;
    world.ingest(vec![from_brand("p1", "m2", 2, "shall we?"), Observation::Message(reply)]).await;
    let id = world.conversation("p1").await;
    let page = world.store.messages(id, Part::Newest, 10).await.expect("reads");
    let quoted = &page.messages[1];
    assert_eq!(quoted.reactions.len(), 1);
    assert_eq!(page.seen, Some((NOW.plus(5), Some(quoted.position))));
    let preview = page.messages[2].reply.as_ref().expect("is a reply").known.as_ref().expect("is known");
    assert_eq!((preview.position, preview.snippet.as_deref()), (quoted.position, Some("shall we?")));
    world.ingest(vec![unsend("m2", 6)]).await;
    let by_mid =
        world.store.message_by_mid(world.handle, &Mid::from("m3")).await.expect("reads").expect("one");
    assert_eq!(
        by_mid.reply.expect("is a reply").known.expect("is known").snippet,
        None,
        "the quote is gone too"
    );
    let by_id = world.store.message(by_mid.id).await.expect("reads").expect("is there");
    assert_eq!(by_id.mid, Mid::from("m3"));
}
