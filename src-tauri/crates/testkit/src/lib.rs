//! A simulated Instagram with the verbs of the domain, for the tests of all crates.
//!
//! It is served over a real loopback socket: what is tested is the real client on real HTTP.

mod eventually;
mod odd;

pub use eventually::eventually;
pub use odd::{Odd, odd};

pub use sandbox::SWITCHES;
use sandbox::{Clock, Sandbox, Scenario};
use serde_json::{Value, json};

/// A simulated Instagram behind a socket, which ends with this value.
#[derive(Debug)]
pub struct Instagram {
    sandbox: Sandbox,
    base: String,
    client: reqwest::Client,
    server: tokio::task::JoinHandle<()>,
}

/// A handle of the simulated Instagram.
#[derive(Debug, Clone)]
pub struct Brand {
    /// Its id.
    pub ig_id: String,
    /// Its name without `@`.
    pub username: String,
    /// A token that opens it.
    pub token: String,
}

impl Instagram {
    /// An empty Instagram on the computer's clock.
    ///
    /// # Panics
    /// When loopback has no free port.
    pub async fn empty() -> Self {
        let sandbox = Sandbox::new(Scenario::Empty, Clock::Real);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("bound"));
        sandbox.set_cdn_base(&format!("{base}/_cdn/"));
        let router = sandbox.router();
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("serves");
        });
        Self { sandbox, base, client: client(), server }
    }

    /// Its address.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Calls the control interface: with a body it changes, without one it asks.
    ///
    /// # Panics
    /// When the control interface does not accept it: a mistake of the test.
    pub async fn control(&self, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}/_control/{path}", self.base);
        let request = match body {
            Some(body) => self.client.post(url).json(&body),
            None => self.client.get(url),
        };
        let answer = request.send().await.expect("the sandbox answers");
        let (status, body) = (answer.status(), answer.json::<Value>().await.unwrap_or_default());
        assert!(status.is_success(), "control {path}: {status} {body}");
        body
    }

    /// Lets things happen, and gives the webhook body that tells of them, with the ids of the messages that they made.
    ///
    /// # Panics
    /// When the control interface does not accept the events: a mistake of the test.
    pub async fn told(&self, events: Value) -> (Vec<u8>, Vec<String>) {
        let told = self.control("webhook-body", Some(events)).await;
        let body = told.get("body").and_then(Value::as_str).expect("a body");
        let mids = told.get("mids").and_then(Value::as_array).cloned().unwrap_or_default();
        let mids = mids.iter().map(|mid| mid.as_str().unwrap_or_default().to_owned()).collect();
        (body.as_bytes().to_vec(), mids)
    }

    /// The kinds of events that it knows, as it names them when it is told of another.
    ///
    /// # Panics
    /// When it takes the other one.
    pub async fn kinds_of_events(&self, brand: &Brand) -> Vec<String> {
        let event = json!({ "handle": brand.username, "person": "nobody", "kind": "no such kind" });
        let url = format!("{}/_control/events", self.base);
        let answer = self.client.post(url).json(&event).send().await.expect("the sandbox answers");
        assert!(answer.status().is_client_error(), "there is no such kind");
        let said = answer.text().await.unwrap_or_default();
        let (_, listed) = said.split_once("expected one of").expect("it names those that there are");
        listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// How often a kind of call was made, for all handles together.
    pub async fn calls_of(&self, endpoint: &str) -> i64 {
        let calls = self.control("calls", None).await;
        let by_handle = calls.get("calls").and_then(Value::as_object).cloned().unwrap_or_default();
        by_handle.values().filter_map(|of| of.get(endpoint)?.as_i64()).sum()
    }

    /// A new handle.
    pub async fn brand(&self, username: &str) -> Brand {
        self.brand_with(json!({ "username": username })).await
    }

    /// A new handle, as the control interface describes one.
    ///
    /// # Panics
    /// When it has no username.
    pub async fn brand_with(&self, new: Value) -> Brand {
        let username = new.get("username").and_then(Value::as_str).expect("a username").to_owned();
        self.control("handles", Some(new)).await;
        let info = self.sandbox.handles().into_iter().find(|handle| handle.username == username);
        let info = info.expect("the handle that was just made");
        Brand { ig_id: info.ig_id, username: info.username, token: info.token }
    }

    /// A person writes to a handle; gives the message's id.
    pub async fn writes(&self, person: &str, brand: &Brand, text: &str) -> String {
        self.event(json!({ "handle": brand.username, "person": person, "kind": "text", "text": text })).await
    }

    /// Something happens; gives the message's id, if it made one.
    pub async fn event(&self, event: Value) -> String {
        let answer = self.control("events", Some(event)).await;
        answer.pointer("/mids/0").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Plants a fault.
    pub async fn fault(&self, rule: Value) {
        self.control("faults", Some(rule)).await;
    }

    /// Takes all faults away.
    ///
    /// # Panics
    /// When the sandbox does not answer.
    pub async fn no_faults(&self) {
        let url = format!("{}/_control/faults", self.base);
        self.client.delete(url).send().await.expect("the sandbox answers");
    }

    /// The texts of all sends that were truly accepted, in order.
    pub async fn sent(&self) -> Vec<String> {
        let ledger = self.control("ledger", None).await;
        let sends = ledger.get("sends").and_then(Value::as_array).cloned().unwrap_or_default();
        sends.iter().filter_map(|send| Some(send.get("text")?.as_str()?.to_owned())).collect()
    }

    /// How many calls were made for a handle.
    pub async fn calls(&self, brand: &Brand) -> i64 {
        fn sum(value: &Value) -> i64 {
            match value {
                Value::Number(number) => number.as_i64().unwrap_or_default(),
                Value::Object(fields) => fields.values().map(sum).sum(),
                _ => 0,
            }
        }
        let calls = self.control("calls", None).await;
        let of = |key: &str| calls.get(key).map(sum).unwrap_or_default();
        of(&brand.username) + of(&brand.ig_id)
    }
}

impl Drop for Instagram {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn client() -> reqwest::Client {
    // The crate's client needs a TLS provider even for loopback; installing it twice is no fault.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
