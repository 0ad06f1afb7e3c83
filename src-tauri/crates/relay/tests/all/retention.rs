use relay::housekeeping;
use relay::protocol::follow::Step;

use crate::meta::{self, HANDLE};
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
