//! The laptop's own client against the relay.

use relay::client::pair::{look, pair};
use relay::client::{CallError, Cause, Client, Identity};
use relay::protocol::calls::{Handle, Handles, OauthStart, ProblemCode};
use relay::protocol::follow::{Follower, Step};
use relay::protocol::keys::{DeviceKeys, SigningKey};
use relay::protocol::pairing::{PairingCode, PairingLink};
use relay::protocol::text::Blob;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::meta::{self, HANDLE};
use crate::world::{PATIENCE, World, texts};

/// The link as it would be with the relay at its public address.
async fn link(world: &World) -> PairingLink {
    PairingLink { relay: world.base.parse().unwrap(), ..world.link(None).await }
}

async fn paired(link: &PairingLink) -> (Client, relay::protocol::calls::Pairing) {
    let keys = DeviceKeys::generate().unwrap();
    let pairing = pair(link, &keys, "Mia's laptop").await.unwrap();
    let identity = Identity { address: link.relay.clone(), relay: link.key, device: pairing.device, keys };
    (Client::new(identity).unwrap(), pairing)
}

fn on(id: &str) -> Handles {
    Handles { on: vec![Handle { id: id.to_owned(), also: Vec::new() }] }
}

#[tokio::test]
async fn a_look_tells_whose_relay_it_is_and_leaves_the_code() {
    let world = World::new().await;
    let link = link(&world).await;
    for _ in 0..10 {
        assert_eq!(look(&link).await.unwrap().organisation, "Example");
    }
    let wrong = PairingLink {
        code: format!("{}{}", link.code.name(), "0123456789").parse().unwrap(),
        ..link.clone()
    };
    for _ in 0..4 {
        assert_eq!(look(&wrong).await.unwrap_err().code(), Some(ProblemCode::WrongCode));
    }
    paired(&link).await;
    assert_eq!(look(&link).await.unwrap_err().code(), Some(ProblemCode::WrongCode), "it was used");
    let unknown = PairingLink { code: PairingCode::random(), ..link };
    assert_eq!(look(&unknown).await.unwrap_err().code(), Some(ProblemCode::WrongCode));
}

#[tokio::test]
async fn wrong_looks_use_the_tries_up() {
    let world = World::new().await;
    let link = link(&world).await;
    let wrong = PairingLink {
        code: format!("{}{}", link.code.name(), "0123456789").parse().unwrap(),
        ..link.clone()
    };
    for _ in 0..5 {
        look(&wrong).await.unwrap_err();
    }
    assert_eq!(look(&link).await.unwrap_err().code(), Some(ProblemCode::WrongCode));
}

#[tokio::test]
async fn another_relay_in_its_place_is_noticed() {
    let world = World::new().await;
    let link = PairingLink { key: SigningKey::generate().unwrap().public(), ..link(&world).await };
    assert_eq!(look(&link).await.unwrap_err(), CallError::NotGenuine);
    let keys = DeviceKeys::generate().unwrap();
    assert_eq!(pair(&link, &keys, "Mia's laptop").await.unwrap_err(), CallError::NotGenuine);
}

#[tokio::test]
async fn it_follows_by_stream_and_by_asking() {
    let world = World::new().await;
    let (client, pairing) = paired(&link(&world).await).await;
    client.follow(&on(HANDLE)).await.unwrap();
    let identity = client.identity();
    let follower = |position| Follower::new(&identity.keys, identity.device, identity.relay, position);

    let mut stream = client.stream(&pairing.position).await.unwrap();
    let mut by_stream = follower(pairing.position);
    world.deliver(&meta::message(HANDLE, "m1", "by stream")).await;
    let received = loop {
        let frame = stream.next(PATIENCE).await.unwrap().unwrap();
        if let Step::Received(received) = by_stream.take(&frame).unwrap() {
            break received;
        }
    };
    assert_eq!(texts(&received), ["by stream"]);
    client.acknowledge(&by_stream.position()).await.unwrap();

    world.deliver(&meta::message(HANDLE, "m2", "by asking")).await;
    let mut by_asking = follower(by_stream.position());
    let mut received = Vec::new();
    for frame in client.poll(&by_stream.position(), std::time::Duration::ZERO).await.unwrap() {
        if let Step::Received(some) = by_asking.take(&frame).unwrap() {
            received.extend(some);
        }
    }
    assert_eq!(texts(&received), ["by asking"]);
}

#[tokio::test]
async fn a_session_that_the_relay_does_not_know_is_made_anew() {
    let mut world = World::new().await;
    let (client, _) = paired(&link(&world).await).await;
    client.follow(&on(HANDLE)).await.unwrap();
    // Another identity key would be another relay; what ends a session here is the relay's own list.
    let address = world.base.trim_start_matches("http://").to_owned();
    world.stop().await;
    assert!(matches!(client.follow(&on(HANDLE)).await, Err(CallError::Unreachable(Cause::Connect))));
    world.start_at(&address).await;
    client.follow(&on(HANDLE)).await.unwrap();
    let start =
        OauthStart { login: relay::protocol::calls::Login::Instagram, verifier_hash: Blob(vec![7; 32]) };
    assert_eq!(client.oauth_start(&start).await.unwrap_err().code(), Some(ProblemCode::NotSetUp));
}

#[tokio::test]
async fn who_takes_their_leave_is_paired_no_more() {
    let world = World::new().await;
    let (client, pairing) = paired(&link(&world).await).await;
    client.follow(&on(HANDLE)).await.unwrap();
    client.unpair().await.unwrap();
    assert!(world.relay().directory().device(pairing.device).is_none());
    assert!(client.follow(&on(HANDLE)).await.unwrap_err().is_unpaired());
}

/// Answers every request with these bytes.
async fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut heard = [0; 4096];
            let _ = socket.read(&mut heard).await;
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn whatever_answers_in_its_place_is_not_the_relay() {
    let world = World::new().await;
    let genuine = link(&world).await;
    for answer in [
        "HTTP/1.1 302 Found\r\nlocation: https://wifi.example/login\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 14\r\nconnection: close\r\n\r\n<h1>Hello</h1>",
        "HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        "HTTP/1.1 511 Network Authentication Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ] {
        let elsewhere = PairingLink { relay: answering(answer).await.parse().unwrap(), ..genuine.clone() };
        let error = look(&elsewhere).await.unwrap_err();
        assert!(
            matches!(error, CallError::Unreachable(Cause::Elsewhere | Cause::Trouble)),
            "{error:?} {answer}"
        );
    }
}

/// A proxy that has lost the relay behind it, and goes on saying something to keep the stream open.
async fn chattering(relay: &str) -> String {
    use axum::body::{Body, Bytes};
    let say = async || {
        let comments = futures_util::stream::unfold((), |()| async {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            Some((Ok::<_, std::convert::Infallible>(Bytes::from_static(b": still here\n\n")), ()))
        });
        ([("content-type", "text/event-stream")], Body::from_stream(comments))
    };
    let relay = relay.to_owned();
    let pass_on = async move |uri: axum::http::Uri, body: Bytes| {
        let request = crate::world::http().post(format!("{relay}{uri}")).body(body);
        let answer = request.header("content-type", "application/json").send().await.unwrap();
        ([("content-type", "application/json")], answer.bytes().await.unwrap())
    };
    let app = axum::Router::new().route("/v1/stream", axum::routing::get(say)).fallback(pass_on);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, app).await });
    address
}

#[tokio::test]
async fn what_a_proxy_says_is_no_sign_of_the_relay() {
    let world = World::new().await;
    let proxy = chattering(&world.base).await.parse().unwrap();
    let (client, pairing) = paired(&PairingLink { relay: proxy, ..link(&world).await }).await;
    let mut stream = client.stream(&pairing.position).await.unwrap();
    let next = stream.next(std::time::Duration::from_millis(500));
    let next = tokio::time::timeout(PATIENCE, next).await.unwrap();
    assert_eq!(next, Err(CallError::Unreachable(Cause::Timeout)));
}

#[tokio::test]
async fn plain_http_to_another_computer_is_refused() {
    let keys = DeviceKeys::generate().unwrap();
    let key = SigningKey::generate().unwrap().public();
    let link =
        PairingLink { relay: "http://relay.example.com".parse().unwrap(), code: PairingCode::random(), key };
    assert_eq!(look(&link).await.unwrap_err(), CallError::Unreachable(Cause::Address));
    let identity =
        Identity { address: link.relay, relay: key, device: relay::protocol::text::Fixed([0; 16]), keys };
    assert_eq!(Client::new(identity).unwrap_err(), CallError::Unreachable(Cause::Address));
}

#[tokio::test]
async fn one_laptop_at_a_time_answers_a_person() {
    use relay::protocol::calls::{Claim, ClaimRequest};
    let world = World::new().await;
    let (mia, _) = paired(&link(&world).await).await;
    let (tom, _) = paired(&link(&world).await).await;
    let about = relay::protocol::text::Fixed([7; 32]);
    let ask = |claim| ClaimRequest { handle: HANDLE.to_owned(), about, claim };
    assert_eq!(mia.claim(&ask(Claim::Take)).await.unwrap_err().code(), Some(ProblemCode::NotAllowed));
    for laptop in [&mia, &tom] {
        laptop.follow(&on(HANDLE)).await.unwrap();
    }
    let first = mia.claim(&ask(Claim::Take)).await.unwrap();
    assert!(first.fence.is_some() && first.other.is_none());
    let seen = tom.claim(&ask(Claim::Take)).await.unwrap();
    assert!(seen.fence.is_none());
    assert_eq!(seen.other.unwrap().laptop, "Mia's laptop");
    let again = mia.claim(&ask(Claim::Take)).await.unwrap();
    assert!(again.fence > first.fence, "kept, and its number rose");
    tom.claim(&ask(Claim::Release)).await.unwrap();
    assert!(tom.claim(&ask(Claim::Look)).await.unwrap().other.is_some(), "another's cannot be given back");
    mia.claim(&ask(Claim::Release)).await.unwrap();
    assert_eq!(tom.claim(&ask(Claim::Look)).await.unwrap().other, None);
    let taken = tom.claim(&ask(Claim::Take)).await.unwrap();
    assert!(taken.fence > again.fence);
    let take = ask(Claim::Take);
    let racers = [mia.claim(&take), mia.claim(&take)];
    for racer in futures_util::future::join_all(racers).await {
        assert!(racer.unwrap().other.is_some());
    }
}
