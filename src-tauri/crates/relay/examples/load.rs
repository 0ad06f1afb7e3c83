//! How much a relay takes in: signed deliveries of five events over keep-alive connections.
//!
//! `cargo run --release -p relay --example load -- RELAY-BINARY [SECONDS] [CONNECTIONS]`
//!
//! Starts the relay in a new folder, pairs one laptop that follows one handle, measures how long one
//! delivery takes to be open there, and then delivers for a while as fast as it goes. Every 200 means that the delivery is flushed. Prints deliveries a second, percentiles, the relay's
//! processor time for a thousand events and its memory.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a tool speaks by printing and stops at the first mistake"
)]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hmac::{Hmac, Mac};
use relay::admin::{Answer, Question};
use relay::protocol::calls::{
    Challenge, ChallengeRequest, Handle, Handles, PairRequest, Paired, Pairing, Position, Session,
    SessionRequest,
};
use relay::protocol::follow::{Follower, Step};
use relay::protocol::keys::{DeviceKeys, Purpose};
use relay::protocol::pairing::PairingLink;
use relay::protocol::sse::Splitter;
use relay::protocol::text::PublicKey;
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const HANDLE: &str = "17841400000000123";
const EVENTS: u64 = 5;
/// Deliveries of the first part.
const DELIVERIES: u64 = 500;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let binary = arguments.next().expect("the relay's binary");
    let seconds: u64 = arguments.next().map_or(10, |text| text.parse().unwrap());
    let connections: u64 = arguments.next().map_or(32, |text| text.parse().unwrap());

    let data = std::env::temp_dir().join(format!("relay-load-{}", std::process::id()));
    std::fs::create_dir_all(&data).unwrap();
    let file = data.join("relay.toml");
    let settings = format!(
        "[server]\nlisten = \"127.0.0.1:0\"\noperations = \"127.0.0.1:0\"\npublic_url = \"http://127.0.0.1:1\"\ndata = \"{}\"\norganisation = \"Load\"\n[meta]\nverify_token = \"a-verify-token-for-load\"\napp_secrets = [\"{SECRET}\"]\n",
        data.display()
    );
    std::fs::write(&file, settings).unwrap();
    let mut process = Command::new(binary)
        .args(["serve", "--config"])
        .arg(&file)
        .env("HANDRAIL_RELAY_LOG", "warn")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let address =
        lines.find_map(|line| line.unwrap().strip_prefix("listening on ").map(str::to_owned)).unwrap();
    let idle = memory(process.id());
    let mut laptop = pair(&data, &address).await;
    println!("{}", laptop.latency(&address).await);

    let before = processor(process.id());
    let began = Instant::now();
    let until = began + Duration::from_secs(seconds);
    let number = Arc::new(AtomicU64::new(0));
    let workers: Vec<_> = (0..connections)
        .map(|_| tokio::spawn(deliver(address.clone(), Arc::clone(&number), until)))
        .collect();
    let mut took = Vec::new();
    for worker in workers {
        took.extend(worker.await.unwrap());
    }
    let elapsed = began.elapsed();
    let spent = processor(process.id()) - before;
    took.sort_unstable();
    let at = |share: f64| Duration::from_micros(took[((took.len() - 1) as f64 * share) as usize]);
    let events = took.len() as f64 * EVENTS as f64;
    println!("{} deliveries of {EVENTS} events in {elapsed:.1?}, {connections} connections", took.len());
    println!("{:.0} a second, all flushed before 200", took.len() as f64 / elapsed.as_secs_f64());
    println!("median {:?}, 99 % {:?}, 99.9 % {:?}, longest {:?}", at(0.5), at(0.99), at(0.999), at(1.0));
    println!("{:.4} processor seconds for 1,000 events", spent.as_secs_f64() / events * 1000.0);
    println!("memory idle {:.1} MB, now {:.1} MB", idle, memory(process.id()));
    process.kill().unwrap();
    process.wait().unwrap();
    std::fs::remove_dir_all(data).unwrap();
}

async fn deliver(address: String, number: Arc<AtomicU64>, until: Instant) -> Vec<u64> {
    let mut socket = TcpStream::connect(&address).await.unwrap();
    socket.set_nodelay(true).unwrap();
    let (mut took, mut answer) = (Vec::new(), [0; 1024]);
    while Instant::now() < until {
        let request = request(number.fetch_add(1, Ordering::Relaxed));
        let began = Instant::now();
        socket.write_all(&request).await.unwrap();
        let mut have = 0;
        while !answer[..have].windows(4).any(|four| four == b"\r\n\r\n") {
            have += socket.read(&mut answer[have..]).await.unwrap();
        }
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..have]));
        took.push(u64::try_from(began.elapsed().as_micros()).unwrap());
    }
    took
}

fn request(number: u64) -> Vec<u8> {
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

/// The laptop: follows the stream and opens what comes.
struct Laptop {
    keys: DeviceKeys,
    pairing: Pairing,
    relay: PublicKey,
    bearer: String,
    http: reqwest::Client,
}

impl Laptop {
    /// From the first byte of a delivery to its events opened here, one delivery after the other.
    async fn latency(&mut self, address: &str) -> String {
        let Position { epoch, after, .. } = self.pairing.position;
        let url = format!("http://{address}/v1/stream?epoch={epoch}&after={after}");
        let mut stream = self.http.get(url).bearer_auth(&self.bearer).send().await.unwrap();
        let mut follower = Follower::new(&self.keys, self.pairing.device, self.relay, self.pairing.position);
        let (mut splitter, mut took) = (Splitter::default(), Vec::new());
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.set_nodelay(true).unwrap();
        let mut answer = [0; 1024];
        for number in 0..DELIVERIES {
            let request = request(u64::MAX - number);
            let began = Instant::now();
            socket.write_all(&request).await.unwrap();
            let mut here = false;
            while !here {
                let chunk = stream.chunk().await.unwrap().unwrap();
                for frame in splitter.push(&chunk).unwrap() {
                    if let Step::Received(received) = follower.take(&frame).unwrap() {
                        here |= received.iter().all(|one| one.content.is_some());
                    }
                }
            }
            took.push(began.elapsed());
            let _ = socket.read(&mut answer).await.unwrap();
        }
        took.sort_unstable();
        let (median, late) = (took[took.len() / 2], took[took.len() * 99 / 100]);
        format!("a delivery is open on a laptop after {median:?} (median), {late:?} (99 %)")
    }
}

async fn pair(data: &std::path::Path, address: &str) -> Laptop {
    let answer = relay::admin::ask(data, &Question::Pair { may_follow: None }).await.unwrap();
    let Answer::Link(link) = answer else { unreachable!("{answer:?}") };
    let link: PairingLink = link.parse().unwrap();
    let keys = DeviceKeys::generate().unwrap();
    let (public, name) = (keys.public().unwrap(), "load".to_owned());
    let proof = link.code.proof(&public, &name);
    let http = reqwest::Client::builder();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = http.build().unwrap();
    let post = |path: &str| http.post(format!("http://{address}/v1/{path}"));
    let request = PairRequest { code: link.code.name().to_owned(), name, keys: public, proof };
    let paired: Paired = post("pair").json(&request).send().await.unwrap().json().await.unwrap();
    let pairing: Pairing = serde_json::from_str(&paired.pairing).unwrap();
    let device = pairing.device;
    let Challenge { challenge } =
        post("challenge").json(&ChallengeRequest { device }).send().await.unwrap().json().await.unwrap();
    let signature = keys.sign(Purpose::Session, challenge.as_bytes());
    let request = SessionRequest { device, challenge, signature };
    let session: Session = post("session").json(&request).send().await.unwrap().json().await.unwrap();
    let on = vec![Handle { id: HANDLE.to_owned(), also: Vec::new() }];
    let put = http.put(format!("http://{address}/v1/handles")).bearer_auth(&session.bearer);
    assert!(put.json(&Handles { on }).send().await.unwrap().status().is_success());
    Laptop { keys, pairing, relay: link.key, bearer: session.bearer, http }
}

/// User and system time of a process.
fn processor(id: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// Resident memory of a process, in megabytes.
fn memory(id: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
