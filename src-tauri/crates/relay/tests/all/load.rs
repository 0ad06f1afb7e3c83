//! Meta and two laptops at work, while relays come and go.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use relay::protocol::follow::{Follower, Step};
use relay::protocol::sse::Splitter;
use tokio::sync::watch;

use crate::meta::{self, HANDLE, SECRET, signature};
use crate::world::{Laptop, http, texts};

/// Where the relays are now. Whoever is refused by one tries the next, as behind a load balancer.
pub(crate) type Relays = watch::Receiver<Vec<String>>;

const BREATH: Duration = Duration::from_millis(10);

pub(crate) fn one_of(relays: &Relays, turn: usize) -> String {
    let relays = relays.borrow();
    relays[turn % relays.len()].clone()
}

/// Sends numbered messages one after the other; each again until it is answered 200. What was answered.
pub(crate) async fn send(
    sender: usize,
    relays: Relays,
    stop: Arc<AtomicBool>,
    acked: Arc<AtomicUsize>,
) -> Vec<String> {
    let client = http();
    let (mut sent, mut turn) = (Vec::new(), sender);
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let text = format!("s{sender} n{n}");
        let body = meta::message(HANDLE, &text, &text);
        let signature = signature(SECRET, body.as_bytes());
        loop {
            let url = format!("{}/webhook", one_of(&relays, turn));
            let request = client.post(url).header("x-hub-signature-256", &signature).body(body.clone());
            match request.send().await {
                Ok(answer) if answer.status() == 200 => break,
                _ => turn += 1,
            }
            tokio::time::sleep(BREATH).await;
        }
        sent.push(text);
        acked.fetch_add(1, Ordering::Relaxed);
    }
    sent
}

/// Follows until so many different texts were received as `wanted` says. How often each came.
pub(crate) async fn follow(
    mut laptop: Laptop,
    relays: Relays,
    mut wanted: watch::Receiver<Option<usize>>,
) -> BTreeMap<String, usize> {
    let client = http();
    let mut received: BTreeMap<String, usize> = BTreeMap::new();
    for turn in 0.. {
        if wanted.borrow_and_update().is_some_and(|many| received.len() >= many) {
            break;
        }
        laptop.base = one_of(&relays, turn);
        let place = format!("epoch={}&after={}", laptop.position.epoch, laptop.position.after);
        let mark = laptop.position.mark.map(|mark| format!("&mark={mark}")).unwrap_or_default();
        let url = format!("{}/v1/stream?{place}{mark}", laptop.base);
        let answer = client.get(url).bearer_auth(&laptop.bearer).send().await;
        let Ok(mut answer) = answer else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        if answer.status() == 503 {
            // JetStream has no leader just now.
            tokio::time::sleep(BREATH).await;
            continue;
        }
        assert_eq!(answer.status(), 200);
        let mut follower = Follower::new(&laptop.keys, laptop.pairing.device, laptop.relay, laptop.position);
        let mut splitter = Splitter::default();
        'connection: loop {
            let chunk = tokio::select! {
                chunk = answer.chunk() => chunk,
                _ = wanted.changed() => break,
            };
            let Ok(Some(chunk)) = chunk else { break };
            let mut new = false;
            for frame in splitter.push(&chunk).unwrap() {
                // A hole, a forgery or a new epoch would be an error or `anew` here.
                match follower.take(&frame).unwrap() {
                    Step::Received(some) => {
                        new = true;
                        assert!(some.iter().all(|one| one.content.is_some()), "everything can be opened");
                        for text in texts(&some) {
                            *received.entry(text).or_default() += 1;
                        }
                    }
                    Step::Connected { anew } => assert!(!anew, "no restart begins a new epoch"),
                    Step::Idle => {}
                    Step::Closing => break 'connection,
                    Step::Gap | Step::Revoked => panic!("nothing was thrown away"),
                }
            }
            if new {
                // Committed together with what was received; acknowledged afterwards.
                laptop.position = follower.position();
                let ack = client.post(format!("{}/v1/ack", laptop.base)).bearer_auth(&laptop.bearer);
                let _ = ack.json(&laptop.position).send().await;
                if wanted.borrow().is_some_and(|many| received.len() >= many) {
                    return received;
                }
            }
        }
    }
    received
}

/// Both laptops have everything that was sent, each thing once, and nothing else.
pub(crate) async fn compare(
    laptops: Vec<tokio::task::JoinHandle<BTreeMap<String, usize>>>,
    mut sent: Vec<String>,
) {
    sent.sort_unstable();
    for laptop in laptops {
        let received = tokio::time::timeout(Duration::from_secs(120), laptop).await.unwrap().unwrap();
        assert!(received.values().all(|many| *many == 1), "nothing twice");
        let received: Vec<_> = received.into_keys().collect();
        assert!(received == sent, "{} of {} arrived", received.len(), sent.len());
    }
}
