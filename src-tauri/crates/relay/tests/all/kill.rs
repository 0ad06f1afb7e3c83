//! The relay is killed again and again while Instagram delivers and two laptops follow.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::Request;
use relay::admin::{self, Answer, Question};
use sandbox::{Clock, Sandbox, Scenario, Webhooks};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::load::{Relays, compare, follow, one_of};
use crate::meta::SECRET;
use crate::process::Process;
use crate::world::{Laptop, http};

/// Half of them without a warning. More by the variable `RELAY_RESTARTS`.
const RESTARTS: usize = 10;
/// Deliveries answered 200 between two of them.
const BETWEEN: usize = 40;
/// Meta's connections.
const SENDERS: usize = 8;
/// Messages that people write together, and how often: 300 a second.
const TOGETHER: usize = 6;
const OFTEN: Duration = Duration::from_millis(20);
/// Instagram's clock runs so much faster, or a second try would take a minute.
const FASTER: i64 = 100;

/// The simulated Instagram, which was written without knowing the relay.
struct Instagram {
    sandbox: Sandbox,
    account: String,
}

impl Instagram {
    async fn open(regime: &str) -> Self {
        let mut this = Self { sandbox: Sandbox::new(Scenario::Empty, Clock::Real), account: String::new() };
        let made = this.control("handles", json!({"username": "bluekiln"})).await;
        this.account = made["ig_id"].as_str().unwrap().to_owned();
        this.control("switches", json!({"webhook_retry": regime})).await;
        this.control("webhooks", json!({"app_secret": SECRET})).await;
        let token = made["token"].as_str().unwrap();
        let subscribe = format!("/v26.0/me/subscribed_apps?subscribed_fields=messages&access_token={token}");
        let answer = this.sandbox.answer(Request::post(subscribe).body(Bytes::new()).unwrap()).await;
        assert_eq!(answer.status(), 200);
        this
    }

    async fn control(&self, path: &str, body: Value) -> Value {
        let request = Request::post(format!("/_control/{path}")).header("content-type", "application/json");
        let answer = self.sandbox.answer(request.body(body.to_string().into()).unwrap()).await;
        assert_eq!(answer.status(), 200, "{path}: {}", String::from_utf8_lossy(answer.body()));
        serde_json::from_slice(answer.body()).unwrap()
    }

    /// People write until they are stopped. What they wrote.
    async fn write(self: Arc<Self>, stop: Arc<AtomicBool>) -> Vec<String> {
        let mut written = Vec::new();
        let mut pace = tokio::time::interval(OFTEN);
        while !stop.load(Ordering::Relaxed) {
            pace.tick().await;
            let texts: Vec<_> = (0..TOGETHER).map(|n| format!("text {}", written.len() + n)).collect();
            let events: Vec<_> = texts
                .iter()
                .map(|text| json!({"handle": "bluekiln", "person": "mira", "kind": "text", "text": text}))
                .collect();
            self.control("events", events.into()).await;
            written.extend(texts);
        }
        written
    }

    /// Time passes, but not while the relay is away: an outage is a moment of Instagram's.
    async fn tick(self: Arc<Self>, relays: Relays) {
        loop {
            tokio::time::sleep(OFTEN).await;
            if !one_of(&relays, 0).is_empty() {
                let milliseconds = i64::try_from(OFTEN.as_millis()).unwrap() * FASTER;
                self.control("clock", json!({"advance_ms": milliseconds})).await;
            }
        }
    }
}

/// One of Meta's connections: delivers what is due, once; Instagram decides when it comes again.
async fn deliver(webhooks: Webhooks, relays: Relays, acked: Arc<AtomicUsize>) {
    let client = http();
    loop {
        let delivery = webhooks.next().await;
        let mut request = client.post(format!("{}/webhook", one_of(&relays, 0))).body(delivery.body.clone());
        for (name, value) in &delivery.headers {
            request = request.header(name, value);
        }
        let status = request.send().await.map_or(0, |answer| answer.status().as_u16());
        webhooks.answer(delivery, status);
        if status == 200 {
            acked.fetch_add(1, Ordering::Relaxed);
        }
    }
}

async fn nothing_is_lost(regime: &str) {
    let instagram = Arc::new(Instagram::open(regime).await);
    let dir = tempfile::TempDir::new().unwrap();
    let (mut process, address) = Process::start(dir.path(), "");
    let (relays, _) = watch::channel(vec![address.clone()]);
    let (wanted, _) = watch::channel(None);
    let (stop, acked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));

    let mut laptops = Vec::new();
    for _ in 0..2 {
        let answer = admin::ask(dir.path(), &Question::Pair { may_follow: None }).await.unwrap();
        let Answer::Link(link) = answer else { panic!("{answer:?}") };
        let mut laptop = Laptop::pair(&address, &link.parse().unwrap()).await;
        laptop.follow(&[&instagram.account]).await;
        laptops.push(tokio::spawn(follow(laptop, relays.subscribe(), wanted.subscribe())));
    }
    for _ in 0..SENDERS {
        let webhooks = instagram.sandbox.webhooks();
        tokio::spawn(deliver(webhooks, relays.subscribe(), Arc::clone(&acked)));
    }
    tokio::spawn(Arc::clone(&instagram).tick(relays.subscribe()));
    let writing = tokio::spawn(Arc::clone(&instagram).write(Arc::clone(&stop)));

    let restarts = std::env::var("RELAY_RESTARTS").map_or(RESTARTS, |text| text.parse().unwrap());
    for restart in 0..restarts {
        let until = acked.load(Ordering::Relaxed) + BETWEEN;
        while acked.load(Ordering::Relaxed) < until {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let data = dir.path().to_owned();
        relays.send_replace(vec![String::new()]);
        let next = tokio::task::spawn_blocking(move || {
            process.end(restart % 2 == 0);
            Process::start(&data, "")
        });
        let address;
        (process, address) = next.await.unwrap();
        relays.send_replace(vec![address]);
    }
    stop.store(true, Ordering::Relaxed);
    let written = writing.await.unwrap();
    assert!(written.len() >= restarts * BETWEEN / 2);
    wanted.send_replace(Some(written.len()));
    compare(laptops, written).await;
    process.end(true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_while_instagram_tries_for_36_hours() {
    nothing_is_lost("36h").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_while_instagram_tries_for_one_hour() {
    nothing_is_lost("1h_then_unsubscribed").await;
}
