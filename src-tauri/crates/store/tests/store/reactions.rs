//! What a person's reaction to a message of ours changes: the place in the list and its line, and nothing that asks.

use domain::conversation::Standing;
use domain::ids::{Igsid, Mid};
use domain::message::Direction;
use domain::observation::{Observation, ObservedReaction, Reaction, Source};
use domain::time::{HOUR, MINUTE};
use domain::triage::Act;
use store::ingest::{IngestBatch, Ingested};
use store::lists::ConversationRow;

use crate::support::{NOW, World, all, from_brand, from_person, hits, unsend};

/// A person's reaction by an event, `ms` after [`NOW`].
fn reaction(mid: &str, emoji: Option<&str>, ms: i64) -> Observation {
    let (person, mid) = (Igsid::from("p1"), Mid::from(mid));
    let emoji = emoji.map(str::to_owned);
    Observation::Reaction(ObservedReaction { person, mid, by: Direction::In, emoji, at: NOW.plus(ms) })
}

/// The message `a1` of ours, read `ms` after [`NOW`] with these reactions of the person.
fn read(emoji: &[&str], ms: i64) -> Observation {
    let Observation::Message(mut message) = from_brand("p1", "a1", 10, "shall we?") else { unreachable!() };
    let of_person = |emoji: &&str| Reaction { by: Direction::In, emoji: (*emoji).to_owned() };
    message.as_of = NOW.plus(ms);
    message.reactions = Some(emoji.iter().map(of_person).collect());
    Observation::Message(message)
}

/// `p1` asked and was answered; `p2` wrote later.
async fn answered() -> World {
    let world = World::new().await;
    world
        .ingest(vec![
            from_person("p1", "m1", 0, "are you open?"),
            from_brand("p1", "a1", 10, "shall we?"),
            from_person("p2", "n1", MINUTE, "later"),
        ])
        .await;
    world
}

async fn rows(world: &World) -> Vec<ConversationRow> {
    world.store.conversations(&all()).await.expect("reads").rows
}

/// The people in the order of the list, and the line of `p1`'s reaction.
async fn shown(world: &World) -> (Vec<String>, Option<String>) {
    let rows = rows(world).await;
    let of = rows.iter().find(|row| row.person.igsid.0 == "p1").expect("is listed");
    let line = of
        .reaction
        .as_ref()
        .map(|reaction| format!("{} {}", reaction.emoji, reaction.snippet.as_deref().unwrap_or_default()));
    (rows.into_iter().map(|row| row.person.igsid.0).collect(), line)
}

fn told(ingested: &Ingested) -> Vec<(&str, i64)> {
    ingested.new_reactions.iter().map(|new| (new.emoji.as_str(), new.at.since(NOW))).collect()
}

const REACTED: i64 = 2 * MINUTE;

#[tokio::test]
async fn a_reaction_moves_its_conversation_up_and_asks_for_nothing() {
    let world = answered().await;
    assert_eq!(shown(&world).await, (vec!["p2".to_owned(), "p1".to_owned()], None));
    let ingested = world.ingest(vec![reaction("a1", Some("❤"), REACTED)]).await;
    assert_eq!(told(&ingested), [("❤", REACTED)]);
    assert!(ingested.new_inbound.is_empty() && ingested.changes.lists);
    let (people, line) = shown(&world).await;
    assert_eq!((people[0].as_str(), line.as_deref()), ("p1", Some("❤ shall we?")));
    let row = rows(&world).await.remove(0);
    assert_eq!((row.standing, row.unread), (Standing::Waiting, false));
    assert_eq!(row.activity.map(|place| place.at().since(NOW)), Some(REACTED));
    let again = world.ingest(vec![reaction("a1", Some("❤"), REACTED)]).await;
    assert!(again.changes.is_empty() && again.new_reactions.is_empty(), "twice is once");
    // Taken back, it is as if it had never been.
    let back = world.ingest(vec![reaction("a1", None, 3 * MINUTE)]).await;
    assert!(back.new_reactions.is_empty() && back.changes.lists);
    assert_eq!(shown(&world).await, (vec!["p2".to_owned(), "p1".to_owned()], None));
    assert!(world.ingest(vec![reaction("a1", Some("❤"), REACTED)]).await.new_reactions.is_empty());
    assert_eq!(shown(&world).await.1, None, "a late repetition does not bring it back");
}

#[tokio::test]
async fn what_is_written_after_it_takes_its_place() {
    let world = answered().await;
    world.ingest(vec![reaction("a1", Some("❤"), REACTED)]).await;
    world.ingest(vec![from_brand("p1", "a2", 3 * MINUTE, "till then")]).await;
    assert_eq!(shown(&world).await, (vec!["p1".to_owned(), "p2".to_owned()], None));
    let row = rows(&world).await.remove(0);
    assert_eq!(row.last.expect("has one").snippet.as_deref(), Some("till then"));
}

#[tokio::test]
async fn it_neither_opens_what_is_done_nor_takes_out_of_the_bin() {
    let world = answered().await;
    let id = world.conversation("p1").await;
    world.act(id, Act::Done(None)).await;
    world.ingest(vec![reaction("a1", Some("❤"), REACTED)]).await;
    let standing = async || world.store.conversation(id).await.expect("reads").expect("is there").standing;
    assert_eq!(standing().await, Standing::Done);
    world.act(id, Act::Bin(true)).await;
    world.ingest(vec![reaction("a1", Some("🔥"), 3 * MINUTE)]).await;
    assert_eq!(standing().await, Standing::Binned);
}

#[tokio::test]
async fn only_one_to_a_message_of_ours_counts() {
    let world = answered().await;
    let own = world.ingest(vec![reaction("m1", Some("❤"), REACTED)]).await;
    assert!(own.new_reactions.is_empty() && shown(&world).await.1.is_none(), "to their own");
    // One to a message that is not here yet waits for it.
    let early = world.ingest(vec![reaction("a2", Some("👍"), REACTED)]).await;
    assert!(early.new_reactions.is_empty() && shown(&world).await.1.is_none());
    world.ingest(vec![from_brand("p1", "a2", 20, "at noon?")]).await;
    assert_eq!(shown(&world).await.1.as_deref(), Some("👍 at noon?"));
    // It goes with its message, and the one before shows again.
    world.ingest(vec![reaction("a1", Some("❤"), MINUTE + 1)]).await;
    world.ingest(vec![unsend("a2", 3 * MINUTE)]).await;
    assert_eq!(shown(&world).await.1.as_deref(), Some("❤ shall we?"));
}

#[tokio::test]
async fn one_that_a_reading_finds_late_is_as_old_as_it_may_be() {
    let world = answered().await;
    let poll = async |told: Observation, at: i64| {
        let batch = IngestBatch { now: NOW.plus(at), ..world.batch(Source::Poll, vec![told]) };
        world.store.ingest(batch).await.expect("writes")
    };
    // Nobody ever looked: it may be as old as the message. Newer than that it is in any case, and so it shows.
    let found = poll(read(&["❤"], 5 * HOUR), 5 * HOUR).await;
    assert_eq!(told(&found), [("❤", 10)]);
    let line = Some("❤ shall we?".to_owned());
    assert_eq!(shown(&world).await, (vec!["p2".to_owned(), "p1".to_owned()], line), "it moves nothing");
    // Gone after six hours, another one after seven: it was set in between.
    poll(read(&[], 6 * HOUR), 6 * HOUR).await;
    let found = poll(read(&["🔥"], 7 * HOUR), 7 * HOUR).await;
    assert_eq!(told(&found), [("🔥", 6 * HOUR)]);
    assert_eq!(shown(&world).await.1.as_deref(), Some("🔥 shall we?"));
    // An event that comes late says when.
    world.ingest(vec![reaction("a1", Some("🔥"), 6 * HOUR + MINUTE)]).await;
    let row = rows(&world).await.remove(0);
    assert_eq!(row.activity.map(|place| place.at().since(NOW)), Some(6 * HOUR + MINUTE));
}

#[tokio::test]
async fn a_first_import_tells_of_none() {
    let world = World::new().await;
    let batch = IngestBatch { quiet: true, ..world.batch(Source::Poll, vec![read(&["❤"], HOUR)]) };
    assert!(world.store.ingest(batch).await.expect("writes").new_reactions.is_empty());
}

#[tokio::test]
async fn it_is_found_where_it_stands_in_the_list() {
    let world = answered().await;
    world.ingest(vec![reaction("a1", Some("❤"), REACTED)]).await;
    let found: Vec<String> = hits(&world.store, "-is:done").await.into_iter().map(|hit| hit.mid.0).collect();
    assert_eq!(found, ["a1", "n1"], "each by its newest message");
}
