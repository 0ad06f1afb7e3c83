//! Replies arrive once, or the person is asked. Never twice by themselves, never lost.

use domain::outbox::{Event, Reason, State};
use serde_json::{Value, json};

use crate::world::World;

/// A world with one conversation that can be answered.
async fn asked() -> (World, testkit::Brand, domain::ids::ConversationId) {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "Is it back?").await;
    let conversation = world.shows("Is it back?").await;
    (world, brand, conversation)
}

/// The fault for the next send alone.
fn on_send(mut fault: Value) -> Value {
    fault["match"] = json!({ "endpoint": "send" });
    fault["times"] = json!(1);
    fault
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_sent_once_and_shown_once() {
    let (world, brand, conversation) = asked().await;
    let id = world.reply(conversation, "Back on Friday ✨").await;
    world.reaches(id, State::Sent).await;
    assert_eq!(world.instagram.sent().await, ["Back on Friday ✨"]);
    // The echo comes with the next read; the bubble is still one.
    world.instagram.writes("mira", &brand, "Great").await;
    world.shows("Great").await;
    let texts = world.texts().await;
    assert_eq!(texts.iter().filter(|text| *text == "Back on Friday ✨").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_after_a_real_send_is_found_out_not_sent_again() {
    let (world, _, conversation) = asked().await;
    world.instagram.fault(on_send(json!({ "kind": "lying_error" }))).await;
    let id = world.reply(conversation, "Back on Friday").await;
    world.reaches(id, State::Sent).await;
    assert_eq!(world.instagram.sent().await, ["Back on Friday"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_found_out_after_a_restart() {
    let (world, _, conversation) = asked().await;
    world.instagram.fault(on_send(json!({ "kind": "empty_body" }))).await;
    let id = world.reply(conversation, "Back on Friday").await;
    world.reaches(id, State::Unknown).await;
    let world = world.restart().await;
    world.reaches(id, State::Sent).await;
    assert_eq!(world.instagram.sent().await, ["Back on Friday"]);
    assert_eq!(world.texts().await.iter().filter(|text| *text == "Back on Friday").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_reply_waits_and_goes_once() {
    let (world, _, conversation) = asked().await;
    world.instagram.fault(on_send(json!({ "kind": "error", "code": 613, "subcode": 2534040 }))).await;
    let id = world.reply(conversation, "Back on Friday").await;
    let held = world.reaches(id, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::Throttled));
    assert!(held.progress.not_before.is_some(), "a countdown");
    assert_eq!(world.instagram.sent().await, Vec::<String>::new());
    world.person_says(id, Event::SendAgain).await;
    world.reaches(id, State::Sent).await;
    assert_eq!(world.instagram.sent().await, ["Back on Friday"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_keeps_the_text() {
    let (world, _, conversation) = asked().await;
    world.instagram.fault(on_send(json!({ "kind": "error", "code": 10, "subcode": 2534022 }))).await;
    let id = world.reply(conversation, "Too late").await;
    let failed = world.reaches(id, State::Failed).await;
    assert_eq!(failed.progress.reason, Some(Reason::WindowClosed));
    assert_eq!(failed.what.text(), "Too late");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_reply_holds_its_handles_others_and_those_of_its_conversation_go_in_order() {
    let (world, brand, conversation) = asked().await;
    world.instagram.writes("noor", &brand, "And me?").await;
    let other = world.shows("And me?").await;
    let zeta = world.instagram.brand("zeta").await;
    world.connect(&zeta).await;
    world.instagram.writes("jun", &zeta, "And you?").await;
    let of_zeta = world.shows("And you?").await;
    let rule = on_send(json!({ "kind": "error", "code": 613, "subcode": 2534040 }));
    world.instagram.fault(rule).await;
    let first = world.reply(conversation, "first").await;
    let held = world.reaches(first, State::Held).await;
    let second = world.reply(conversation, "second").await;
    let elsewhere = world.reply(other, "elsewhere").await;
    // Instagram was not asked: that would make the wait longer.
    let waits = world.reaches(elsewhere, State::Held).await.progress;
    assert_eq!((waits.reason, waits.attempts), (Some(Reason::Throttled), 0));
    assert!(held.progress.not_before.is_some() && waits.not_before.is_some(), "both with a countdown");
    let free = world.reply(of_zeta, "of another handle").await;
    world.reaches(free, State::Sent).await;
    assert_eq!(world.outbox(second).await.progress.state, State::Queued);
    // What a person asks for again nevertheless is tried. It goes, and so the throttle is over.
    world.person_says(first, Event::SendAgain).await;
    world.reaches(second, State::Sent).await;
    world.reaches(elsewhere, State::Sent).await;
    let mut sent = world.instagram.sent().await;
    // Of two conversations either may come first.
    sent.get_mut(2..).expect("two went before").sort();
    assert_eq!(sent, ["of another handle", "first", "elsewhere", "second"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_token_holds_the_reply_until_the_handle_is_connected_again() {
    let (world, brand, conversation) = asked().await;
    world.instagram.control("handles/bluekiln/token", Some(json!({ "action": "revoke" }))).await;
    let id = world.reply(conversation, "Back on Friday").await;
    let held = world.reaches(id, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::NeedsReconnect));
    let renewed = world.instagram.control("handles/bluekiln/token", Some(json!({ "action": "renew" }))).await;
    let token = renewed["token"].as_str().expect("a token").to_owned();
    world.connect(&testkit::Brand { token, ..brand }).await;
    world.reaches(id, State::Sent).await;
    assert_eq!(world.instagram.sent().await, ["Back on Friday"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_is_refused_while_reads_go_well_is_not_sent_in_a_circle() {
    let (world, brand, conversation) = asked().await;
    world.instagram.fault(json!({ "match": { "endpoint": "send" }, "kind": "error", "code": 10 })).await;
    let id = world.reply(conversation, "Back on Friday").await;
    world.reaches(id, State::Held).await;
    for text in ["one more", "and another"] {
        world.instagram.writes("noor", &brand, text).await;
        world.shows(text).await;
    }
    let held = world.outbox(id).await;
    assert_eq!((held.progress.state, held.progress.attempts), (State::Held, 1));
    world.instagram.no_faults().await;
    world.person_says(id, Event::SendAgain).await;
    world.reaches(id, State::Sent).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_is_tried_again_when_a_person_asks_and_ends_with_the_first_reply_that_goes() {
    let (world, _, conversation) = asked().await;
    world.instagram.fault(on_send(json!({ "kind": "error", "code": 368 }))).await;
    let id = world.reply(conversation, "Back on Friday").await;
    let held = world.reaches(id, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::SendRestricted));
    world.person_says(id, Event::SendAgain).await;
    world.reaches(id, State::Sent).await;
    testkit::eventually("the restriction is over", || async {
        let row = world.store.handles().await.ok()?.pop()?;
        row.trouble.is_none().then_some(())
    })
    .await;
}
