use relay::protocol::calls::{Handle, Handles, PairRequest, Paired, ProblemCode};
use relay::protocol::keys::DeviceKeys;
use relay::protocol::pairing::{PairingCode, PairingLink};

use crate::meta::{self, HANDLE, OTHER};
use crate::world::{Laptop, World, http, texts};

async fn pair(world: &World, link: &PairingLink, code: &PairingCode) -> Result<Paired, ProblemCode> {
    let keys = DeviceKeys::generate().unwrap().public().unwrap();
    let name = "a laptop".to_owned();
    let proof = code.proof(&keys, &name);
    let request = PairRequest { code: link.code.name().to_owned(), name, keys, proof };
    let url = format!("{}/v1/pair", world.base);
    let answer = http().post(url).json(&request).send().await.unwrap();
    if answer.status().is_success() {
        return Ok(answer.json().await.unwrap());
    }
    Err(answer.json::<relay::protocol::calls::Problem>().await.unwrap().code)
}

fn wrong(link: &PairingLink) -> PairingCode {
    format!("{}{}", link.code.name(), "0123456789").parse().unwrap()
}

#[tokio::test]
async fn a_code_counts_once() {
    let world = World::new().await;
    let link = world.link(None).await;
    assert!(pair(&world, &link, &link.code).await.is_ok());
    assert_eq!(pair(&world, &link, &link.code).await.unwrap_err(), ProblemCode::WrongCode);
    let link = world.link(None).await;
    let racers = futures_util::future::join_all((0..8).map(|_| pair(&world, &link, &link.code))).await;
    assert_eq!(racers.iter().filter(|racer| racer.is_ok()).count(), 1);
}

#[tokio::test]
async fn five_wrong_tries_end_a_code() {
    let world = World::new().await;
    let link = world.link(None).await;
    for _ in 0..4 {
        assert_eq!(pair(&world, &link, &wrong(&link)).await.unwrap_err(), ProblemCode::WrongCode);
    }
    let other = world.link(None).await;
    assert!(pair(&world, &link, &link.code).await.is_ok(), "four are forgiven");
    for _ in 0..5 {
        pair(&world, &other, &wrong(&other)).await.unwrap_err();
    }
    assert_eq!(pair(&world, &other, &other.code).await.unwrap_err(), ProblemCode::WrongCode);
}

#[tokio::test]
async fn a_code_that_was_never_given_out_does_not_count() {
    let world = World::new().await;
    let link = PairingLink { code: PairingCode::random(), ..world.link(None).await };
    assert_eq!(pair(&world, &link, &link.code).await.unwrap_err(), ProblemCode::WrongCode);
}

#[tokio::test]
async fn a_laptop_paired_for_some_handles_gets_no_others() {
    let world = World::new().await;
    let link = world.link(Some(vec![HANDLE.to_owned()])).await;
    let mut laptop = Laptop::pair(&world.base, &link).await;
    assert_eq!(laptop.pairing.may_follow, Some(vec![HANDLE.to_owned()]));
    assert_eq!(laptop.put_handles(&[HANDLE, OTHER]).await, 403);
    laptop.follow(&[HANDLE]).await;
    world.deliver(&meta::message(OTHER, "o", "not allowed")).await;
    world.deliver(&meta::message(HANDLE, "m", "allowed")).await;
    assert_eq!(texts(&laptop.receive(1).await), ["allowed"]);
    // Nor by another id of a handle that it may follow.
    let on = vec![Handle { id: HANDLE.to_owned(), also: vec![OTHER.to_owned()] }];
    let request = http().put(format!("{}/v1/handles", world.base)).bearer_auth(&laptop.bearer);
    assert_eq!(request.json(&Handles { on }).send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn without_a_session_nothing_is_given_out() {
    let world = World::new().await;
    let laptop = world.laptop(&[HANDLE]).await;
    for bearer in ["", "nonsense", &laptop.bearer[1..], &format!("{}x", laptop.bearer)] {
        for (method, path) in [
            ("GET", "stream?epoch=AAAAAAAAAAAAAAAAAAAAAA&after=0"),
            ("GET", "events?epoch=AAAAAAAAAAAAAAAAAAAAAA&after=0"),
            ("PUT", "handles"),
            ("POST", "ack"),
            ("POST", "deletion"),
            ("POST", "oauth/start"),
            ("POST", "oauth/claim"),
            ("POST", "unpair"),
            ("POST", "claims"),
        ] {
            let url = format!("{}/v1/{path}", world.base);
            let request = http().request(method.parse().unwrap(), url).bearer_auth(bearer);
            assert_eq!(request.send().await.unwrap().status(), 401, "{method} {path} {bearer}");
        }
    }
}

#[tokio::test]
async fn another_laptops_signature_opens_no_session() {
    let world = World::new().await;
    let mut mia = world.laptop(&[HANDLE]).await;
    let tom = world.laptop(&[OTHER]).await;
    mia.keys = DeviceKeys::from_secret(&tom.keys.secret()).unwrap();
    assert_eq!(mia.sign_in().await.unwrap_err().code, ProblemCode::NotPaired);
}

#[tokio::test]
async fn nonsense_is_refused_kindly() {
    let world = World::new().await;
    let laptop = world.laptop(&[HANDLE]).await;
    let put = async |body: &str| {
        let request = http().put(format!("{}/v1/handles", world.base)).bearer_auth(&laptop.bearer);
        request
            .header("content-type", "application/json")
            .body(body.to_owned())
            .send()
            .await
            .unwrap()
            .status()
    };
    for body in ["", "7", "{}", r#"{"on":[{"id":"0"}]}"#, r#"{"on":[{"id":"x"}]}"#, r#"{"on":[{"id":""}]}"#] {
        assert_eq!(put(body).await, 400, "{body}");
    }
}
