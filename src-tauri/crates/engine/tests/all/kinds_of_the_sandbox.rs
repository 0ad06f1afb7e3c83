//! Every kind of event that the simulated Instagram knows, in its own words: by its webhook body, by reading, and by
//! both in either order. It was written from the reference and not from our client.

use std::collections::{BTreeMap, BTreeSet};

use domain::message::{Direction, MessageKind};
use serde_json::{Value, json};
use store::lists::ConversationRow;
use testkit::Brand;

use crate::world::World;

/// A kind of message: the event, what it is by its webhook, and what it is where reading alone tells of it.
type Case = (Value, MessageKind, MessageKind);

fn messages() -> Vec<Case> {
    use MessageKind::{
        Appointment, Audio, Ephemeral, File, Image, Link, Media, Post, Postback, Reel, Sticker, Story,
        StoryMention, StoryReply, Template, Text, Unsupported, Video,
    };

    let same = |event, kind| (event, kind, kind);
    vec![
        same(json!({ "kind": "text", "text": "hello" }), Text),
        same(json!({ "kind": "image", "count": 3 }), Image),
        same(json!({ "kind": "gif" }), Image),
        (json!({ "kind": "sticker" }), Image, Sticker),
        same(json!({ "kind": "video" }), Video),
        same(json!({ "kind": "audio" }), Audio),
        same(json!({ "kind": "file" }), File),
        same(json!({ "kind": "share" }), Post),
        same(json!({ "kind": "ig_post", "title": "Serum" }), Post),
        same(json!({ "kind": "ig_reel" }), Reel),
        same(json!({ "kind": "reel" }), Reel),
        same(json!({ "kind": "story_mention" }), StoryMention),
        same(json!({ "kind": "story_reply", "text": "wow" }), StoryReply),
        (json!({ "kind": "shared_story" }), Story, Unsupported),
        (json!({ "kind": "media" }), Media, Post),
        (json!({ "kind": "ephemeral" }), Ephemeral, Unsupported),
        same(json!({ "kind": "template" }), Template),
        (json!({ "kind": "fallback", "url": "https://example.com/shop", "title": "Shop" }), Link, Post),
        (json!({ "kind": "fallback" }), Link, Unsupported),
        (json!({ "kind": "appointment" }), Appointment, Unsupported),
        same(json!({ "kind": "unsupported" }), Unsupported),
        same(json!({ "kind": "unsupported_type" }), Unsupported),
        same(json!({ "kind": "attached", "attachments": [{ "type": "hologram" }] }), Unsupported),
        same(json!({ "kind": "quick_reply", "text": "Red", "payload": "RED" }), Text),
        same(json!({ "kind": "referred", "text": "from the ad" }), Text),
        (json!({ "kind": "postback", "title": "Start", "payload": "START" }), Postback, Text),
        same(json!({ "kind": "phone_reply", "text": "gladly" }), Text),
        same(json!({ "kind": "app_reply", "text": "by a tool" }), Text),
        same(json!({ "kind": "self_message", "text": "note to self" }), Text),
    ]
}

/// What is no message of its own.
const OTHERS: [&str; 19] = [
    "react",
    "unreact",
    "phone_react",
    "seen",
    "edit",
    "unsend",
    "referral",
    "group",
    "nobody",
    "media_gone",
    "media_expired",
    "pass_thread",
    "take_thread",
    "request_thread",
    "policy_enforcement",
    "optin",
    "comment",
    "mention",
    "raw",
];

fn name(event: &Value) -> String {
    event["kind"].as_str().expect("a kind").to_owned()
}

/// One person for each kind, who writes about nothing else; their ids.
async fn people(world: &World, brand: &Brand, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..count {
        let person = json!({ "handle": brand.username, "username": format!("person{n}") });
        let made = world.instagram.control("people", Some(person)).await;
        ids.push(made["igsid"].as_str().expect("an id").to_owned());
    }
    ids
}

fn by_person(mut event: Value, person: &str, at: i64) -> Value {
    event["handle"] = "bluekiln".into();
    event["person"] = person.into();
    event["at_ms"] = at.into();
    event
}

/// The kind of each person's one message, and its conversation.
async fn shown(world: &World) -> BTreeMap<String, (MessageKind, Direction, ConversationRow)> {
    let mut shown = BTreeMap::new();
    for row in world.conversations().await {
        let messages = world.messages(row.id).await;
        let [message] = messages.as_slice() else { panic!("{} messages of one", messages.len()) };
        shown.insert(row.person.igsid.0.clone(), (message.kind, message.direction, row));
    }
    shown
}

async fn check(world: &World, ids: &[String], how: &str, kind: impl Fn(&Case) -> MessageKind) {
    let shown = shown(world).await;
    let mut different = Vec::new();
    for (case, id) in messages().iter().zip(ids) {
        let Some((found, direction, row)) = shown.get(id) else {
            different.push(format!("{}: nothing", name(&case.0)));
            continue;
        };
        if *found != kind(case) {
            different.push(format!("{}: {found:?}", case.0));
        }
        let to_self = name(&case.0) == "self_message";
        let counts = found.counts(*direction, to_self);
        let standing = row.standing == domain::conversation::Standing::NeedsReply;
        if (standing, row.unread) != (counts.needs_reply, counts.unread) {
            different.push(format!("{}: counts as {:?}, unread {}", case.0, row.standing, row.unread));
        }
    }
    assert!(different.is_empty(), "{how}: {different:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_by_its_webhook_and_then_by_both() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    let fault = json!({ "match": { "endpoint": "conversations" }, "kind": "error", "code": 2 });
    world.instagram.fault(fault).await;
    let ids = people(&world, &brand, messages().len()).await;
    let base = World::now().0 - 120_000;
    let events: Vec<Value> = messages()
        .into_iter()
        .zip(&ids)
        .zip(0..)
        .map(|((case, id), n)| by_person(case.0, id, base + n * 1_000))
        .collect();
    let (body, _) = world.instagram.told(events.into()).await;
    for _ in 0..2 {
        let taken = world.engine.webhook(&body).await.expect("written");
        assert_eq!((taken.written, taken.passed_over), (messages().len(), 0));
        check(&world, &ids, "by webhook", |case| case.1).await;
    }
    world.instagram.no_faults().await;
    world.read_again().await;
    // What either way tells is kept: only the sticker is named by the read.
    let both = |case: &Case| if case.2 == MessageKind::Sticker { case.2 } else { case.1 };
    check(&world, &ids, "by both", both).await;
    world.engine.webhook(&body).await.expect("written");
    check(&world, &ids, "and told again", both).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_by_reading_and_then_by_both() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let ids = people(&world, &brand, messages().len()).await;
    let base = World::now().0 - 120_000;
    let events: Vec<Value> = messages()
        .into_iter()
        .zip(&ids)
        .zip(0..)
        .map(|((case, id), n)| by_person(case.0, id, base + n * 1_000))
        .collect();
    let (body, _) = world.instagram.told(events.into()).await;
    world.connect(&brand).await;
    world.read_again().await;
    check(&world, &ids, "by reading", |case| case.2).await;
    world.engine.webhook(&body).await.expect("written");
    let both = |case: &Case| if case.2 == MessageKind::Sticker { case.2 } else { case.1 };
    check(&world, &ids, "by both", both).await;
}

/// What is no message of its own leaves none, and nothing unread, whatever it is about.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_message_makes_none() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    let ids = people(&world, &brand, 1).await;
    let base = World::now().0 - 120_000;
    let ours = by_person(json!({ "kind": "phone_reply", "text": "hello" }), &ids[0], base);
    let (body, mids) = world.instagram.told(json!([ours])).await;
    world.engine.webhook(&body).await.expect("written");
    let app = "912345678900001";
    let events = [
        json!({ "kind": "react", "mid": mids[0], "emoji": "👍" }),
        json!({ "kind": "unreact", "mid": mids[0] }),
        json!({ "kind": "phone_react", "mid": mids[0], "emoji": "🔥" }),
        json!({ "kind": "seen" }),
        json!({ "kind": "edit", "mid": mids[0], "text": "hello!" }),
        json!({ "kind": "referral", "ref": "autumn" }),
        json!({ "kind": "request_thread", "app_id": app }),
        json!({ "kind": "pass_thread", "app_id": app }),
        json!({ "kind": "take_thread" }),
        json!({ "kind": "policy_enforcement", "action": "warning" }),
        json!({ "kind": "optin", "optin": { "type": "notification_messages" } }),
        json!({ "kind": "comment", "text": "nice" }),
        json!({ "kind": "mention" }),
        json!({ "kind": "unsend", "mid": mids[0] }),
    ];
    let events: Vec<Value> =
        events.into_iter().zip(1..).map(|(event, n)| by_person(event, &ids[0], base + n * 1_000)).collect();
    for event in events {
        let (body, _) = world.instagram.told(json!([event])).await;
        world.engine.webhook(&body).await.expect("written");
        let rows = world.conversations().await;
        assert_eq!((rows.len(), rows[0].unread), (1, false), "{event}");
        assert_eq!(world.messages(rows[0].id).await.len(), 1, "{event}");
    }
    let left = world.store.undelivered(None, 10).await.expect("reads");
    assert_eq!(left, [], "all of it was understood");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_name_every_kind() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let known: BTreeSet<String> = world.instagram.kinds_of_events(&brand).await.into_iter().collect();
    let tables = messages().iter().map(|case| name(&case.0)).chain(OTHERS.map(str::to_owned)).collect();
    assert_eq!(known, tables);
}
