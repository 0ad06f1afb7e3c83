//! Meta's side: signed deliveries over connections that stay open.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hmac::{Hmac, Mac};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::EVENTS;
use crate::process::processor;
use crate::server::Server;
use crate::times::Times;

pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub(crate) const HANDLE: &str = "17841400000000123";

/// Numbers of deliveries, each given out once.
static NUMBER: AtomicU64 = AtomicU64::new(0);

pub(crate) struct Connection(TcpStream);

impl Connection {
    pub(crate) async fn open(address: &str) -> Self {
        let socket = TcpStream::connect(address).await.unwrap();
        socket.set_nodelay(true).unwrap();
        Self(socket)
    }

    pub(crate) async fn send(&mut self, request: &[u8]) {
        self.0.write_all(request).await.unwrap();
    }

    /// Whether the answer was 200.
    pub(crate) async fn answer(&mut self) -> bool {
        let (mut answer, mut have) = ([0; 1024], 0);
        while !answer[..have].windows(4).any(|four| four == b"\r\n\r\n") {
            let more = self.0.read(&mut answer[have..]).await.unwrap();
            assert!(more > 0, "the connection broke off");
            have += more;
        }
        answer.starts_with(b"HTTP/1.1 200")
    }

    pub(crate) async fn deliver(&mut self, request: &[u8]) -> (bool, Duration) {
        let began = Instant::now();
        self.send(request).await;
        (self.answer().await, began.elapsed())
    }
}

/// What a round of load came to.
pub(crate) struct Load {
    pub(crate) deliveries: f64,
    took: Duration,
    pub(crate) late: Duration,
    spent: Duration,
}

impl Load {
    pub(crate) async fn run(server: &Server, connections: u64, time: Duration) -> Self {
        let before = processor(server.id());
        let began = Instant::now();
        let address: Arc<str> = server.address.as_str().into();
        let workers: Vec<_> =
            (0..connections).map(|_| tokio::spawn(keep_on(Arc::clone(&address), began + time))).collect();
        let mut times = Times::default();
        for worker in workers {
            times.extend(worker.await.unwrap());
        }
        let took = began.elapsed();
        let spent = processor(server.id()) - before;
        Self { deliveries: times.len() as f64, took, late: times.at(0.99), spent }
    }

    pub(crate) fn rate(&self) -> f64 {
        self.deliveries / self.took.as_secs_f64()
    }

    /// Processor seconds for a thousand events.
    pub(crate) fn processor(&self) -> f64 {
        self.spent.as_secs_f64() / (self.deliveries * EVENTS as f64) * 1_000.0
    }
}

async fn keep_on(address: Arc<str>, until: Instant) -> Times {
    let mut connection = Connection::open(&address).await;
    let mut times = Times::default();
    while Instant::now() < until {
        let request = request(next());
        let (taken, time) = connection.deliver(&request).await;
        assert!(taken, "a delivery was refused");
        times.add(time);
    }
    times
}

/// Delivers so many, all at once. How many were refused; each again until it is taken, as Meta does.
pub(crate) async fn spike(address: &str, many: u64, connections: u64) -> u64 {
    let (address, left): (Arc<str>, _) = (address.into(), Arc::new(AtomicU64::new(many)));
    let workers: Vec<_> = (0..connections)
        .map(|_| {
            let (address, left) = (Arc::clone(&address), Arc::clone(&left));
            tokio::spawn(async move {
                let mut connection = Connection::open(&address).await;
                let mut refused = 0;
                while left
                    .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                    .is_ok()
                {
                    let request = request(next());
                    while !connection.deliver(&request).await.0 {
                        refused += 1;
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                }
                refused
            })
        })
        .collect();
    let mut refused = 0;
    for worker in workers {
        refused += worker.await.unwrap();
    }
    refused
}

fn next() -> u64 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// A delivery of five messages, signed.
pub(crate) fn request(number: u64) -> Vec<u8> {
    let mut events = String::new();
    for event in 0..EVENTS {
        let comma = if event == 0 { "" } else { "," };
        let _ = write!(
            events,
            r#"{comma}{{"sender":{{"id":"1234500000000007"}},"recipient":{{"id":"{HANDLE}"}},"timestamp":1790000000001,"message":{{"mid":"aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE{number}x{event}","text":"Hello, is the blue one still there? {number}"}}}}"#
        );
    }
    let body = format!(
        r#"{{"object":"instagram","entry":[{{"id":"{HANDLE}","time":1790000000123,"messaging":[{events}]}}]}}"#
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    format!(
        "POST /webhook HTTP/1.1\r\nhost: relay\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256={signature}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
