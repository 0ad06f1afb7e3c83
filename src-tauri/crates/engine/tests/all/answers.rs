//! Answers as no Instagram gives them, and as what stands between may: of reads each is an outage that ends by itself, of sends
//! an uncertain reply that is found out and not sent again, and no token goes elsewhere.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::outbox::State;
use engine::ReactError;
use futures_util::future::join_all;
use graph::{Client, Endpoints, Https, Limits};
use testkit::{Brand, eventually};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::world::World;

/// How an answer is broken.
#[derive(Clone)]
enum Broken {
    /// These bytes, then the end.
    Bytes(Vec<u8>),
    /// These bytes, then a byte every little while.
    Trickle(Vec<u8>),
    /// These bytes, and again and again this piece.
    Endless(Vec<u8>, Vec<u8>),
    /// These bytes, then a reset.
    Reset(Vec<u8>),
}

/// The method whose calls are broken, and how, by the handle's token.
type Breaking = (&'static str, HashMap<String, Broken>);

/// What stands between us and Instagram.
#[derive(Clone)]
struct Between {
    instagram: String,
    broken: Arc<Mutex<Option<Breaking>>>,
    hits: Arc<AtomicUsize>,
}

impl Between {
    async fn start(instagram: &str) -> (Self, Url) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}/", listener.local_addr().expect("bound"));
        let instagram = instagram.trim_start_matches("http://").to_owned();
        let between = Self { instagram, broken: Arc::default(), hits: Arc::default() };
        let passing = between.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let passing = passing.clone();
                tokio::spawn(async move { passing.pass(socket).await.ok() });
            }
        });
        (between, Url::parse(&base).expect("an address"))
    }

    /// From now on calls are answered so; with `None` all are passed on.
    fn answers(&self, broken: Option<Breaking>) {
        *self.broken.lock().expect("whole") = broken;
    }

    /// The answer to a request with this head, if it is a broken one.
    fn broken(&self, head: &[u8]) -> Option<Broken> {
        let head = String::from_utf8_lossy(head);
        let (_, token) = head.split_once("Bearer ")?;
        let broken = self.broken.lock().expect("whole");
        let (method, by_token) = broken.as_ref()?;
        by_token.get(token.split("\r\n").next()?).filter(|_| head.starts_with(method)).cloned()
    }

    /// One request a connection, so that each answer is decided anew.
    async fn pass(&self, mut socket: TcpStream) -> std::io::Result<()> {
        let mut heard = Vec::new();
        let end = loop {
            if let Some(end) = heard.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            if socket.read_buf(&mut heard).await? == 0 {
                return Ok(());
            }
        };
        let Some(broken) = self.broken(&heard[..end + 2]) else {
            let mut onwards = TcpStream::connect(&self.instagram).await?;
            heard.splice(end..end, b"\r\nconnection: close".iter().copied());
            onwards.write_all(&heard).await?;
            return copy_bidirectional(&mut socket, &mut onwards).await.map(drop);
        };
        self.hits.fetch_add(1, Ordering::SeqCst);
        match broken {
            Broken::Bytes(bytes) => socket.write_all(&bytes).await?,
            Broken::Reset(bytes) => {
                socket.write_all(&bytes).await?;
                socket.set_zero_linger()?;
            }
            Broken::Trickle(bytes) => {
                socket.write_all(&bytes).await?;
                loop {
                    socket.write_all(b" ").await?;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
            Broken::Endless(bytes, piece) => {
                socket.write_all(&bytes).await?;
                loop {
                    socket.write_all(&piece).await?;
                }
            }
        }
        Ok(())
    }
}

fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n", body.len());
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").expect("writes");
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

fn json(body: &str) -> Vec<u8> {
    answer("200 OK", &[("content-type", "application/json")], body.as_bytes())
}

/// Everything that may come in place of an answer. `elsewhere` is where a redirect leads.
fn table(elsewhere: &str) -> Vec<(&'static str, Broken)> {
    let html = b"<html><title>Sign in to the hotel's network</title></html>";
    let chunked =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let long =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 90000\r\n\r\n{\"data\":["
            .to_vec();
    let piece = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    vec![
        ("a reset in the middle", Broken::Reset(long.clone())),
        ("half a body", Broken::Bytes(long.clone())),
        ("HTML", Broken::Bytes(answer("200 OK", &[("content-type", "text/html")], html))),
        (
            "HTML that says JSON",
            Broken::Bytes(answer("200 OK", &[("content-type", "application/json")], html)),
        ),
        ("nothing", Broken::Bytes(answer("200 OK", &[], b""))),
        ("no answer", Broken::Bytes(Vec::new())),
        ("no HTTP", Broken::Bytes(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec())),
        ("a body without end", Broken::Endless(chunked, piece)),
        ("a byte at a time", Broken::Trickle(long)),
        // Nothing that is packed was asked for, and nothing is unpacked: a bomb is as large as it is on the way.
        ("a bomb", Broken::Bytes(answer("200 OK", &[("content-encoding", "gzip")], b"\x1f\x8b\x08\0\0\0"))),
        ("elsewhere", Broken::Bytes(answer("307 Temporary Redirect", &[("location", elsewhere)], b""))),
        (
            "elsewhere for good",
            Broken::Bytes(answer("308 Permanent Redirect", &[("location", elsewhere)], b"")),
        ),
        ("an outage", Broken::Bytes(answer("503 Service Unavailable", &[("retry-after", "86400")], b"{}"))),
        ("null", Broken::Bytes(json("null"))),
        ("nulls", Broken::Bytes(json(r#"{"data":null,"paging":null,"message_id":null,"error":null}"#))),
        ("a word", Broken::Bytes(json(r#""ok""#))),
        ("a list", Broken::Bytes(json("[]"))),
        ("another form", Broken::Bytes(json(r#"{"data":{"data":{"data":[]}},"message_id":{"id":"m"}}"#))),
        (
            "the same name twice",
            Broken::Bytes(json(r#"{"data":[],"data":7,"message_id":"m","message_id":true}"#)),
        ),
        ("deep", Broken::Bytes(json(&"[".repeat(100_000)))),
    ]
}

/// A handle for each row of the table, whose one conversation was read; Instagram behind something, with shorter times than
/// usual; and a place where nobody should ever come.
struct Broke {
    world: World,
    between: Between,
    handles: Vec<(&'static str, Broken, Brand, HandleId)>,
    elsewhere: TcpListener,
}

impl Broke {
    async fn new() -> Self {
        let world = World::new().await;
        let (between, base) = Between::start(world.instagram.base()).await;
        let endpoints = Endpoints::at(&base);
        let short = Duration::from_millis(600);
        let limits = Limits { send: short, read: short, connect: short / 2, ..Limits::default() };
        let client =
            Client::new(Arc::new(Https::with_limits(&endpoints, limits).expect("builds")), endpoints);
        let elsewhere = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}/stolen", elsewhere.local_addr().expect("bound"));
        let mut handles = Vec::new();
        for (number, (name, broken)) in table(&address).into_iter().enumerate() {
            let brand = world.instagram.brand(&format!("brand{number}")).await;
            world.instagram.writes("mira", &brand, name).await;
            let id = world.connect(&brand).await;
            handles.push((name, broken, brand, id));
        }
        let world = world.through(client).await;
        let broke = Self { world, between, handles, elsewhere };
        broke.all_are(|trouble| trouble.is_none()).await;
        broke
    }

    fn breaks(&self, method: &'static str) {
        let by_token = self.handles.iter().map(|(_, broken, brand, _)| (brand.token.clone(), broken.clone()));
        self.between.answers(Some((method, by_token.collect())));
    }

    /// Waits until every handle was read to its end or in vain, and what is wrong with each is so.
    async fn all_are(&self, so: impl Fn(Option<Trouble>) -> bool) {
        for (name, _, _, id) in &self.handles {
            eventually(name, || async {
                self.world.engine.sync_now(None).await.expect("rings");
                let row = self.world.store.handle(*id).await.expect("reads").expect("is there");
                (so(row.trouble) && row.sync.watermark.is_some()).then_some(())
            })
            .await;
        }
    }

    /// How many reactions are on screen.
    async fn reactions(&self) -> usize {
        let mut count = 0;
        for row in self.world.conversations().await {
            let messages = self.world.messages(row.id).await;
            count += messages.iter().map(|message| message.reactions.len()).sum::<usize>();
        }
        count
    }

    /// No token went anywhere but to Instagram.
    async fn end(self) {
        let came = tokio::time::timeout(Duration::from_millis(50), self.elsewhere.accept()).await;
        assert!(came.is_err(), "a redirect was followed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_read_gets_is_an_outage_that_ends_by_itself() {
    let broke = Broke::new().await;
    broke.breaks("GET");
    broke.all_are(|trouble| matches!(trouble, Some(Trouble::InstagramDown | Trouble::Offline))).await;
    broke.between.answers(None);
    for (name, _, brand, _) in &broke.handles {
        broke.world.instagram.writes("mira", brand, &format!("after {name}")).await;
    }
    broke.all_are(|trouble| trouble.is_none()).await;
    for (name, ..) in &broke.handles {
        broke.world.shows(&format!("after {name}")).await;
    }
    assert_eq!(broke.world.texts().await.len(), 2 * broke.handles.len(), "each once");
    broke.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_send_gets_it_is_looked_for_and_not_sent_again() {
    let broke = Broke::new().await;
    broke.breaks("POST");
    let conversations = broke.world.conversations().await;
    let mut replies = Vec::new();
    for (name, _, _, handle) in &broke.handles {
        let of_handle = conversations.iter().find(|row| row.handle == *handle).expect("its conversation");
        replies.push((name, broke.world.reply(of_handle.id, "Yes").await));
    }
    for (name, id) in &replies {
        let row = broke.world.reaches(*id, State::Unknown).await;
        assert_eq!(row.progress.attempts, 1, "{name}");
    }
    assert_eq!(broke.between.hits.load(Ordering::SeqCst), replies.len(), "one attempt each");
    assert!(broke.world.instagram.sent().await.is_empty());
    broke.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_reaction_gets_it_is_not_shown_as_set() {
    let broke = Broke::new().await;
    broke.breaks("POST");
    let mut asked = Vec::new();
    for row in broke.world.conversations().await {
        asked.push(broke.world.messages(row.id).await[0].id);
    }
    let react = |message| broke.world.engine.react(message, Some("❤️".into()));
    let answers = join_all(asked.iter().map(|message| react(*message))).await;
    assert_eq!(answers.len(), broke.handles.len());
    assert!(answers.iter().all(|answer| matches!(answer, Err(ReactError::Graph(_)))), "{answers:?}");
    assert_eq!(broke.reactions().await, 0);
    assert!(broke.between.hits.load(Ordering::SeqCst) <= 3 * asked.len(), "a few times, and not without end");
    broke.between.answers(None);
    assert!(join_all(asked.iter().map(|message| react(*message))).await.iter().all(Result::is_ok));
    assert_eq!(broke.reactions().await, asked.len());
    broke.end().await;
}
