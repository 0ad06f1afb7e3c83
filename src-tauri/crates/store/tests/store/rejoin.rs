//! A handle that is connected by the other flavour keeps its threads, and shows no message twice (lessons, 25; ADR 9).

use domain::handle::{Flavour, HandleProfile};
use domain::ids::{ConversationId, IgId, Igsid, Mid, ThreadId};
use domain::message::Body;
use domain::observation::{Observation, ObservedMessage, ObservedThread, Source};
use domain::person::Profile;
use domain::time::{HOUR, SECOND, SentAt, Timestamp};
use store::handles::TokenFacts;
use store::ingest::IngestBatch;
use store::thread::Part;

use crate::support::{NOW, World, all, database, from_brand, from_person, message, raw};

/// When the handle is connected by the other flavour.
const LATER: Timestamp = Timestamp(NOW.0 + HOUR);

async fn through_a_page(world: World) -> World {
    let profile = HandleProfile {
        ig_id: IgId::from("17841400000000001"),
        app_scoped_id: Some("104000000000001".to_owned()),
        username: "brand".to_owned(),
        name: None,
        account_type: None,
        followers: None,
        picture_url: None,
    };
    let connected =
        world.store.upsert_connected(profile, Flavour::FacebookLogin, TokenFacts::default(), LATER);
    assert_eq!(connected.await.expect("connects").0, world.handle, "the same handle");
    let row = world.store.handle(world.handle).await.expect("reads").expect("is there");
    assert_eq!(row.page_id.as_deref(), Some("104000000000001"));
    assert_eq!((row.rejoined_at, row.sync.watermark), (Some(LATER), None), "everything is listed anew");
    World { epoch: row.epoch, ..world }
}

/// As a poll lists it after the change.
async fn listed(world: &World, observations: Vec<Observation>) {
    let now = LATER.plus(HOUR);
    let batch = IngestBatch::new(world.handle, world.epoch, Source::Poll, now, observations);
    assert!(world.store.ingest(batch).await.expect("writes").applied);
}

fn thread(id: &str, person: &str, username: Option<&str>) -> Observation {
    Observation::Thread(ObservedThread {
        thread: ThreadId::from(id),
        person: Igsid::from(person),
        profile: Profile { username: username.map(str::to_owned), ..Profile::default() },
        updated_at: NOW.plus(10 * SECOND),
        older_exist: false,
    })
}

/// A message as a listing has it: to the second.
fn in_seconds(person: &str, mid: &str, ms: i64, text: &str) -> Observation {
    let second = NOW.0 + ms - (NOW.0 + ms).rem_euclid(SECOND);
    Observation::Message(ObservedMessage {
        sent_at: SentAt::to_the_second(second),
        ..message(person, mid, ms, text)
    })
}

async fn mids(world: &World, conversation: ConversationId) -> Vec<String> {
    let page = world.store.messages(conversation, Part::Newest, 100).await.expect("reads");
    page.messages.into_iter().map(|message| message.mid.0).collect()
}

async fn people(world: &World) -> Vec<String> {
    let page = world.store.conversations(&all()).await.expect("reads");
    page.rows.into_iter().map(|row| row.person.igsid.0).collect()
}

#[tokio::test]
async fn equal_ids_of_people_keep_their_conversation_and_messages_get_their_new_ids() {
    let world = World::new().await;
    world.ingest(vec![thread("a-1", "7", Some("mira")), from_person("7", "a1", 300, "Hello")]).await;
    world.ingest(vec![from_brand("7", "a2", 2_400, "Hi Mira")]).await;
    let conversation = world.conversation("7").await;
    let world = through_a_page(world).await;
    listed(
        &world,
        vec![
            thread("b-1", "7", Some("mira")),
            in_seconds("7", "b1", 300, "Hello"),
            in_seconds("7", "b3", 9_000, "Anybody there?"),
        ],
    )
    .await;
    assert_eq!(people(&world).await, ["7"]);
    assert_eq!(mids(&world, conversation).await, ["b1", "a2", "b3"]);
    let row = world.store.conversation(conversation).await.expect("reads").expect("one");
    assert_eq!(row.thread, Some(ThreadId::from("b-1")));
    // The same page again, and the other half of it: nothing more.
    let again = vec![thread("b-1", "7", Some("mira")), in_seconds("7", "b1", 300, "Hello")];
    listed(&world, again).await;
    assert_eq!(mids(&world, conversation).await, ["b1", "a2", "b3"]);
}

#[tokio::test]
async fn other_ids_of_people_are_joined_by_what_was_said_and_their_name() {
    let world = World::new().await;
    world.ingest(vec![thread("a-1", "7", Some("mira")), from_person("7", "a1", 300, "Hello")]).await;
    let conversation = world.conversation("7").await;
    let world = through_a_page(world).await;
    listed(&world, vec![thread("b-1", "9007", Some("mira")), in_seconds("9007", "b1", 300, "Hello")]).await;
    assert_eq!(people(&world).await, ["9007"], "replies go to the id that this flavour knows");
    assert_eq!(mids(&world, conversation).await, ["b1"]);
}

#[tokio::test]
async fn a_name_alone_joins_nothing() {
    let world = World::new().await;
    world.ingest(vec![thread("a-1", "7", Some("mira")), from_person("7", "a1", 300, "Hello")]).await;
    let world = through_a_page(world).await;
    listed(
        &world,
        vec![thread("b-1", "9007", Some("mira")), in_seconds("9007", "b1", 300, "Something else")],
    )
    .await;
    let mut people = people(&world).await;
    people.sort();
    assert_eq!(people, ["7", "9007"]);
}

#[tokio::test]
async fn one_common_word_of_somebody_with_another_name_joins_nothing() {
    let world = World::new().await;
    world.ingest(vec![thread("a-1", "7", Some("mira")), from_person("7", "a1", 300, "Hi")]).await;
    let world = through_a_page(world).await;
    listed(&world, vec![thread("b-1", "9008", Some("noor")), in_seconds("9008", "b1", 300, "Hi")]).await;
    assert_eq!(people(&world).await.len(), 2);
}

#[tokio::test]
async fn without_names_two_messages_join_and_two_conversations_that_fit_join_nothing() {
    let world = World::new().await;
    for (person, mid) in [("7", "a1"), ("8", "a2")] {
        world.ingest(vec![from_person(person, mid, 300, "Hi")]).await;
    }
    world.ingest(vec![from_person("7", "a3", 5_300, "Is it back?")]).await;
    let world = through_a_page(world).await;
    listed(&world, vec![thread("b-8", "9008", None), in_seconds("9008", "b2", 300, "Hi")]).await;
    assert_eq!(people(&world).await.len(), 3, "one common word is too little");
    listed(
        &world,
        vec![
            thread("b-7", "9007", None),
            in_seconds("9007", "b1", 300, "Hi"),
            in_seconds("9007", "b3", 5_300, "Is it back?"),
        ],
    )
    .await;
    let mut people = people(&world).await;
    people.sort();
    assert_eq!(people, ["8", "9007", "9008"]);
}

#[tokio::test]
async fn the_same_word_twice_in_a_second_stays_two_rows() {
    let world = World::new().await;
    world.ingest(vec![from_person("7", "a1", 100, "ok"), from_person("7", "a2", 200, "ok")]).await;
    let conversation = world.conversation("7").await;
    let world = through_a_page(world).await;
    let page =
        vec![thread("b-1", "7", None), in_seconds("7", "b2", 200, "ok"), in_seconds("7", "b1", 100, "ok")];
    listed(&world, page).await;
    assert_eq!(mids(&world, conversation).await, ["b1", "b2"]);
}

#[tokio::test]
async fn what_is_listed_without_details_and_is_there_already_is_not_shown_again() {
    let world = World::new().await;
    world.ingest(vec![from_person("7", "a1", 300, "Hello"), from_person("7", "a2", 4_300, "Hello?")]).await;
    let conversation = world.conversation("7").await;
    let world = through_a_page(world).await;
    let old = ObservedMessage {
        text: None,
        body: Body { details_unavailable: true, ..Body::default() },
        ..message("7", "b1", 300, "")
    };
    let page =
        vec![thread("b-1", "7", None), Observation::Message(old), in_seconds("7", "b2", 4_300, "Hello?")];
    listed(&world, page).await;
    assert_eq!(mids(&world, conversation).await, ["a1", "b2"]);
}

#[tokio::test]
async fn a_reply_that_was_sent_before_keeps_its_bubble_and_a_reaction_its_message() {
    let world = World::new().await;
    world.ingest(vec![from_person("7", "a1", 300, "Hello"), from_brand("7", "a2", 2_300, "Hi")]).await;
    let reaction = domain::observation::ObservedReaction {
        person: Igsid::from("7"),
        mid: Mid::from("a2"),
        by: domain::message::Direction::In,
        emoji: Some("❤".to_owned()),
        at: NOW.plus(3_000),
    };
    world.ingest(vec![Observation::Reaction(reaction)]).await;
    let conversation = world.conversation("7").await;
    let world = through_a_page(world).await;
    listed(&world, vec![thread("b-1", "7", None), from_brand("7", "b2", 2_300, "Hi")]).await;
    let page = world.store.messages(conversation, Part::Newest, 100).await.expect("reads");
    let renamed = page.messages.iter().find(|message| message.mid.as_str() == "b2").expect("is there");
    assert_eq!(renamed.reactions.len(), 1);
    assert_eq!(page.messages.len(), 2);
}

/// Tried piece by piece, a thread has no message that tells whose it is.
#[tokio::test]
async fn a_conversation_of_which_something_cannot_be_written_is_not_doubled() {
    let world = World::new().await;
    world.ingest(vec![thread("a-1", "7", Some("mira")), from_person("7", "a1", 300, "Hello")]).await;
    world.ingest(vec![from_brand("7", "a2", 2_400, "Hi Mira")]).await;
    let conversation = world.conversation("7").await;
    let world = through_a_page(world).await;
    let broken = "UPDATE message SET body = 'nonsense' WHERE mid = 'a1'";
    sqlx::query(broken).execute(&mut raw(&database(&world.folder)).await).await.expect("writes");
    listed(
        &world,
        vec![
            thread("b-1", "9007", Some("mira")),
            in_seconds("9007", "b1", 300, "Hello"),
            in_seconds("9007", "b3", 9_000, "Anybody there?"),
        ],
    )
    .await;
    assert_eq!(people(&world).await, ["9007"]);
    assert_eq!(world.conversation("9007").await, conversation);
}
