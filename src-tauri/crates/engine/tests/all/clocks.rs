//! The computer's clock jumps, or the computer sleeps, while something waits for a time: nothing goes too early or outside
//! its window, nothing wakes or is deleted by a wrong clock, and nothing waits for the clock to catch up.

use domain::conversation::Standing;
use domain::ids::{ConversationId, OutboxId};
use domain::outbox::{Reason, State};
use domain::time::{DAY, HOUR, MINUTE, SECOND, Timestamp};
use domain::triage::{Act, BIN_MS};
use serde_json::json;
use store::outbox::NewReply;
use store::triage::By;
use testkit::eventually;
use uuid::Uuid;

use crate::world::World;

/// A world whose handle was read, so that Instagram's time is known, with one conversation whose person wrote so long ago.
async fn written(ago_ms: i64) -> (World, ConversationId) {
    let world = World::new().await;
    let brand = world.instagram.brand("bluekiln").await;
    world.connect(&brand).await;
    let at_ms = World::now().0 - ago_ms;
    let event = json!({ "handle": "bluekiln", "person": "mira", "kind": "text", "text": "Is it back?", "at_ms": at_ms });
    world.instagram.event(event).await;
    let conversation = world.shows("Is it back?").await;
    (world, conversation)
}

/// A reply with its undo delay until then, and one that is scheduled for then.
async fn waiting(
    world: &World,
    conversation: ConversationId,
    undo: Timestamp,
    at: Timestamp,
) -> [OutboxId; 2] {
    let ids = [OutboxId(Uuid::now_v7()), OutboxId(Uuid::now_v7())];
    let text = |id, text| NewReply::text(id, conversation, text, World::now());
    let undone = NewReply { not_before: Some(undo), ..text(ids[0], "Perhaps") };
    let scheduled = NewReply { scheduled_for: Some(at), ..text(ids[1], "As promised") };
    for reply in [undone, scheduled] {
        world.store.enqueue(reply).await.expect("taken");
    }
    world.engine.wake_outbox();
    ids
}

/// Whatever waits for a time looks again, and Instagram's answers tell how wrong the clock is.
async fn learns(world: &World, wrong_ms: i64) {
    world.engine.clock_moved().await;
    world.engine.wake_outbox();
    eventually("Instagram's time", || async {
        let off = world.engine.clock().offset_ms() + wrong_ms;
        (off.abs() < MINUTE).then_some(())
    })
    .await;
    // What would be due has been looked at twice by the time that this one went.
    let other = world.instagram.writes("noor", &brand(world).await, "And you?").await;
    assert!(!other.is_empty());
    let conversation = world.shows("And you?").await;
    let at_once = world.reply(conversation, "At once").await;
    world.reaches(at_once, State::Sent).await;
}

async fn brand(world: &World) -> testkit::Brand {
    let row = world.store.handles().await.expect("reads").remove(0);
    testkit::Brand { ig_id: row.profile.ig_id.0, username: row.profile.username, token: String::new() }
}

/// A clock a day ahead sends nothing of what is to go within that day.
async fn nothing_goes_early(started_anew: bool) {
    let (mut world, conversation) = written(MINUTE).await;
    let (undo, at) = (World::now().plus(HOUR), World::now().plus(DAY - 10 * MINUTE));
    let ids = waiting(&world, conversation, undo, at).await;
    world.computer.jump(DAY);
    if started_anew {
        world = world.restart().await;
    }
    learns(&world, DAY).await;
    for id in ids {
        assert_eq!(world.outbox(id).await.progress.state, State::Queued);
    }
    assert_eq!(world.instagram.sent().await, ["At once"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_early_by_a_clock_that_was_set_ahead() {
    nothing_goes_early(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_early_at_a_start_with_a_clock_that_is_ahead() {
    nothing_goes_early(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_holds_nothing_up_and_opens_no_window() {
    let (world, conversation) = written(MINUTE).await;
    let soon = World::now().plus(SECOND);
    let ids = waiting(&world, conversation, soon, soon).await;
    world.computer.jump(-HOUR);
    for id in ids {
        world.reaches(id, State::Sent).await;
    }
    assert!(World::now() >= soon);

    let (world, conversation) = written(DAY - 10 * SECOND).await;
    world.computer.jump(-HOUR);
    let id = world.reply(conversation, "In time?").await;
    let held = world.reaches(id, State::Held).await;
    assert_eq!(held.progress.reason, Some(Reason::NeedsHumanAgent), "the window is about to close");
    assert!(world.instagram.sent().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_snooze_ends_and_no_bin_is_emptied_by_a_clock_that_was_set_ahead() {
    let (world, conversation) = written(MINUTE).await;
    world.instagram.writes("juno", &brand(&world).await, "Old news").await;
    let binned = world.shows("Old news").await;
    let by = || By { who: None, now: World::now() };
    world.store.act(vec![conversation], Act::Snooze(World::now().plus(5 * HOUR)), by()).await.expect("says");
    world.store.act(vec![binned], Act::Bin(true), by()).await.expect("says");
    world.engine.look_at_snoozes();
    world.computer.jump(BIN_MS + DAY);
    learns(&world, BIN_MS + DAY).await;
    world.computer.jump(BIN_MS + DAY);
    // The bin is looked at when the engine starts.
    let world = world.restart().await;
    learns(&world, 2 * (BIN_MS + DAY)).await;
    let standing = async |id| world.store.conversation(id).await.expect("reads").map(|row| row.standing);
    assert_eq!(standing(conversation).await, Some(Standing::Snoozed));
    assert_eq!(standing(binned).await, Some(Standing::Binned));
}
