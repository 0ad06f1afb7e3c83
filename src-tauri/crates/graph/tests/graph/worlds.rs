//! The two ends that tests put the client between: a recorder and the sandbox.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use domain::handle::{Flavour, Handle};
use domain::ids::{HandleId, IgId};
use domain::time::{HOUR, Timestamp};
use domain::window::{HumanAgentTag, Sender, human_agent};
use graph::{Access, Client, Endpoints, Request, Response, Transport, TransportError};
use http::{HeaderMap, StatusCode};
use sandbox::{Clock, Sandbox, Scenario};
use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;

/// The token of all tests; no output may contain it.
pub(crate) const TOKEN: &str = "IGAAcanary_token-0001";

pub(crate) fn handle() -> Handle {
    Handle {
        id: HandleId(1),
        ig_id: IgId::from("17841400000000123"),
        app_scoped_id: None,
        username: "bluekiln".to_owned(),
        flavour: Flavour::InstagramLogin,
        on: true,
        page_id: None,
        epoch: 1,
    }
}

pub(crate) fn token() -> SecretString {
    SecretString::from(TOKEN)
}

pub(crate) fn somewhere() -> Url {
    Url::parse("http://sandbox.invalid/").expect("address")
}

/// Permission to reply as a human agent: a person confirmed it 25 hours after the other's message.
pub(crate) fn tag() -> HumanAgentTag {
    let then = Timestamp(1_790_000_000_000);
    human_agent(Sender::human(true), Some(then), then.plus(25 * HOUR)).expect("between 24 hours and 7 days")
}

/// Answers every request with the next of its answers, and remembers the requests.
#[derive(Default)]
pub(crate) struct Recorder {
    answers: Mutex<Vec<Result<Response, TransportError>>>,
    requests: Mutex<Vec<Request>>,
}

impl Recorder {
    pub(crate) fn with(answers: impl IntoIterator<Item = (u16, Value)>) -> Arc<Self> {
        let mut answers: Vec<_> =
            answers.into_iter().map(|(status, body)| Ok(response(status, body.to_string()))).collect();
        answers.reverse();
        Arc::new(Self { answers: Mutex::new(answers), requests: Mutex::default() })
    }

    pub(crate) fn failing(error: TransportError) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new(vec![Err(error)]), requests: Mutex::default() })
    }

    pub(crate) fn raw(status: u16, body: impl AsRef<[u8]>) -> Arc<Self> {
        let answers = vec![Ok(response(status, body))];
        Arc::new(Self { answers: Mutex::new(answers), requests: Mutex::default() })
    }

    pub(crate) fn client(self: &Arc<Self>) -> Client {
        let endpoints = Endpoints::instagram().expect("constants");
        Client::new(Arc::clone(self) as Arc<dyn Transport>, endpoints)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("lock").clone()
    }

    pub(crate) fn only(&self) -> Request {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "one request is one attempt");
        requests.remove(0)
    }
}

#[async_trait]
impl Transport for Recorder {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.requests.lock().expect("lock").push(request);
        self.answers.lock().expect("lock").pop().expect("a further answer")
    }
}

fn response(status: u16, body: impl AsRef<[u8]>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert("date", "Mon, 28 Sep 2026 22:44:49 GMT".parse().expect("header"));
    Response {
        status: StatusCode::from_u16(status).expect("status"),
        headers,
        body: Bytes::copy_from_slice(body.as_ref()),
    }
}

/// The query of a request, by name.
pub(crate) fn query(request: &Request, name: &str) -> Option<String> {
    request.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The JSON body of a request.
pub(crate) fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

/// The sandbox behind the client, without a socket.
pub(crate) struct InMemory(pub(crate) Sandbox);

#[async_trait]
impl Transport for InMemory {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let answer = self.0.answer(request.into_http().expect("request")).await;
        let (head, body) = answer.into_parts();
        Ok(Response { status: head.status, headers: head.headers, body })
    }
}

/// A sandbox with one handle and the client to it.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) handle: Handle,
    pub(crate) token: SecretString,
}

impl World {
    pub(crate) async fn new() -> Self {
        let sandbox = Sandbox::new(Scenario::Empty, Clock::At(1_790_000_000_000));
        let transport = Arc::new(InMemory(sandbox.clone()));
        let client = Client::new(transport, Endpoints::at(&somewhere()));
        let world = Self { sandbox, client, handle: handle(), token: token() };
        let new = json!({"username": "bluekiln", "ig_id": "17841400000000123", "token": TOKEN});
        world.control("POST", "handles", &new).await;
        // Tests call faster than Instagram allows.
        world.control("POST", "switches", &json!({"conversations_throttle": "off"})).await;
        world
    }

    pub(crate) fn access(&self) -> Access<'_> {
        Access::of(&self.handle, &self.token)
    }

    /// Something that a person does; the mid of the message, if it made one.
    pub(crate) async fn event(&self, person: &str, kind: &str, fields: Value) -> Option<String> {
        let mut event = json!({"handle": "bluekiln", "person": person, "kind": kind});
        for (name, value) in fields.as_object().into_iter().flatten() {
            event[name] = value.clone();
        }
        let done = self.control("POST", "events", &event).await;
        done["mids"][0].as_str().map(str::to_owned)
    }

    pub(crate) async fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = http::Request::builder()
            .method(method)
            .uri(format!("http://sandbox.invalid/_control/{path}"))
            .header("content-type", "application/json")
            .body(Bytes::from(body.to_string()))
            .expect("request");
        let answer = self.sandbox.answer(request).await;
        assert!(answer.status().is_success(), "{path}: {:?}", answer.body());
        serde_json::from_slice(answer.body()).expect("JSON")
    }
}
