//! The simulated Instagram, as the tests see it: people who write, and what really arrived.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use reqwest::{Client, Method};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::http;
use crate::process::{Program, program};

/// A running sandbox.
#[derive(Debug)]
pub struct Instagram {
    graph: Url,
    control: String,
    client: Client,
    _server: Program,
}

/// A handle at Instagram.
#[derive(Debug, Clone, Deserialize)]
pub struct Handle {
    /// The account's id.
    pub ig_id: String,
    /// Its name, without `@`.
    pub username: String,
    /// An access token of it.
    pub token: String,
}

/// A message that Instagram accepted from us.
#[derive(Debug, Clone, Deserialize)]
pub struct Sent {
    /// The handle that it was sent as, by id.
    pub handle: String,
    /// The person whom it was sent to, by id.
    pub recipient: String,
    /// Its text.
    pub text: Option<String>,
    /// The request's body.
    pub body: Value,
    /// The message tag, if any.
    pub tag: Option<String>,
}

#[derive(Deserialize)]
struct Ready {
    graph: Url,
    control: String,
}

impl Instagram {
    /// Starts an Instagram that nobody uses yet.
    ///
    /// # Errors
    /// When the sandbox is not built or does not start.
    pub fn start() -> Result<Self> {
        let mut server = Command::new(program("handrail-sandbox")?);
        server.args(["serve", "--listen", "127.0.0.1:0", "--scenario", "empty"]).stderr(Stdio::inherit());
        let (server, line) = Program::start_with_line(&mut server)?;
        let Ready { graph, control } = serde_json::from_str(&line).context("the sandbox's first line")?;
        Ok(Self { graph, control, client: http::client()?, _server: server })
    }

    /// Where its Graph API is.
    #[must_use]
    pub fn graph(&self) -> &Url {
        &self.graph
    }

    /// Opens an account.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn handle(&self, username: &str) -> Result<Handle> {
        let made = self.control(Method::POST, "handles", Some(&json!({ "username": username }))).await?;
        Ok(serde_json::from_value(made)?)
    }

    /// A person writes to a handle.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn write(&self, handle: &Handle, person: &str, text: &str) -> Result<()> {
        self.happen(&json!({ "handle": handle.ig_id, "person": person, "kind": "text", "text": text })).await
    }

    /// Something happens: one event or a list, in the words of the sandbox's README.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn happen(&self, events: &Value) -> Result<()> {
        self.control(Method::POST, "events", Some(events)).await.map(|_| ())
    }

    /// Every message that was accepted from us, in order.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn sends(&self) -> Result<Vec<Sent>> {
        Ok(serde_json::from_value(self.ledger().await?["sends"].take())?)
    }

    /// What really happened at Instagram, in the words of the sandbox's README.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn ledger(&self) -> Result<Value> {
        self.control(Method::GET, "ledger", None).await
    }

    /// How many calls were made for a handle, since the start.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn calls(&self, handle: &Handle) -> Result<u64> {
        let calls = self.all_calls().await?;
        let of = |name: &str| {
            let endpoints = calls["calls"][name].as_object();
            endpoints.map_or(0, |endpoints| endpoints.values().filter_map(Value::as_u64).sum::<u64>())
        };
        Ok(of(&handle.ig_id) + of(&handle.username))
    }

    /// Every call since the start, counted by handle and endpoint.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn all_calls(&self) -> Result<Value> {
        self.control(Method::GET, "calls", None).await
    }

    /// Instagram behaves in another of the ways that its documentation leaves open (`handrail-sandbox switches`).
    ///
    /// # Errors
    /// When there is no such switch.
    pub async fn turn(&self, switches: &Value) -> Result<()> {
        self.control(Method::POST, "switches", Some(switches)).await.map(|_| ())
    }

    /// The Meta app that handles are connected through: its ids and secrets.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn app(&self) -> Result<Value> {
        self.control(Method::GET, "app", None).await
    }

    /// The owner switches "Allow access to messages" in the Instagram app.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn message_access(&self, handle: &Handle, on: bool) -> Result<()> {
        let path = format!("handles/{}/access", handle.username);
        self.control(Method::POST, &path, Some(&json!({ "on": on }))).await.map(|_| ())
    }

    /// The owner makes it another kind of account: `business`, `media_creator` or `personal`.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn account(&self, handle: &Handle, kind: &str) -> Result<()> {
        let path = format!("handles/{}/account", handle.username);
        self.control(Method::POST, &path, Some(&json!({ "type": kind }))).await.map(|_| ())
    }

    /// The owner takes back every token of a handle.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn revoke(&self, handle: &Handle) -> Result<()> {
        let path = format!("handles/{}/token", handle.username);
        self.control(Method::POST, &path, Some(&json!({ "action": "revoke", "subcode": 460 })))
            .await
            .map(|_| ())
    }

    /// A new token of a handle.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn renew(&self, handle: &Handle) -> Result<String> {
        let path = format!("handles/{}/token", handle.username);
        let answer = self.control(Method::POST, &path, Some(&json!({ "action": "renew" }))).await?;
        Ok(answer["token"].as_str().context("no token")?.to_owned())
    }

    /// What a handle's tokens are good for.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn allow(&self, handle: &Handle, scopes: &[&str]) -> Result<()> {
        let path = format!("handles/{}/scopes", handle.username);
        self.control(Method::POST, &path, Some(&json!({ "scopes": scopes }))).await.map(|_| ())
    }

    /// Instagram misbehaves from now on: rules in the words of the sandbox's README.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn misbehave(&self, rules: &Value) -> Result<()> {
        self.control(Method::POST, "faults", Some(rules)).await.map(|_| ())
    }

    /// Instagram behaves again.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn behave(&self) -> Result<()> {
        self.control(Method::DELETE, "faults", None).await.map(|_| ())
    }

    /// Changes something by the control interface, in the words of the sandbox's README.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub async fn set(&self, path: &str, body: &Value) -> Result<Value> {
        self.control(Method::POST, path, Some(body)).await
    }

    async fn control(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        http::call(&self.client, method, &format!("{}/{path}", self.control), body).await
    }
}
