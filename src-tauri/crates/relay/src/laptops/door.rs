//! Sessions, and who is asking.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;

use super::{Refusal, Sent};
use crate::clock;
use crate::directory::{Directory, device_note};
use crate::log::LogError;
use crate::protocol::calls::{Challenge, ChallengeRequest, Session, SessionRequest};
use crate::protocol::keys::{Purpose, is_signed};
use crate::protocol::text::DeviceId;
use crate::relay::Relay;

/// `POST /v1/challenge`. Answers for unknown laptops too: who is paired is nobody's business.
pub async fn challenge(
    State(relay): State<Arc<Relay>>,
    Sent(request): Sent<ChallengeRequest>,
) -> Json<Challenge> {
    Json(Challenge { challenge: relay.door.challenge(request.device, clock::seconds()) })
}

/// `POST /v1/session`
///
/// # Errors
/// When the laptop is not paired, or did not sign our challenge.
pub async fn session(
    State(relay): State<Arc<Relay>>,
    Sent(request): Sent<SessionRequest>,
) -> Result<Json<Session>, Refusal> {
    let now = clock::seconds();
    if !relay.door.is_challenge(&request.challenge, request.device, now) {
        return Err(Refusal::NO_SESSION);
    }
    let directory = list_with(&relay, request.device).await?;
    let device = directory.device(request.device).ok_or(Refusal::NOT_PAIRED)?;
    if !is_signed(&device.keys.sign, Purpose::Session, request.challenge.as_bytes(), &request.signature.0) {
        return Err(Refusal::NOT_PAIRED);
    }
    let (bearer, until) = relay.door.bearer(request.device, now);
    Ok(Json(Session { bearer, until }))
}

/// The laptop that asks, by its bearer; paired still.
#[derive(Debug, Clone, Copy)]
pub struct Known(pub DeviceId);

impl FromRequestParts<Arc<Relay>> for Known {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, relay: &Arc<Relay>) -> Result<Self, Refusal> {
        let device = bearer_of(relay, parts).ok_or(Refusal::NO_SESSION)?;
        list_with(relay, device).await.map(|_| Self(device))
    }
}

fn bearer_of(relay: &Relay, parts: &Parts) -> Option<DeviceId> {
    let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let bearer = value.to_str().ok()?.strip_prefix("Bearer ")?;
    relay.door.bearer_of(bearer, clock::seconds())
}

/// The list with this laptop in it. One that is not there is refused only when the log says so too: another relay may
/// have paired it a moment ago, and a relay that is cut off knows nobody who came since.
async fn list_with(relay: &Relay, device: DeviceId) -> Result<Arc<Directory>, Refusal> {
    // Asked before the list is looked at.
    let current = relay.log.is_current();
    let directory = relay.directory();
    if directory.device(device).is_some() {
        return Ok(directory);
    }
    if current && relay.log.note(&device_note(device)).await?.is_none() {
        return Err(Refusal::NOT_PAIRED);
    }
    if current && relay.shows(|directory| directory.device(device).is_some()).await {
        return Ok(relay.directory());
    }
    Err(LogError::Failed("who is paired is not known just now".to_owned()).into())
}
