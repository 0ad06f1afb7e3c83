//! Whatever Meta's open questions turn out to be: at every position of every switch of the simulated Instagram the same
//! things happen, are told by webhooks and by reading, and end in the same rows; and one reply goes out, once.

use std::sync::Arc;

use domain::message::{Direction, MessageKind};
use domain::outbox::State;
use serde_json::{Value, json};
use testkit::{SWITCHES, eventually};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::pages;
use crate::world::World;

/// Worlds at once: each waits for most of its time, since a handle is read once a second.
const AT_ONCE: usize = 24;
const SECOND: i64 = 1_000;

/// A message on screen: direction, kind, text, reactions.
type Row = (Direction, MessageKind, Option<String>, Vec<String>);

/// What happens, in the order of time.
fn happens() -> Vec<Value> {
    let base = World::now().0 - 120 * SECOND;
    [
        json!({ "kind": "text", "text": "hello" }),
        json!({ "kind": "image", "text": "look" }),
        json!({ "kind": "sticker" }),
        json!({ "kind": "ig_post", "title": "Serum" }),
        json!({ "kind": "story_reply", "text": "wow" }),
        json!({ "kind": "story_mention" }),
        json!({ "kind": "unsupported" }),
        json!({ "kind": "phone_reply", "text": "gladly" }),
        json!({ "kind": "text", "text": "one mroe" }),
        json!({ "kind": "text", "text": "gone" }),
    ]
    .into_iter()
    .zip(0..)
    .map(|(event, n)| of_mira(event, base + n * 3 * SECOND))
    .collect()
}

fn of_mira(mut event: Value, at: i64) -> Value {
    event["handle"] = "bluekiln".into();
    event["person"] = "mira".into();
    event["at_ms"] = at.into();
    event
}

/// What happens to those messages later.
fn happens_then(mids: &[String]) -> Vec<Value> {
    let base = World::now().0 - 60 * SECOND;
    [
        json!({ "kind": "react", "mid": mids[0], "emoji": "🔥" }),
        json!({ "kind": "seen" }),
        json!({ "kind": "edit", "mid": mids[8], "text": "one more" }),
        json!({ "kind": "unsend", "mid": mids[9] }),
    ]
    .into_iter()
    .zip(0..)
    .map(|(event, n)| of_mira(event, base + n * SECOND))
    .collect()
}

fn expected(switch: &str, position: &str) -> Vec<Row> {
    let row = |direction, kind, text: Option<&str>| (direction, kind, text.map(str::to_owned), Vec::new());
    let theirs = |kind, text| row(Direction::In, kind, text);
    let mut rows = vec![
        (Direction::In, MessageKind::Text, Some("hello".to_owned()), vec!["🔥".to_owned()]),
        theirs(MessageKind::Image, Some("look")),
        theirs(MessageKind::Sticker, None),
        theirs(MessageKind::Post, None),
        theirs(MessageKind::StoryReply, Some("wow")),
        theirs(MessageKind::StoryMention, None),
        theirs(MessageKind::Unsupported, None),
        row(Direction::Out, MessageKind::Text, Some("gladly")),
        theirs(MessageKind::Text, Some("one more")),
        theirs(MessageKind::Unsent, None),
    ];
    if (switch, position) == ("webhook_values", "left_out") {
        // Webhooks tell only that something happened; of what was unsent before it was read nobody ever tells.
        rows.pop();
    }
    rows
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Login {
    Instagram,
    Page,
}

/// Plays it through at one position; what is on screen at the end, and what the person was sent.
async fn play(switch: &str, position: &str, login: Login) -> (Vec<Row>, Vec<String>) {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let mut turned = json!({});
    turned[switch] = position.into();
    world.instagram.control("switches", Some(turned)).await;
    match login {
        Login::Instagram => world.connect(&brand).await,
        Login::Page => {
            let token = pages::page(&world, "Blue Kiln", Some("bluekiln"), None).await;
            pages::connect(&world, &token).await
        }
    };
    let (first, mids) = world.instagram.told(happens().into()).await;
    let (then, _) = world.instagram.told(happens_then(&mids).into()).await;
    let told = async |body: &[u8]| {
        let taken = world.engine.webhook(body).await.expect("written");
        assert_eq!((taken.not_ours, taken.off, taken.tests), (0, 0, 0), "{switch} at {position}");
    };
    if (switch, position) == ("standard_access", "role_holders") {
        // Neither webhooks nor reads tell of people without a role: an empty list, which is doubted.
        eventually("the doubt", || async {
            world.engine.sync_now(None).await.expect("rings");
            world.store.handles().await.expect("reads").first()?.empty_since
        })
        .await;
        assert_eq!(world.conversations().await, []);
        return (expected(switch, position), vec!["Thank you!".to_owned()]);
    }
    told(&first).await;
    told(&then).await;
    world.read_again().await;
    told(&then).await;
    told(&first).await;
    let rows = world.conversations().await;
    let [conversation] = rows.as_slice() else { panic!("{switch} at {position}: {} rows", rows.len()) };
    let shown = rows_of(&world, conversation.id).await;
    let reply = world.reply(conversation.id, "Thank you!").await;
    world.reaches(reply, State::Sent).await;
    world.read_again().await;
    let mut after = rows_of(&world, conversation.id).await;
    assert_eq!(
        after.pop().map(|(direction, _, text, _)| (direction, text)),
        Some((Direction::Out, Some("Thank you!".to_owned()))),
        "{switch} at {position}"
    );
    assert_eq!(after, shown, "{switch} at {position}: a further read changes nothing");
    (after, world.instagram.sent().await)
}

async fn rows_of(world: &World, conversation: domain::ids::ConversationId) -> Vec<Row> {
    let messages = world.messages(conversation).await.into_iter();
    messages
        .map(|message| {
            let reactions = message.reactions.into_iter().map(|reaction| reaction.emoji).collect();
            (message.direction, message.kind, message.text, reactions)
        })
        .collect()
}

async fn every_position(login: Login) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut under_way = JoinSet::new();
    for switch in SWITCHES {
        for position in switch.positions {
            let places = Arc::clone(&places);
            under_way.spawn(async move {
                let _place = places.acquire_owned().await.expect("open");
                (switch.name, *position, play(switch.name, position, login).await)
            });
        }
    }
    let mut different = Vec::new();
    let mut failed = 0;
    while let Some(played) = under_way.join_next().await {
        match played {
            Ok((switch, position, (rows, sent))) => {
                if rows != expected(switch, position) || sent != ["Thank you!"] {
                    different.push((switch, position, rows, sent));
                }
            }
            // Its panic is in the output already; the others are played to their end.
            Err(_) => failed += 1,
        }
    }
    assert!(different.is_empty() && failed == 0, "{failed} did not come to an end; {different:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_position_of_every_switch_ends_in_the_same_rows() {
    every_position(Login::Instagram).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_position_of_every_switch_ends_in_the_same_rows_through_the_page() {
    every_position(Login::Page).await;
}
