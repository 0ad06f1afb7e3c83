//! Messages come in, once, whatever Instagram does.

use domain::conversation::Standing;
use domain::handle::Trouble;
use domain::message::{MessageKind, Origin};
use domain::time::{MINUTE, SECOND};
use engine::Attention;
use serde_json::json;
use testkit::eventually;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_comes_in_and_survives_a_restart() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "Is the refill back?").await;
    world.shows("Is the refill back?").await;
    let world = world.restart().await;
    assert_eq!(world.texts().await, ["Is the refill back?"]);
    let rows = world.conversations().await;
    assert_eq!(rows[0].standing, Standing::NeedsReply);
    assert!(rows[0].unread);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_from_the_phone_appears_and_answers() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "Hello?").await;
    let event =
        json!({ "handle": "bluekiln", "person": "mira", "kind": "phone_reply", "text": "Hi from my phone" });
    world.instagram.event(event).await;
    let conversation = world.shows("Hi from my phone").await;
    let message = world.messages(conversation).await.pop().expect("there");
    assert_eq!(message.origin, Origin::Elsewhere);
    assert_eq!(world.conversations().await[0].standing, Standing::Waiting);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_supported_is_shown_as_such_and_asks_for_a_reply() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    world.instagram.event(json!({ "handle": "bluekiln", "person": "mira", "kind": "unsupported" })).await;
    let row = eventually("the row", || async {
        world.engine.sync_now(None).await.expect("rings");
        world.conversations().await.pop()
    })
    .await;
    assert_eq!(row.last.expect("a message").kind, MessageKind::Unsupported);
    assert_eq!(row.standing, Standing::NeedsReply);
    assert!(row.marks.window(World::now()).allows_reply());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_handles_keep_the_same_person_apart() {
    let world = World::new().await;
    let (one, two) = (world.instagram.brand("one").await, world.instagram.brand("two").await);
    world.connect(&one).await;
    world.connect(&two).await;
    world.instagram.writes("mira", &one, "to one").await;
    world.instagram.writes("mira", &two, "to two").await;
    assert_ne!(world.shows("to one").await, world.shows("to two").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_token_stops_its_handle_alone_and_a_new_one_fills_the_gap() {
    let world = World::new().await;
    let (dead, well) = (world.instagram.brand("dead").await, world.instagram.brand("well").await);
    let id = world.connect(&dead).await;
    world.connect(&well).await;
    world.instagram.writes("mira", &dead, "before").await;
    world.shows("before").await;
    world.instagram.control("handles/dead/token", Some(json!({ "action": "revoke" }))).await;
    world.instagram.writes("mira", &dead, "in the gap").await;
    eventually("the trouble", || async {
        world.engine.sync_now(Some(id)).await.expect("rings");
        let row = world.store.handle(id).await.expect("reads").expect("is there");
        (row.trouble == Some(Trouble::TokenRevoked)).then_some(())
    })
    .await;
    world.instagram.writes("noor", &well, "still here").await;
    world.shows("still here").await;

    let renewed = world.instagram.control("handles/dead/token", Some(json!({ "action": "renew" }))).await;
    let token = renewed["token"].as_str().expect("a token").to_owned();
    assert_eq!(
        world.connect(&testkit::Brand { token, ..dead }).await,
        id,
        "the same handle, with its history"
    );
    world.shows("in the gap").await;
    let texts = world.texts().await;
    assert_eq!(texts.iter().filter(|text| *text == "before").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_answers_are_survived() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    for kind in ["html", "half_body", "empty_body", "malformed"] {
        let rule = json!({ "match": { "endpoint": "conversations" }, "kind": kind, "times": 1 });
        world.instagram.fault(rule).await;
    }
    world.instagram.writes("mira", &brand, "after the storm").await;
    world.shows("after the storm").await;
    assert_eq!(world.texts().await, ["after the storm"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_in_an_old_thread_is_seen_when_it_is_opened() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let long_ago = World::now().plus(-3 * 3_600_000).0;
    let first = json!({
        "handle": "bluekiln", "person": "mira", "kind": "text", "text": "as it was", "at_ms": long_ago
    });
    let mid = world.instagram.event(first).await;
    world
        .instagram
        .control("bulk", Some(json!({ "handle": "bluekiln", "conversations": 30, "messages_each": 2 })))
        .await;
    let id = world.connect(&brand).await;
    let conversation = world.shows("as it was").await;
    let edit =
        json!({ "handle": "bluekiln", "person": "mira", "kind": "edit", "mid": mid, "text": "as it is" });
    world.instagram.event(edit).await;
    world.engine.attend(Attention { visible: true, open: Some(id), conversation: Some(conversation) });
    eventually("the new text", || async {
        let texts = world.messages(conversation).await;
        texts.iter().any(|message| message.text.as_deref() == Some("as it is")).then_some(())
    })
    .await;
    assert_eq!(world.messages(conversation).await.len(), 1);
}

/// Rounds that nobody asked for leave out what a thread says again word for word. What changes in it is seen all the same.
#[tokio::test(flavor = "multi_thread")]
async fn rounds_that_nobody_asked_for_see_what_changes_in_a_thread_that_stays_where_it_is() {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let id = world.connect(&brand).await;
    for (seconds_ago, text) in [(30, "Hello!"), (20, "Is the refill back?"), (10, "Please tell me")] {
        let event = json!({ "handle": "bluekiln", "person": "mira", "kind": "text", "text": text,
            "at_ms": World::now().plus(-seconds_ago * SECOND).0 });
        world.instagram.event(event).await;
    }
    let conversation = world.shows("Please tell me").await;
    world.engine.attend(Attention { visible: true, open: Some(id), conversation: None });
    let rounds = async || {
        let before = world.instagram.calls_of("conversations").await;
        eventually("rounds that nobody asked for", || async {
            (world.instagram.calls_of("conversations").await >= before + 3).then_some(())
        })
        .await;
    };
    rounds().await;
    let mid = world.messages(conversation).await[1].mid.0.clone();
    let event = |kind: &str| json!({ "handle": "bluekiln", "person": "mira", "kind": kind, "mid": mid });
    let mut heart = event("react");
    heart["emoji"] = json!("❤");
    world.instagram.event(heart).await;
    eventually("the reaction", || async {
        (!world.messages(conversation).await[1].reactions.is_empty()).then_some(())
    })
    .await;
    world.instagram.event(event("unsend")).await;
    rounds().await;
    assert_eq!(world.texts().await.len(), 3, "that one listing lacks it proves nothing");
    world.instagram.control("clock", Some(json!({ "advance_ms": 2 * MINUTE }))).await;
    eventually("it is unsent", || async { (world.texts().await.len() == 2).then_some(()) }).await;
}
