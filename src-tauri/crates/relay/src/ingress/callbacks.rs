//! A person takes the app's access away, or asks for their data to be deleted (instagram-platform,
//! section 1.6). Both are carried to every laptop; how far a deletion is can be looked up.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::body::{self, Space};
use super::{digest, form, store};
use crate::clock;
use crate::directory::Directory;
use crate::log::{Expect, LogError};
use crate::pages;
use crate::protocol::frame::Content;
use crate::protocol::text::{DeviceId, Fixed};
use crate::relay::Relay;
use crate::signed_request::{self, SignedRequest};

/// No callback is larger, in bytes.
const LARGEST: usize = 64 << 10;

/// How far a deletion is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeletionNote {
    /// When it was asked for, in seconds since 1970.
    pub asked: u64,
    /// The laptops that have not done it yet.
    pub waiting: Vec<DeviceId>,
    /// When the last one had, in seconds since 1970.
    pub done: Option<u64>,
}

/// The note of a deletion.
#[must_use]
pub fn deletion_note(code: &str) -> String {
    format!("deletion/{code}")
}

/// `POST /meta/deauthorize`
pub async fn deauthorise(State(relay): State<Arc<Relay>>, request: Request) -> StatusCode {
    let asked = match signed(&relay, request).await {
        Ok(asked) => asked,
        Err(status) => return status,
    };
    let content = Content::Deauthorised { user_id: asked.request.user_id };
    match carry(&relay, "deauthorize", &asked.raw, &content).await {
        Ok(()) => {
            tracing::info!("a person took the app's access away");
            StatusCode::OK
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// `POST /meta/delete`
pub async fn delete(State(relay): State<Arc<Relay>>, request: Request) -> Response {
    let asked = match signed(&relay, request).await {
        Ok(asked) => asked,
        Err(status) => return status.into_response(),
    };
    // The same request again has the same code. It says nothing about the person to others.
    let code = Fixed::<16>(digest(&[relay.identity.seed(), asked.raw.as_slice()].concat()).0).to_string();
    let content = Content::Deletion { user_id: asked.request.user_id, code: code.clone() };
    let stored = async {
        note(&relay, &code).await?;
        carry(&relay, "delete", &asked.raw, &content).await
    };
    if stored.await.is_err() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    tracing::info!("a person asked for their data to be deleted");
    let url = relay.config.public(&format!("/meta/deletion/{code}"));
    axum::Json(json!({ "url": url, "confirmation_code": code })).into_response()
}

/// `GET /meta/deletion/{code}`: for the person who asked.
pub async fn status(State(relay): State<Arc<Relay>>, Path(code): Path<String>) -> Response {
    let known = code.parse::<Fixed<16>>().is_ok();
    let note = if known { relay.log.note(&deletion_note(&code)).await } else { Ok(None) };
    match note {
        Ok(Some(note)) => match serde_json::from_slice::<DeletionNote>(&note.value) {
            Ok(note) => pages::deletion(&code, &note, &relay.directory()),
            Err(_) => pages::unavailable(),
        },
        Ok(None) => pages::no_such_deletion(),
        Err(_) => pages::unavailable(),
    }
}

/// A laptop has done it.
///
/// # Errors
/// When the log cannot be used.
pub async fn done(relay: &Relay, device: DeviceId, code: &str) -> Result<bool, LogError> {
    loop {
        let Some(found) = relay.log.note(&deletion_note(code)).await? else { return Ok(false) };
        let Ok(mut note) = serde_json::from_slice::<DeletionNote>(&found.value) else { return Ok(false) };
        let directory = laptops(relay)?;
        note.waiting.retain(|id| *id != device && directory.device(*id).is_some());
        if note.waiting.is_empty() && note.done.is_none() {
            note.done = Some(clock::seconds());
        }
        let value = serde_json::to_vec(&note).map_err(|error| LogError::Failed(error.to_string()))?;
        match relay.log.write(&found.key, value, Expect::Revision(found.revision)).await {
            Err(LogError::Changed) => {}
            other => return other.map(|_| true),
        }
    }
}

struct Asked {
    request: SignedRequest,
    raw: Vec<u8>,
}

async fn signed(relay: &Relay, request: Request) -> Result<Asked, StatusCode> {
    let (parts, body) = request.into_parts();
    let space = Space::of(relay, &parts.extensions);
    let raw = body::read(body, LARGEST, relay.config.limits.body_seconds, &space).await?.bytes;
    let text = form::field(&parts.headers, &raw, "signed_request").await?;
    signed_request::open(&text, &relay.secrets)
        .map(|request| Asked { request, raw: text.into_bytes() })
        .map_err(|_| StatusCode::UNAUTHORIZED)
}

async fn note(relay: &Relay, code: &str) -> Result<(), LogError> {
    let waiting: Vec<DeviceId> = laptops(relay)?.devices().map(|(id, _)| id).collect();
    let asked = clock::seconds();
    // Without a laptop there is nothing to delete: the relay itself keeps nothing that can be read.
    let done = waiting.is_empty().then_some(asked);
    let note = DeletionNote { asked, waiting, done };
    let value = serde_json::to_vec(&note).map_err(|error| LogError::Failed(error.to_string()))?;
    match relay.log.write(&deletion_note(code), value, Expect::Nothing).await {
        Ok(_) | Err(LogError::Changed) => Ok(()),
        Err(other) => Err(other),
    }
}

/// `callback` says which of the two it is: Meta may sign the same text for both.
async fn carry(relay: &Relay, callback: &str, raw: &[u8], content: &Content) -> Result<(), LogError> {
    let directory = laptops(relay)?;
    let now = relay.clock.now();
    let Some(part) = relay.sealer.seal(None, content, &directory, now).await? else { return Ok(()) };
    let parts = serde_json::to_vec(&[part]).map_err(|error| LogError::Failed(error.to_string()))?;
    let asked = [callback.as_bytes(), b"\0".as_slice(), raw].concat();
    store(relay, digest(&asked), now, parts).await
}

/// All laptops; none is left out because the relay has not heard of it yet.
fn laptops(relay: &Relay) -> Result<Arc<Directory>, LogError> {
    // Asked before the list is looked at.
    if !relay.log.is_current() {
        return Err(LogError::Failed("who is paired is not known just now".to_owned()));
    }
    Ok(relay.directory())
}
