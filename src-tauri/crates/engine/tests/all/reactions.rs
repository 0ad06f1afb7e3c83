//! Reactions of the handle: set, changed, taken away; a lost answer is asked for again.

use domain::ids::{ConversationId, MessageId};
use domain::message::Direction;
use engine::ReactError;
use serde_json::{Value, json};
use store::handles::ResumeMode;

use crate::world::World;

async fn asked() -> (World, ConversationId, MessageId) {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "Look at this").await;
    let conversation = world.shows("Look at this").await;
    let message = world.messages(conversation).await[0].id;
    (world, conversation, message)
}

async fn shown(world: &World, conversation: ConversationId) -> Vec<String> {
    let messages = world.messages(conversation).await;
    let ours = messages.iter().flat_map(|message| &message.reactions);
    ours.filter(|reaction| reaction.by == Direction::Out).map(|reaction| reaction.emoji.clone()).collect()
}

async fn actions(world: &World) -> Vec<Value> {
    world.instagram.control("ledger", None).await["actions"].as_array().cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_is_set_changed_and_taken_away() {
    let (world, conversation, message) = asked().await;
    for (emoji, expected) in [(Some("❤️"), vec!["❤️"]), (Some("🔥"), vec!["🔥"]), (None, vec![])]
    {
        world.engine.react(message, emoji.map(Into::into)).await.expect("reacts");
        assert_eq!(shown(&world, conversation).await, expected);
    }
    let names: Vec<Value> = actions(&world).await.iter().map(|action| action["action"].clone()).collect();
    assert_eq!(names, ["react", "react", "unreact"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_asked_for_again() {
    let (world, conversation, message) = asked().await;
    world.instagram.fault(json!({ "match": { "endpoint": "send" }, "kind": "empty_body", "times": 1 })).await;
    world.engine.react(message, Some("😍".into())).await.expect("reacts");
    assert_eq!(shown(&world, conversation).await, ["😍"]);
    assert_eq!(actions(&world).await.len(), 2, "twice the same is once");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_fewer_calls_is_not_asked_again_at_once() {
    let (world, conversation, message) = asked().await;
    let fault = json!({ "match": { "endpoint": "send" }, "kind": "status", "status": 429, "times": 1 });
    world.instagram.fault(fault).await;
    assert!(matches!(world.engine.react(message, Some("😍".into())).await, Err(ReactError::Graph(_))));
    assert_eq!(actions(&world).await, Vec::<Value>::new());
    assert_eq!(shown(&world, conversation).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_not_shown() {
    let (world, conversation, message) = asked().await;
    let fault = json!({ "match": { "endpoint": "send" }, "kind": "error", "code": 10, "subcode": 2_534_022 });
    world.instagram.fault(fault).await;
    assert!(matches!(world.engine.react(message, Some("🔥".into())).await, Err(ReactError::Graph(_))));
    let nobody = world.engine.react(MessageId(999_999), None).await;
    assert!(matches!(nobody, Err(ReactError::NotFound)));
    let handle = world.store.handles().await.expect("reads")[0].id;
    world.engine.set_switch(handle, false, ResumeMode::FromNow).await.expect("switches");
    let calls = actions(&world).await.len();
    assert!(matches!(world.engine.react(message, Some("🔥".into())).await, Err(ReactError::HandleOff)));
    assert_eq!(actions(&world).await.len(), calls, "a handle that is off is not called");
    assert_eq!(shown(&world, conversation).await, Vec::<String>::new());
}
