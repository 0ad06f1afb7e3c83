//! Replies as a human agent: only when a person confirmed it, only between 24 hours and 7 days, with the tag then and
//! at no other time.

use domain::ids::{ConversationId, OutboxId};
use domain::outbox::{Event, Reason, State};
use domain::time::{DAY, HOUR};
use serde_json::{Value, json};
use store::outbox::NewReply;
use uuid::Uuid;

use crate::world::World;

/// A world in which a person wrote so long ago, to a handle whose app may or may not reply as a human agent.
async fn written(ago_ms: i64, approved: bool) -> (World, ConversationId) {
    let world = World::new().await;
    let new = json!({ "username": "bluekiln", "human_agent": approved });
    let brand = world.instagram.brand_with(new).await;
    world.connect(&brand).await;
    let at_ms = World::now().0 - ago_ms;
    let event = json!({ "handle": "bluekiln", "person": "mira", "kind": "text", "text": "Still there?", "at_ms": at_ms });
    world.instagram.event(event).await;
    let conversation = world.shows("Still there?").await;
    (world, conversation)
}

async fn reply(world: &World, conversation: ConversationId, confirmed: bool) -> OutboxId {
    let id = OutboxId(Uuid::now_v7());
    let reply =
        NewReply { human_agent: confirmed, ..NewReply::text(id, conversation, "Yes, sorry!", World::now()) };
    world.store.enqueue(reply).await.expect("taken");
    world.engine.wake_outbox();
    id
}

/// The tag and type of every accepted message.
async fn tags(world: &World) -> Vec<(Value, Value)> {
    let ledger = world.instagram.control("ledger", None).await;
    let sends = ledger["sends"].as_array().cloned().unwrap_or_default();
    sends.iter().map(|send| (send["body"]["tag"].clone(), send["body"]["messaging_type"].clone())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn inside_the_window_nothing_carries_the_tag() {
    let (world, conversation) = written(HOUR, true).await;
    let id = reply(&world, conversation, true).await;
    world.reaches(id, State::Sent).await;
    assert_eq!(tags(&world).await, [(Value::Null, Value::Null)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_24_hours_it_goes_with_the_tag_when_a_person_confirmed_and_waits_otherwise() {
    let (world, conversation) = written(30 * HOUR, true).await;
    let plain = reply(&world, conversation, false).await;
    let held = world.reaches(plain, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::NeedsHumanAgent));
    world.person_says(plain, Event::SendAgain).await;
    world.reaches(plain, State::Held).await;
    world.person_says(plain, Event::Discarded).await;
    assert_eq!(tags(&world).await, []);
    let confirmed = reply(&world, conversation, true).await;
    let sent = world.reaches(confirmed, State::Sent).await;
    assert_eq!(tags(&world).await, [(json!("HUMAN_AGENT"), json!("MESSAGE_TAG"))]);
    let mids = world.store.sent_as_human_agent(conversation).await.expect("reads");
    assert!(sent.progress.mid.is_some_and(|mid| mids.contains(&mid)));
    assert!(!world.store.human_agent_refused(sent.handle).await.expect("reads"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_seven_days_nothing_goes() {
    let (world, conversation) = written(8 * DAY, true).await;
    let id = reply(&world, conversation, true).await;
    let failed = world.reaches(id, State::Failed).await;
    assert_eq!(failed.progress.reason, Some(Reason::WindowClosed));
    assert_eq!(tags(&world).await, []);
}

/// Whichever error it is, it means the tag, and says nothing about the handle.
#[tokio::test(flavor = "multi_thread")]
async fn an_app_without_the_feature_is_told_so_and_the_handle_goes_on() {
    for position in ["10", "10/2534022"] {
        let (world, conversation) = written(30 * HOUR, false).await;
        world.instagram.control("switches", Some(json!({ "human_agent_refusal": position }))).await;
        let id = reply(&world, conversation, true).await;
        let failed = world.reaches(id, State::Failed).await;
        assert_eq!(failed.progress.reason, Some(Reason::HumanAgentRefused), "{position}");
        let handle = world.store.handles().await.expect("reads").pop().expect("one handle");
        assert_eq!(handle.trouble, None, "{position}");
        assert!(world.store.human_agent_refused(handle.id).await.expect("reads"), "{position}");
    }
}

/// By our clock the window is open; Instagram's answer overrules it, and nothing is tagged because of that.
#[tokio::test(flavor = "multi_thread")]
async fn the_server_overrules_the_clock() {
    let (world, conversation) = written(HOUR, true).await;
    let fault = json!({ "match": { "endpoint": "send" }, "kind": "error", "code": 10, "subcode": 2_534_022 });
    world.instagram.fault(fault).await;
    let id = reply(&world, conversation, true).await;
    let failed = world.reaches(id, State::Failed).await;
    assert_eq!(failed.progress.reason, Some(Reason::WindowClosed));
}
