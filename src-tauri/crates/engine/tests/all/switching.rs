//! The switch: off means off (requirements, R32 to R36).

use domain::outbox::{Reason, State};
use store::handles::ResumeMode;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn off_makes_no_call_and_stores_nothing_and_on_begins_from_now() {
    let world = World::new().await;
    let (quiet, other) = (world.instagram.brand("quiet").await, world.instagram.brand("other").await);
    let id = world.connect(&quiet).await;
    world.connect(&other).await;
    world.instagram.writes("mira", &quiet, "before").await;
    world.shows("before").await;

    world.engine.set_switch(id, false, ResumeMode::FromNow).await.expect("switches");
    let calls = world.instagram.calls(&quiet).await;
    world.instagram.writes("mira", &quiet, "while off").await;
    world.instagram.writes("noor", &other, "a sign of time").await;
    world.shows("a sign of time").await;
    assert_eq!(world.instagram.calls(&quiet).await, calls, "not one call");
    assert!(!world.texts().await.contains(&"while off".to_owned()));

    world.engine.set_switch(id, true, ResumeMode::FromNow).await.expect("switches");
    past_this_second().await;
    world.instagram.writes("mira", &quiet, "after").await;
    world.shows("after").await;
    assert!(!world.texts().await.contains(&"while off".to_owned()), "it was not asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_comes_when_it_is_asked_for() {
    let world = World::new().await;
    let brand = world.instagram.brand("quiet").await;
    let id = world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "before").await;
    let conversation = world.shows("before").await;
    past_this_second().await;
    world.engine.set_switch(id, false, ResumeMode::FromNow).await.expect("switches");
    world.instagram.writes("mira", &brand, "while off").await;
    past_this_second().await;
    world.engine.set_switch(id, true, ResumeMode::FetchMissed).await.expect("switches");
    world.shows("while off").await;
    let missed: Vec<bool> =
        world.messages(conversation).await.iter().map(|message| message.while_paused).collect();
    assert_eq!(missed, [false, true], "marked as missed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_of_a_handle_that_is_off_waits_for_it() {
    let world = World::new().await;
    let brand = world.instagram.brand("quiet").await;
    let id = world.connect(&brand).await;
    world.instagram.writes("mira", &brand, "hello").await;
    let conversation = world.shows("hello").await;
    world.engine.set_switch(id, false, ResumeMode::FromNow).await.expect("switches");
    let reply = world.reply(conversation, "hi").await;
    assert_eq!(world.reaches(reply, State::Held).await.progress.reason, Some(Reason::HandleOff));
    world.engine.set_switch(id, true, ResumeMode::FromNow).await.expect("switches");
    world.reaches(reply, State::Sent).await;
}

/// Instagram's reads give whole seconds: a message of the second in which the switch moved counts as sent before it.
async fn past_this_second() {
    let second = World::now().0 / 1_000;
    testkit::eventually("the next second", || async move { (World::now().0 / 1_000 > second).then_some(()) })
        .await;
}
