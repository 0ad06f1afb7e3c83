//! Turns that wait for an answer which their handle promised.

use domain::hours::WeeklyHours;
use domain::ids::{ConversationId, Igsid, Mid};
use domain::message::Direction;
use domain::observation::{Observation, ObservedReaction, Source};
use domain::sla::{Policy, Targets};
use domain::time::{HOUR, Timestamp};
use domain::triage::{Act, Disposition};
use store::handles::HandleSetting;
use store::ingest::IngestBatch;

use crate::support::{NOW, World, from_brand, from_person, mention, unsend};

fn promise(first_reply: Option<u32>, next_reply: Option<u32>, since: Timestamp) -> Option<Policy> {
    let hours = WeeklyHours { days: vec![1, 2, 3, 4, 5], from: 540, to: 1_080 };
    Some(Policy { targets: Targets { first_reply, next_reply, hours }, since })
}

async fn set(world: &World, sla: Option<Policy>) -> bool {
    world.set(HandleSetting::TimeZone(Some("Asia/Tokyo".into()))).await;
    world.set(HandleSetting::Sla(sla)).await.lists
}

/// When the conversation's turn began, in milliseconds after [`NOW`], and its minutes.
async fn turn(world: &World, id: ConversationId) -> Option<(i64, u32)> {
    let turn = world.store.conversation(id).await.expect("reads").expect("is there").turn?;
    assert_eq!(turn.zone.as_deref(), Some("Asia/Tokyo"));
    Some((turn.asked.since(NOW), turn.minutes))
}

/// A world that promises since [`NOW`], and a conversation with a question of an hour later.
async fn asked() -> (World, ConversationId) {
    let world = World::new().await;
    assert!(set(&world, promise(Some(30), Some(60), NOW)).await, "lists show it");
    world.ingest(vec![from_person("p1", "m1", HOUR, "hello?")]).await;
    let id = world.conversation("p1").await;
    (world, id)
}

#[tokio::test]
async fn a_turn_goes_from_the_first_unanswered_message_to_our_next_one() {
    let (world, id) = asked().await;
    assert_eq!(turn(&world, id).await, Some((HOUR, 30)), "we never wrote");
    world.ingest(vec![from_person("p1", "m2", HOUR + 5, "anybody?")]).await;
    assert_eq!(turn(&world, id).await, Some((HOUR, 30)), "the first message counts");
    // Written in another app: Instagram's echo.
    world.ingest(vec![from_brand("p1", "a1", HOUR + 9, "here")]).await;
    assert_eq!(turn(&world, id).await, None);
    world.ingest(vec![from_person("p1", "m3", HOUR + 20, "thanks, and")]).await;
    assert_eq!(turn(&world, id).await, Some((HOUR + 20, 60)), "now the next reply is promised");
    world.ingest(vec![unsend("m3", HOUR + 30)]).await;
    assert_eq!(turn(&world, id).await, None, "the question was taken back");
}

#[tokio::test]
async fn a_reaction_and_a_look_answer_nothing() {
    let (world, id) = asked().await;
    let (person, mid) = (Igsid::from("p1"), Mid::from("m1"));
    let (by, emoji, at) = (Direction::Out, Some("❤".to_owned()), NOW.plus(HOUR + 5));
    world.ingest(vec![Observation::Reaction(ObservedReaction { person, mid, by, emoji, at })]).await;
    let newest =
        world.store.conversation(id).await.expect("reads").expect("is there").last.expect("is there");
    world.store.mark_read(id, newest.position).await.expect("reads");
    assert_eq!(turn(&world, id).await, Some((HOUR, 30)));
}

#[tokio::test]
async fn a_mention_is_a_question_where_the_handle_says_so() {
    let world = World::new().await;
    set(&world, promise(Some(30), None, NOW)).await;
    world.ingest(vec![mention("p1", "m1", HOUR), from_person("p1", "m2", 2 * HOUR, "saw it?")]).await;
    let id = world.conversation("p1").await;
    assert_eq!(turn(&world, id).await, Some((2 * HOUR, 30)));
    world.set(HandleSetting::MentionsNeedReply(true)).await;
    assert_eq!(turn(&world, id).await, Some((HOUR, 30)));
}

#[tokio::test]
async fn a_policy_is_for_what_comes_after_it() {
    let world = World::new().await;
    world.ingest(vec![from_person("p1", "m1", HOUR, "before")]).await;
    let id = world.conversation("p1").await;
    assert_eq!(turn(&world, id).await, None, "nothing is promised");
    set(&world, promise(Some(30), Some(60), NOW.plus(2 * HOUR))).await;
    assert_eq!(turn(&world, id).await, None, "asked before");
    world.ingest(vec![from_person("p1", "m2", 3 * HOUR, "after")]).await;
    assert_eq!(turn(&world, id).await, Some((3 * HOUR, 30)));

    assert!(!set(&world, promise(Some(30), Some(60), NOW.plus(4 * HOUR))).await, "the same again");
    assert_eq!(turn(&world, id).await, Some((3 * HOUR, 30)), "has its time since when");
    assert!(set(&world, promise(Some(15), Some(60), NOW.plus(4 * HOUR))).await);
    assert_eq!(turn(&world, id).await, Some((3 * HOUR, 30)), "who wrote before keeps what was promised then");
    world.ingest(vec![from_person("p2", "n1", 5 * HOUR, "hello")]).await;
    let later = world.conversation("p2").await;
    assert_eq!(turn(&world, later).await, Some((5 * HOUR, 15)));
    assert!(set(&world, promise(None, Some(60), NOW.plus(6 * HOUR))).await);
    assert_eq!(
        (turn(&world, id).await, turn(&world, later).await),
        (Some((3 * HOUR, 30)), Some((5 * HOUR, 15)))
    );
    world.ingest(vec![from_person("p3", "o1", 7 * HOUR, "hello")]).await;
    let newest = world.conversation("p3").await;
    assert_eq!(turn(&world, newest).await, None, "no first reply is promised any more");
    let row = world.store.handles().await.expect("reads").remove(0);
    assert_eq!(row.settings.sla, promise(None, Some(60), NOW.plus(6 * HOUR)), "the newest is what is set");

    assert!(set(&world, None).await);
    assert_eq!((turn(&world, id).await, turn(&world, later).await), (None, None), "off takes it all back");
    assert!(set(&world, promise(Some(15), None, NOW.plus(8 * HOUR))).await);
    assert_eq!(turn(&world, later).await, None, "and begins anew");
}

#[tokio::test]
async fn what_came_before_one_that_is_promised_something_waits_for_nothing() {
    let world = World::new().await;
    set(&world, promise(None, Some(60), NOW)).await;
    world.ingest(vec![from_person("p1", "m1", HOUR, "hello?")]).await;
    let id = world.conversation("p1").await;
    assert_eq!(turn(&world, id).await, None);
    set(&world, promise(Some(30), Some(60), NOW.plus(2 * HOUR))).await;
    world.ingest(vec![from_person("p1", "m2", 3 * HOUR, "anybody?")]).await;
    assert_eq!(turn(&world, id).await, Some((3 * HOUR, 30)));
}

#[tokio::test]
async fn what_came_while_the_handle_was_paused_was_promised_nothing() {
    let (world, _) = asked().await;
    let missed = vec![from_person("p2", "n1", HOUR, "hello?"), from_person("p1", "m0", HOUR - 5, "hi")];
    let missed = world.batch(Source::Poll, missed);
    world.store.ingest(IngestBatch { while_paused: true, quiet: true, ..missed }).await.expect("writes");
    let (first, id) = (world.conversation("p1").await, world.conversation("p2").await);
    assert_eq!(turn(&world, first).await, Some((HOUR, 30)), "what came outside the pause still waits");
    assert_eq!(turn(&world, id).await, None);
    world.ingest(vec![from_person("p2", "n2", 2 * HOUR, "anybody?")]).await;
    assert_eq!(turn(&world, id).await, Some((2 * HOUR, 30)), "what came after the pause");
}

#[tokio::test]
async fn what_is_done_or_put_away_waits_for_nothing() {
    let (world, id) = asked().await;
    world.act(id, Act::Snooze(NOW.plus(9 * HOUR))).await;
    assert_eq!(turn(&world, id).await, Some((HOUR, 30)), "they wait all the same");
    for (put_away, back) in [
        (Act::Mute(true), Act::Mute(false)),
        (Act::Spam(true), Act::Spam(false)),
        (Act::Bin(true), Act::Bin(false)),
    ] {
        world.act(id, put_away).await;
        assert_eq!(turn(&world, id).await, None, "{put_away:?}");
        world.act(id, back).await;
        assert_eq!(turn(&world, id).await, Some((HOUR, 30)), "{put_away:?} taken back");
    }
    world.act(id, Act::Done(Some(Disposition::NoReplyNeeded))).await;
    assert_eq!(turn(&world, id).await, None);
    world.ingest(vec![from_person("p1", "m2", 2 * HOUR, "one more")]).await;
    assert_eq!(turn(&world, id).await, Some((2 * HOUR, 30)), "what came up to Done is closed");
}
