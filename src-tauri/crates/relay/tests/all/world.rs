//! A relay in this process, and laptops that are paired with it.

use std::time::Duration;

use relay::admin::{self, Answer, Question};
use relay::config::Config;
use relay::protocol::calls::{
    Challenge, ChallengeRequest, Frames, Handle, Handles, PairRequest, Paired, Pairing, Position, Problem,
    Session, SessionRequest,
};
use relay::protocol::follow::{Follower, Received, Step};
use relay::protocol::frame::Content;
use relay::protocol::keys::{DeviceKeys, Purpose, is_signed};
use relay::protocol::pairing::PairingLink;
use relay::protocol::sse::Splitter;
use relay::protocol::text::PublicKey;
use relay::serve::{self, Running};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;

use crate::meta::{SECRET, TOKEN, signature};

/// Nothing takes longer, or it never comes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct World {
    pub(crate) dir: TempDir,
    pub(crate) running: Option<Running>,
    pub(crate) base: String,
    /// Meta's.
    client: reqwest::Client,
    extra: String,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with("").await
    }

    /// `extra` are more settings.
    pub(crate) async fn with(extra: &str) -> Self {
        let dir = TempDir::new().unwrap();
        let mut world =
            Self { dir, running: None, base: String::new(), client: http(), extra: extra.to_owned() };
        world.start().await;
        world
    }

    /// Another relay on the same log: to the laptops it is the same one.
    pub(crate) async fn beside(&self) -> Self {
        let dir = TempDir::new().unwrap();
        std::fs::copy(self.dir.path().join("identity.key"), dir.path().join("identity.key")).unwrap();
        let extra = self.extra.clone();
        let mut world = Self { dir, running: None, base: String::new(), client: http(), extra };
        world.start().await;
        world
    }

    pub(crate) fn settings(&self) -> String {
        settings(self.dir.path(), &self.extra)
    }

    pub(crate) async fn start(&mut self) {
        self.start_at("127.0.0.1:0").await;
    }

    /// Starts again where it was.
    pub(crate) async fn start_at(&mut self, address: &str) {
        let mut config = Config::parse(&self.settings()).unwrap();
        config.server.listen = address.parse().unwrap();
        let running = serve::start(config).await.unwrap();
        self.base = format!("http://{}", running.address);
        self.running = Some(running);
    }

    pub(crate) async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    pub(crate) fn relay(&self) -> &relay::relay::Relay {
        &self.running.as_ref().unwrap().relay
    }

    /// Delivers a body as Meta does. The status.
    pub(crate) async fn deliver(&self, body: &str) -> u16 {
        let request = self.client.post(format!("{}/webhook", self.base));
        let request = request.header("x-hub-signature-256", signature(SECRET, body.as_bytes()));
        request.body(body.to_owned()).send().await.unwrap().status().as_u16()
    }

    pub(crate) async fn link(&self, may_follow: Option<Vec<String>>) -> PairingLink {
        let answer = admin::ask(self.dir.path(), &Question::Pair { may_follow }).await.unwrap();
        let Answer::Link(link) = answer else { panic!("{answer:?}") };
        link.parse().unwrap()
    }

    /// A laptop that follows these handles.
    pub(crate) async fn laptop(&self, handles: &[&str]) -> Laptop {
        let mut laptop = Laptop::pair(&self.base, &self.link(None).await).await;
        laptop.follow(handles).await;
        laptop
    }

    pub(crate) fn numbers(&self) -> String {
        self.relay().metrics.text()
    }
}

pub(crate) fn settings(data: &std::path::Path, extra: &str) -> String {
    format!(
        "[server]\nlisten = \"127.0.0.1:0\"\noperations = \"127.0.0.1:0\"\npublic_url = \"http://127.0.0.1:1\"\n\
         data = \"{}\"\norganisation = \"Example\"\n\
         [meta]\nverify_token = \"{TOKEN}\"\napp_secrets = [\"{}\", \"{SECRET}\"]\n{extra}",
        data.display(),
        "f".repeat(32),
    )
}

pub(crate) fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().timeout(PATIENCE).build().unwrap()
}

/// A laptop: what the app will be.
pub(crate) struct Laptop {
    pub(crate) base: String,
    pub(crate) keys: DeviceKeys,
    pub(crate) relay: PublicKey,
    pub(crate) pairing: Pairing,
    pub(crate) position: Position,
    pub(crate) bearer: String,
}

impl Laptop {
    pub(crate) async fn pair(base: &str, link: &PairingLink) -> Self {
        let keys = DeviceKeys::generate().unwrap();
        let public = keys.public().unwrap();
        let name = "Mia's laptop".to_owned();
        let proof = link.code.proof(&public, &name);
        let request = PairRequest { code: link.code.name().to_owned(), name, keys: public, proof };
        let paired: Paired = ask(base, "pair", "", &request).await.unwrap();
        assert!(is_signed(&link.key, Purpose::Paired, paired.pairing.as_bytes(), &paired.signature.0));
        let pairing: Pairing = serde_json::from_str(&paired.pairing).unwrap();
        let position = pairing.position;
        let (base, relay) = (base.to_owned(), link.key);
        let mut laptop = Self { base, keys, relay, pairing, position, bearer: String::new() };
        laptop.sign_in().await.unwrap();
        laptop
    }

    pub(crate) async fn sign_in(&mut self) -> Result<(), Problem> {
        let device = self.pairing.device;
        let Challenge { challenge } = ask(&self.base, "challenge", "", &ChallengeRequest { device }).await?;
        let signature = self.keys.sign(Purpose::Session, challenge.as_bytes());
        let request = SessionRequest { device, challenge, signature };
        let session: Session = ask(&self.base, "session", "", &request).await?;
        self.bearer = session.bearer;
        Ok(())
    }

    pub(crate) async fn follow(&mut self, handles: &[&str]) {
        assert_eq!(self.put_handles(handles).await, 204);
    }

    pub(crate) async fn put_handles(&self, handles: &[&str]) -> u16 {
        let on = handles.iter().map(|id| Handle { id: (*id).to_owned(), also: Vec::new() }).collect();
        let request = http().put(format!("{}/v1/handles", self.base)).bearer_auth(&self.bearer);
        request.json(&Handles { on }).send().await.unwrap().status().as_u16()
    }

    pub(crate) async fn ask<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<A, Problem> {
        ask(&self.base, path, &self.bearer, body).await
    }

    /// Acknowledges the place it is at. The status.
    pub(crate) async fn acknowledge(&self) -> u16 {
        let request = http().post(format!("{}/v1/ack", self.base)).bearer_auth(&self.bearer);
        request.json(&self.position).send().await.unwrap().status().as_u16()
    }

    fn place(&self) -> String {
        let mark = self.position.mark.map(|mark| format!("&mark={mark}")).unwrap_or_default();
        format!("epoch={}&after={}{mark}", self.position.epoch, self.position.after)
    }

    pub(crate) async fn connect(&self) -> Stream<'_> {
        let url = format!("{}/v1/stream?{}", self.base, self.place());
        let response = http().get(url).bearer_auth(&self.bearer).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let follower = Follower::new(&self.keys, self.pairing.device, self.relay, self.position);
        Stream { response, splitter: Splitter::default(), frames: Vec::new(), follower }
    }

    /// Follows until so many things were received, and keeps the place. Panics when the stream does not fit.
    pub(crate) async fn receive(&mut self, many: usize) -> Vec<Received> {
        let mut stream = self.connect().await;
        let mut received = Vec::new();
        while received.len() < many {
            if let Step::Received(some) = stream.step().await {
                received.extend(some);
            }
        }
        self.position = stream.follower.position();
        received
    }

    pub(crate) async fn poll(&mut self, wait: u64) -> Vec<Received> {
        let url = format!("{}/v1/events?{}&wait={wait}", self.base, self.place());
        let frames: Frames =
            http().get(url).bearer_auth(&self.bearer).send().await.unwrap().json().await.unwrap();
        let mut follower = Follower::new(&self.keys, self.pairing.device, self.relay, self.position);
        let mut received = Vec::new();
        for frame in frames.frames {
            if let Step::Received(some) = follower.take(&frame).unwrap() {
                received.extend(some);
            }
        }
        self.position = follower.position();
        received
    }
}

/// An open stream.
pub(crate) struct Stream<'a> {
    response: reqwest::Response,
    splitter: Splitter,
    frames: Vec<String>,
    pub(crate) follower: Follower<'a>,
}

impl Stream<'_> {
    /// The next frame; `None` when the stream ended.
    pub(crate) async fn frame(&mut self) -> Option<String> {
        while self.frames.is_empty() {
            let chunk = self.response.chunk().await.ok()??;
            self.frames = self.splitter.push(&chunk).unwrap();
        }
        Some(self.frames.remove(0))
    }

    pub(crate) async fn step(&mut self) -> Step {
        let frame = tokio::time::timeout(PATIENCE, self.frame()).await.unwrap().unwrap();
        self.follower.take(&frame).unwrap()
    }
}

async fn ask<A: DeserializeOwned>(
    base: &str,
    path: &str,
    bearer: &str,
    body: &impl Serialize,
) -> Result<A, Problem> {
    let response =
        http().post(format!("{base}/v1/{path}")).bearer_auth(bearer).json(body).send().await.unwrap();
    if response.status().is_success() {
        return Ok(response.json().await.unwrap());
    }
    Err(response.json().await.unwrap())
}

/// The texts of all messages in what was received.
pub(crate) fn texts(received: &[Received]) -> Vec<String> {
    let mut texts = Vec::new();
    for one in received {
        let Some(Content::Entries { entries, .. }) = &one.content else { continue };
        for entry in entries {
            let entry: serde_json::Value = serde_json::from_str(entry.get()).unwrap();
            for event in entry["messaging"].as_array().into_iter().flatten() {
                texts.push(event["message"]["text"].as_str().unwrap_or_default().to_owned());
            }
        }
    }
    texts
}
