use relay::housekeeping;
use relay::log::Expect;
use relay::protocol::follow::Step;
use relay::protocol::text::DeviceId;
use relay::sealer::KeyNote;

use crate::meta::{self, HANDLE, OTHER};
use crate::world::{World, texts};

const DAY: u64 = 86_400_000;

fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

#[tokio::test]
async fn what_every_laptop_has_is_forgotten() {
    let world = World::new().await;
    let mut mia = world.laptop(&[HANDLE]).await;
    let mut tom = world.laptop(&[HANDLE]).await;
    for n in 0..4 {
        world.deliver(&meta::message(HANDLE, &format!("m{n}"), &format!("text {n}"))).await;
    }
    mia.receive(4).await;
    assert_eq!(mia.acknowledge().await, 204);
    housekeeping::once(world.relay(), now()).await.unwrap();
    assert_eq!(tom.receive(4).await.len(), 4, "Tom has not fetched them yet");
    assert_eq!(tom.acknowledge().await, 204);
    let device = tom.pairing.device;
    world.relay().shows(|directory| directory.cursor(device).is_some_and(|at| at.after == 4)).await;
    housekeeping::once(world.relay(), now()).await.unwrap();
    assert!(world.relay().log.read(0, 10, 1_000_000).await.unwrap().is_empty());
    // Known as seen still.
    world.deliver(&meta::message(HANDLE, "m0", "text 0")).await;
    world.deliver(&meta::message(HANDLE, "m9", "new")).await;
    assert_eq!(texts(&mia.receive(1).await), ["new"]);
}

#[tokio::test]
async fn a_laptop_that_was_away_too_long_is_told_of_the_gap() {
    let world = World::new().await;
    let laptop = world.laptop(&[HANDLE]).await;
    for n in 0..3 {
        world.deliver(&meta::message(HANDLE, &format!("m{n}"), "old")).await;
    }
    housekeeping::once(world.relay(), now() + 6 * DAY).await.unwrap();
    assert_eq!(world.relay().log.bounds().await.unwrap().trimmed, 0, "seven days are not over");
    housekeeping::once(world.relay(), now() + 8 * DAY).await.unwrap();
    assert!(world.relay().log.notes("key/").await.unwrap().is_empty(), "nor are their keys kept");
    world.deliver(&meta::message(HANDLE, "m9", "after the gap")).await;
    let mut stream = laptop.connect().await;
    assert!(matches!(stream.step().await, Step::Connected { anew: false }));
    assert!(matches!(stream.step().await, Step::Gap));
    assert_eq!(stream.follower.position().after, 3);
}

#[tokio::test]
async fn keys_are_taken_from_laptops_that_should_not_have_them() {
    let world = World::new().await;
    let laptop = world.laptop(&[HANDLE]).await;
    world.deliver(&meta::message(HANDLE, "m1", "sealed")).await;
    let log = &world.relay().log;
    let found = log.notes("key/").await.unwrap().remove(0);
    let mut note: KeyNote = serde_json::from_slice(&found.value).unwrap();
    let own = laptop.pairing.device.to_string();
    let wrapped = note.wraps[&own].clone();
    note.wraps.insert(DeviceId::random().to_string(), wrapped.clone());
    log.write(&found.key, serde_json::to_vec(&note).unwrap(), Expect::Anything).await.unwrap();
    note.account = Some(OTHER.to_owned());
    log.write("key/of-another-handle", serde_json::to_vec(&note).unwrap(), Expect::Anything).await.unwrap();
    housekeeping::once(world.relay(), now()).await.unwrap();
    assert_eq!(log.notes("key/").await.unwrap().len(), 2, "perhaps for somebody who is new");
    housekeeping::once(world.relay(), now() + 120_000).await.unwrap();
    let left = log.notes("key/").await.unwrap();
    assert_eq!(left.len(), 1);
    let note: KeyNote = serde_json::from_slice(&left[0].value).unwrap();
    assert_eq!(note.wraps.into_iter().collect::<Vec<_>>(), [(own, wrapped)]);
}

#[tokio::test]
async fn a_machine_whose_clock_is_wrong_throws_nothing_away() {
    let mut world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    world.deliver(&meta::message(HANDLE, "m0", "kept")).await;
    // As if the machine's clock had been three weeks slow until now, and went on from there.
    let slow = now() - 21 * DAY;
    world.relay().log.write("clock/now", slow.to_string().into_bytes(), Expect::Anything).await.unwrap();
    world.stop().await;
    world.start().await;
    let since = world.relay().clock.now() - slow;
    assert!(since < DAY, "it goes on where it was: {since}");
    world.deliver(&meta::message(HANDLE, "m1", "kept as well")).await;
    housekeeping::once(world.relay(), world.relay().clock.now() + 6 * DAY).await.unwrap();
    laptop.base.clone_from(&world.base);
    laptop.sign_in().await.unwrap();
    assert_eq!(texts(&laptop.receive(2).await), ["kept", "kept as well"]);
}

#[tokio::test]
async fn relays_that_share_a_log_go_by_the_clock_that_is_ahead() {
    let world = World::new().await;
    let (log, clock) = (&world.relay().log, &world.relay().clock);
    let ahead = clock.now() + DAY;
    log.write("clock/now", ahead.to_string().into_bytes(), Expect::Anything).await.unwrap();
    clock.keep(&**log).await.unwrap();
    assert!(clock.now() >= ahead);
    clock.keep(&**log).await.unwrap();
    assert!(clock.now() < ahead + DAY, "not counted twice");
}
