//! A relay that has not heard of everything says of nobody that they are unknown.

use std::time::Duration;

use relay::protocol::calls::ProblemCode;
use relay::protocol::text::DeviceId;

use crate::meta::{self, SECRET};
use crate::nats::Servers;
use crate::world::{PATIENCE, World, http};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_laptop_is_let_in_by_a_relay_that_has_not_heard_of_it_yet() {
    let servers = Servers::start(3).await;
    let world = World::with(&servers.settings(3)).await;
    let other = world.beside().await;
    for round in 0..5 {
        let mut laptop = world.laptop(&[]).await;
        // The other one was told of it a moment ago, or not yet.
        laptop.base.clone_from(&other.base);
        assert_eq!(laptop.sign_in().await, Ok(()), "round {round}");
        assert_eq!(laptop.acknowledge().await, 204, "round {round}");
    }
    let mut stranger = world.laptop(&[]).await;
    stranger.pairing.device = DeviceId::random();
    assert_eq!(stranger.sign_in().await.unwrap_err().code, ProblemCode::NotPaired);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_is_cut_off_refuses_nobody_and_drops_nothing() {
    let mut servers = Servers::start(3).await;
    let world = World::with(&servers.settings(3)).await;
    let mut laptop = world.laptop(&[]).await;
    relay::laptops::pair::revoke(world.relay(), laptop.pairing.device).await.unwrap();
    assert_eq!(laptop.sign_in().await.unwrap_err().code, ProblemCode::NotPaired);
    for n in 0..3 {
        servers.kill(n);
    }
    let behind = async {
        while world.relay().log.is_current() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, behind).await.unwrap();
    // It may have been paired anew, at another relay.
    assert_eq!(laptop.sign_in().await.unwrap_err().code, ProblemCode::Unavailable);
    // Here nobody is paired, and it would be nobody's.
    let form = [("signed_request", meta::signed_request(SECRET, "218471"))];
    for path in ["deauthorize", "delete"] {
        let request = http().post(format!("{}/meta/{path}", world.base));
        assert_eq!(request.form(&form).send().await.unwrap().status(), 503, "{path}");
    }
}
