//! Replies that a person scheduled: they go when their time has come, once, and by the checks of that moment.

use domain::ids::{ConversationId, HandleId, OutboxId};
use domain::outbox::{Reason, State};
use domain::time::{HOUR, MINUTE, Timestamp};
use serde_json::json;
use store::handles::ResumeMode;
use store::outbox::NewReply;
use uuid::Uuid;

use crate::world::World;

/// A world with one conversation, whose person wrote so long ago.
async fn written(ago_ms: i64) -> (World, HandleId, ConversationId) {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    let handle = world.connect(&brand).await;
    let at_ms = World::now().0 - ago_ms;
    let event = json!({ "handle": "bluekiln", "person": "mira", "kind": "text", "text": "Is it back?", "at_ms": at_ms });
    world.instagram.event(event).await;
    let conversation = world.shows("Is it back?").await;
    (world, handle, conversation)
}

async fn schedule(world: &World, conversation: ConversationId, asked: Timestamp, at: Timestamp) -> OutboxId {
    let id = OutboxId(Uuid::now_v7());
    let reply =
        NewReply { scheduled_for: Some(at), ..NewReply::text(id, conversation, "As promised", asked) };
    world.store.enqueue(reply).await.expect("taken");
    world.engine.wake_outbox();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_nothing_back_survives_a_restart_and_goes_once_when_its_time_has_come() {
    let (world, _, conversation) = written(MINUTE).await;
    let id = schedule(&world, conversation, World::now(), World::now().plus(HOUR)).await;
    let first = world.reply(conversation, "At once").await;
    world.reaches(first, State::Sent).await;
    let world = world.restart().await;
    assert_eq!(world.outbox(id).await.progress.state, State::Queued);
    let soon = World::now().plus(400);
    world.store.reschedule(id, soon, World::now()).await.expect("writes").expect("in time");
    world.engine.wake_outbox();
    world.reaches(id, State::Sent).await;
    assert!(World::now() >= soon, "not before its time");
    assert_eq!(world.instagram.sent().await, ["At once", "As promised"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_does_not_grow_old_before_its_time_and_does_after_it() {
    let (world, _, conversation) = written(MINUTE).await;
    let asked = World::now().plus(-3 * HOUR);
    let missed = schedule(&world, conversation, asked, World::now().plus(-31 * MINUTE)).await;
    let held = world.reaches(missed, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::Stale), "the computer was off when it should have gone");
    world.person_says(missed, domain::outbox::Event::Discarded).await;
    let id = schedule(&world, conversation, asked, World::now().plus(200)).await;
    world.reaches(id, State::Sent).await;
    assert_eq!(world.instagram.sent().await, ["As promised"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn how_old_a_reply_may_grow_is_the_persons_to_say() {
    let (world, _, conversation) = written(MINUTE).await;
    world.engine.set_stale_after(HOUR);
    let asked = World::now().plus(-3 * HOUR);
    let missed = schedule(&world, conversation, asked, World::now().plus(-31 * MINUTE)).await;
    world.reaches(missed, State::Sent).await;
    let older = schedule(&world, conversation, asked, World::now().plus(-61 * MINUTE)).await;
    let held = world.reaches(older, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::Stale));
    assert_eq!(world.instagram.sent().await, ["As promised"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_checks_of_that_moment_decide() {
    let (world, _, conversation) = written(30 * HOUR).await;
    let id = schedule(&world, conversation, World::now(), World::now().plus(200)).await;
    let held = world.reaches(id, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::NeedsHumanAgent), "the window closed meanwhile");

    let (other, off, open) = written(MINUTE).await;
    other.engine.set_switch(off, false, ResumeMode::FromNow).await.expect("switches");
    let id = schedule(&other, open, World::now(), World::now().plus(200)).await;
    let held = other.reaches(id, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::HandleOff));
    for world in [&world, &other] {
        assert_eq!(world.instagram.sent().await, Vec::<String>::new());
    }
}
