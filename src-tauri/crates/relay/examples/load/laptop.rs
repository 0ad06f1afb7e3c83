//! The laptop: follows the stream and opens what comes.

use std::path::Path;
use std::time::{Duration, Instant};

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

use crate::client::{Connection, HANDLE, spike};

pub(crate) struct Laptop {
    keys: DeviceKeys,
    pairing: Pairing,
    position: Position,
    relay: PublicKey,
    bearer: String,
    http: reqwest::Client,
}

/// An open stream.
pub(crate) struct Stream<'a> {
    answer: reqwest::Response,
    splitter: Splitter,
    follower: Follower<'a>,
    ack: reqwest::RequestBuilder,
}

impl Laptop {
    pub(crate) async fn pair(data: &Path, address: &str) -> Self {
        let answer = relay::admin::ask(data, &Question::Pair { may_follow: None }).await.unwrap();
        let Answer::Link(link) = answer else { unreachable!("{answer:?}") };
        let link: PairingLink = link.parse().unwrap();
        let keys = DeviceKeys::generate().unwrap();
        let (public, name) = (keys.public().unwrap(), "load".to_owned());
        let proof = link.code.proof(&public, &name);
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::new();
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
        let position = pairing.position;
        Self { keys, pairing, position, relay: link.key, bearer: session.bearer, http }
    }

    /// Follows from where it is.
    pub(crate) async fn connect(&self, address: &str) -> Stream<'_> {
        let Position { epoch, after, mark } = self.position;
        let mark = mark.map(|mark| format!("&mark={mark}")).unwrap_or_default();
        let url = format!("http://{address}/v1/stream?epoch={epoch}&after={after}{mark}");
        let answer = self.http.get(url).bearer_auth(&self.bearer).send().await.unwrap();
        Stream {
            answer: answer.error_for_status().unwrap(),
            splitter: Splitter::default(),
            follower: Follower::new(&self.keys, self.pairing.device, self.relay, self.position),
            ack: self.http.post(format!("http://{address}/v1/ack")).bearer_auth(&self.bearer),
        }
    }

    /// Takes everything that is there already, up to so many deliveries. Where it is then.
    pub(crate) async fn read(&mut self, address: &str, many: u64) -> u64 {
        let mut stream = self.connect(address).await;
        let mut read = 0;
        while read < many {
            read += stream.next().await;
            stream.acknowledge().await;
        }
        let position = stream.follower.position();
        drop(stream);
        self.position = position;
        read
    }

    /// So many deliveries at once: how many were refused, how long it took, and how many of them came here.
    pub(crate) async fn spike(&mut self, address: &str, many: u64, connections: u64) -> (u64, Duration, u64) {
        // Only what comes from now on counts.
        let newest = self.connect(address).await.newest().await;
        self.position = Position { after: newest, mark: None, ..self.position };
        let began = Instant::now();
        let (refused, received) = tokio::join!(spike(address, many, connections), async {
            tokio::time::timeout(Duration::from_secs(60), self.read(address, many)).await.unwrap_or(0)
        });
        (refused, began.elapsed(), received.min(many))
    }
}

impl Stream<'_> {
    /// The newest number there is, as the first frame says.
    async fn newest(mut self) -> u64 {
        use relay::protocol::frame::{Envelope, Frame};
        let chunk = self.answer.chunk().await.unwrap().unwrap();
        let frames = self.splitter.push(&chunk).unwrap();
        let (_, json) = frames[0].split_once('.').unwrap();
        let envelope: Envelope = serde_json::from_str(json).unwrap();
        let Frame::Hello { newest, .. } = envelope.frame else { unreachable!() };
        newest
    }

    /// Waits for more. How many deliveries were opened.
    async fn next(&mut self) -> u64 {
        let chunk = self.answer.chunk().await.unwrap().expect("the stream goes on");
        let mut opened = 0;
        for frame in self.splitter.push(&chunk).unwrap() {
            if let Step::Received(received) = self.follower.take(&frame).unwrap() {
                assert!(received.iter().all(|one| one.content.is_some()), "everything can be opened");
                opened += received.len() as u64;
            }
        }
        opened
    }

    async fn acknowledge(&self) {
        let ack = self.ack.try_clone().unwrap().json(&self.follower.position()).send().await.unwrap();
        assert!(ack.status().is_success());
    }

    /// From the first byte of a delivery to its events opened here.
    pub(crate) async fn time(&mut self, connection: &mut Connection, request: &[u8]) -> Duration {
        let began = Instant::now();
        connection.send(request).await;
        while self.next().await == 0 {}
        let took = began.elapsed();
        assert!(connection.answer().await);
        self.acknowledge().await;
        took
    }
}
