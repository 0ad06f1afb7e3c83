//! What a test does to webhooks, below `/_control`.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::response::Json;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{Form, News, body, dashboard_test};
use super::callback::client;
use super::outbox::Manners;
use super::signed_request;
use crate::control::{Done, Refused, handle_named, read, read_list};
use crate::sandbox::Sandbox;
use crate::world::{Event, TokenState, World};

/// The routes.
pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/webhooks", get(state).post(set_up))
        .route("/webhooks/manners", post(manners))
        .route("/webhooks/release", post(release))
        .route("/webhooks/test", post(test))
        .route("/webhooks/foreign", post(foreign))
        .route("/webhooks/raw", post(raw))
        .route("/webhook-body", post(webhook_body))
        .route("/callbacks", post(callbacks))
}

async fn state(State(sandbox): State<Sandbox>) -> Json<Value> {
    sandbox.with(|world| {
        let (waiting, held) = world.hooks.counts();
        Json(json!({
            "open": world.hooks.open, "callback": world.hooks.callback, "waiting": waiting, "held": held,
            "manners": world.hooks.manners,
        }))
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetUp {
    callback_url: Option<String>,
    #[serde(default)]
    verify_token: String,
    app_secret: Option<String>,
}

/// `POST /webhooks`: the secret, and a callback that is verified at once. Without a callback the news only begin to
/// be kept for a receiver in this process.
async fn set_up(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let wanted: SetUp = read(&body)?;
    if let Some(secret) = wanted.app_secret {
        sandbox.with(|world| world.registry.app.secret = secret);
    }
    match wanted.callback_url {
        Some(url) => sandbox.send_webhooks(&url, &wanted.verify_token).await.map_err(Refused)?,
        None => drop(sandbox.webhooks()),
    }
    Ok(state(State(sandbox)).await)
}

async fn manners(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let wanted: Manners = read(&body)?;
    sandbox.with(|world| world.hooks.manners = wanted);
    Ok(state(State(sandbox)).await)
}

async fn release(State(sandbox): State<Sandbox>) -> Json<Value> {
    sandbox.with(World::release);
    state(State(sandbox)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    #[serde(default = "messages")]
    field: String,
    /// Without an entry around it.
    #[serde(default)]
    bare: bool,
}

fn messages() -> String {
    "messages".to_owned()
}

/// `POST /webhooks/test`: the dashboard's "Test" button.
async fn test(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let Test { field, bare } = read(&body)?;
    let text = sandbox.with(|world| {
        let body = dashboard_test(world, &field, bare);
        if world.hooks.open {
            world.enqueue(&body, &[], 1, 0);
        }
        shown(world, &body)
    });
    Ok(Json(text))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Foreign {
    /// The account of another tenant of the app.
    entry: String,
    value: Value,
}

/// `POST /webhooks/foreign`: an event of an account that is no handle of this sandbox.
async fn foreign(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let Foreign { entry, value } = read(&body)?;
    sandbox.with(|world| {
        let (at_ms, form) = (world.now_ms(), Form::Messaging { standby: false });
        world.announce(News { handle: None, entry, field: messages(), form, value, at_ms });
    });
    Ok(state(State(sandbox)).await)
}

/// `POST /webhooks/raw`: delivers this body as it is, whatever it tells.
async fn raw(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    sandbox.with(|world| world.enqueue(&body, &[], 1, 0));
    Ok(state(State(sandbox)).await)
}

/// `POST /webhook-body`: lets the events happen and answers with the one body that tells of them, unsent.
async fn webhook_body(State(sandbox): State<Sandbox>, Json(wanted): Json<Value>) -> Done {
    let events: Vec<Event> = read_list(&wanted)?;
    sandbox.with(|world| {
        world.hooks.captured = Some(Vec::new());
        let happened: Result<Vec<_>, _> = events.into_iter().map(|event| world.happen(event)).collect();
        let news = world.hooks.captured.take().unwrap_or_default();
        let happened = happened.map_err(|error| Refused(error.to_string()))?;
        let mids: Vec<_> = happened.into_iter().map(|one| one.mid).collect();
        let told = body(world, &news);
        let mut answer = shown(world, &told);
        answer["mids"] = json!(mids);
        Ok(Json(answer))
    })
}

fn shown(world: &World, body: &Value) -> Value {
    let (headers, bytes) = world.signed(body);
    let headers: BTreeMap<String, String> = headers.into_iter().collect();
    json!({"body": String::from_utf8_lossy(&bytes), "headers": headers})
}

/// The subcode of 190 for a token of an app that was removed (reference, section 7).
const DEAUTHORISED: i64 = 458;

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Callback {
    Deauthorize,
    DataDeletion,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Called {
    handle: String,
    callback: Callback,
    /// Where it is posted to; only answered when absent.
    url: Option<String>,
}

/// `POST /callbacks`: a person takes the app's access away, or asks for deletion (reference, section 1.6).
async fn callbacks(State(sandbox): State<Sandbox>, Json(body): Json<Value>) -> Done {
    let Called { handle, callback, url } = read(&body)?;
    let signed = sandbox.with(|world| {
        let index = handle_named(world, &handle)?;
        let own = &world.handles[index];
        let user =
            if world.switches.is("signed_request_user", "ig_id") { &own.ig_id } else { &own.app_scoped_id };
        let now_s = world.now_ms() / 1000;
        let payload = json!({
            "algorithm": "HMAC-SHA256", "expires": now_s + 3_600, "issued_at": now_s, "user_id": user,
        });
        let signed = signed_request::make(world.secret_of("signed_request_secret"), &payload);
        if matches!(callback, Callback::Deauthorize) {
            world.handles[index].subscribed_fields.clear();
            world.change_tokens(index, |token| token.state = TokenState::Revoked(DEAUTHORISED));
        }
        Ok::<_, Refused>(signed)
    })?;
    let Some(url) = url else { return Ok(Json(json!({ "signed_request": signed }))) };
    let form = [("signed_request", signed.as_str())];
    let answer = client().map_err(Refused)?.post(url).form(&form).send().await;
    let answer = answer.map_err(|error| Refused(error.to_string()))?;
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap_or_default();
    Ok(Json(json!({"signed_request": signed, "status": status, "answer": text})))
}
