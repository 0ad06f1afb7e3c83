use std::time::Duration;

use relay::log::NewRecord;
use relay::protocol::follow::Step;
use relay::protocol::frame::{Envelope, Frame};
use relay::protocol::text::Fixed;

use crate::meta::{self, HANDLE, OTHER};
use crate::world::{Laptop, PATIENCE, World, http, texts};

async fn deliver(world: &World, from: usize, to: usize) {
    for n in from..to {
        assert_eq!(world.deliver(&meta::message(HANDLE, &format!("m{n}"), &format!("text {n}"))).await, 200);
    }
}

fn expected(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|n| format!("text {n}")).collect()
}

#[tokio::test]
async fn a_laptop_goes_on_where_it_was() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    deliver(&world, 0, 5).await;
    assert_eq!(texts(&laptop.receive(5).await), expected(0, 5));
    assert!(laptop.position.mark.is_some());
    assert_eq!(laptop.acknowledge().await, 204);
    deliver(&world, 5, 8).await;
    assert_eq!(texts(&laptop.receive(3).await), expected(5, 8));
    // Not acknowledged: a laptop that lost its last commit asks from further back.
    laptop.position.after -= 2;
    laptop.position.mark = None;
    assert_eq!(texts(&laptop.receive(2).await), expected(6, 8));
}

#[tokio::test]
async fn what_comes_while_connected_comes_at_once() {
    let world = World::new().await;
    let laptop = world.laptop(&[HANDLE]).await;
    let mut stream = laptop.connect().await;
    assert!(matches!(stream.step().await, Step::Connected { anew: false }));
    for n in 0..3 {
        deliver(&world, n, n + 1).await;
        let Step::Received(received) = stream.step().await else { panic!() };
        assert_eq!(texts(&received), expected(n, n + 1));
    }
}

#[tokio::test]
async fn a_delivery_that_cannot_be_read_is_a_gap_and_holds_up_nothing() {
    let world = World::new().await;
    let laptop = world.laptop(&[HANDLE]).await;
    deliver(&world, 0, 2).await;
    let damaged = NewRecord { digest: Fixed([9; 16]), at: 1, body: b"[{\"key\":".to_vec() };
    world.relay().log.append(damaged).await.unwrap();
    deliver(&world, 2, 3).await;
    let mut stream = laptop.connect().await;
    assert!(matches!(stream.step().await, Step::Connected { anew: false }));
    let Step::Received(before) = stream.step().await else { panic!() };
    assert_eq!(texts(&before), expected(0, 2));
    assert!(matches!(stream.step().await, Step::Gap));
    let Step::Received(after) = stream.step().await else { panic!() };
    assert_eq!(texts(&after), expected(2, 3));
    assert_eq!(stream.follower.position().after, 4);
}

#[tokio::test]
async fn a_long_poll_is_the_same_stream() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    assert_eq!(texts(&laptop.poll(0).await), Vec::<String>::new());
    deliver(&world, 0, 300).await;
    let mut all = Vec::new();
    while all.len() < 300 {
        all.extend(texts(&laptop.poll(5).await));
    }
    assert_eq!(all, expected(0, 300));
    let base = laptop.base.clone();
    let waiting = tokio::spawn(async move {
        let mut laptop = laptop;
        (texts(&laptop.poll(30).await), laptop.base)
    });
    deliver(&world, 300, 301).await;
    assert_eq!(waiting.await.unwrap(), (expected(300, 301), base));
}

#[tokio::test]
async fn each_laptop_has_its_own_place_and_handles() {
    let world = World::new().await;
    let mut mia = world.laptop(&[HANDLE]).await;
    let mut tom = world.laptop(&[OTHER]).await;
    deliver(&world, 0, 2).await;
    world.deliver(&meta::message(OTHER, "o1", "for Tom")).await;
    deliver(&world, 2, 3).await;
    assert_eq!(texts(&tom.receive(1).await), ["for Tom"]);
    assert_eq!(texts(&mia.receive(3).await), expected(0, 3));
    // A laptop that comes later reads nothing of what was before.
    let mut eva = world.laptop(&[HANDLE]).await;
    deliver(&world, 3, 4).await;
    assert_eq!(texts(&eva.receive(1).await), expected(3, 4));
}

#[tokio::test]
async fn the_place_moves_on_over_what_is_for_others() {
    let world = World::new().await;
    let tom = world.laptop(&[OTHER]).await;
    let _mia = world.laptop(&[HANDLE]).await;
    deliver(&world, 0, 3).await;
    let mut stream = tom.connect().await;
    let until = tom.position.after + 3;
    while stream.follower.position().after < until {
        assert!(matches!(stream.step().await, Step::Connected { .. } | Step::Idle));
    }
}

#[tokio::test]
async fn no_more_than_a_thousand_are_on_their_way_unacknowledged() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    let bodies: Vec<String> =
        (0..1_400).map(|n| meta::message(HANDLE, &format!("m{n}"), &format!("text {n}"))).collect();
    for some in bodies.chunks(100) {
        let sent = futures_util::future::join_all(some.iter().map(|body| world.deliver(body))).await;
        assert!(sent.iter().all(|status| *status == 200));
    }
    let mut stream = laptop.connect().await;
    let mut received = 0;
    // Held back after a thousand and the rest of a frame: nothing comes for a while.
    while let Ok(step) = tokio::time::timeout(Duration::from_secs(2), stream.step()).await {
        if let Step::Received(some) = step {
            received += some.len();
        }
    }
    assert!((1_000..1_128).contains(&received), "{received}");
    let (position, mut rest) = (stream.follower.position(), stream);
    laptop_acknowledges(&laptop, position).await;
    while received < 1_400 {
        if let Step::Received(some) = rest.step().await {
            received += some.len();
        }
    }
    let position = rest.follower.position();
    drop(rest);
    laptop.position = position;
    assert_eq!(laptop.acknowledge().await, 204);
}

async fn laptop_acknowledges(laptop: &Laptop, position: relay::protocol::calls::Position) {
    let request = http().post(format!("{}/v1/ack", laptop.base)).bearer_auth(&laptop.bearer);
    assert_eq!(request.json(&position).send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn an_acknowledgement_never_goes_back_nor_ahead() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    deliver(&world, 0, 3).await;
    laptop.receive(3).await;
    assert_eq!(laptop.acknowledge().await, 204);
    let at = laptop.position;
    laptop.position.after -= 1;
    assert_eq!(laptop.acknowledge().await, 204);
    laptop.position.after = at.after + 1;
    assert_eq!(laptop.acknowledge().await, 400);
    laptop.position = at;
    laptop.position.epoch = relay::protocol::text::Epoch::random();
    assert_eq!(laptop.acknowledge().await, 409);
    let device = laptop.pairing.device;
    let kept =
        world.relay().shows(|directory| directory.cursor(device).is_some_and(|kept| kept.after == at.after));
    assert!(kept.await);
}

#[tokio::test]
async fn a_revoked_laptop_is_told_and_let_in_no_more() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    let device = laptop.pairing.device;
    let mut stream = laptop.connect().await;
    stream.step().await;
    let revoke = relay::admin::Question::Revoke { device };
    let answer = relay::admin::ask(world.dir.path(), &revoke).await.unwrap();
    assert_eq!(answer, relay::admin::Answer::Done);
    assert!(matches!(stream.step().await, Step::Revoked));
    let end = tokio::time::timeout(PATIENCE, stream.frame()).await.unwrap();
    assert_eq!(end, None);
    drop(stream);
    assert_eq!(laptop.acknowledge().await, 403);
    let refused = laptop.sign_in().await.unwrap_err();
    assert_eq!(refused.code, relay::protocol::calls::ProblemCode::NotPaired);
    assert_eq!(world.deliver(&meta::message(HANDLE, "m", "nobody follows")).await, 200);
    assert_eq!(world.relay().log.bounds().await.unwrap().newest, 0);
}

#[tokio::test]
async fn a_switched_off_handles_events_are_not_streamed_any_more() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE, OTHER]).await;
    deliver(&world, 0, 2).await;
    world.deliver(&meta::message(OTHER, "o", "still on")).await;
    laptop.follow(&[OTHER]).await;
    assert_eq!(texts(&laptop.receive(1).await), ["still on"]);
    // Nobody can read them: their key is gone from the disk.
    let keys = world.relay().log.notes("key/").await.unwrap();
    assert!(keys.iter().all(|key| !String::from_utf8_lossy(&key.value).contains(HANDLE)));
}

#[tokio::test]
async fn a_relay_put_back_from_a_copy_is_noticed() {
    let mut world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    deliver(&world, 0, 2).await;
    laptop.receive(2).await;
    let log = world.dir.path().join("relay.db");
    // A copy of the file behind the relay's back, which therefore has the same epoch.
    world.stop().await;
    let copy = copy_of(&log);
    world.start().await;
    laptop.base.clone_from(&world.base);
    deliver(&world, 2, 5).await;
    laptop.receive(3).await;
    let before = laptop.position;
    world.stop().await;
    put_back(&log, &copy);
    world.start().await;
    laptop.base.clone_from(&world.base);
    // As many other deliveries take the same numbers: only the mark tells.
    deliver(&world, 10, 13).await;
    let stream_from = laptop.connect().await;
    drop(stream_from);
    let received = texts(&laptop.receive(5).await);
    assert_eq!(received, [expected(0, 2), expected(10, 13)].concat());
    assert_ne!(laptop.position.epoch, before.epoch);
    assert_eq!(laptop.position.after, before.after, "the very same number in another epoch");
}

#[tokio::test]
async fn a_backup_that_is_put_to_use_is_noticed() {
    let mut world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    deliver(&world, 0, 1).await;
    laptop.receive(1).await;
    let copy = world.dir.path().join("copy.db");
    let backup = relay::admin::Question::Backup { to: copy.clone() };
    let answer = relay::admin::ask(world.dir.path(), &backup).await.unwrap();
    assert_eq!(answer, relay::admin::Answer::Done);
    let before = laptop.position;
    world.stop().await;
    put_back(&world.dir.path().join("relay.db"), &std::fs::read(copy).unwrap());
    world.start().await;
    laptop.base.clone_from(&world.base);
    let mut stream = laptop.connect().await;
    assert!(matches!(stream.step().await, Step::Connected { anew: true }));
    assert_ne!(stream.follower.position().epoch, before.epoch);
}

fn copy_of(log: &std::path::Path) -> Vec<u8> {
    assert!(!log.with_extension("db-wal").exists(), "closed, so all is in the file");
    std::fs::read(log).unwrap()
}

fn put_back(log: &std::path::Path, copy: &[u8]) {
    for end in ["db-wal", "db-shm"] {
        let _ = std::fs::remove_file(log.with_extension(end));
    }
    std::fs::write(log, copy).unwrap();
}

#[tokio::test]
async fn a_relay_that_stops_says_so_and_lets_nobody_wait() {
    let mut world = World::new().await;
    let laptop = world.laptop(&[HANDLE]).await;
    let mut stream = laptop.connect().await;
    stream.step().await;
    world.stop().await;
    assert!(matches!(stream.step().await, Step::Closing));
    assert_eq!(tokio::time::timeout(PATIENCE, stream.frame()).await.unwrap(), None);
}

#[tokio::test]
async fn frames_are_signed_for_their_laptop() {
    let world = World::new().await;
    let laptop = world.laptop(&[HANDLE]).await;
    let mut stream = laptop.connect().await;
    let frame = stream.frame().await.unwrap();
    let envelope = Envelope::verify(&frame, &laptop.relay).unwrap();
    assert_eq!(envelope.device, laptop.pairing.device);
    assert!(matches!(envelope.frame, Frame::Hello { anew: false, .. }));
}
