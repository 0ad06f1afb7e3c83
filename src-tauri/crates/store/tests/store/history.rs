//! What is known of a person beside their profile.

use domain::ids::ConversationId;
use domain::message::{Attachment, AttachmentKind, Body};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::person::Profile;
use store::ingest::IngestBatch;

use crate::support::{NOW, World, connect, from_brand, from_person, mention, message};

fn picture(person: &str, mid: &str, ms: i64) -> Observation {
    let body = Body { attachments: vec![Attachment::new(AttachmentKind::Image, None)], ..Body::default() };
    Observation::Message(ObservedMessage { text: None, body, ..message(person, mid, ms, "") })
}

async fn name(world: &World, conversation: ConversationId, username: &str) {
    let row = world.store.conversation(conversation).await.expect("reads").expect("is there");
    let profile = Profile { username: Some(username.to_owned()), ..Profile::default() };
    world.store.save_profile(row.person.id, Ok(profile), NOW).await.expect("writes");
}

#[tokio::test]
async fn a_person_has_a_history_over_handles() {
    let world = World::new().await;
    let other = connect(&world.store, "17841400000000002").await;
    world
        .ingest(vec![
            from_person("p1", "m1", 1, "hi"),
            from_brand("p1", "m2", 2, "hello"),
            mention("p1", "m3", 3),
            from_person("p9", "m9", 9, "somebody else"),
        ])
        .await;
    let batch = world.batch(Source::Webhook, vec![from_person("q1", "n1", 5, "hi there")]);
    let theirs = IngestBatch { handle: other, epoch: 1, ..batch };
    assert!(world.store.ingest(theirs).await.expect("writes").applied);
    let (here, there) = (world.conversation("p1").await, world.conversation("q1").await);
    let history = world.store.history(here).await.expect("reads");
    assert_eq!((history.first, history.messages, history.mentions), (Some(NOW.plus(1)), 3, 1));
    assert!(history.elsewhere.is_empty(), "nothing is known of them");
    name(&world, here, "mira").await;
    name(&world, there, "mira").await;
    name(&world, world.conversation("p9").await, "mirella").await;
    let history = world.store.history(here).await.expect("reads");
    let elsewhere: Vec<ConversationId> = history.elsewhere.iter().map(|row| row.id).collect();
    assert_eq!((elsewhere, history.profile_read_at), (vec![there], Some(NOW)));
}

#[tokio::test]
async fn what_was_shared_is_listed_a_page_at_a_time() {
    let world = World::new().await;
    let shared = (0..5).map(|n| picture("p1", &format!("i{n}"), n * 10));
    let said = (0..5).map(|n| from_person("p1", &format!("t{n}"), n * 10 + 1, "text"));
    world.ingest(shared.chain(said).chain([picture("p2", "theirs", 99)]).collect()).await;
    let id = world.conversation("p1").await;
    let page = async |before, limit| {
        let rows = world.store.shared_media(id, before, limit).await.expect("reads");
        (
            rows.iter().map(|row| row.mid.as_str().to_owned()).collect::<Vec<_>>(),
            rows.last().map(|row| row.position),
        )
    };
    let (first, last) = page(None, 3).await;
    assert_eq!(first, ["i4", "i3", "i2"]);
    assert_eq!(page(last, 3).await.0, ["i1", "i0"]);
}
