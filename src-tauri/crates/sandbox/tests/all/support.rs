//! A small world and the words to talk to it.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use sandbox::{Clock, Sandbox, Scenario};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// 2026-09-21T14:13:20Z.
pub(crate) const START_MS: i64 = 1_790_000_000_000;
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// A sandbox with one handle, `bluekiln`, and no limit on calls.
pub(crate) struct Town {
    pub(crate) sandbox: Sandbox,
    pub(crate) ig_id: String,
    pub(crate) token: String,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// Code and subcode of an error body.
    pub(crate) fn error(&self) -> (i64, Option<i64>) {
        let body = self.json();
        let code = body["error"]["code"].as_i64().unwrap_or_else(|| panic!("no error: {}", self.text));
        (code, body["error"]["error_subcode"].as_i64())
    }
}

impl Town {
    pub(crate) async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// A town whose handle has these fields besides its name.
    pub(crate) async fn with(mut handle: Value) -> Self {
        let sandbox = Sandbox::new(Scenario::Empty, Clock::At(START_MS));
        handle["username"] = "bluekiln".into();
        let mut town = Self { sandbox, ig_id: String::new(), token: String::new() };
        let made = town.control("handles", handle).await;
        town.ig_id = made["ig_id"].as_str().unwrap().to_owned();
        town.token = made["token"].as_str().unwrap().to_owned();
        town.control("switches", json!({"conversations_throttle": "off"})).await;
        town
    }

    pub(crate) async fn call(&self, request: Request<Body>) -> Answer {
        let response = self.sandbox.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// `GET` of Graph with the town's token.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_as(&self.token, path).await
    }

    pub(crate) async fn get_as(&self, token: &str, path: &str) -> Answer {
        let uri = format!("https://graph.instagram.com{}", path.replace('{', "%7B").replace('}', "%7D"));
        let request = Request::get(uri).header("authorization", format!("Bearer {token}"));
        self.call(request.body(Body::empty()).unwrap()).await
    }

    /// `POST` of JSON to the handle's messages.
    pub(crate) async fn send(&self, body: Value) -> Answer {
        let request = Request::post("/v26.0/me/messages")
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json");
        self.call(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        let request = Request::post(format!("/_control/{path}")).header("content-type", "application/json");
        let answer = self.call(request.body(Body::from(body.to_string())).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    pub(crate) async fn look(&self, path: &str) -> Value {
        self.call(Request::get(format!("/_control/{path}")).body(Body::empty()).unwrap()).await.json()
    }

    /// An inbound event of `mira`; the mid, if it is a message.
    pub(crate) async fn event(&self, mut event: Value) -> String {
        event["handle"] = "bluekiln".into();
        if event["person"].is_null() {
            event["person"] = "mira".into();
        }
        self.control("events", event).await["mids"][0].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) async fn text(&self, text: &str) -> String {
        self.event(json!({"kind": "text", "text": text})).await
    }

    /// The IGSID of a person of the handle.
    pub(crate) fn igsid(&self, index: usize) -> String {
        self.sandbox.handles()[0].people[index].clone()
    }
}

/// A text message to somebody.
pub(crate) fn to(igsid: &str, text: &str) -> Value {
    json!({"recipient": {"id": igsid}, "message": {"text": text}})
}
