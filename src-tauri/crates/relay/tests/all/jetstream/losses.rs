//! Servers and relays are killed while Meta delivers and two laptops follow.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use relay::admin::{self, Answer, Question};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::load::{compare, follow, send};
use crate::meta::HANDLE;
use crate::nats::Servers;
use crate::process::Process;
use crate::world::Laptop;

/// In each, both relays and two servers are killed. More by the variable `RELAY_ROUNDS`.
const ROUNDS: usize = 1;
/// Deliveries answered 200 between two losses.
const BETWEEN: usize = 200;
const SENDERS: usize = 8;

struct Relays {
    settings: String,
    folders: [TempDir; 2],
    running: [Option<Process>; 2],
    addresses: watch::Sender<Vec<String>>,
}

impl Relays {
    async fn start(settings: String) -> Self {
        let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
        let addresses = watch::channel(vec![String::new(); 2]).0;
        let mut relays = Self { settings, folders, running: [None, None], addresses };
        relays.start_one(0).await;
        // Both are the same relay to the laptops.
        let key = |n: usize| relays.folders[n].path().join("identity.key");
        std::fs::copy(key(0), key(1)).unwrap();
        relays.start_one(1).await;
        relays
    }

    async fn start_one(&mut self, n: usize) {
        let (data, settings) = (self.folders[n].path().to_owned(), self.settings.clone());
        let started = tokio::task::spawn_blocking(move || Process::start(&data, &settings));
        let (process, address) = started.await.unwrap();
        self.running[n] = Some(process);
        self.addresses.send_modify(|all| all[n] = address);
    }

    /// Kills one, and starts it again.
    async fn lose(&mut self, n: usize) {
        let process = self.running[n].take().unwrap();
        tokio::task::spawn_blocking(move || process.end(false)).await.unwrap();
        self.start_one(n).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_when_a_server_or_a_relay_is() {
    let mut servers = Servers::start(3).await;
    let mut relays = Relays::start(servers.settings(3)).await;
    let (wanted, _) = watch::channel(None);
    let (stop, acked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut laptops = Vec::new();
    for n in 0..2 {
        let data = relays.folders[n].path();
        let answer = admin::ask(data, &Question::Pair { may_follow: None }).await.unwrap();
        let Answer::Link(link) = answer else { panic!("{answer:?}") };
        let base = relays.addresses.borrow()[n].clone();
        let mut laptop = Laptop::pair(&base, &link.parse().unwrap()).await;
        laptop.follow(&[HANDLE]).await;
        laptops.push(tokio::spawn(follow(laptop, relays.addresses.subscribe(), wanted.subscribe())));
    }
    known_everywhere(&relays).await;
    let senders: Vec<_> = (0..SENDERS)
        .map(|n| {
            let (stop, acked) = (Arc::clone(&stop), Arc::clone(&acked));
            tokio::spawn(send(n, relays.addresses.subscribe(), stop, acked))
        })
        .collect();
    let more = async || {
        let until = acked.load(Ordering::Relaxed) + BETWEEN;
        while acked.load(Ordering::Relaxed) < until {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let rounds = std::env::var("RELAY_ROUNDS").map_or(ROUNDS, |text| text.parse().unwrap());
    for round in 0..rounds {
        more().await;
        relays.lose(0).await;
        more().await;
        let leader = servers.leader().await;
        // Not the leader in every second round.
        let lost = (leader + round % 2) % 3;
        servers.kill(lost);
        more().await;
        relays.lose(1).await;
        more().await;
        servers.start_one(lost);
        assert!(servers.ready().await);
        more().await;
        let other = (servers.leader().await + 1) % 3;
        servers.kill(other);
        more().await;
        servers.start_one(other);
        assert!(servers.ready().await);
    }
    stop.store(true, Ordering::Relaxed);
    let mut sent = Vec::new();
    for sender in senders {
        sent.extend(sender.await.unwrap());
    }
    wanted.send_replace(Some(sent.len()));
    compare(laptops, sent).await;
}

/// Until then the other relay may drop what the laptops follow, as it would of a handle that is off.
async fn known_everywhere(relays: &Relays) {
    for n in 0..2 {
        loop {
            let answer = admin::ask(relays.folders[n].path(), &Question::Devices).await.unwrap();
            let Answer::Devices(devices) = answer else { panic!("{answer:?}") };
            if devices.len() == 2 && devices.iter().all(|device| device.handles == 1) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
