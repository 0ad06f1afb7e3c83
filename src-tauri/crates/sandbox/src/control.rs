//! The control interface: what a test or a developer does to the simulated Instagram. Not part of Graph.

mod bulk;
mod dump;
mod handles;

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) use bulk::Bulk;

use crate::clock::{graph_time, parse_instant};
use crate::fault::Rule;
use crate::sandbox::Sandbox;
use crate::world::{Event, World};

/// What a control call answers; an error is a sentence.
pub(crate) type Done = Result<Json<Value>, Refused>;

/// A control call that makes no sense.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({ "error": self.0 }))).into_response()
    }
}

/// One value or a list of them, read one by one so that a mistake is explained.
pub(crate) fn read_list<T: serde::de::DeserializeOwned>(body: &Value) -> Result<Vec<T>, Refused> {
    match body {
        Value::Array(many) => many.iter().map(read).collect(),
        one => Ok(vec![read(one)?]),
    }
}

/// The routes below `/_control`.
pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/handles", get(handles::list).post(handles::create))
        .route("/handles/{id}/access", post(handles::access))
        .route("/handles/{id}/account", post(handles::account))
        .route("/handles/{id}/token", post(handles::token))
        .route("/people", post(handles::add_person))
        .route("/events", post(events))
        .route("/bulk", post(fill))
        .route("/clock", get(clock).post(set_clock))
        .route("/faults", get(faults).post(add_faults).delete(clear_faults))
        .route("/switches", get(switches).post(turn))
        .route("/ledger", get(ledger))
        .route("/calls", get(calls).delete(clear_calls))
        .route("/threads", get(dump::threads))
        .merge(crate::oauth::control::router())
        .merge(crate::webhook::router())
}

/// The handle of this id or username.
pub(crate) fn handle_named(world: &World, name: &str) -> Result<usize, Refused> {
    world.handle_named(name).ok_or_else(|| Refused(format!("no handle `{name}`")))
}

/// Reads a body by hand, so that a mistake is explained in words.
pub(crate) fn read<T: serde::de::DeserializeOwned>(body: &Value) -> Result<T, Refused> {
    T::deserialize(body).map_err(|e| Refused(e.to_string()))
}

async fn events(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let list: Vec<Event> = read_list(&body)?;
    sandbox.with(|world| {
        let mut mids = Vec::with_capacity(list.len());
        let mut threads = Vec::with_capacity(list.len());
        for event in list {
            let occurred = world.happen(event).map_err(|e| Refused(e.to_string()))?;
            mids.push(occurred.mid);
            threads.push(world.threads[occurred.thread].id.clone());
        }
        Ok(Json(json!({"mids": mids, "threads": threads})))
    })
}

async fn fill(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let bulk: Bulk = read(&body)?;
    sandbox.with(|world| bulk.fill(world)).map_err(Refused)?;
    Ok(Json(json!({"done": true})))
}

async fn clock(State(sandbox): State<Sandbox>) -> Json<Value> {
    let now = sandbox.now_ms();
    Json(json!({"now_ms": now, "now": graph_time(now)}))
}

/// Where the clock goes: an instant, or so many milliseconds on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    set: Option<Value>,
    advance_ms: Option<i64>,
}

async fn set_clock(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let change: ClockChange = read(&body)?;
    let set = match change.set {
        None => None,
        Some(Value::String(text)) => Some(parse_instant(&text).map_err(|e| Refused(e.to_string()))?),
        Some(other) => {
            Some(other.as_i64().ok_or_else(|| Refused("`set` is an instant or milliseconds".into()))?)
        }
    };
    sandbox.with(|world| {
        if let Some(ms) = set {
            world.clock.set(ms);
        }
        world.clock.advance(change.advance_ms.unwrap_or(0));
        world.hooks.changed.notify_one();
    });
    Ok(clock(State(sandbox)).await)
}

async fn faults(State(sandbox): State<Sandbox>) -> Json<Value> {
    sandbox.with(|world| Json(json!({ "rules": world.faults.rules })))
}

async fn add_faults(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let rules: Vec<Rule> = read_list(&body)?;
    sandbox.with(|world| world.faults.rules.extend(rules));
    Ok(faults(State(sandbox)).await)
}

async fn clear_faults(State(sandbox): State<Sandbox>) -> Json<Value> {
    sandbox.with(|world| world.faults.rules.clear());
    Json(json!({ "rules": [] }))
}

async fn switches(State(sandbox): State<Sandbox>) -> Json<Value> {
    sandbox.with(|world| Json(json!(world.switches.all())))
}

async fn turn(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let wanted: BTreeMap<String, String> = read(&body)?;
    sandbox.with(|world| {
        for (name, position) in &wanted {
            world.switches.set(name, position).map_err(Refused)?;
        }
        Ok::<_, Refused>(())
    })?;
    Ok(switches(State(sandbox)).await)
}

async fn ledger(State(sandbox): State<Sandbox>) -> Json<Value> {
    sandbox.with(|world| Json(json!(world.ledger)))
}

async fn calls(State(sandbox): State<Sandbox>) -> Json<Value> {
    let mut by_handle: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
    sandbox.with(|world| {
        for ((handle, endpoint), count) in &world.calls {
            by_handle.entry(handle.clone()).or_default().insert(endpoint, *count);
        }
    });
    Json(json!({ "calls": by_handle }))
}

async fn clear_calls(State(sandbox): State<Sandbox>) -> Json<Value> {
    sandbox.with(|world| world.calls.clear());
    Json(json!({ "calls": {} }))
}
