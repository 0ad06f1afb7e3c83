//! The relay is killed again and again while Meta delivers and two laptops follow.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use relay::admin::{self, Answer, Question};
use relay::protocol::follow::{Follower, Step};
use relay::protocol::sse::Splitter;
use tokio::sync::watch;

use crate::meta::{self, HANDLE, SECRET, signature};
use crate::world::{Laptop, http, settings, texts};

/// Half of them without a warning. More by the variable `RELAY_RESTARTS`.
const RESTARTS: usize = 50;
/// Deliveries answered 200 between two of them.
const BETWEEN: usize = 40;
/// Meta's connections.
const SENDERS: usize = 8;

struct Process(Child);

impl Process {
    /// Starts the relay and waits until it listens. Its address.
    fn start(data: &Path) -> (Self, String) {
        let file = data.join("relay.toml");
        let mut child = Command::new(env!("CARGO_BIN_EXE_handrail-relay"))
            .args(["serve", "--config"])
            .arg(file)
            .env("HANDRAIL_RELAY_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address =
            lines.map(Result::unwrap).find_map(|line| line.strip_prefix("listening on ").map(str::to_owned));
        (Self(child), format!("http://{}", address.unwrap()))
    }

    fn end(mut self, kindly: bool) {
        if kindly {
            let id = self.0.id().to_string();
            assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
            assert!(self.0.wait().unwrap().success(), "the relay stops in good order");
        } else {
            self.0.kill().unwrap();
            self.0.wait().unwrap();
        }
    }
}

/// Sends numbered messages one after the other; each again until it is answered 200, as Meta does.
async fn send(
    sender: usize,
    base: watch::Receiver<String>,
    stop: Arc<AtomicBool>,
    acked: Arc<AtomicUsize>,
) -> Vec<String> {
    let client = http();
    let mut sent = Vec::new();
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let text = format!("s{sender} n{n}");
        let body = meta::message(HANDLE, &text, &text);
        let signature = signature(SECRET, body.as_bytes());
        loop {
            let url = format!("{}/webhook", *base.borrow());
            let request = client.post(url).header("x-hub-signature-256", &signature).body(body.clone());
            match request.send().await {
                Ok(answer) if answer.status() == 200 => break,
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
        sent.push(text);
        acked.fetch_add(1, Ordering::Relaxed);
    }
    sent
}

/// Follows until everything in `wanted` was received. How often each text came.
async fn follow(
    mut laptop: Laptop,
    base: watch::Receiver<String>,
    mut wanted: watch::Receiver<Option<usize>>,
) -> BTreeMap<String, usize> {
    let client = http();
    let mut received: BTreeMap<String, usize> = BTreeMap::new();
    loop {
        if wanted.borrow_and_update().is_some_and(|many| received.len() >= many) {
            return received;
        }
        laptop.base = base.borrow().clone();
        let place = format!("epoch={}&after={}", laptop.position.epoch, laptop.position.after);
        let mark = laptop.position.mark.map(|mark| format!("&mark={mark}")).unwrap_or_default();
        let url = format!("{}/v1/stream?{place}{mark}", laptop.base);
        let answer = client.get(url).bearer_auth(&laptop.bearer).send().await;
        let Ok(mut answer) = answer else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
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
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_comes_twice() {
    let dir = tempfile::TempDir::new().unwrap();
    std::fs::write(dir.path().join("relay.toml"), settings(dir.path(), "")).unwrap();
    let (mut process, address) = Process::start(dir.path());
    let (base, _) = watch::channel(address.clone());
    let (wanted, _) = watch::channel(None);
    let stop = Arc::new(AtomicBool::new(false));
    let acked = Arc::new(AtomicUsize::new(0));

    let mut laptops = Vec::new();
    for _ in 0..2 {
        let answer = admin::ask(dir.path(), &Question::Pair { may_follow: None }).await.unwrap();
        let Answer::Link(link) = answer else { panic!("{answer:?}") };
        let mut laptop = Laptop::pair(&address, &link.parse().unwrap()).await;
        laptop.follow(&[HANDLE]).await;
        laptops.push(tokio::spawn(follow(laptop, base.subscribe(), wanted.subscribe())));
    }
    let senders: Vec<_> = (0..SENDERS)
        .map(|n| tokio::spawn(send(n, base.subscribe(), Arc::clone(&stop), Arc::clone(&acked))))
        .collect();
    let restarts = std::env::var("RELAY_RESTARTS").map_or(RESTARTS, |text| text.parse().unwrap());
    for restart in 0..restarts {
        let until = acked.load(Ordering::Relaxed) + BETWEEN;
        while acked.load(Ordering::Relaxed) < until {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let data = dir.path().to_owned();
        let next = tokio::task::spawn_blocking(move || {
            process.end(restart % 2 == 0);
            Process::start(&data)
        });
        let address;
        (process, address) = next.await.unwrap();
        base.send_replace(address);
    }
    stop.store(true, Ordering::Relaxed);
    let mut sent = Vec::new();
    for sender in senders {
        sent.extend(sender.await.unwrap());
    }
    sent.sort_unstable();
    assert!(sent.len() >= restarts * BETWEEN);
    wanted.send_replace(Some(sent.len()));
    for laptop in laptops {
        let received = tokio::time::timeout(Duration::from_secs(120), laptop).await.unwrap().unwrap();
        assert!(received.values().all(|many| *many == 1), "nothing twice");
        assert_eq!(received.into_keys().collect::<Vec<_>>(), sent, "nothing lost, nothing invented");
    }
    process.end(true);
}
